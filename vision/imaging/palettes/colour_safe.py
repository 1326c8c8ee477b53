"""A ramp for every eye: CAM02-UCS hue 60 degrees, none, 250 degrees at equal lightness J 30 to 85."""

import numpy as np
from numpy.typing import NDArray

from vision.imaging.palette import BLACK, WHITE, Colour, ramp, shade

LIGHTNESS = (30, 40, 50, 60, 70, 75, 80, 85)
ORGANIC = ("643300", "854502", "A75801", "C96D0A", "F08103", "FE9023", "FFA759", "FDBE89")
MIXED = ("434242", "5B5958", "727070", "8B8988", "A6A3A2", "B4B0B0", "C2BFBE", "D1CDCD")
METAL = ("014585", "0C5DAD", "1375D7", "268FFE", "69AAFC", "83B7FC", "9BC5FD", "B4D2FD")


def by_lightness(codes: tuple[str, ...]) -> NDArray[np.uint32]:
    """(256,) colours from black through the measured stops to white."""
    stops: list[tuple[float, Colour]] = [(0.0, BLACK)]
    for lightness, code in zip(LIGHTNESS, codes, strict=True):
        red, green, blue = (int(code[i : i + 2], 16) for i in (0, 2, 4))
        stops.append((lightness / 100, (red, green, blue)))
    return ramp([*stops, (1.0, WHITE)])


class ColourSafe:
    """Orange, grey, blue; smallest colour distance 16.9 over normal, deutan, protan and tritan viewers."""

    def table(self) -> NDArray[np.uint32]:
        """(5, 256) uint32 ARGB."""
        mixed = by_lightness(MIXED)
        return np.stack([mixed, by_lightness(ORGANIC), mixed, by_lightness(METAL), shade((40, 40, 44))])
