"""What the viewer shows: look, window, place. No Qt."""

from dataclasses import dataclass, replace
from enum import StrEnum

from station.types.region import Box


class Look(StrEnum):
    """The image functions; every item starts in STANDARD."""

    STANDARD = "standard"
    GREY = "grey"
    NEGATIVE = "negative"
    ORGANIC = "organic"
    METAL = "metal"
    HIGH_PENETRATION = "high-penetration"
    LOW_PENETRATION = "low-penetration"
    EDGE = "edge"
    SUPER = "super"
    WINDOW = "window"


# Exponent on the transmission: small opens dark areas, large spreads thin ones.
GAMMA = {Look.HIGH_PENETRATION: 0.16, Look.LOW_PENETRATION: 1.6}
STANDARD_GAMMA = 0.42


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSettings:
    """How the picture is made.

    Attributes:
        palette: name of a row of the palette catalogue, for the coloured looks.
        density: steps of the variable gamma, 0 is standard.
        centre: and `width`: of the window on -ln T, for Look.WINDOW.
    """

    look: Look = Look.STANDARD
    palette: str = "standard"
    density: int = 0
    centre: float = 2.0
    width: float = 4.0

    @property
    def gamma(self) -> float:
        """The exponent on the transmission."""
        return float(GAMMA.get(self.look, STANDARD_GAMMA) * 1.15 ** (-self.density))

    def with_look(self, look: Look) -> "ViewSettings":
        """The same settings with another look; the same look again returns to the standard."""
        return replace(self, look=Look.STANDARD if look is self.look else look)

    def reset(self) -> "ViewSettings":
        """Everything as an item starts, but for the palette of the person."""
        return ViewSettings(palette=self.palette)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which part the canvas shows: the image point at its middle, screen pixels per image pixel."""

    x: float
    y: float
    zoom: float

    def zoomed(self, factor: float, x: float, y: float) -> "Place":
        """Zoomed by `factor` so that image point (`x`, `y`) stays where it is."""
        zoom = min(max(self.zoom * factor, 0.05), 40.0)
        share = self.zoom / zoom
        return Place(x=x + (self.x - x) * share, y=y + (self.y - y) * share, zoom=zoom)

    def moved(self, dx: float, dy: float) -> "Place":
        """Moved by screen pixels."""
        return replace(self, x=self.x - dx / self.zoom, y=self.y - dy / self.zoom)


def fitted(extent: Box, width: int, height: int) -> Place:
    """A part of the picture in a canvas of `width` x `height` screen pixels, with a small margin."""
    zoom = min(width / max(extent.width, 1), height / max(extent.height, 1)) * 0.97
    return Place(x=(extent.x0 + extent.x1) / 2, y=(extent.y0 + extent.y1) / 2, zoom=max(zoom, 0.05))


def ninth(number: int, extent: Box, width: int, height: int) -> Place:
    """Ninth 1..9 of a part of the picture, laid out as on a keypad: 7 8 9 on top."""
    column, row = (number - 1) % 3, 2 - (number - 1) // 3
    zoom = fitted(extent, width, height).zoom * 3
    x, y = extent.x0 + extent.width * (2 * column + 1) / 6, extent.y0 + extent.height * (2 * row + 1) / 6
    return Place(x=x, y=y, zoom=zoom)
