"""When each line was taken, for detectors whose lines arrive in blocks."""

import numpy as np
from numpy.typing import NDArray


class LineClock:
    """Spreads the lines of a block over the time since the block before; blocks come in order."""

    def __init__(self) -> None:
        self.before_ns: int | None = None
        self.period_ns = 0

    def taken(self, lines: int, arrived_ns: int, *, lost: bool = False) -> NDArray[np.int64]:
        """(lines,) int64, times of the lines; the last is as old as its arrival.

        Args:
            lines: how many.
            arrived_ns: host time at which the block was complete.
            lost: the block did not arrive but was missed when a later one did: its lines go on at the last pace.
        """
        if self.before_ns is None:
            self.before_ns = arrived_ns
            return np.full(lines, arrived_ns, np.int64)
        before = min(self.before_ns, arrived_ns)
        if lost:
            self.before_ns = min(before + self.period_ns * lines, arrived_ns)
        else:
            self.before_ns = arrived_ns
            self.period_ns = (arrived_ns - before) // lines
        return before + np.arange(1, lines + 1, dtype=np.int64) * (self.before_ns - before) // lines
