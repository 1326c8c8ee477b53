"""The five scanner models: source, detector, geometry, noise (physics reference, section 3)."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from station.errors import ConfigError
from station.physics.attenuation import mass_attenuation
from station.physics.detector import (
    Response,
    high_layer,
    linac_detector,
    low_layer,
    photon_counting,
    sandwich,
)
from station.physics.spectrum import linac_spectrum, tube_fluence
from station.physics.tables import KV_GRID, MEV_GRID
from station.types.scan import EnergyChannel

AIR_DENSITY = 0.001205
OPEN_COUNTS = 52_000.0
PC12_EDGES = (20, 30, 40, 50, 57, 63, 69.5, 75, 81, 88, 100, 120, 160)
PC6_EDGES = (20, 40, 55, 69.5, 81, 110, 160)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScannerModel:
    """One scanner model.

    Attributes:
        pitch_mm: (belt, detector) of a pixel at the object.
        energies_kev: (energies,) grid of the weights.
        mean_weight: (channels, energies) N0 * W, signal of the open beam per pixel and line.
        second_weight: (channels, energies) N0 * W2.
        scatter: f_sc, scatter as a share of the open signal.
        electronic: sigma_e as a share of the open signal.
        counting: photon counting: 16-bit counts are photons, not a scaled signal.
    """

    name: str
    channels: tuple[EnergyChannel, ...]
    pitch_mm: tuple[float, float]
    line_ms: float
    default_pixels: int
    part: str
    energies_kev: NDArray[np.float64]
    mean_weight: NDArray[np.float64]
    second_weight: NDArray[np.float64]
    scatter: float
    electronic: NDArray[np.float64]
    counting: bool

    @property
    def open_signal(self) -> NDArray[np.float64]:
        """S0 per channel: keV per pixel and line, MeV or photons."""
        return self.mean_weight.sum(axis=1)

    @property
    def counts_per_signal(self) -> NDArray[np.float64]:
        """Scale from signal to 16-bit counts per channel: the open beam is near 52,000, or photons."""
        if self.counting:
            return np.ones(len(self.channels))
        return OPEN_COUNTS / self.open_signal

    @property
    def opaque_transmission(self) -> NDArray[np.float64]:
        """Primary transmission below which a channel is opaque: 3 x scatter uncertainty (20 %) or 3 sigma_e."""
        return np.maximum(0.6 * self.scatter, 3 * self.electronic)


def kv_model(
    name: str, response: Response, *, kv: int, milliampere: float, sdd_m: float, line_ms: float,
    pitch_mm: float, height_mm: float, scatter: float, channels: tuple[EnergyChannel, ...], pixels: int,
) -> ScannerModel:  # fmt: skip
    """A tube scanner; N0(E) of section 3, pixel at the object = pitch / 1.25."""
    air = np.exp(-mass_attenuation("Air") * AIR_DENSITY * 100 * sdd_m)
    area_cm2 = pitch_mm * height_mm / 100
    photons = tube_fluence(kv) / sdd_m**2 * milliampere * line_ms / 1000 * area_cm2 * air
    counting = len(channels) > 2
    mean = photons * response.mean
    noise = np.sqrt(0.02) / mean.sum(axis=1) if counting else np.full(len(channels), 5e-5)
    return ScannerModel(
        name=name, channels=channels, pitch_mm=(pitch_mm / 1.25, pitch_mm / 1.25), line_ms=line_ms,
        default_pixels=pixels, part="total", energies_kev=KV_GRID, mean_weight=mean,
        second_weight=photons * response.second, scatter=scatter, electronic=noise, counting=counting,
    )  # fmt: skip


def dual(kv: float) -> tuple[EnergyChannel, ...]:
    """Low and high of a scanner with `kv` at its end point."""
    return EnergyChannel(name="low", high_kev=kv), EnergyChannel(name="high", high_kev=kv)


def energy_bins(edges: tuple[float, ...]) -> tuple[EnergyChannel, ...]:
    """Channels of a photon-counting detector."""
    pairs = itertools.pairwise(edges)
    return tuple(EnergyChannel(name=f"bin-{i:02d}", low_kev=low, high_kev=high) for i, (low, high) in enumerate(pairs))


MAIL = {"kv": 160, "milliampere": 0.8, "sdd_m": 1.2, "line_ms": 4.0, "pitch_mm": 0.8, "height_mm": 1.6}
PALLET = {"kv": 320, "milliampere": 4.0, "sdd_m": 2.5, "line_ms": 10.0, "pitch_mm": 2.5, "height_mm": 4.0}
DENSE = {**PALLET, "kv": 450, "milliampere": 5.0}


def mail_de160() -> ScannerModel:
    """Mail: GOS 0.15 g/cm2, 0.6 mm Cu, CsI 4 mm."""
    response = sandwich(low_layer("GOS", 0.15), 0.6, high_layer("CsI", 4.51 * 0.4))
    return kv_model("mail-de160", response, **MAIL, scatter=2e-4, channels=dual(160), pixels=1280)  # type: ignore[arg-type] # one table of floats


def mail_pc160(edges: tuple[float, ...] = PC12_EDGES) -> ScannerModel:
    """Mail: 3 mm CdTe, 12 energy bins with edges on the K edges of tungsten and gold, or bins between other `edges`."""
    response = photon_counting(edges)
    return kv_model("mail-pc160", response, **MAIL, scatter=1e-4, channels=energy_bins(edges), pixels=1280)  # type: ignore[arg-type] # one table of floats


def pallet_de320() -> ScannerModel:
    """Pallet: CsI 1 mm, 2 mm Cu, CdWO4 10 mm."""
    response = sandwich(low_layer("CsI", 4.51 * 0.1), 2.0, high_layer("CdWO4", 7.9))
    return kv_model("pallet-de320", response, **PALLET, scatter=3e-4, channels=dual(320), pixels=640)  # type: ignore[arg-type] # one table of floats


def dense_de450() -> ScannerModel:
    """Dense cargo: CsI 1.5 mm, 3 mm Cu, CdWO4 20 mm."""
    response = sandwich(low_layer("CsI", 4.51 * 0.15), 3.0, high_layer("CdWO4", 7.9 * 2))
    return kv_model("dense-de450", response, **DENSE, scatter=3e-4, channels=dual(450), pixels=640)  # type: ignore[arg-type] # one table of floats


def cargo_mv46() -> ScannerModel:
    """Cargo: interlaced 4/6 MV linac, 30 mm CdWO4."""
    d, d2 = linac_detector()
    spectra = np.array([linac_spectrum(4.0), linac_spectrum(6.0)]) * 4e5
    names = (EnergyChannel(name="low", high_kev=4000), EnergyChannel(name="high", high_kev=6000))
    return ScannerModel(
        name="cargo-mv46", channels=names, pitch_mm=(4.0, 4.0), line_ms=5.0, default_pixels=640,
        part="mev_total", energies_kev=MEV_GRID, mean_weight=spectra * d, second_weight=spectra * d2,
        scatter=1e-4, electronic=np.full(2, 1e-5), counting=False,
    )  # fmt: skip


MODELS: Mapping[str, Callable[[], ScannerModel]] = {
    "mail-de160": mail_de160,
    "mail-pc160": mail_pc160,
    "pallet-de320": pallet_de320,
    "dense-de450": dense_de450,
    "cargo-mv46": cargo_mv46,
}
SCANNER_NAMES = tuple(MODELS)


@cache
def scanner_model(name: str) -> ScannerModel:
    """The scanner model called `name`.

    Raises:
        ConfigError: there is none.
    """
    if name not in MODELS:
        raise ConfigError(
            "there is no scanner model {name}",
            remedy="choose one of: {known}",
            name=name,
            known=", ".join(MODELS),
        )
    return MODELS[name]()
