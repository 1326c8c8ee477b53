"""The description of a device, its GenICam XML (zipped or not): nodes by name.

What the nodes are worth in registers is told by `nodes`.
"""

import io
import re
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib

from drivers.gige.control import XML_URL, ControlChannel
from station.errors import DeviceFault

LARGEST_XML = 8 * 2**20


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
        # Entries of a structured register have its address.
        self.parents = {
            entry.get("Name"): node for node in root.iter() if tag(node) == "StructReg" for entry in node
        }  # fmt: skip

    def __contains__(self, feature: str) -> bool:
        return feature in self.nodes

    def command_value(self, feature: str) -> int:
        """What a Command node writes."""
        node = self.nodes.get(feature)
        value = None if node is None else number(text(node, "CommandValue"))
        return 1 if value is None else value

    def entry_value(self, feature: str, entry: str) -> int | None:
        """The value of an enumeration's entry, None if there is no such entry."""
        node = self.nodes.get(feature)
        entries = [] if node is None else [child for child in node if tag(child) == "EnumEntry"]
        return next((number(text(child, "Value")) for child in entries if child.get("Name") == entry), None)


def tag(node: ElementTree.Element) -> str:
    """Name of an element without its namespace."""
    return node.tag.rpartition("}")[2]


def text(node: ElementTree.Element, name: str) -> str:
    """Text of the first child called `name`, empty if there is none."""
    return next((child.text or "" for child in node if tag(child) == name), "").strip()


def number(words: str) -> int | None:
    """A decimal or hexadecimal whole number of 64 bits, None if it is none."""
    try:
        value = int(words, 0)
    except ValueError:
        return None
    return value if -(2**63) <= value < 2**64 else None


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
