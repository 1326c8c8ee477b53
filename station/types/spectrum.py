"""Spectra and gross counts of radiation instruments, as N42.42 documents carry them."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spectrum:
    """Counts per channel of one detector.

    Attributes:
        live_s, real_s: None where the document does not say.
        counts: float32, read-only, exact up to 2^24 a channel; whole numbers unless the writer worked on them.
        energies_kev: lower edges of the channels and the upper edge of the last, None without a calibration.
    """

    detector: str
    live_s: float | None
    real_s: float | None
    counts: NDArray[np.float32]
    energies_kev: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrossCounts:
    """Counts of one detector without energies, neutrons above all."""

    detector: str
    live_s: float | None
    counts: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RadiationMeasurement:
    """One interval of all detectors.

    Attributes:
        measurement_class: "Foreground", "Background", "Calibration", "IntrinsicActivity" or "NotSpecified".
        start: naive where the document names no zone, None where it tells no time.
        occupied: None where the document does not say.
    """

    measurement_class: str
    start: datetime | None
    real_s: float | None
    occupied: bool | None
    speed_mm_s: float | None
    spectra: tuple[Spectrum, ...]
    gross: tuple[GrossCounts, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RadiationDocument:
    """What a document holds.

    Attributes:
        layout: "2006" or "2012".
        alarms: categories of its alarms, "Neutron", "Gamma", ...
        refused: parts that were left out, and why, in English for the log.
    """

    layout: str
    manufacturer: str
    model: str
    identifier: str
    instrument_class: str
    measurements: tuple[RadiationMeasurement, ...]
    alarms: tuple[str, ...]
    refused: tuple[str, ...]
