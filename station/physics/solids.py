"""Solids and the length of a vertical ray through them, on a grid of pixels (parallel beam along z)."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.floating]


class Solid(Protocol):
    """Something of one material; inner solids take the place of the outer one's material."""

    @property
    def material(self) -> str:
        """Name of the material."""
        ...

    def path_mm(self, x_mm: Grid, y_mm: Grid) -> Grid:
        """Length of the ray at each (x, y) inside the solid, in mm."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A box, turned by `angle` about the beam: full lengths along its axes, `height_mm` along the beam."""

    material: str
    x_mm: float
    y_mm: float
    width_mm: float
    length_mm: float
    height_mm: float
    angle: float = 0.0

    def path_mm(self, x_mm: Grid, y_mm: Grid) -> Grid:
        """Height inside the outline, with edges softened over one pixel."""
        u, v = turned(x_mm - self.x_mm, y_mm - self.y_mm, self.angle)
        soft = grid_step(x_mm)
        inside = coverage(self.width_mm / 2 - np.abs(u), soft) * coverage(self.length_mm / 2 - np.abs(v), soft)
        return (self.height_mm * inside).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class LyingCylinder:
    """A cylinder with its axis across the beam."""

    material: str
    x_mm: float
    y_mm: float
    radius_mm: float
    length_mm: float
    angle: float = 0.0

    def path_mm(self, x_mm: Grid, y_mm: Grid) -> Grid:
        """Chord of the circle, over the length of the axis."""
        u, v = turned(x_mm - self.x_mm, y_mm - self.y_mm, self.angle)
        chord = 2 * np.sqrt(np.maximum(self.radius_mm**2 - u**2, 0.0))
        return (chord * coverage(self.length_mm / 2 - np.abs(v), grid_step(x_mm))).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ellipsoid:
    """A ball or lens: half axes across and along the beam."""

    material: str
    x_mm: float
    y_mm: float
    half_x_mm: float
    half_y_mm: float
    half_z_mm: float

    def path_mm(self, x_mm: Grid, y_mm: Grid) -> Grid:
        """Chord of the ellipsoid."""
        r2 = ((x_mm - self.x_mm) / self.half_x_mm) ** 2 + ((y_mm - self.y_mm) / self.half_y_mm) ** 2
        return (2 * self.half_z_mm * np.sqrt(np.maximum(1 - r2, 0.0))).astype(np.float32)


def turned(x: Grid, y: Grid, angle: float) -> tuple[Grid, Grid]:
    """Coordinates in the frame of a solid that is turned by `angle` (radians)."""
    c, s = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    return c * x + s * y, c * y - s * x


def grid_step(x_mm: Grid) -> float:
    """Pixel size of the grid, along the detector."""
    return float(abs(x_mm[0, 1] - x_mm[0, 0]))


def coverage(inside_mm: Grid, soft_mm: float) -> Grid:
    """Share of a pixel that lies inside an edge `inside_mm` away."""
    return np.clip(inside_mm / soft_mm + 0.5, 0.0, 1.0)
