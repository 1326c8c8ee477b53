"""Detector responses: mean signal W and its second moment W2 per photon by energy.

Sandwich scintillators, CdTe photon counting and the linac's CdWO4 (physics reference, section 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from station.physics.attenuation import mass_attenuation
from station.physics.materials import material
from station.physics.tables import KV_GRID, MEV_GRID, element_rows, tables

# K shell of heavy detector elements: edge, K-alpha energy in keV, fluorescence yield.
K_SHELL = {
    "Gd": (50.24, 42.996, 0.932), "I": (33.17, 28.612, 0.882), "Cs": (35.99, 30.973, 0.894),
    "Cd": (26.711, 23.174, 0.842), "W": (69.525, 59.318, 0.954),
}  # fmt: skip
K_SHARE = 0.80
LINAC_MEV = (0.06, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 4, 5, 6, 8, 10)
LINAC_F = (
    0.994, 0.996, 0.989, 0.950, 0.875, 0.808, 0.759, 0.703, 0.678, 0.655, 0.655, 0.677, 0.704, 0.725, 0.740, 0.752,
    0.749,
)  # fmt: skip
LINAC_Q_MEV = (0.1, 0.3, 0.5, 1, 2, 3, 5, 8)
LINAC_Q = (1.0, 0.99, 0.94, 0.84, 0.785, 0.784, 0.805, 0.818)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Response:
    """Per photon: `mean` (channels, energies) signal and `second` its second moment."""

    mean: NDArray[np.float64]
    second: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One scintillator: areal mass in g/cm2, share of fluorescence that escapes, of Compton regained, Swank."""

    name: str
    areal_g_cm2: float
    escape: float
    regain: float
    swank: float

    def absorbed(self) -> NDArray[np.float64]:
        """Share of photons that interact other than coherently."""
        inelastic = mass_attenuation(self.name, "photo") + mass_attenuation(self.name, "compton")
        return 1.0 - np.exp(-inelastic * self.areal_g_cm2)

    def transmitted(self) -> NDArray[np.float64]:
        """Share of photons that pass."""
        return np.exp(-mass_attenuation(self.name) * self.areal_g_cm2)

    def deposited_kev(self) -> NDArray[np.float64]:
        """Mean energy left in the layer per interacting photon."""
        photo, compton = mass_attenuation(self.name, "photo"), mass_attenuation(self.name, "compton")
        kept = compton * (compton_share() + (1 - compton_share()) * self.regain)
        return KV_GRID * (photo * (1 - self.escaping()) + kept) / (photo + compton)

    def escaping(self) -> NDArray[np.float64]:
        """Share of a photoelectric deposit that leaves as K fluorescence."""
        rows, photo = element_rows(), tables()["photo"]
        total = np.zeros_like(KV_GRID)
        for element, share in material(self.name).composition.items():
            if element in K_SHELL:
                edge, line_kev, yield_k = K_SHELL[element]
                part = share * photo[rows[element]] / mass_attenuation(self.name, "photo")
                loss = part * K_SHARE * yield_k * line_kev * self.escape / KV_GRID
                total += np.where(edge < KV_GRID, loss, 0.0)
        return total


def low_layer(name: str, areal_g_cm2: float) -> Layer:
    """The thin front layer of a sandwich."""
    return Layer(name=name, areal_g_cm2=areal_g_cm2, escape=0.45, regain=0.1, swank=0.85)


def high_layer(name: str, areal_g_cm2: float) -> Layer:
    """The thick back layer of a sandwich."""
    return Layer(name=name, areal_g_cm2=areal_g_cm2, escape=0.12, regain=0.6, swank=0.92)


@cache
def compton_share() -> NDArray[np.float64]:
    """Mean share of the photon energy that a Compton electron takes, from Klein-Nishina."""
    k = KV_GRID / 511.0
    log = np.log(1 + 2 * k)
    total = (
        2
        * np.pi
        * ((1 + k) / k**2 * (2 * (1 + k) / (1 + 2 * k) - log / k) + log / (2 * k) - (1 + 3 * k) / (1 + 2 * k) ** 2)
    )
    scattered = np.pi * (
        log / k**3
        + 2 * (1 + k) * (2 * k**2 - 2 * k - 1) / (k**2 * (1 + 2 * k) ** 2)
        + 8 * k**2 / (3 * (1 + 2 * k) ** 3)
    )
    return np.clip(1 - scattered / total, 0.02, 1.0)


def sandwich(low: Layer, copper_mm: float, high: Layer) -> Response:
    """Low layer, copper filter, high layer; signals in keV."""
    reaches_high = low.transmitted() * np.exp(-mass_attenuation("Cu") * 8.96 * copper_mm / 10)
    weights = (low.absorbed(), reaches_high * high.absorbed())
    energies = (low.deposited_kev(), high.deposited_kev())
    mean = np.array([w * d for w, d in zip(weights, energies, strict=True)])
    second = np.array([w * d**2 / layer.swank for w, d, layer in zip(weights, energies, (low, high), strict=True)])
    return Response(mean=mean, second=second)


def photon_counting(edges_kev: Sequence[float], thickness_mm: float = 3.0) -> Response:
    """CdTe bins between `edges_kev`: counts per photon with charge sharing, escape and Compton (section 3)."""
    photo, compton = mass_attenuation("CdTe", "photo"), mass_attenuation("CdTe", "compton")
    absorbed = 1 - np.exp(-(photo + compton) * 5.85 * thickness_mm / 10)
    energy = KV_GRID
    sharing, escape = 0.25, np.where(energy > 31.8, 0.05, 0.0)
    scatter = compton / (photo + compton)
    electron_kev = energy * (2 * energy / 511) / (1 + 2 * energy / 511)
    edges = np.asarray(edges_kev, dtype=np.float64)[:, None]
    main = bins(gauss(edges, energy)) * (1 - sharing - escape - scatter / 2)
    peaks = bins(gauss(edges, energy - 25.5)) * escape + bins(gauss(edges, np.full_like(energy, 25.5))) * 0.8 * escape
    tails = bins(uniform(edges, energy)) * 1.6 * sharing + bins(uniform(edges, electron_kev)) * scatter / 2
    mean = absorbed * (main + peaks + tails)
    return Response(mean=mean, second=mean)


def gauss(edges: NDArray[np.float64], centre: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cumulated Gaussian at the edges; FWHM 6.5 keV at 60, 8 keV at 122 keV, at least 3."""
    fwhm_squared = np.maximum(6.5**2 + (8.0**2 - 6.5**2) * (centre - 60) / 62, 9.0)
    return np.asarray(norm.cdf(edges, loc=centre, scale=np.sqrt(fwhm_squared) / 2.3548))


def uniform(edges: NDArray[np.float64], upper: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cumulated uniform distribution from 0 to `upper` at the edges."""
    return np.clip(edges / upper, 0.0, 1.0)


def bins(cumulated: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares between neighbouring edges."""
    return np.diff(cumulated, axis=0)


def linac_detector() -> NDArray[np.float64]:
    """(2, 1000): D and D2 of 30 mm CdWO4 in MeV per photon on the MeV grid."""
    mev = MEV_GRID / 1000
    stopped = 1 - np.exp(-mass_attenuation("CdWO4", "mev_total") * 7.9 * 3.0)
    d = mev * stopped * np.interp(np.log(mev), np.log(LINAC_MEV), LINAC_F)
    q = np.interp(np.log(mev), np.log(LINAC_Q_MEV), LINAC_Q)
    return np.array([d, q * mev * d])
