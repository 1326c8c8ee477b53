"""The inner loop of the forward model: path lengths to mean signal and its second moment."""

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def signals(
    paths_mm: NDArray[np.float32],
    attenuation_per_mm: NDArray[np.float32],
    mean_weight: NDArray[np.float32],
    second_weight: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Sum of weight * exp(-sum of attenuation * path) over energy groups.

    Args:
        paths_mm: (pixels, materials).
        attenuation_per_mm: (groups, materials).
        mean_weight: (channels, groups), shares of the open beam.
        second_weight: (channels, groups), likewise for the second moment.

    Returns:
        (2, channels, pixels): mean, second moment.
    """
    pixels, materials = paths_mm.shape
    channels, groups = mean_weight.shape
    out = np.zeros((2, channels, pixels), np.float32)
    for pixel in range(pixels):
        for group in range(groups):
            depth = np.float32(0.0)
            for item in range(materials):
                depth += attenuation_per_mm[group, item] * paths_mm[pixel, item]
            if depth < 40.0:
                passed = np.exp(-depth)
                for channel in range(channels):
                    out[0, channel, pixel] += mean_weight[channel, group] * passed
                    out[1, channel, pixel] += second_weight[channel, group] * passed
    return out
