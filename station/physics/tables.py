"""The baked tables: elemental mass attenuation and tube spectra on fixed energy grids.

Written by scripts/bake_tables.py. kV grid: 10.25 + 0.5 k keV, k = 0..879; MeV grid: 5 + 10 k keV, k = 0..999.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).parent / "data" / "physics.npz"
KV_GRID: NDArray[np.float64] = (10.25 + 0.5 * np.arange(880)).astype(np.float64)
MEV_GRID: NDArray[np.float64] = (5.0 + 10.0 * np.arange(1000)).astype(np.float64)


@cache
def tables() -> Mapping[str, NDArray[np.float64]]:
    """Arrays by name; "total", "photo", "compton", "mev_total" have a row per element, in cm2/g."""
    with np.load(DATA, allow_pickle=False) as content:
        return {name: content[name].astype(np.float64) for name in content.files if name != "elements"}


@cache
def element_rows() -> Mapping[str, int]:
    """Row of each element in the tables."""
    with np.load(DATA, allow_pickle=False) as content:
        return {str(name): row for row, name in enumerate(content["elements"])}
