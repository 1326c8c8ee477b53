"""Recordings as a live detector: the items come out as they went in, and the lane can be calibrated."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from calibration.procedures.dark_air import DarkAir
from drivers.acquisition.assembler import ItemAssembler
from drivers.scanners.recorded_lines import AIR_LINES, RecordedLines
from station.clock import ManualClock
from station.errors import DeviceUnavailable
from station.formats.recording import write_recording
from station.types.lines import LineBlock
from tests.support.builders import MADE_AT, simulated


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(2):
        write_recording(tmp_path / f"item-{number}", simulated("dense-de450", "gold-in-tungsten", 9, number)[0])
    write_recording(tmp_path / "item-2-other", simulated("mail-de160", "mail", 9, 0)[0])
    (tmp_path / "item-3-damaged").mkdir()
    (tmp_path / "item-3-damaged" / "manifest.json").write_text("{}")
    return tmp_path


def detector(folder: Path) -> RecordedLines:
    made = RecordedLines(
        name="detector", address=str(folder), channels=2, pixels=640, clock=ManualClock(), line_rate_hz=1e6
    )
    made.open()
    made.start()
    return made


def played(source: RecordedLines, lines: int) -> list[LineBlock]:
    return list(itertools.takewhile(lambda block: block.first_line < lines, source.blocks()))


def test_items_come_out_as_they_went_in(folder: Path) -> None:
    source = detector(folder)
    assembler = ItemAssembler()
    items = [item for block in played(source, 2500) for item in assembler.feed(block)]
    assert len(items) == 2
    for number, item in enumerate(items):
        recording = simulated("dense-de450", "gold-in-tungsten", 9, number)[0]
        inner = item.counts[:, 16:-16]
        first = int(np.argmax((recording.raw.counts == inner[:, :1]).all(axis=(0, 2))))
        assert np.array_equal(recording.raw.counts[:, first : first + inner.shape[1]], inner)
    health = source.health()
    assert (health.values["played"], health.values["left_out"]) == (2, 2)
    assert health.identity is not None
    assert health.identity.simulated


def test_the_empty_tunnel_can_be_calibrated(folder: Path) -> None:
    source = detector(folder)
    air = np.concatenate([block.counts for block in played(source, AIR_LINES - 64)])
    source.set_feature("XRayOn", 0)
    dark = np.concatenate([block.counts for block in itertools.islice(source.blocks(), 10)])
    result = DarkAir(scanner="dense-de450", device_serial="", made_by="technician", simulated=True).analyse(
        dark, air, at=MADE_AT
    )
    recorded = simulated("dense-de450", "gold-in-tungsten", 9, 0)[0].profile
    assert recorded is not None
    assert np.median(np.abs(result.profile.air / recorded.air - 1)) < 0.01


def test_a_folder_without_fitting_recordings_says_what_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(DeviceUnavailable, match="no recording of 2 x 640 pixels"):
        detector(tmp_path)
