"""What a palette is: a table from tone and material class to colour."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

TONES = 256
# Material classes of station.types.material: air, organic, mixed, metal, opaque.
CLASSES = 5
BLACK = (0, 0, 0)
WHITE = (255, 255, 255)

Colour = tuple[int, int, int]


class Palette(Protocol):
    """Colours for every tone (0 nothing gets through, 255 air) and material class."""

    def table(self) -> NDArray[np.uint32]:
        """(5 classes, 256 tones) uint32, 0xAARRGGBB, opaque."""
        ...


def ramp(stops: Sequence[tuple[float, Colour]]) -> NDArray[np.uint32]:
    """(256,) uint32 colours, linear in RGB between `stops` of (tone 0..1, colour) in rising order."""
    tones = np.linspace(0.0, 1.0, TONES)
    places = [place for place, _ in stops]
    red, green, blue = (np.interp(tones, places, [colour[i] for _, colour in stops]) for i in range(3))
    return pack(red, green, blue)


def pack(red: NDArray[np.float64], green: NDArray[np.float64], blue: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Channels 0..255 as 0xAARRGGBB."""
    r, g, b = (np.rint(channel).astype(np.uint32) for channel in (red, green, blue))
    packed: NDArray[np.uint32] = (np.uint32(0xFF000000) | (r << 16) | (g << 8) | b).astype(np.uint32)
    return packed


def shade(hue: Colour) -> NDArray[np.uint32]:
    """Black, a deep shade of `hue`, `hue`, white: thickness darkens, the material stays readable."""
    deep: Colour = (int(hue[0] * 0.42), int(hue[1] * 0.42), int(hue[2] * 0.42))
    return ramp([(0.0, (10, 10, 14)), (0.18, deep), (0.55, hue), (1.0, WHITE)])
