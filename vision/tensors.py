"""Materials -> the planes that the network sees, at about 2.5 mm a pixel on every scanner."""

import cv2
import numpy as np
from numpy.typing import NDArray

from station.types.material import MaterialMap
from station.types.scan import CorrectedScan

TARGET_MM = 2.4
PLANES = 4
LARGEST_LOG = 10.0
MULTIPLE = 8


def reduction(scan: CorrectedScan) -> int:
    """How many pixels of the scan make one of the network."""
    return max(round(TARGET_MM / max(scan.head.pitch_mm[1], 0.1)), 1)


def planes(scan: CorrectedScan, materials: MaterialMap) -> NDArray[np.float32]:
    """(4, lines, pixels) float32: -ln T low and high, R - 1, opacity; padded to a multiple of 8 with air."""
    low, high = materials.log_signal[0], materials.log_signal[-1]
    factor = reduction(scan)
    small_low, small_high = (shrink(plane, factor) for plane in (low, high))
    opaque = shrink(materials.opaque.astype(np.float32), factor)
    ratio = np.where(small_high > 0.05, small_low / np.maximum(small_high, 0.05) - 1.0, 0.0)
    stack = np.stack([small_low / 4, small_high / 4, np.clip(ratio, 0, 3), opaque]).astype(np.float32)
    return pad(np.where(np.isfinite(stack), np.clip(stack, 0, LARGEST_LOG), 0).astype(np.float32))


def shrink(plane: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    """Mean over blocks of `factor` x `factor`."""
    size = (max(plane.shape[1] // factor, 1), max(plane.shape[0] // factor, 1))
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def pad(stack: NDArray[np.float32]) -> NDArray[np.float32]:
    """Zeros to the right and below up to a multiple of 8."""
    height, width = (-side % MULTIPLE for side in stack.shape[1:])
    return np.pad(stack, ((0, 0), (0, height), (0, width)))
