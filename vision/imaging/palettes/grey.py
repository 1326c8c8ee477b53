"""Tone without material: grey, and its negative."""

import numpy as np
from numpy.typing import NDArray

from vision.imaging.palette import BLACK, CLASSES, WHITE, ramp


class Grey:
    """Black is thick, white is air."""

    def table(self) -> NDArray[np.uint32]:
        """(5, 256) uint32 ARGB."""
        return np.repeat(ramp([(0.0, BLACK), (1.0, WHITE)])[None], CLASSES, axis=0)


class Negative:
    """White is thick, black is air."""

    def table(self) -> NDArray[np.uint32]:
        """(5, 256) uint32 ARGB."""
        return np.repeat(ramp([(0.0, WHITE), (1.0, BLACK)])[None], CLASSES, axis=0)
