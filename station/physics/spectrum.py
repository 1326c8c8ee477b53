"""Source spectra: X-ray tubes from the baked tables, linacs from a formula (physics reference, section 2)."""

import numpy as np
from numpy.typing import NDArray

from station.physics.attenuation import mass_attenuation
from station.physics.tables import MEV_GRID, tables

# (a, b, c) of the linac formula by end-point energy in MeV; linear between.
LINAC_MEV = (4.0, 6.0, 10.0)
LINAC_SHAPE = ((1.051, -2.186, 2.347), (1.070, -2.075, 2.556), (0.932, -1.690, 2.218))


def tube_fluence(kv: int) -> NDArray[np.float64]:
    """(880,) photons per mAs and cm2 at 1 m in each 0.5 keV bin: 160, 320, 450 kV with 3, 4, 5 mm Al."""
    return tables()[f"tube_{kv}"]


def linac_spectrum(end_point_mev: float) -> NDArray[np.float64]:
    """(1000,) share of photons in each 10 keV bin, sum 1, behind 0.5 mm W, 10 mm Cu, 10 mm Fe."""
    a, b, c = (np.interp(end_point_mev, LINAC_MEV, [row[i] for row in LINAC_SHAPE]) for i in range(3))
    x = MEV_GRID / (1000.0 * end_point_mev)
    inside = x < 1
    x = np.where(inside, x, 0.5)
    absorbed = (
        mass_attenuation("W", "mev_total") * 19.3 * 0.05
        + mass_attenuation("Cu", "mev_total") * 8.96
        + mass_attenuation("Fe", "mev_total") * 7.874
    )
    shape = (1 - x) ** a * (1 + b * x + c * x**2) / MEV_GRID * np.exp(-absorbed)
    spectrum = np.where(inside, shape, 0.0)
    return np.asarray(spectrum / spectrum.sum())
