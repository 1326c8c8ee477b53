"""The stream over a network that loses, doubles, delays and silences: the lines lost are those the wire lost.

    .venv/bin/python -m pytest -q -s -o 'norecursedirs=.*' tests/benchmarks/test_stream_campaign.py

RUNS (400) seeded runs of 40 blocks, half of them with a device that sends again what it is asked for. Damaged datagrams
do not reach a program: their UDP checksum drops them, so that to damage is to lose.
"""

import os
from dataclasses import dataclass, field

import numpy as np
import pytest

from drivers.gige.blocks import Rows
from tests.support.stream_source import HEIGHT, PACKETS, PIECE, WIDTH, Source

RUNS, BLOCKS = int(os.environ.get("RUNS", "400")), 40
SORTS = ("lost", "lost in a burst", "lost as a block", "doubled", "delayed", "lost again")
pytestmark = pytest.mark.timeout(1800)


@dataclass(slots=True)
class Tally:
    """What happened to packets and rows."""

    faults: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SORTS, 0))
    rows: int = 0
    lost_by_the_wire: int = 0
    marked: int = 0
    came_again: int = 0
    wrong_pixels: int = 0


class Wire:
    """A device, and what its packets meet on their way."""

    def __init__(self, seed: int, *, resends: bool, tally: Tally) -> None:
        self.rng = np.random.default_rng([seed, 31])
        self.source = Source(resends=resends)
        self.tally = tally
        self.arrived: dict[int, set[int]] = {}
        self.late: list[tuple[int, int, bytes]] = []
        self.burst = 0
        self.sent = 0
        self.answered = 0

    def send(self, block: int) -> list[Rows]:
        """A block, packet by packet, and what was asked for meanwhile."""
        whole = self.rng.random() < 0.03
        self.tally.faults["lost as a block"] += whole
        done: list[Rows] = []
        for number, packet in enumerate(self.source.packets(block)):
            self.sent += 1
            if not whole:
                done += self.meet(block, number, packet)
            done += self.overdue()
            done += self.answer()
        return done

    def meet(self, block: int, number: int, packet: bytes) -> list[Rows]:
        """One packet and its fate."""
        chance = self.rng.random()
        if self.burst or chance < 0.03:
            self.burst = max(self.burst - 1, 0)
            self.tally.faults["lost"] += 1
            return []
        if chance < 0.035:
            self.burst = int(self.rng.integers(2, PACKETS))
            self.tally.faults["lost in a burst"] += 1
            return []
        if chance < 0.08:
            self.tally.faults["delayed"] += 1
            self.late.append((self.sent + int(self.rng.integers(1, PACKETS)), block, packet))
            return []
        done = self.deliver(block, number, packet)
        if chance < 0.12:
            self.tally.faults["doubled"] += 1
            done += self.deliver(block, number, packet)
        return done

    def deliver(self, block: int, number: int, packet: bytes) -> list[Rows]:
        """The packet reaches us."""
        self.arrived.setdefault(block, set()).add(number)
        return self.source.send(packet)

    def overdue(self) -> list[Rows]:
        """Packets that were delayed until now."""
        due = [entry for entry in self.late if entry[0] <= self.sent]
        self.late = [entry for entry in self.late if entry[0] > self.sent]
        done: list[Rows] = []
        for _, block, packet in due:
            done += self.deliver(block, int.from_bytes(packet[5:8], "big"), packet)
        return done

    def answer(self) -> list[Rows]:
        """The device sends again what was asked for; one in ten is lost on the way again."""
        done: list[Rows] = []
        while self.answered < len(self.source.asked):
            block, first, last = self.source.asked[self.answered]
            self.answered += 1
            for number in range(first, last + 1):
                if self.rng.random() < 0.1:
                    self.tally.faults["lost again"] += 1
                    continue
                packet = self.source.packets(block)[number]
                self.tally.came_again += number not in self.arrived.get(block, set())
                done += self.deliver(block, number, b"\x01\x00" + packet[2:])
        return done

    def silence(self) -> list[Rows]:
        """The end of the stream: what waits is asked for and given up."""
        done: list[Rows] = []
        for _ in range(30):
            done += self.answer()
            if not self.source.receiver.open:
                break
            done += self.source.receiver.receive()
        return done

    def close(self) -> None:
        self.source.receiver.close()
        self.source.socket.close()

    def whole_rows(self, block: int) -> np.ndarray:
        """(HEIGHT,) which rows of a block reached us whole."""
        whole = np.ones(HEIGHT, bool)
        for number in range(1, PACKETS + 1):
            if number not in self.arrived.get(block, set()):
                first, last = (number - 1) * PIECE, min(number * PIECE, 2 * WIDTH * HEIGHT) - 1
                whole[first // (2 * WIDTH) : last // (2 * WIDTH) + 1] = False
        return whole


def run(seed: int, tally: Tally) -> None:
    wire = Wire(seed, resends=bool(seed % 2), tally=tally)
    try:
        done = [rows for block in range(1, BLOCKS + 1) for rows in wire.send(block)]
        done += wire.silence()
    finally:
        wire.close()
    seen = sorted(block for block in wire.arrived)
    # What was lost before the first block and behind the last cannot be known to have been there.
    blocks = range(seen[0], seen[0] + len(done))
    assert len(done) == seen[-1] - seen[0] + 1
    for block, rows in zip(blocks, done, strict=True):
        whole = wire.whole_rows(block)
        tally.rows += HEIGHT
        tally.lost_by_the_wire += int((~whole).sum())
        tally.marked += int((~rows.valid).sum())
        assert np.array_equal(rows.valid, whole), f"seed {seed}, block {block}"
        tally.wrong_pixels += int((rows.rows[rows.valid] != Source.rows(block)[rows.valid]).sum())


def test_the_lines_lost_are_those_that_the_wire_lost() -> None:
    tally = Tally()
    for seed in range(RUNS):
        run(seed, tally)
    print(f"\n{RUNS} runs: " + ", ".join(f"{count} {sort}" for sort, count in tally.faults.items()))
    print(f"{tally.rows} lines, {tally.lost_by_the_wire} lost by the wire, {tally.marked} marked invalid, "
          f"{tally.came_again} packets came when asked for, {tally.wrong_pixels} pixels wrong")  # fmt: skip
    assert tally.marked == tally.lost_by_the_wire
    assert tally.wrong_pixels == 0
