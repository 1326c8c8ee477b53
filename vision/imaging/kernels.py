"""The inner loop of display: tone and material class to ARGB, with hatches for what is not measured."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

HATCH_PERIOD = 8
HATCH_WIDTH = 2


@njit(cache=True, nogil=True)
def compose(
    tone: NDArray[np.uint8],
    material: NDArray[np.uint8],
    measured: NDArray[np.bool_],
    table: NDArray[np.uint32],
    opaque_hatch: np.uint32,
    missing: np.uint32,
    missing_hatch: np.uint32,
) -> NDArray[np.uint32]:
    """(lines, pixels) ARGB. Opaque pixels carry a rising hatch, pixels without a value a falling one."""
    height, width = tone.shape
    out = np.empty((height, width), np.uint32)
    for y in range(height):
        for x in range(width):
            if not measured[y, x]:
                out[y, x] = missing_hatch if (x - y) % HATCH_PERIOD < HATCH_WIDTH else missing
            elif material[y, x] == 4 and (x + y) % HATCH_PERIOD < HATCH_WIDTH:
                out[y, x] = opaque_hatch
            else:
                out[y, x] = table[material[y, x], tone[y, x]]
    return out
