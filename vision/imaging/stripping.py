"""Organic only, metal only: the rest stays as a ghost, for a hidden part misleads."""

import numpy as np
from numpy.typing import NDArray

GHOST = 0.15
ORGANIC_CLASSES = (1, 2)
METAL_CLASSES = (3, 4)


def strip(tones: NDArray[np.uint8], material: NDArray[np.uint8], keep: tuple[int, ...]) -> NDArray[np.uint8]:
    """Tones with everything outside the classes `keep` faded to 15 % of its contrast."""
    faded = np.rint(255.0 - GHOST * (255.0 - tones)).astype(np.uint8)
    return np.where(np.isin(material, keep), tones, faded)
