"""Raw lines as they come off a detector."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LineBlock:
    """Consecutive raw lines of one detector.

    Attributes:
        first_line: number of the first line, counted from the start of the acquisition.
        counts: (lines, channels, pixels) uint16 detector counts.
        valid: (lines,) bool; False marks a line that was lost or damaged on the way.
        time_ns: (lines,) int64, host time since the epoch.
        simulated: the SIM mark.
    """

    first_line: int
    counts: NDArray[np.uint16]
    valid: NDArray[np.bool_]
    time_ns: NDArray[np.int64]
    simulated: bool

    @property
    def lines(self) -> int:
        """How many lines."""
        return self.counts.shape[0]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ItemLines:
    """The lines of one item, cut from the stream.

    Attributes:
        counts: (channels, lines, pixels) uint16.
        valid: (lines,) bool.
        first_line: number of the first of them in the stream.
        first_time_ns: host time at which the first of them arrived.
        last_time_ns: host time at which the last of them arrived.
        interrupted: the stream broke before the item ended.
    """

    counts: NDArray[np.uint16]
    valid: NDArray[np.bool_]
    first_line: int
    first_time_ns: int
    last_time_ns: int
    interrupted: bool
