"""Feature names of a device -> registers, from its GenICam XML (zipped or not).

Understands Integer, Float, Enumeration, Boolean and Command nodes that end in an IntReg, MaskedIntReg
or FloatReg with a plain address; anything else is refused as not supported, never guessed.
"""

import io
import re
import struct
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib
from dataclasses import dataclass

from drivers.gige.control import XML_URL, ControlChannel
from station.errors import DeviceFault

LARGEST_XML = 8 * 2**20
REGISTERS = {"IntReg", "MaskedIntReg", "FloatReg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Where a feature lives; `is_float` for IEEE single precision."""

    address: int
    is_float: bool
    little_endian: bool


class FeatureMap:
    """The features of one device."""

    def __init__(self, xml: bytes) -> None:
        try:
            # Devices are on our own network segment; entities are refused all the same.
            if b"<!ENTITY" in xml:
                raise ElementTree.ParseError("it defines entities")
            root = ElementTree.fromstring(xml)  # noqa: S314 - size-limited, entities refused above
        except ElementTree.ParseError as err:
            raise DeviceFault(
                "its GenICam description cannot be read: {cause}", remedy="update the detector's firmware",
                cause=str(err),
            ) from err  # fmt: skip
        # Entries of an enumeration have names of their own, which may be those of features.
        self.nodes = {node.get("Name"): node for node in root.iter() if node.get("Name") and tag(node) != "EnumEntry"}

    def register(self, feature: str) -> Register:
        """The register of a feature, through its pValue.

        Raises:
            DeviceFault: there is no such feature, or it is computed in a way that we do not evaluate.
        """
        node = self.nodes.get(feature)
        for _ in range(4):
            if node is None or tag(node) in REGISTERS:
                break
            node = self.nodes.get(text(node, "pValue"))
        address = None if node is None else number(text(node, "Address"))
        if node is None or address is None:
            raise DeviceFault(
                "feature {feature} is not supported", remedy="set it with the maker's tool", feature=feature
            )
        return Register(
            address=address,
            is_float=tag(node) == "FloatReg",
            little_endian=text(node, "Endianess") == "LittleEndian",
        )

    def __contains__(self, feature: str) -> bool:
        return feature in self.nodes

    def command_value(self, feature: str) -> int:
        """What a Command node writes."""
        node = self.nodes.get(feature)
        value = None if node is None else number(text(node, "CommandValue"))
        return 1 if value is None else value


def tag(node: ElementTree.Element) -> str:
    """Name of an element without its namespace."""
    return node.tag.rpartition("}")[2]


def text(node: ElementTree.Element, name: str) -> str:
    """Text of the first child called `name`, empty if there is none."""
    return next((child.text or "" for child in node if tag(child) == name), "").strip()


def number(words: str) -> int | None:
    """A decimal or hexadecimal number of 32 bits, None if it is none."""
    try:
        value = int(words, 0)
    except ValueError:
        return None
    return value if 0 <= value < 2**32 else None


def load_features(control: ControlChannel) -> FeatureMap:
    """Read the description that the device points at.

    Raises:
        DeviceFault: it points elsewhere than into its own memory, or the file is damaged.
    """
    url = control.read_memory(XML_URL, 512).split(b"\0")[0].decode("ascii", "replace")
    found = re.match(r"(?i)local:(?:///)?([^;]+);([0-9a-f]+);([0-9a-f]+)", url)
    if not found or int(found[3], 16) > LARGEST_XML:
        raise DeviceFault(
            "its description is at {url!r}", remedy="only descriptions inside the detector are read", url=url
        )
    content = control.read_memory(int(found[2], 16), int(found[3], 16))
    if found[1].lower().endswith(".zip"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = archive.open(archive.namelist()[0]).read(LARGEST_XML)
        except (zipfile.BadZipFile, zlib.error, IndexError, OSError, RuntimeError, EOFError) as err:
            raise DeviceFault("its description cannot be unpacked", remedy="update the detector's firmware") from err
    return FeatureMap(content.rstrip(b"\0"))


def write_feature(control: ControlChannel, features: FeatureMap, name: str, value: float) -> None:
    """Set a feature by name."""
    register = features.register(name)
    if register.is_float:
        raw = struct.unpack(">I", struct.pack("<f" if register.little_endian else ">f", value))[0]
    else:
        raw = int.from_bytes(int(value).to_bytes(4, "big"), "little" if register.little_endian else "big")
    control.write(register.address, raw)


def read_feature(control: ControlChannel, features: FeatureMap, name: str) -> float:
    """A feature by name."""
    register = features.register(name)
    raw = control.read(register.address).to_bytes(4, "big")
    if register.is_float:
        return float(struct.unpack("<f" if register.little_endian else ">f", raw)[0])
    return float(int.from_bytes(raw, "little" if register.little_endian else "big"))
