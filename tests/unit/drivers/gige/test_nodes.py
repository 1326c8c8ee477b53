"""GenICam nodes and formulas: values by hand, masks, orders of bytes, circles; what is not understood is refused."""

import io
import zipfile

import pytest

from drivers.gige.formula import Formula
from drivers.gige.genicam import FeatureMap, load_features
from drivers.gige.nodes import Nodes
from station.errors import DeviceFault


class Memory:
    """The registers of a device."""

    def __init__(self) -> None:
        self.content = bytearray(0x1000)

    def read(self, address: int) -> int:
        return int.from_bytes(self.content[address : address + 4], "big")

    def write(self, address: int, value: int) -> None:
        self.content[address : address + 4] = value.to_bytes(4, "big")

    def read_memory(self, address: int, count: int) -> bytes:
        return bytes(self.content[address : address + count])

    def write_memory(self, address: int, content: bytes) -> None:
        self.content[address : address + len(content)] = content


def nodes(xml: str) -> Nodes:
    return Nodes(Memory(), FeatureMap(f"<R>{xml}</R>".encode()))


@pytest.mark.parametrize(("text", "values", "expected"), [
    ("1 + 2 * 3", {}, 7), ("(1 + 2) * 3", {}, 9), ("7 / 2", {}, 3), ("-7 / 2", {}, -3), ("-7 % 4", {}, -3),
    ("2 ** 3 ** 2", {}, 512), ("0xFF & 0x3C | 1", {}, 0x3D), ("A << 4 ^ 1", {"A": 2}, 33), ("~0 & 0xFF", {}, 255),
    ("A = 3 ? 10 : 20", {"A": 3}, 10), ("A <> 3 ? 10 : 20", {"A": 3}, 20), ("A > 1 && A < 3", {"A": 2}, 1),
    ("A = 0 ? 0 : 100 / A", {"A": 0}, 0), ("(HIGH<< 32) | LOW", {"HIGH": 1, "LOW": 5}, 2**32 + 5),
    ("ABS(-4) + SGN(-9)", {}, 3), ("!0 + !5", {}, 1), ("1 ? 2 : 0 ? 3 : 4", {}, 2), ("8 >> 1 >= 4", {}, 1),
])  # fmt: skip
def test_whole_formulas(text: str, values: dict[str, float], expected: int) -> None:
    assert Formula(text, whole=True).value(values) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("1 / 2", 0.5), ("SQRT(2) ** 2", 2.0), ("1e3 * PI", 3141.592653589793), ("ROUND(2.345, 1)", 2.3), ("LN(E)", 1.0),
    ("TRUNC(-2.7)", -2),
])  # fmt: skip
def test_real_formulas(text: str, expected: float) -> None:
    assert Formula(text, whole=False).value({}) == pytest.approx(expected)


@pytest.mark.parametrize("text", [
    "", "1 +", "(1", "1)", "A", "1 / 0", "import os", "__class__", "A.b", "9 ** 9 ** 9 ** 9", "SQRT(-1)", "1 ? 2",
    "(" * 50 + "1" + ")" * 50, "1+" * 2000 + "1", "f(1)", "'a'", "1 << 99999999999999999999 ** 9",
])  # fmt: skip
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(DeviceFault, match="cannot be evaluated"):
        Formula(text, whole=True).value({})


def test_entries_of_enumerations_are_no_features() -> None:
    features = nodes(
        '<Command Name="AcquisitionStart"><pValue>Reg</pValue><CommandValue>1</CommandValue></Command>'
        '<IntReg Name="Reg"><Address>0x124</Address></IntReg>'
        '<Enumeration Name="Trigger"><EnumEntry Name="AcquisitionStart"><Value>7</Value></EnumEntry></Enumeration>'
    )
    features.write("AcquisitionStart", 1)
    assert features.control.read(0x124) == 1
    assert features.features.entry_value("Trigger", "AcquisitionStart") == 7
    assert features.features.entry_value("Trigger", "Other") is None


def test_masks_leave_their_neighbours_alone_in_both_orders_of_bytes() -> None:
    for order, low, high in (("BigEndian", 23, 16), ("LittleEndian", 8, 15)):
        features = nodes(
            f'<MaskedIntReg Name="F"><Address>16</Address><Length>4</Length><LSB>{low}</LSB><MSB>{high}</MSB>'
            f"<Endianess>{order}</Endianess></MaskedIntReg>"
        )
        features.control.write(16, 0xFFFFFFFF)
        features.write("F", 0x12)
        assert features.value("F") == 0x12
        expected = 0xFFFF12FF if order == "BigEndian" else 0xFF12FFFF
        assert features.control.read(16) == expected
        with pytest.raises(DeviceFault, match="does not fit"):
            features.write("F", 256)


def test_signed_wide_and_real_registers() -> None:
    features = nodes(
        '<IntReg Name="S"><Address>0</Address><Length>4</Length><Sign>Signed</Sign></IntReg>'
        '<IntReg Name="W"><Address>8</Address><Length>8</Length></IntReg>'
        '<FloatReg Name="D"><Address>16</Address><Length>8</Length><Endianess>LittleEndian</Endianess></FloatReg>'
        '<FloatReg Name="G"><Address>24</Address><Length>4</Length></FloatReg>'
    )
    for name, value in (("S", -5), ("W", 2**40), ("D", 0.1), ("G", 0.5)):
        features.write(name, value)
        assert features.value(name) == value


def test_addresses_are_sums_of_all_that_a_node_says() -> None:
    features = nodes(
        '<IntReg Name="R"><Address>0x100</Address><pAddress>Base</pAddress><pIndex Offset="8">Sel</pIndex>'
        '<IntSwissKnife><pVariable Name="S">Sel</pVariable><Formula>S * 0x40</Formula></IntSwissKnife></IntReg>'
        '<Integer Name="Base"><Value>0x10</Value></Integer><Integer Name="Sel"><Value>2</Value></Integer>'
    )
    features.write("R", 77)
    assert features.control.read(0x100 + 0x10 + 16 + 0x80) == 77


def test_a_converter_goes_both_ways() -> None:
    features = nodes(
        '<Float Name="Rate"><pValue>C</pValue></Float><Converter Name="C"><pVariable Name="T">Tick</pVariable>'
        "<FormulaTo>T / FROM</FormulaTo><FormulaFrom>T / TO</FormulaFrom><pValue>Reg</pValue></Converter>"
        '<Integer Name="Tick"><Value>1000000</Value></Integer><IntReg Name="Reg"><Address>4</Address></IntReg>'
        '<Boolean Name="B"><pValue>Flag</pValue><OnValue>5</OnValue><OffValue>2</OffValue></Boolean>'
        '<IntReg Name="Flag"><Address>8</Address></IntReg>'
    )
    features.write("Rate", 800.0)
    assert features.control.read(4) == 1250
    assert features.value("Rate") == 800
    features.write("B", 1)
    assert (features.control.read(8), features.value("B")) == (5, 1)
    features.write("B", 0)
    assert (features.control.read(8), features.value("B")) == (2, 0)


@pytest.mark.parametrize(("name", "xml"), [
    ("Gain", ""), ("A", '<Integer Name="A"><pValue>B</pValue></Integer><Integer Name="B"><pValue>A</pValue></Integer>'),
    ("A", '<IntReg Name="A"><Length>4</Length></IntReg>'), ("A", '<Unknown Name="A"/>'), ("A", '<Integer Name="A"/>'),
    ("A", '<IntReg Name="A"><Address>x</Address></IntReg>'),
    ("A", '<SwissKnife Name="A"><Formula>1</Formula></SwissKnife>'),
    ("A", '<IntReg Name="A"><Address>0</Address><Length>9</Length></IntReg>'),
    ("A", '<MaskedIntReg Name="A"><Address>0</Address><LSB>40</LSB><MSB>40</MSB></MaskedIntReg>'),
])  # fmt: skip
def test_what_is_not_understood_is_refused_not_guessed(name: str, xml: str) -> None:
    with pytest.raises(DeviceFault, match="not supported"):
        nodes(xml).write(name, 1)


class Described(Memory):
    """A device that says where its description lies."""

    def __init__(self, url: str, content: bytes) -> None:
        super().__init__()
        self.content[0x200 : 0x200 + len(url)] = url.encode()
        self.content[0x400 : 0x400 + len(content)] = content


XML = b'<R><IntReg Name="A"><Address>16</Address></IntReg></R>'


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("device.xml", content)
    return file.getvalue()


@pytest.mark.parametrize(("name", "content"), [("device.xml", XML), ("DEVICE.ZIP", zipped(XML))])
def test_a_description_may_be_zipped(name: str, content: bytes) -> None:
    device = Described(f"Local:{name};400;{len(content):X}", content)
    features = load_features(device)  # type: ignore[arg-type] # reads memory, as a control channel does
    assert "A" in features


@pytest.mark.parametrize(("url", "content", "words"), [
    ("http://maker.example/device.xml", b"", "only descriptions inside"),
    ("Local:a.xml;400;FFFFFFF", b"", "only descriptions"),
    ("Local:a.zip;400;20", XML, "cannot be unpacked"), ("Local:a.zip;400;80", zipped(XML)[:60], "cannot be unpacked"),
    ("Local:a.xml;400;10", XML, "cannot be read"),
])  # fmt: skip
def test_a_description_elsewhere_or_damaged_is_a_fault(url: str, content: bytes, words: str) -> None:
    with pytest.raises(DeviceFault, match=words):
        load_features(Described(url, content))  # type: ignore[arg-type] # reads memory, as a control channel does
