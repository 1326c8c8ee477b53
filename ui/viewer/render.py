"""Scan and materials to ARGB: for the canvas, reports and the command line. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from station.types.finding import Finding
from station.types.material import MaterialMap
from station.types.region import Box
from station.types.scan import CorrectedScan
from ui.viewer.model import Look, ViewSettings
from vision.imaging import contrast
from vision.imaging.kernels import compose
from vision.imaging.palette_catalog import PALETTES
from vision.imaging.stripping import METAL_CLASSES, ORGANIC_CLASSES, strip

OPAQUE_HATCH = np.uint32(0xFF7A6FA8)
MISSING = np.uint32(0xFFB4B8BC)
MISSING_HATCH = np.uint32(0xFF7C8288)
YELLOW = (255, 230, 0)
# -ln T of what is no air, and the share of a row or column that must be so.
AIR, LEAST_SHARE = 0.03, 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """What the renderer needs of a scan, computed once per item.

    Attributes:
        attenuation: (lines, pixels) float32, -ln T averaged over the channels.
        material: (lines, pixels) uint8, class 0..4 of `MaterialMap.material_class`.
        measured: (lines, pixels) bool.
    """

    attenuation: NDArray[np.float32]
    material: NDArray[np.uint8]
    measured: NDArray[np.bool_]

    @property
    def shape(self) -> tuple[int, int]:
        """Lines, pixels."""
        lines, pixels = self.attenuation.shape
        return lines, pixels

    @property
    def extent(self) -> Box:
        """Where something stands out of the air, with a margin; the whole picture if that is nowhere."""
        matter = (self.attenuation > AIR) & self.measured
        rows, columns = (np.flatnonzero(matter.mean(axis=axis) > LEAST_SHARE) for axis in (1, 0))
        lines, pixels = self.shape
        if not len(rows) or not len(columns):
            return Box(x0=0, y0=0, x1=pixels, y1=lines)
        margin = max(lines, pixels) // 40
        return Box(
            x0=max(int(columns[0]) - margin, 0), y0=max(int(rows[0]) - margin, 0),
            x1=min(int(columns[-1]) + 1 + margin, pixels), y1=min(int(rows[-1]) + 1 + margin, lines),
        )  # fmt: skip


def picture_of(scan: CorrectedScan, materials: MaterialMap | None) -> Picture:
    """The picture of a stored scan; without materials every pixel is of no named material."""
    attenuation = contrast.mean_log(scan.transmission)
    material = materials.material_class if materials else np.zeros(attenuation.shape, np.uint8)
    return Picture(attenuation=attenuation, material=material, measured=scan.valid)


@cache
def colours(palette: str) -> NDArray[np.uint32]:
    """The table of a palette."""
    return PALETTES.get(palette)().table()


def tones(picture: Picture, settings: ViewSettings) -> NDArray[np.uint8]:
    """(lines, pixels) uint8 tones of the chosen look."""
    if settings.look is Look.WINDOW:
        return contrast.window(picture.attenuation, centre=settings.centre, width=settings.width)
    plain = contrast.tone(picture.attenuation, gamma=settings.gamma)
    match settings.look:
        case Look.SUPER:
            return contrast.super_enhance(plain)
        case Look.EDGE:
            return contrast.edges(plain)
        case Look.ORGANIC:
            return strip(plain, picture.material, ORGANIC_CLASSES)
        case Look.METAL:
            return strip(plain, picture.material, METAL_CLASSES)
        case _:
            return plain


def palette_name(settings: ViewSettings) -> str:
    """The palette of a look: grey looks have their own."""
    if settings.look is Look.GREY:
        return "grey"
    return "negative" if settings.look is Look.NEGATIVE else settings.palette


def render(picture: Picture, settings: ViewSettings) -> NDArray[np.uint32]:
    """(lines, pixels) uint32 ARGB."""
    table = colours(palette_name(settings))
    result: NDArray[np.uint32] = compose(
        tones(picture, settings),
        picture.material,
        picture.measured,
        table,
        OPAQUE_HATCH,
        MISSING,
        MISSING_HATCH,
    )
    return result


def overlay_picture(
    scan: CorrectedScan, materials: MaterialMap | None, findings: Sequence[Finding], palette: str = "standard"
) -> NDArray[np.uint8]:
    """(lines, pixels, 3) uint8 RGB of the standard look with outlines and number chips; SIM if simulated."""
    argb = render(picture_of(scan, materials), ViewSettings(palette=palette))
    rgb = np.ascontiguousarray(argb.view(np.uint8).reshape(*argb.shape, 4)[..., 2::-1])
    for finding in findings:
        outline(rgb, finding)
    if scan.head.simulated:
        label(rgb, "SIM", 4, 16)
    return rgb


def outline(rgb: NDArray[np.uint8], finding: Finding) -> None:
    """Draw one finding: yellow on black, so that it stands out on every tone."""
    box = finding.box
    for thickness, colour in ((5, (0, 0, 0)), (2, YELLOW)):
        cv2.rectangle(rgb, (box.x0 - 2, box.y0 - 2), (box.x1 + 1, box.y1 + 1), colour, thickness)
    label(rgb, f"{finding.number} {finding.label} {finding.score:.2f}", box.x0, box.y0 - 6)


def label(rgb: NDArray[np.uint8], text: str, x: int, y: int) -> None:
    """Yellow text on a black chip whose lower left corner is near (`x`, `y`), kept inside the picture."""
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.4, 1)
    x = min(max(x, 1), max(rgb.shape[1] - width - 4, 1))
    y = max(y, height + 4)
    cv2.rectangle(rgb, (x - 2, y - height - 3), (x + width + 2, y + 3), (0, 0, 0), -1)
    cv2.putText(rgb, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.4, YELLOW, 1, cv2.LINE_AA)
