"""A block of the stream while it fills, and when it is done."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drivers.gige.resend import Again


@dataclass(slots=True)
class OpenBlock:
    """A block that is being filled.

    Attributes:
        number: unwrapped.
        piece: data bytes per packet; extended ids leave less.
        left: packets that are missing.
        time_ns: when its last packet so far arrived.
    """

    number: int
    extended: bool
    piece: int
    content: memoryview
    arrived: bytearray
    left: int
    time_ns: int
    again: Again


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """One finished block: (height, width) uint16 and which rows arrived whole.

    Attributes:
        skipped: blocks lost before it that are no rows: the line numbers jump.
    """

    rows: NDArray[np.uint16]
    valid: NDArray[np.bool_]
    time_ns: int
    skipped: int = 0
