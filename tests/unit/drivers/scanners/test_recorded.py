"""Recordings in files: what each format gives, and what it cannot tell."""

from pathlib import Path

import cv2
import numpy as np

from drivers.scanners.recorded import RecordedScans
from station.formats.dicos_dx import encode_dicos
from station.formats.recording import write_recording
from tests.support.builders import simulated


def test_folders_give_recordings_and_pictures_in_order(tmp_path: Path, rng: np.random.Generator) -> None:
    recording, scan = simulated("dense-de450", "gold-in-tungsten", 9, 0)
    write_recording(tmp_path / "item-0", recording)
    counts = rng.integers(0, 60_000, (30, 40), dtype=np.uint16)
    cv2.imwrite(str(tmp_path / "one.tif"), counts)
    cv2.imwrite(str(tmp_path / "two.PNG"), (counts >> 8).astype(np.uint8))
    (tmp_path / "three.dcs").write_bytes(encode_dicos(scan)[0])
    (tmp_path / "notes.txt").write_text("not a scan")
    source = RecordedScans(tmp_path)
    found = list(source.recordings())
    assert source.refused == []
    assert [f.identifier for f in found] == [recording.identifier, "one.tif", "three.dcs", "two.PNG"]
    own, tiff, _, _ = found
    assert own.truth == recording.truth
    assert own.profile is not None
    assert np.array_equal(own.raw.counts, recording.raw.counts)
    assert np.array_equal(tiff.raw.counts[0], counts)
    assert (tiff.profile, tiff.weight, tiff.truth, tiff.raw.head.simulated) == (None, None, None, False)
    assert tiff.raw.head.scanner == "unknown"
