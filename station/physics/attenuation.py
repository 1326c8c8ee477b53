"""Mass attenuation of materials by energy."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from station.physics.materials import material
from station.physics.tables import element_rows, tables


@cache
def mass_attenuation(name: str, part: str = "total") -> NDArray[np.float64]:
    """Mass attenuation of a material in cm2/g on the grid of `part`.

    Args:
        name: a material of station.physics.materials.
        part: "total" (coherent included), "photo" or "compton" on the kV grid, "mev_total" on the MeV grid.
    """
    rows, table = element_rows(), tables()[part]
    shares = material(name).composition.items()
    result = np.sum([share * table[rows[element]] for element, share in shares], axis=0)
    result.setflags(write=False)
    return result


def linear_attenuation(name: str, part: str = "total") -> NDArray[np.float64]:
    """Attenuation per mm of a material at its density."""
    return mass_attenuation(name, part) * material(name).density_g_cm3 / 10.0
