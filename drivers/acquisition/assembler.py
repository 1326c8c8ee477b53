"""Cuts the stream of lines into items by what stands in the beam.

There is no light barrier yet: an item begins when enough pixels fall below 90 % of the air level and ends
after a stretch of air. The air level follows the stream slowly, so that no profile is needed to see an item.
"""

import numpy as np
from numpy.typing import NDArray

from station.types.arrays import frozen
from station.types.lines import ItemLines, LineBlock

SHADED = 0.9
LEAST_SHARE = 0.004
MARGIN = 16
LONGEST = 4096
FOLLOW = 0.05


class ItemAssembler:
    """Feeds on blocks in order; a jump in the line numbers interrupts the item under way."""

    def __init__(self, *, air: NDArray[np.float32] | None = None) -> None:
        # (channels, pixels); the first lines are taken for air when no profile gives it.
        self.air = None if air is None else air.copy()
        self.margin: list[tuple[NDArray[np.uint16], bool, int]] = []
        self.lines: list[tuple[NDArray[np.uint16], bool, int]] = []
        self.first_line = 0
        self.quiet = 0
        self.expected: int | None = None

    @property
    def active(self) -> bool:
        """An item is in the beam."""
        return bool(self.lines)

    def feed(self, block: LineBlock) -> list[ItemLines]:
        """Items that ended in this block."""
        done: list[ItemLines] = []
        if block.lines and self.expected is not None and block.first_line != self.expected:
            broken = self.flush()
            done.extend([broken] if broken else [])
            self.margin.clear()
        if not block.lines:
            return done
        self.expected = block.first_line + block.lines
        shaded = self.shaded(block)
        for index in range(block.lines):
            line = (block.counts[index], bool(block.valid[index]), int(block.time_ns[index]))
            ended = self.add(line, block.first_line + index, bool(shaded[index]))
            done.extend([ended] if ended else [])
        self.follow_air(block, shaded)
        return done

    def shaded(self, block: LineBlock) -> NDArray[np.bool_]:
        """(lines,) whether something stands in the beam; a lost line counts as what came before it."""
        if self.air is None:
            self.air = block.counts[block.valid].astype(np.float32).mean(axis=0) if block.valid.any() else None
        if self.air is None:
            return np.zeros(block.lines, dtype=bool)
        # The sum over the channels: a single energy bin may count so few photons that its noise looks like an item.
        air = self.air.sum(axis=0)
        dark = (block.counts.sum(axis=1, dtype=np.uint32) < SHADED * air) & (air > 0)
        result: NDArray[np.bool_] = dark.mean(axis=1) > LEAST_SHARE
        for index in np.flatnonzero(~block.valid):
            result[index] = result[index - 1] if index else self.active
        return result

    def follow_air(self, block: LineBlock, shaded: NDArray[np.bool_]) -> None:
        """Let the air level follow the lines without an item."""
        clear = block.valid & ~shaded
        if self.air is not None and not self.active and clear.any():
            self.air += FOLLOW * (block.counts[clear].mean(axis=0) - self.air)

    def add(self, line: tuple[NDArray[np.uint16], bool, int], number: int, shaded: bool) -> ItemLines | None:
        """Put one line to the item or to the margin; the item if it ends here."""
        if not self.lines:
            self.margin.append(line)
            del self.margin[: -MARGIN - 1]
            if shaded:
                self.first_line = number - len(self.margin) + 1
                self.lines, self.margin, self.quiet = self.margin, [], 0
            return None
        self.lines.append(line)
        self.quiet = 0 if shaded else self.quiet + 1
        if self.quiet >= MARGIN or len(self.lines) >= LONGEST:
            return self.cut(interrupted=False)
        return None

    def flush(self) -> ItemLines | None:
        """The item under way, interrupted."""
        return self.cut(interrupted=True) if self.lines else None

    def cut(self, *, interrupted: bool) -> ItemLines:
        """The lines so far as an item."""
        lines, self.lines = self.lines, []
        counts = np.stack([counts for counts, _, _ in lines], axis=1)
        return ItemLines(
            counts=frozen(counts),
            valid=frozen(np.array([valid for _, valid, _ in lines])),
            first_line=self.first_line,
            first_time_ns=lines[0][2],
            last_time_ns=lines[-1][2],
            interrupted=interrupted,
        )
