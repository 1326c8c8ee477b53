"""Every palette is a full table of opaque colours, lighter where more gets through."""

import numpy as np
import pytest

from vision.imaging.palette_catalog import PALETTES


@pytest.mark.parametrize("name", [row.name for row in PALETTES])
def test_a_palette_is_a_full_table(name: str) -> None:
    table = PALETTES.get(name)().table()
    assert table.shape == (5, 256)
    assert (table >> 24 == 255).all()


@pytest.mark.parametrize("name", [row.name for row in PALETTES])
def test_tones_are_ordered_in_lightness(name: str) -> None:
    table = PALETTES.get(name)().table()
    red, green, blue = ((table >> shift & 255).astype(float) for shift in (16, 8, 0))
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    steps = np.diff(light[:, ::8], axis=1)
    direction = -1 if name == "negative" else 1
    assert (direction * steps >= -1.0).all()
