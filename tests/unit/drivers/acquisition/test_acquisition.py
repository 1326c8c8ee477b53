"""Raw lines: on disk first, found again after a crash, cut into items; full disks and lost links told."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from drivers.acquisition import spool as spool_module
from drivers.acquisition.assembler import ItemAssembler
from drivers.acquisition.client import LineClient
from drivers.acquisition.loop import EPOCH_JUMP, Acquisition
from drivers.acquisition.spool import Spool, free_before, next_line, read_from, segments
from station.clock import ManualClock
from station.errors import LinkLost
from station.formats.line_file import LineLayout
from station.formats.line_ring import RingWriter
from station.types.device import DeviceHealth, DeviceState
from station.types.lines import LineBlock
from tests.support.builders import block

LAYOUT = LineLayout(channels=2, pixels=8, simulated=True)


def counts(first: int, lines: int) -> np.ndarray:
    """Lines that carry their number."""
    return np.repeat(np.arange(first, first + lines), 16).reshape(lines, 2, 8) % 60_000


def numbered(first: int, lines: int) -> LineBlock:
    return block(first, counts(first, lines))


def test_spooled_lines_come_back_with_their_numbers(tmp_path: Path) -> None:
    spool = Spool(tmp_path, LAYOUT)
    spool.append(numbered(0, 20))
    spool.append(numbered(20, 12))
    found = read_from(tmp_path, 17)
    assert found is not None
    assert (found.first_line, found.lines) == (17, 15)
    assert np.array_equal(found.counts, counts(17, 15))
    assert next_line(tmp_path) == 32
    spool.close()


def test_a_torn_record_and_a_flipped_bit_cost_only_their_line(tmp_path: Path) -> None:
    spool = Spool(tmp_path, LAYOUT)
    spool.append(numbered(0, 10))
    spool.close()
    ((_, path),) = segments(tmp_path)
    content = bytearray(path.read_bytes())
    content[-LAYOUT.record.itemsize - 3] ^= 1
    path.write_bytes(bytes(content[:-5]))
    found = read_from(tmp_path, 0)
    assert found is not None
    assert found.valid.tolist() == [True] * 8 + [False]


def test_a_jump_begins_a_segment_so_that_lines_are_found_by_number(tmp_path: Path) -> None:
    spool = Spool(tmp_path, LAYOUT)
    for first in (0, 8, EPOCH_JUMP, EPOCH_JUMP + 8):
        spool.append(numbered(first, 8))
    spool.close()
    assert [first for first, _ in segments(tmp_path)] == [0, EPOCH_JUMP]
    assert next_line(tmp_path) == EPOCH_JUMP + 16
    found = read_from(tmp_path, EPOCH_JUMP + 3)
    assert found is not None
    assert (found.first_line, found.lines) == (EPOCH_JUMP + 3, 13)


def test_a_foreign_file_in_the_spool_is_left_out(tmp_path: Path) -> None:
    (tmp_path / f"{0:016d}.lines").write_bytes(b"what is this")
    (tmp_path / "notes.lines").write_bytes(b"and this")
    spool = Spool(tmp_path, LAYOUT)
    spool.append(numbered(100, 4))
    found = read_from(tmp_path, 0)
    assert found is not None
    assert found.first_line == 100
    spool.close()


def test_only_segments_that_are_wholly_stored_are_freed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool_module, "SEGMENT_LINES", 10)
    spool = Spool(tmp_path, LAYOUT)
    for first in range(0, 40, 10):
        spool.append(numbered(first, 10))
    free_before(tmp_path, 25)
    assert [first for first, _ in segments(tmp_path)] == [20, 30]
    free_before(tmp_path, 1000)
    assert [first for first, _ in segments(tmp_path)] == [30]
    spool.close()


def taken(client: LineClient) -> list[int]:
    numbers = []
    while (found := client.next_block()) is not None:
        numbers += range(found.first_line, found.first_line + found.lines)
    return numbers


def test_a_reader_that_fell_behind_the_ring_reads_the_spool_and_misses_nothing(tmp_path: Path) -> None:
    spool, ring = Spool(tmp_path / "spool", LAYOUT), RingWriter(tmp_path / "ring", LAYOUT, slots=64)
    client = LineClient(tmp_path, clock=ManualClock(), start=0)
    for first in range(0, 480, 16):
        spool.append(numbered(first, 16))
        ring.write(numbered(first, 16))
    assert taken(client) == list(range(480))
    spool.close()


def test_a_jump_of_the_numbers_is_followed_at_once(tmp_path: Path) -> None:
    spool, ring = Spool(tmp_path / "spool", LAYOUT), RingWriter(tmp_path / "ring", LAYOUT, slots=64)
    client = LineClient(tmp_path, clock=ManualClock(), start=0)
    for first in (0, 16, EPOCH_JUMP, EPOCH_JUMP + 16):
        spool.append(numbered(first, 16))
        ring.write(numbered(first, 16))
        assert taken(client) == list(range(first, first + 16))
    spool.close()


def test_a_new_ring_after_a_restart_is_found(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", LAYOUT)
    client = LineClient(tmp_path, clock=ManualClock(), start=0)
    for first in (0, EPOCH_JUMP):
        ring = RingWriter(tmp_path / "ring", LAYOUT, slots=64)
        spool.append(numbered(first, 8))
        ring.write(numbered(first, 8))
        assert taken(client) == list(range(first, first + 8))
    spool.close()


class Detector:
    """Three blocks, then the link breaks, then again."""

    name = "detector"

    def __init__(self, stop: threading.Event) -> None:
        self.stop_wanted = stop
        self.opened = 0

    def open(self) -> None:
        self.opened += 1

    def start(self) -> None:
        pass

    def blocks(self) -> Iterator[LineBlock]:
        for number in range(3):
            yield numbered(number * 4, 4)
        if self.opened == 2:
            self.stop_wanted.set()
        raise LinkLost("the detector went silent", remedy="check the cable")

    def stop(self) -> None:
        pass

    def close(self) -> None:
        pass

    def health(self) -> DeviceHealth:
        now = ManualClock().now()
        return DeviceHealth(name="detector", kind="detector", state=DeviceState.ACQUIRING, identity=None, reason="",
                            time=now)  # fmt: skip


def test_after_a_lost_link_the_numbers_jump_and_no_line_is_missing(tmp_path: Path) -> None:
    stop = threading.Event()
    acquisition = Acquisition(
        Detector(stop), spool=Spool(tmp_path / "spool", LAYOUT), ring=RingWriter(tmp_path / "ring", LAYOUT, slots=64),
        first_line=100, clock=ManualClock(), report=lambda _: None, stop_wanted=stop,
    )  # fmt: skip
    acquisition.run()
    client = LineClient(tmp_path, clock=ManualClock(), start=100)
    assert taken(client) == [*range(100, 112), *range(112 + EPOCH_JUMP, 124 + EPOCH_JUMP)]


AIR, SHADE = 50_000, 20_000


def belt(shaded: list[bool]) -> np.ndarray:
    lines = np.full((len(shaded), 2, 8), AIR)
    lines[np.array(shaded), :, 2:6] = SHADE
    return lines


def test_an_item_is_cut_with_its_margin_of_air() -> None:
    assembler = ItemAssembler()
    lines = belt([False] * 40 + [True] * 30 + [False] * 40)
    (item,) = assembler.feed(block(0, lines))
    assert item.first_line == 40 - 16
    assert len(item.valid) == 16 + 30 + 16
    assert not item.interrupted
    assert not assembler.active


def test_items_over_many_blocks_and_two_items_in_one(tmp_path: Path) -> None:
    pattern = ([False] * 30 + [True] * 20) * 2 + [False] * 30
    whole = ItemAssembler().feed(block(0, belt(pattern)))
    parts = ItemAssembler()
    pieces = [i for n in range(0, len(pattern), 7) for i in parts.feed(block(n, belt(pattern)[n : n + 7]))]
    assert [(i.first_line, len(i.valid)) for i in pieces] == [(i.first_line, len(i.valid)) for i in whole]
    assert len(whole) == 2


def test_a_jump_of_the_line_numbers_interrupts_the_item() -> None:
    assembler = ItemAssembler()
    assembler.feed(block(0, belt([False] * 20 + [True] * 10)))
    assert assembler.active
    (item,) = assembler.feed(block(EPOCH_JUMP, belt([False] * 20)))
    assert item.interrupted
    assert not assembler.active


def test_lost_lines_inside_an_item_do_not_end_it() -> None:
    lines = belt([False] * 20 + [True] * 60 + [False] * 20)
    valid = np.ones(100, bool)
    valid[30:60] = False
    lines[~valid] = 0
    (item,) = ItemAssembler().feed(block(0, lines, valid))
    assert int((~item.valid).sum()) == 30
    assert len(item.valid) == 16 + 60 + 16


def test_lost_lines_in_open_air_are_no_item() -> None:
    lines, valid = belt([False] * 100), np.ones(100, bool)
    valid[40:70] = False
    lines[~valid] = 0
    assembler = ItemAssembler()
    assert assembler.feed(block(0, lines, valid)) == []
    assert not assembler.active


def test_a_drifting_source_is_not_an_item() -> None:
    assembler = ItemAssembler()
    for number in range(200):
        assert assembler.feed(block(number * 10, belt([False] * 10) * (1 - 0.001 * number))) == []


def test_the_noise_of_few_photons_is_not_an_item(rng: np.random.Generator) -> None:
    air = np.array([2700, 1900, 600, 420], np.float32)[:, None].repeat(256, axis=1)
    assembler = ItemAssembler(air=air)
    for number in range(40):
        lines = rng.poisson(air, size=(25, *air.shape))
        assert assembler.feed(block(number * 25, lines)) == []
        assert not assembler.active
