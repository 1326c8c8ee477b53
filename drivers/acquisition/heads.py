"""Detector heads on one trigger, each with its own acquisition, as one detector: their channels stacked line by line.

Heads count the same triggers, so that two line numbers belong together by a fixed offset as long as neither head was
started again: lost lines are counted by the drivers and change nothing. After a start or restart the offset is found
anew from the times at which blocks arrived. Blocks arrive late, never early: the earliest of some tells the phase.
A line is handed on when all heads have it, or when the leading head is `patience_lines` ahead; what a head did not
give is invalid, never taken from a neighbour.
"""

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from drivers.acquisition.loop import EPOCH_JUMP
from station.errors import InputUnsuitable
from station.types.arrays import frozen
from station.types.lines import LineBlock

logger = logging.getLogger(__name__)

SETTLE_BLOCKS = 8
# Blocks of one head that are further apart than their lines say: the clock was set, or the head paused.
WIDEST_SPREAD_S = 1.0
# Beyond this the other head tells nothing about now.
OLDEST_REFERENCE_S = 5.0
LONGEST_BLOCK = 1024


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JoinedLines:
    """Lines of all heads.

    Attributes:
        block: the channels of the heads one after another; valid where all heads are.
        heads: (heads, lines) bool, which head gave the line whole; the others' counts are zero.
    """

    block: LineBlock
    heads: NDArray[np.bool_]


@dataclass(slots=True)
class Head:
    """What is known of one head.

    Attributes:
        offset: common line number minus its own; None until it is found.
        expected: its own number of the next line.
        recent: (own number of the last line, time ns) of its newest blocks that arrived.
        held: blocks that wait for the offset.
        pieces: (common number of the first line, block), oldest first.
        next: common number after its newest line.
    """

    channels: int
    offset: int | None = None
    expected: int | None = None
    recent: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=SETTLE_BLOCKS))
    held: list[LineBlock] = field(default_factory=list)
    pieces: deque[tuple[int, LineBlock]] = field(default_factory=deque)
    next: int = 0

    def forget(self) -> None:
        """It was started again: its numbers tell nothing any more."""
        self.offset = None
        self.recent.clear()
        self.held.clear()

    def phases_ns(self, period_ns: float) -> list[float]:
        """When the newest line was taken, by each of the newest blocks; the least is nearest."""
        newest = self.recent[-1][0]
        return [time - (last - newest) * period_ns for last, time in self.recent]


class HeadJoiner:
    """Joins blocks of several heads; pure, no clock and no thread of its own.

    Args:
        channels: of each head, in the order of the result.
        pixels: of a row, the same for all.
        line_period_s: of the trigger.
        patience_lines: how far the leading head may be ahead before lines go on without the others.
    """

    def __init__(
        self, *, channels: Sequence[int], pixels: int, line_period_s: float, patience_lines: int = 1000
    ) -> None:
        self.heads = [Head(count) for count in channels]
        self.pixels = pixels
        self.period_ns = line_period_s * 1e9
        self.patience_lines = patience_lines
        self.next_line: int | None = None
        self.late_lines = 0
        self.realigned = 0

    def feed(self, index: int, block: LineBlock) -> list[JoinedLines]:
        """Take the next block of head `index`; the lines that can go on now.

        Raises:
            InputUnsuitable: the block is of another shape than the head's.
        """
        head = self.heads[index]
        if not block.lines:
            return []
        if block.counts.shape[1:] != (head.channels, self.pixels):
            raise InputUnsuitable(
                "head {index} gives lines of {found}", remedy="check model and pixels of this head in station.toml",
                index=index, found=str(block.counts.shape[1:]),
            )  # fmt: skip
        jump = 0 if head.expected is None else block.first_line - head.expected
        if jump < 0 or jump >= EPOCH_JUMP:
            head.forget()
        head.expected = block.first_line + block.lines
        if block.valid.any():
            head.recent.append((head.expected - 1, int(block.time_ns[-1])))
        if head.offset is None:
            head.held.append(block)
            if len(head.recent) == SETTLE_BLOCKS:
                self.align(head)
            elif len(head.held) > 4 * SETTLE_BLOCKS:
                self.late_lines += head.held.pop(0).lines
        else:
            self.place(head, block)
        return self.ready()

    def align(self, head: Head) -> None:
        """Find the offset of a head that has settled."""
        phases = head.phases_ns(self.period_ns)
        if max(phases) - min(phases) > WIDEST_SPREAD_S * 1e9:
            head.recent.popleft()
            return
        newest = head.recent[-1][0]
        reference = self.reference(head)
        if reference is None:
            # The first head of all gives the numbers; after a break of all they jump.
            for other in self.heads:
                if other is not head and other.offset is not None:
                    other.forget()
            first = head.held[0].first_line
            floor = first if self.next_line is None else self.next_line + EPOCH_JUMP
            head.offset = max(0, floor - first)
        else:
            ahead = round((min(phases) - min(reference.phases_ns(self.period_ns))) / self.period_ns)
            head.offset = reference.recent[-1][0] + (reference.offset or 0) + ahead - newest
        self.realigned += 1
        held, head.held = head.held, []
        for block in held:
            self.place(head, block)

    def reference(self, head: Head) -> Head | None:
        """Another head whose numbers are known now."""
        now = head.recent[-1][1]
        for other in self.heads:
            if other is head or other.offset is None or not other.recent:
                continue
            phases = other.phases_ns(self.period_ns)
            fresh = abs(now - other.recent[-1][1]) < OLDEST_REFERENCE_S * 1e9
            if fresh and max(phases) - min(phases) <= WIDEST_SPREAD_S * 1e9:
                return other
        return None

    def place(self, head: Head, block: LineBlock) -> None:
        """Put a block of a head that is aligned to its common numbers."""
        first = block.first_line + (head.offset or 0)
        if self.next_line is None:
            self.next_line = first
        # What has gone on without this head cannot be called back.
        self.late_lines += min(max(self.next_line - first, 0), block.lines)
        if first + block.lines > self.next_line:
            head.pieces.append((first, block))
            head.next = max(head.next, first + block.lines)

    def ready(self) -> list[JoinedLines]:
        """Lines that all heads have, or that are not waited for any longer."""
        if self.next_line is None:
            return []
        edge = max(head.next for head in self.heads)
        until = max(min(head.next for head in self.heads), edge - self.patience_lines)
        done = []
        while self.next_line < until:
            starts = [head.pieces[0][0] for head in self.heads if head.pieces]
            if starts and min(starts) - self.next_line > self.patience_lines:
                # No head has these numbers: all were started again.
                self.next_line = min(starts)
                continue
            last = min(until, self.next_line + LONGEST_BLOCK)
            done.append(self.joined(self.next_line, last))
            self.next_line = last
            for head in self.heads:
                while head.pieces and head.pieces[0][0] + head.pieces[0][1].lines <= last:
                    head.pieces.popleft()
        return done

    def joined(self, first: int, last: int) -> JoinedLines:
        """The lines `first` to before `last` of all heads."""
        lines = last - first
        counts = np.zeros((lines, sum(head.channels for head in self.heads), self.pixels), np.uint16)
        valid = np.zeros((len(self.heads), lines), bool)
        time_ns = np.zeros(lines, np.int64)
        simulated, channel = False, 0
        for row, head in enumerate(self.heads):
            for start, block in head.pieces:
                begin, end = max(first, start), min(last, start + block.lines)
                if begin >= end:
                    continue
                to, source = slice(begin - first, end - first), slice(begin - start, end - start)
                whole = block.valid[source]
                counts[to, channel : channel + head.channels][whole] = block.counts[source][whole]
                valid[row, to] = whole
                time_ns[to] = np.maximum(time_ns[to], block.time_ns[source])
                simulated |= block.simulated
            channel += head.channels
        # A line that no head gave has the time of the one before.
        time_ns = np.maximum.accumulate(time_ns)
        block = LineBlock(
            first_line=first, counts=frozen(counts), valid=frozen(np.logical_and.reduce(valid)),
            time_ns=frozen(time_ns), simulated=simulated,
        )  # fmt: skip
        return JoinedLines(block=block, heads=frozen(valid))
