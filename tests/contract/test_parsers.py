"""Every reader of bytes from outside: damaged input gives a value or an error of our tree, and nothing else."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.gige.genicam import FeatureMap
from drivers.gige.gvcp import decode as decode_gvcp
from drivers.gige.gvsp import decode as decode_gvsp
from drivers.gige.gvsp import decode_leader
from station.access.keys import new_key, public_from_pem
from station.config.load import load_config
from station.errors import StationError
from station.events import from_json
from station.formats.calibration_file import decode_profile, encode_profile
from station.formats.declarations_csv import read_declarations
from station.formats.dicom_io import read_dicom
from station.formats.dicos_dx import decode_dicos, encode_dicos
from station.formats.evidence_bundle import check_bundle, write_bundle
from station.formats.line_file import LineLayout, read_header
from station.formats.picture import read_picture
from station.formats.raw_scan import decode_raw_scan, encode_raw_scan
from tests.support.builders import raw_scan, simulated

CSV = b"identifier,goods,hs_code,pieces,gross_weight_g,value\n99912345674,Tungsten bars,81019400,7,9790,315\n"
TOML = b'[station]\nsite = "A"\n[detector]\nmodel = "dense-de450"\naddress = "127.0.0.1"\npixels = 640\n'
XML = b'<R><Integer Name="Width"><pValue>Reg</pValue></Integer><IntReg Name="Reg"><Address>0x100</Address></IntReg></R>'


def small_png() -> bytes:
    counts = np.random.default_rng(1).integers(0, 65_535, (12, 16), dtype=np.uint16)
    return bytes(cv2.imencode(".png", counts)[1])


def raw_bytes() -> bytes:
    return encode_raw_scan(raw_scan(np.random.default_rng(1)))


def profile_bytes() -> bytes:
    profile = simulated("dense-de450", "gold-in-tungsten", 9, 0)[0].profile
    assert profile is not None
    return encode_profile(profile)


def dicos_bytes() -> bytes:
    return encode_dicos(simulated("dense-de450", "gold-in-tungsten", 9, 0)[1])[0]


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
    "lines": (of_file(read_header, ".lines"), lambda: LineLayout(channels=2, pixels=8, simulated=True).header(0)),
    "png": (of_file(read_picture, ".png"), small_png),
    "declarations": (of_file(read_declarations, ".csv"), lambda: CSV),
    "configuration": (of_file(load_config, ".toml"), lambda: TOML),
    "description of a device": (of_bytes(lambda content: FeatureMap(content).register("Width")), lambda: XML),
    "GVCP": (of_bytes(decode_gvcp), lambda: bytes(4) + b"\0\x04\0\x07abcd"),
    "GVSP": (of_bytes(lambda content: decode_gvsp(memoryview(content))), lambda: bytes(4) + b"\3\0\0\1" + bytes(40)),
    "GVSP leader": (of_bytes(lambda content: decode_leader(memoryview(content))), lambda: bytes(36)),
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
