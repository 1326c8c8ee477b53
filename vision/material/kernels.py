"""The inner loop of the decomposition: the place of each pixel on the ladder of reference materials."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

ORGANIC, MIXED, METAL, OPAQUE = 1, 2, 3, 4
ORGANIC_BELOW, MIXED_BELOW = np.float32(10.0), np.float32(18.0)


@njit(cache=True, nogil=True)
def name_pixels(
    low: NDArray[np.float32],
    high: NDArray[np.float32],
    blind: NDArray[np.bool_],
    opaque: NDArray[np.bool_],
    curves: NDArray[np.float32],
    areals: NDArray[np.float32],
    zeffs: NDArray[np.float32],
    step: float,
    air: float,
    ratio: NDArray[np.float32],
    areal: NDArray[np.float32],
    zeff: NDArray[np.float32],
    classes: NDArray[np.uint8],
) -> None:
    """Fill `ratio`, `areal`, `zeff` and `classes`, all (lines, pixels), from -ln T `low` and `high`.

    `curves` and `areals` are (rungs, n) over high = 0, step, 2 step ...; `zeffs` (rungs,). A pixel between two
    curves takes its share of both. Pixels of air, and `blind` ones with an opaque channel, have no ratio.
    """
    lines, pixels = high.shape
    rungs, last = curves.shape[0], curves.shape[1] - 1
    for y in range(lines):
        for x in range(pixels):
            h = high[y, x]
            if blind[y, x]:
                ratio[y, x] = areal[y, x] = zeff[y, x] = np.nan
                classes[y, x] = OPAQUE if opaque[y, x] else METAL
                continue
            if not h > air:
                ratio[y, x] = zeff[y, x] = np.nan
                areal[y, x] = 0.0
                classes[y, x] = 0
                continue
            r = low[y, x] / h
            place = min(max(int(h / step), 0), last)
            position = np.float32(0.0)
            for rung in range(rungs - 1):
                span = max(curves[rung + 1, place] - curves[rung, place], np.float32(1e-3))
                position += min(max((r - curves[rung, place]) / span, np.float32(0.0)), np.float32(1.0))
            lower = min(int(position), rungs - 2)
            share = position - lower
            z = (1 - share) * zeffs[lower] + share * zeffs[lower + 1]
            ratio[y, x], zeff[y, x] = r, z
            areal[y, x] = (1 - share) * areals[lower, place] + share * areals[lower + 1, place]
            classes[y, x] = ORGANIC if z < ORGANIC_BELOW else MIXED if z < MIXED_BELOW else METAL
