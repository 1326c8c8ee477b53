"""The usual colours: orange organic, green mixed, blue metal, near-black opaque."""

import numpy as np
from numpy.typing import NDArray

from vision.imaging.palette import shade

ORGANIC = (240, 150, 40)
MIXED = (60, 170, 60)
METAL = (52, 104, 214)
UNNAMED = (128, 128, 132)


class Standard:
    """Orange, green, blue."""

    def table(self) -> NDArray[np.uint32]:
        """(5, 256) uint32 ARGB."""
        return np.stack([shade(UNNAMED), shade(ORGANIC), shade(MIXED), shade(METAL), shade((44, 40, 60))])
