"""The inner loop of correction: counts to transmission with variance, bad pixels from their neighbours."""

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def correct(
    counts: NDArray[np.uint16],
    dark: NDArray[np.float32],
    scale: NDArray[np.float32],
    dark_variance: NDArray[np.float32],
    beam_variance: NDArray[np.float32],
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    transmission: NDArray[np.float32],
    variance: NDArray[np.float32],
) -> None:
    """Fill `transmission` and `variance` (channels, lines, pixels) from `counts` of the same shape.

    T = (counts - dark) * scale with scale = 1 / (air - dark); the variance of the counts lies between that of
    dark and air in proportion to T. A pixel whose `left` differs from itself is the mean of two neighbours.
    """
    channels, lines, pixels = counts.shape
    for c in range(channels):
        for y in range(lines):
            for x in range(pixels):
                a, b = left[c, x], right[c, x]
                t = (np.float32(counts[c, y, a]) - dark[c, a]) * scale[c, a]
                v = (dark_variance[c, a] + beam_variance[c, a] * max(t, np.float32(0.0))) * scale[c, a] ** 2
                if a != b:
                    u = (np.float32(counts[c, y, b]) - dark[c, b]) * scale[c, b]
                    w = (dark_variance[c, b] + beam_variance[c, b] * max(u, np.float32(0.0))) * scale[c, b] ** 2
                    t, v = (t + u) / np.float32(2.0), (v + w) / np.float32(4.0)
                transmission[c, y, x] = t
                variance[c, y, x] = v
