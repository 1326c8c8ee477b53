"""Features of a device by name: the nodes of its description -> registers, and back.

Understood are Integer, Float, Boolean, Enumeration and Command, IntReg, MaskedIntReg, FloatReg and StructReg with
any sum of addresses, SwissKnife, IntSwissKnife, Converter and IntConverter. Anything else is refused as not
supported, never guessed.
"""

import struct
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from typing import Protocol

from drivers.gige.formula import Formula, Number
from drivers.gige.genicam import FeatureMap, number, tag, text
from station.errors import DeviceFault

DEEPEST = 12
SIMPLE = {"Integer", "Float", "Boolean", "Enumeration", "Command"}
REGISTERS = {"IntReg", "MaskedIntReg", "FloatReg", "StructEntry"}
FORMULAS = {"SwissKnife", "IntSwissKnife"}
CONVERTERS = {"Converter", "IntConverter"}


class Registers(Protocol):
    """What the nodes need of a control channel."""

    def read(self, address: int) -> int:
        """A register of 32 bits."""
        ...

    def write(self, address: int, value: int) -> None:
        """Set it."""
        ...

    def read_memory(self, address: int, count: int) -> bytes:
        """Bytes of the device's memory."""
        ...

    def write_memory(self, address: int, content: bytes) -> None:
        """Set them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Where a value lies.

    Attributes:
        address: in bytes.
        length: 1 to 8 bytes.
        kind: tag of its node.
        order: "big" or "little".
        shift: and `width`: bits of the value, from the lowest.
    """

    address: int
    length: int
    kind: str
    order: str
    shift: int
    width: int
    signed: bool


class Nodes:
    """The features of one opened device."""

    def __init__(self, control: Registers, features: FeatureMap) -> None:
        self.control = control
        self.features = features

    def value(self, name: str, depth: int = 0) -> Number:
        """A feature now.

        Raises:
            DeviceFault: there is no such feature, or it is made of what we do not evaluate.
        """
        node = self.node(name, depth)
        kind = tag(node)
        if kind in REGISTERS:
            return self.load(self.register(node, name, depth))
        if kind in FORMULAS:
            return self.formula(node, name, "Formula", depth)
        if kind in CONVERTERS:
            inner = self.value(text(node, "pValue"), depth + 1)
            return self.formula(node, name, "FormulaFrom", depth, TO=inner)
        if kind not in SIMPLE:
            raise not_supported(name)
        if target := text(node, "pValue"):
            inner = self.value(target, depth + 1)
            return int(inner == (number(text(node, "OnValue")) or 1)) if kind == "Boolean" else inner
        return plain(text(node, "Value"), name)

    def write(self, name: str, value: Number, depth: int = 0) -> None:
        """Set a feature.

        Raises:
            DeviceFault: as for `value`; also where only a formula stands.
        """
        node = self.node(name, depth)
        kind = tag(node)
        target = text(node, "pValue")
        if kind in REGISTERS:
            self.store(self.register(node, name, depth), value, name)
        elif kind in CONVERTERS and target:
            self.write(target, self.formula(node, name, "FormulaTo", depth, FROM=value), depth + 1)
        elif kind == "Boolean" and target:
            word = number(text(node, "OnValue" if value else "OffValue"))
            self.write(target, int(bool(value)) if word is None else word, depth + 1)
        elif kind in SIMPLE and target:
            self.write(target, value, depth + 1)
        else:
            raise not_supported(name)

    def node(self, name: str, depth: int) -> ElementTree.Element:
        """The node of a name; nodes that point at each other in a circle end."""
        node = self.features.nodes.get(name)
        if node is None or depth > DEEPEST:
            raise not_supported(name)
        return node

    def formula(self, node: ElementTree.Element, name: str, which: str, depth: int, **known: Number) -> Number:
        """A formula of a node with its variables, constants and expressions."""
        whole = tag(node).startswith("Int")
        values = dict(known)
        for child in node:
            words, key = (child.text or "").strip(), child.get("Name", "")
            if tag(child) == "pVariable":
                values[key] = self.value(words.partition(".")[0], depth + 1)
            elif tag(child) == "Constant":
                values[key] = plain(words, name)
        for child in node:
            if tag(child) == "Expression":
                values[child.get("Name", "")] = Formula((child.text or "").strip(), whole=whole).value(values)
        result = Formula(text(node, which), whole=whole).value(values)
        return int(result) if whole else result

    def register(self, node: ElementTree.Element, name: str, depth: int) -> Register:
        """Where a register node lives."""
        holder = self.features.parents[name] if tag(node) == "StructEntry" else node
        address = self.address(holder, name, depth)
        length = number(text(holder, "Length") or "4")
        if length is None or not 1 <= length <= 8 or not 0 <= address <= 2**32 - length:
            raise not_supported(name)
        order = "little" if text(holder, "Endianess") == "LittleEndian" else "big"
        shift, width = 0, 8 * length
        if tag(node) in ("MaskedIntReg", "StructEntry"):
            bit = text(node, "Bit")
            ends = [number(bit or text(node, "LSB")), number(bit or text(node, "MSB"))]
            low, high = (-1 if end is None else end if order == "little" else width - 1 - end for end in ends)
            if not 0 <= low <= high < width:
                raise not_supported(name)
            shift, width = low, high - low + 1
        return Register(
            address=address, length=length, kind=tag(node), order=order, shift=shift, width=width,
            signed=text(node, "Sign") == "Signed",
        )  # fmt: skip

    def address(self, node: ElementTree.Element, name: str, depth: int) -> int:
        """The sum of all that the node says of its place."""
        parts: list[Number] = []
        for child in node:
            words, kind = (child.text or "").strip(), tag(child)
            if kind == "Address":
                parts.append(plain(words, name))
            elif kind == "pAddress":
                parts.append(self.value(words, depth + 1))
            elif kind == "IntSwissKnife":
                parts.append(self.formula(child, name, "Formula", depth + 1))
            elif kind == "pIndex":
                step = child.get("Offset") or "4"
                parts.append(plain(step, name) * self.value(words, depth + 1))
        if not parts:
            raise not_supported(name)
        return int(sum(parts))

    def load(self, register: Register) -> Number:
        """What a register holds."""
        if register.length == 4:
            raw = self.control.read(register.address).to_bytes(4, "big")
        else:
            raw = self.control.read_memory(register.address, register.length)
        if register.kind == "FloatReg":
            return float(struct.unpack(float_code(register), raw)[0])
        whole = int.from_bytes(raw, "big" if register.order == "big" else "little")
        value = whole >> register.shift & (1 << register.width) - 1
        return value - (1 << register.width) if register.signed and value >> register.width - 1 else value

    def store(self, register: Register, value: Number, name: str) -> None:
        """Write a register; the bits of others in it stay."""
        order = register.order
        try:
            if register.kind == "FloatReg":
                raw = struct.pack(float_code(register), value)
            else:
                mask = (1 << register.width) - 1
                word = int(value)
                if not -(1 << register.width - 1) <= word <= mask:
                    raise OverflowError
                whole = word & mask
                if register.width < 8 * register.length:
                    plain_register = Register(
                        address=register.address, length=register.length, kind="IntReg", order=order, shift=0,
                        width=8 * register.length, signed=False,
                    )  # fmt: skip
                    others = int(self.load(plain_register)) & ~(mask << register.shift)
                    whole = others | whole << register.shift
                raw = whole.to_bytes(register.length, "big" if order == "big" else "little")
        except (OverflowError, struct.error) as err:
            raise DeviceFault(
                "{value} does not fit into feature {feature}", remedy="set a smaller value", feature=name,
                value=float(value),
            ) from err  # fmt: skip
        if register.length == 4:
            self.control.write(register.address, int.from_bytes(raw, "big"))
        else:
            self.control.write_memory(register.address, raw)


def float_code(register: Register) -> str:
    """How struct calls it: single or double precision."""
    return ("<" if register.order == "little" else ">") + ("d" if register.length == 8 else "f")


def plain(words: str, name: str) -> Number:
    """A number as the description writes it."""
    whole = number(words)
    if whole is not None:
        return whole
    try:
        return float(words)
    except ValueError as err:
        raise not_supported(name) from err


def not_supported(feature: str) -> DeviceFault:
    """What is raised for a feature that we cannot use."""
    return DeviceFault("feature {feature} is not supported", remedy="set it with the maker's tool", feature=feature)
