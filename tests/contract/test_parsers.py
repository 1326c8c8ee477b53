"""Every reader of bytes from outside: damaged input gives a value or an error of our tree, and nothing else."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.belt_map import FOLDER, map_of
from drivers.framing.stx_etx import StxEtxFramer
from drivers.gige.discovery import decode_discovery
from drivers.gige.formula import Formula
from drivers.gige.genicam import FeatureMap
from drivers.gige.gvcp import decode as decode_gvcp
from drivers.gige.gvsp import decode_head, decode_leader
from drivers.gige.nodes import Nodes
from drivers.inbox import Inbox
from drivers.link.address import link_of
from drivers.link.tap import read_capture
from drivers.sensors.rpm_lines import parse_line
from drivers.sensors.rpm_modbus import decode_block
from drivers.xray.spellman_message import decode as decode_spellman
from station.access.keys import new_key, public_from_pem
from station.config.load import load_config
from station.errors import StationError
from station.events import from_json
from station.formats.calibration_file import decode_profile, encode_profile
from station.formats.declarations_csv import read_declarations
from station.formats.dicom_io import read_dicom
from station.formats.dicos_dx import decode_dicos, encode_dicos
from station.formats.dicos_tdr import decode_tdr
from station.formats.evidence_bundle import check_bundle, write_bundle
from station.formats.intensity import Knowledge
from station.formats.line_file import LineLayout, read_header
from station.formats.n42 import read_n42
from station.formats.n42_writer import encode_occupancy
from station.formats.picture import read_picture
from station.formats.radiation_json import decode_radiation, encode_radiation
from station.formats.raw_scan import decode_raw_scan, encode_raw_scan
from station.formats.received import part_of, scan_of
from station.types.ids import ItemId
from station.types.radiation import Passage
from station.workflow.radiation import radiation_of
from tests.support import dicom
from tests.support.builders import MADE_AT, raw_scan, simulated
from tests.support.generators import rig_of
from tests.support.portal import PORTAL_START, occupancy

CSV = b"identifier,goods,hs_code,pieces,gross_weight_g,value\n99912345674,Tungsten bars,81019400,7,9790,315\n"
TOML = b'[station]\nsite = "A"\n[detector]\nmodel = "dense-de450"\naddress = "127.0.0.1"\npixels = 640\n'
CAPTURE = b"inspection-station capture 1\n# tcp:a:1\n0.000000 o\n0.000210 > 530d0a\n0.004711 < 532b0d0a\n0.500000 c\n"
N42_2006 = b"""<?xml version="1.0"?><N42InstrumentData xmlns:dndons="urn:x"><Measurement UUID="a">
<InstrumentInformation><Manufacturer>A</Manufacturer></InstrumentInformation><DetectorData><StartTime>2010-01-24T00:08:24.078Z</StartTime>
<SampleRealTime>PT0.250S</SampleRealTime><Occupied>1</Occupied><Speed Units="mph">2.4</Speed><DetectorMeasurement>
<SpectrumMeasurement><Spectrum Detector="A1"><RealTime>PT0.25S</RealTime><SourceType>Item</SourceType>
<Calibration Type="Energy" EnergyUnits="keV"><Equation Model="Polynomial"><Coefficients>0 3 0</Coefficients></Equation>
</Calibration><ChannelData Compression="CountedZeroes">0 4 1 0 2 7</ChannelData></Spectrum></SpectrumMeasurement>
</DetectorMeasurement></DetectorData></Measurement></N42InstrumentData>"""
XML = (
    b'<R><Float Name="Width"><pValue>Con</pValue></Float><Converter Name="Con"><pVariable Name="K">Knife</pVariable>'
    b"<FormulaTo>FROM / K</FormulaTo><FormulaFrom>TO * K</FormulaFrom><pValue>Entry</pValue></Converter>"
    b'<IntSwissKnife Name="Knife"><Constant Name="A">3</Constant><Formula>A &lt;&lt; 2</Formula></IntSwissKnife>'
    b'<StructReg><Address>0x100</Address><Length>4</Length><StructEntry Name="Entry"><LSB>31</LSB><MSB>8</MSB>'
    b"</StructEntry></StructReg></R>"
)
FORMULA = b"(A > 0x10 ? SQRT(A) ** 2 : -A / 3) + ~(A << 2) & 255"


class Memory:
    """Registers that hold their address."""

    def read(self, address: int) -> int:
        return address

    def write(self, address: int, value: int) -> None:
        assert 0 <= value < 2**32

    def read_memory(self, address: int, count: int) -> bytes:
        return bytes(count)

    def write_memory(self, address: int, content: bytes) -> None:
        assert content


def described(content: bytes) -> float:
    """A feature of a description, read and written."""
    nodes = Nodes(Memory(), FeatureMap(content))
    nodes.write("Width", 5.0)
    return nodes.value("Width")


def small_png() -> bytes:
    counts = np.random.default_rng(1).integers(0, 65_535, (12, 16), dtype=np.uint16)
    return bytes(cv2.imencode(".png", counts)[1])


def raw_bytes() -> bytes:
    return encode_raw_scan(raw_scan(np.random.default_rng(1)))


def profile_bytes() -> bytes:
    profile = simulated("dense-de450", "gold-in-tungsten", 9, 0)[0].profile
    assert profile is not None
    return encode_profile(profile)


def n42_bytes() -> bytes:
    return encode_occupancy(occupancy(), portal=None, written_at=datetime(2026, 1, 1, tzinfo=UTC))


def radiation_bytes() -> bytes:
    passage = Passage(item_id=ItemId("item"), start=PORTAL_START, end=PORTAL_START)
    return encode_radiation(radiation_of(passage, [], [occupancy(gamma_alarm=True, damaged=1)])).encode()


def dicos_bytes() -> bytes:
    return encode_dicos(simulated("dense-de450", "gold-in-tungsten", 9, 0)[1])[0]


def spellman_frames(content: bytes) -> list[object]:
    return [decode_spellman(frame, checksum=True) for frame in StxEtxFramer(bare=(b"E#1",)).feed(content)]


def spellman_answers() -> bytes:
    """Everything that a generator says while it is opened and looked at."""
    rig = rig_of(summed=False)
    numbers = (23, 28, 27, 21, 19, 68, 22)
    return b"".join(rig.end.feed(b"\x02%d,\x03" % number) for number in numbers)


def spellman_session(content: bytes) -> object:
    """A driver that hears this whatever it asks."""
    rig = rig_of(summed=False)
    rig.link.answer = lambda _: content
    rig.device.open()
    rig.device.poll()
    assert rig.device.confirmed or not rig.device.readings or rig.device.readings[-1].hv is None
    return rig.device.status()


def half_bytes() -> bytes:
    return dicom.pair(np.random.default_rng(1))[0]


def report_bytes() -> bytes:
    return dicom.threat_report(["1.2.3", "1.2.4"], np.random.default_rng(1).integers(0, 2, (9, 7)).astype(bool))


def as_received(content: bytes) -> object:
    knowledge = Knowledge(log_scale=1e-3)
    return scan_of([part_of("a", content)], knowledge, source="A@b", received_at=MADE_AT)


def inbox_bytes() -> bytes:
    return b'{"source": "A@b", "received_at": "2026-01-01T00:00:00+00:00"}\n' + bytes(20)


def of_inbox(content: bytes, folder: Path) -> object:
    (folder / "1.received").write_bytes(content)
    return Inbox(folder, least_free=0).get("1.received")


def of_file(read: Callable[[Path], object], suffix: str) -> Callable[[bytes, Path], object]:
    """A reader of paths as a reader of bytes."""

    def reader(content: bytes, folder: Path) -> object:
        path = folder / f"file{suffix}"
        path.write_bytes(content)
        return read(path)

    return reader


def of_bytes(read: Callable[[bytes], object]) -> Callable[[bytes, Path], object]:
    return lambda content, _: read(content)


READERS: dict[str, tuple[Callable[[bytes, Path], object], Callable[[], bytes]]] = {
    "raw scan": (of_bytes(decode_raw_scan), raw_bytes),
    "profile": (of_bytes(decode_profile), profile_bytes),
    "dicom": (of_bytes(read_dicom), dicos_bytes),
    "dicos": (of_bytes(lambda content: decode_dicos([content])), dicos_bytes),
    "received half": (of_bytes(as_received), half_bytes),
    "received file of ours": (of_bytes(as_received), dicos_bytes),
    "received report": (of_bytes(as_received), report_bytes),
    "threat report": (of_bytes(decode_tdr), report_bytes),
    "inbox": (of_inbox, inbox_bytes),
    "lines": (of_file(read_header, ".lines"), lambda: LineLayout(channels=2, pixels=8, simulated=True).header(0)),
    "png": (of_file(read_picture, ".png"), small_png),
    "declarations": (of_file(read_declarations, ".csv"), lambda: CSV),
    "configuration": (of_file(load_config, ".toml"), lambda: TOML),
    "conveyor profile": (of_bytes(lambda content: map_of(content.decode("utf-8", "replace"), "profile")),
                         (FOLDER / "belt-plc.toml").read_bytes),
    "description of a device": (of_bytes(described), lambda: XML),
    "formula": (of_bytes(lambda content: Formula(content.decode("latin-1"), whole=False).value({"A": 40})),
                lambda: FORMULA),
    "GVCP": (of_bytes(decode_gvcp), lambda: bytes(4) + b"\0\x04\0\x07abcd"),
    "discovery": (of_bytes(lambda content: decode_discovery(content, "127.0.0.1")),
                  lambda: b"\0\0\0\3\0\xf8\0\1" + bytes(0xF8)),
    "GVSP": (of_bytes(lambda content: decode_head(content, len(content))), lambda: bytes(4) + b"\3\0\0\1" + bytes(40)),
    "GVSP leader": (of_bytes(lambda content: decode_leader(memoryview(content))), lambda: bytes(36)),
    "N42 of 2006": (of_bytes(read_n42), lambda: N42_2006),
    "N42 of 2012": (of_bytes(read_n42), n42_bytes),
    "portal line": (of_bytes(parse_line), lambda: b"GS,000044,000044,000040,000043,14-03-22.125"),
    "Aspect block": (of_bytes(lambda content: decode_block(content[::2])), lambda: bytes(range(42))),
    "radiation result": (of_bytes(lambda content: decode_radiation(content.decode("utf-8", "replace"))),
                         radiation_bytes),
    "capture": (of_file(read_capture, ".capture"), lambda: CAPTURE),
    "address of a link": (of_bytes(lambda content: link_of(content.decode("utf-8", "replace"))),
                          lambda: b"tap:a.capture:serial:/dev/ttyS0?baud=9600&bits=7&parity=E&stop=1.5"),
    "Spellman frames": (of_bytes(spellman_frames), lambda: b"\x0222,p\x03E#1\x0210,1280,|\x03"),
    "Spellman answers": (of_bytes(spellman_session), spellman_answers),
    "evidence bundle": (of_bytes(check_bundle),
                        lambda: write_bundle({"item": "a"}, {"raw/1.raw": b"1", "audit.jsonl": b""}, new_key())),
    "public key": (of_bytes(public_from_pem), lambda: new_key().public.pem),
    "event": (of_bytes(lambda content: from_json(content.decode("utf-8", "replace"), 1)),
              lambda: b'{"topic": "item.arrived", "subject": "a", "values": {}, "v": 1}'),
}  # fmt: skip


@st.composite
def damages(draw: st.DrawFn) -> list[tuple[str, float, int]]:
    """Cuts, flipped bytes and insertions, each at a share of the length."""
    kinds = st.sampled_from(["cut", "flip", "insert", "remove"])
    place = st.floats(0, 1, exclude_max=True)
    return draw(st.lists(st.tuples(kinds, place, st.integers(0, 255)), min_size=1, max_size=4))


def damaged(content: bytes, how: list[tuple[str, float, int]]) -> bytes:
    """The content after all damages."""
    result = bytearray(content)
    for kind, place, value in how:
        at = int(place * len(result))
        match kind:
            case "cut":
                del result[at:]
            case "flip" if result:
                result[at] ^= value or 1
            case "insert":
                result[at:at] = bytes([value]) * (value % 9 + 1)
            case "remove":
                del result[at : at + value]
    return bytes(result)


@pytest.mark.parametrize("name", READERS)
@given(how=damages())
def test_damage_gives_a_value_or_an_error_of_our_tree(
    name: str, tmp_path: Path, how: list[tuple[str, float, int]]
) -> None:
    read, valid = READERS[name]
    # Anything else than an error of our tree, which always has a remedy, fails the test.
    with contextlib.suppress(StationError):
        read(damaged(valid(), how), tmp_path)


@pytest.mark.parametrize("name", READERS)
def test_what_is_not_damaged_is_read(name: str, tmp_path: Path) -> None:
    read, valid = READERS[name]
    if name == "dicos":
        pytest.skip("one of two channels is refused, which the test of its format shows")
    assert read(valid(), tmp_path) is not None
