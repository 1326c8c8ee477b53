"""Every form goes there and back; damage is told and never read as something else."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from station.errors import ChecksumMismatch, FormatError
from station.formats.calibration_file import decode_profile, encode_profile
from station.formats.declarations_csv import read_declarations
from station.formats.dicos_dx import AIR, decode_dicos, encode_dicos
from station.formats.line_file import LineLayout
from station.formats.line_ring import RingReader, RingWriter
from station.formats.picture import read_picture
from station.formats.raw_scan import decode_raw_scan, encode_raw_scan
from station.formats.recording import read_recording, write_recording
from station.types.arrays import frozen
from station.types.scan import Geometry, RawScan
from tests.support.builders import block, raw_scan, simulated


def test_a_raw_scan_comes_back_exactly(rng: np.random.Generator) -> None:
    raw = raw_scan(rng)
    again = decode_raw_scan(encode_raw_scan(raw))
    assert again.head == raw.head
    assert (again.counts == raw.counts).all()
    assert (again.valid == raw.valid).all()


def test_a_raw_scan_keeps_the_positions_of_the_belt(rng: np.random.Generator) -> None:
    raw = raw_scan(rng)
    belt_mm = frozen(np.cumsum(rng.uniform(0, 3, len(raw.valid))))
    raw = RawScan(
        head=replace(raw.head, geometry=Geometry.ENCODER), counts=raw.counts, valid=raw.valid, belt_mm=belt_mm
    )
    content = encode_raw_scan(raw)
    again = decode_raw_scan(content)
    assert again.head == raw.head
    assert again.belt_mm is not None
    assert (again.belt_mm == belt_mm).all()
    with pytest.raises(FormatError):
        decode_raw_scan(content[:7] + b"\1" + content[8:])


def test_a_raw_scan_of_before_there_was_an_encoder_is_read(rng: np.random.Generator) -> None:
    content = encode_raw_scan(raw_scan(rng))
    start = content.index(b', "geometry": "time"')
    old = content[:start] + content[start + len(b', "geometry": "time"') :]
    length = int.from_bytes(content[8:12], "little") - len(b', "geometry": "time"')
    again = decode_raw_scan(old[:8] + length.to_bytes(4, "little") + old[12:])
    assert (again.head.geometry, again.belt_mm) == (Geometry.TIME, None)


@pytest.mark.parametrize("cut", [0, 5, 11, 40, 300, -1])
def test_a_raw_scan_cut_short_is_refused(rng: np.random.Generator, cut: int) -> None:
    with pytest.raises(FormatError):
        decode_raw_scan(encode_raw_scan(raw_scan(rng))[:cut])


def test_dicos_files_hold_the_transmission_to_half_a_step() -> None:
    _, scan = simulated("dense-de450", "gold-in-tungsten", 11, 1)
    again = decode_dicos(encode_dicos(scan, "99912345674"))
    assert np.abs(again.transmission - np.clip(scan.transmission, -0.03, 1.05)).max() <= 0.51 / AIR
    assert (again.head, again.calibration, again.profile_id) == (scan.head, scan.calibration, scan.profile_id)
    assert np.median(again.variance / scan.variance) == pytest.approx(1, rel=0.3)


def test_half_a_dicos_pair_is_refused() -> None:
    _, scan = simulated("dense-de450", "gold-in-tungsten", 11, 1)
    with pytest.raises(FormatError, match="channels are missing"):
        decode_dicos(encode_dicos(scan)[:1])
    with pytest.raises(FormatError):
        decode_dicos([b"no dicom"])


def test_a_profile_comes_back_and_damage_is_refused() -> None:
    recording, _ = simulated("dense-de450", "gold-in-tungsten", 11, 1)
    assert recording.profile is not None
    content = encode_profile(recording.profile)
    assert (decode_profile(content).air == recording.profile.air).all()
    with pytest.raises(FormatError):
        decode_profile(content[:200])


def test_a_recording_comes_back_and_an_altered_file_is_named(tmp_path: Path) -> None:
    recording, _ = simulated("dense-de450", "gold-in-tungsten", 11, 1)
    write_recording(tmp_path / "r", recording)
    again = read_recording(tmp_path / "r")
    assert (again.truth, again.declaration, again.weight) == (recording.truth, recording.declaration, recording.weight)
    raw = bytearray((tmp_path / "r" / "scan.raw").read_bytes())
    raw[-1] ^= 1
    (tmp_path / "r" / "scan.raw").write_bytes(bytes(raw))
    with pytest.raises(ChecksumMismatch, match=r"scan\.raw was altered"):
        read_recording(tmp_path / "r")
    with pytest.raises(FormatError):
        read_recording(tmp_path)


def test_pictures_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"\x89PNG nothing")
    with pytest.raises(FormatError):
        read_picture(tmp_path / "x.png")
    (tmp_path / "empty.tif").write_bytes(b"")
    with pytest.raises(FormatError):
        read_picture(tmp_path / "empty.tif")


def test_recorded_food_scans_are_read(shared_data: Path) -> None:
    paths = sorted((shared_data / "food-linescan").glob("*.tif"))
    recording = read_picture(paths[0])
    assert recording.raw.counts.shape[2] == 1024
    assert recording.air_counts == 65535


def test_a_bad_line_of_a_declaration_file_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    header = "identifier,goods,hs_code,pieces,gross_weight_g,value\n"
    path.write_text(
        header + "A1,bars,8101.94,2,2000,10\nA2,bars,xx,2,2000,10\n,bars,810194,2,2000,10\nA3,茶,0902,1,5e2,1\n"
    )
    found = read_declarations(path)
    assert [d.identifier for d in found.declarations] == ["A1", "A3"]
    assert len(found.refused) == 2
    path.write_text("identifier,goods\nA1,bars\n")
    with pytest.raises(FormatError, match="hs_code"):
        read_declarations(path)


def test_a_ring_hands_on_lines_and_counts_what_it_overwrote(tmp_path: Path, rng: np.random.Generator) -> None:
    layout = LineLayout(channels=2, pixels=8, simulated=True)
    writer = RingWriter(tmp_path / "ring", layout, slots=64)
    counts = rng.integers(0, 60000, (200, 2, 8))
    writer.write(block(0, counts[:40]))
    reader = RingReader(tmp_path / "ring", start=0)
    first = reader.read()
    assert first is not None
    assert (first.counts == counts[:40]).all()
    for start in range(40, 200, 20):
        writer.write(block(start, counts[start : start + 20]))
    assert reader.read() is None
    later = reader.read(500)
    assert later is not None
    assert reader.dropped == 200 - 64 - 40
    assert (later.counts == counts[later.first_line : later.first_line + later.lines]).all()
