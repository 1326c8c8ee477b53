"""The lane's side of the acquisition: lines from the ring, from the spool when it fell behind."""

import logging
from pathlib import Path

import numpy as np

from drivers.acquisition.loop import EPOCH_JUMP
from drivers.acquisition.spool import free_before, next_line, read_from
from drivers.acquisition.writer import ALARM
from station.clock import Clock
from station.errors import FormatError
from station.formats.line_ring import RingReader
from station.types.arrays import frozen
from station.types.lines import LineBlock

logger = logging.getLogger(__name__)


class LineClient:
    """Hands on every line once, in order.

    Args:
        folder: the run folder with `ring` and `spool`.
        start: number of the first line; None begins with what comes now.
    """

    def __init__(self, folder: Path, *, clock: Clock, start: int | None = None) -> None:
        self.ring_path = folder / "ring"
        self.spool_folder = folder / "spool"
        self.clock = clock
        self.cursor = next_line(self.spool_folder) if start is None else start
        self.ring: RingReader | None = None
        self.from_spool = 0
        self.missed = 0
        self.alarm = 0

    def next_block(self) -> LineBlock | None:
        """The next lines; None if there are none yet."""
        ring = self.attached()
        if ring is not None and ring.cursor == self.cursor:
            block = ring.read()
            if block is not None:
                self.cursor = ring.cursor
                return block
            if ring.cursor == self.cursor and not ring.replaced:
                return None
        block = read_from(self.spool_folder, self.cursor)
        if block is not None:
            # Jumps of a restart are no loss of ours; anything shorter was in the ring and is nowhere any more.
            lost = block.first_line - self.cursor
            self.missed += lost if lost < EPOCH_JUMP else 0
            self.cursor = block.first_line + block.lines
            self.from_spool += block.lines
        if ring is not None:
            ring.cursor = self.cursor
        return block

    def attached(self) -> RingReader | None:
        """The ring, attached anew when the acquisition was started again."""
        if self.ring is None or self.ring.replaced:
            try:
                self.ring = RingReader(self.ring_path, start=self.cursor)
            except (OSError, FormatError, ValueError):
                self.ring = None
        return self.ring

    def behind(self) -> float:
        """How far this consumer is behind, as a share of the ring; says so at three quarters and when it is full.

        Lines that were overwritten in the ring come from the spool: nothing is lost, but it takes longer.
        """
        share = 0.0 if self.ring is None else self.ring.behind()
        alarm = 2 if share >= 1 else 1 if share >= ALARM else 0
        if alarm > self.alarm:
            logger.warning("%.0f %% of the ring are not read yet", 100 * share)
        self.alarm = alarm
        return share

    def values(self) -> dict[str, float]:
        """Figures of this consumer: how far behind, lines read from the spool, lines that it never got."""
        return {"behind_percent": 100 * self.behind(), "lines_from_spool": self.from_spool, "missed_lines": self.missed}

    def newest(self) -> int:
        """The number after the last line that was received."""
        return next_line(self.spool_folder)

    def free(self, line: int) -> None:
        """Everything before `line` is stored: its segments may go."""
        free_before(self.spool_folder, line)


def hollow(block: LineBlock) -> LineBlock:
    """A block of no lines after `block`."""
    return LineBlock(
        first_line=block.first_line + block.lines,
        counts=block.counts[:0],
        valid=block.valid[:0],
        time_ns=frozen(np.empty(0, np.int64)),
        simulated=block.simulated,
    )
