"""Tone curves and local contrast; all give (lines, pixels) uint8, 255 is air."""

import cv2
import numpy as np
from numpy.typing import NDArray

# Nothing darker than this is told apart on a screen; it also bounds the logarithm.
LEAST_TRANSMISSION = 1e-5


def mean_log(transmission: NDArray[np.float32]) -> NDArray[np.float32]:
    """-ln T averaged over the channels, (lines, pixels) float32, never negative."""
    clipped = np.clip(transmission, LEAST_TRANSMISSION, 1.0)
    result: NDArray[np.float32] = -np.log(clipped).mean(axis=0, dtype=np.float32)
    return result


def tone(attenuation: NDArray[np.float32], *, gamma: float) -> NDArray[np.uint8]:
    """Tone of -ln T: 255 * T**gamma. A small gamma opens the dark parts, a large one the thin ones."""
    return np.rint(255.0 * np.exp(-gamma * attenuation)).astype(np.uint8)


def window(attenuation: NDArray[np.float32], *, centre: float, width: float) -> NDArray[np.uint8]:
    """Linear window on -ln T: `centre` - `width`/2 is white, `centre` + `width`/2 is black."""
    scaled = (centre + width / 2 - attenuation) / max(width, 1e-3)
    return np.rint(255.0 * np.clip(scaled, 0.0, 1.0)).astype(np.uint8)


def super_enhance(tones: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Local contrast: CLAHE on 8 x 8 tiles."""
    enhanced = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(tones)
    return np.asarray(enhanced, dtype=np.uint8)


def edges(tones: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Unsharp mask, strong enough to draw outlines."""
    blurred = cv2.GaussianBlur(tones, (0, 0), 2.0)
    return np.asarray(cv2.addWeighted(tones, 2.6, blurred, -1.6, 0.0), dtype=np.uint8)
