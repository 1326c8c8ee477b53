"""One row per palette."""

from station.registry import Registry
from vision.imaging.palette import Palette

PALETTES: Registry[type[Palette]] = Registry("palette")

PALETTES.add(
    "standard",
    "vision.imaging.palettes.standard:Standard",
    kind="colour",
    summary="orange organic, green mixed, blue metal",
)
PALETTES.add(
    "colour-safe",
    "vision.imaging.palettes.colour_safe:ColourSafe",
    kind="colour",
    summary="orange, grey, blue: told apart by viewers without red-green vision",
)
PALETTES.add("grey", "vision.imaging.palettes.grey:Grey", kind="grey", summary="tone only")
PALETTES.add("negative", "vision.imaging.palettes.grey:Negative", kind="grey", summary="tone only, inverted")
