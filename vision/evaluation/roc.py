"""Detection figures of a score: area under the curve, detection at a false-alarm rate, efficiency; with intervals.

The area and its standard error are those of DeLong, DeLong and Clarke-Pearson (1988), ties counting half. Rates have
exact binomial intervals. d' is the separation of two normal distributions with that area, AUC = Phi(d' / sqrt 2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import rankdata

from station.errors import InputUnsuitable
from vision.evaluation.intervals import clopper_pearson

# d' of an area of 1: more than this many trials can show is not claimed (physics reference, section 6).
LARGEST_SEPARATION = 5.26

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Area under the curve with its standard error and 95 % interval."""

    value: float
    error: float
    low: float
    high: float

    @property
    def separation(self) -> float:
        """d' of this area, between -5.26 and 5.26."""
        return separation(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """Share of threats above the threshold at a false-alarm rate, with its exact 95 % interval."""

    threshold: float
    value: float
    low: float
    high: float


def checked(clean: Array, threats: Array) -> None:
    """Both classes are there and every score is a number.

    Raises:
        InputUnsuitable: otherwise.
    """
    if not len(clean) or not len(threats):
        raise InputUnsuitable(
            "a detection curve needs cases of both kinds, there are {clean} clean and {threats} with a threat",
            remedy="add cases of the kind that is missing", clean=len(clean), threats=len(threats),
        )  # fmt: skip
    if np.isnan(clean).any() or np.isnan(threats).any():
        raise InputUnsuitable("a score is no number", remedy="report it with the scan")


def area_under_curve(clean: Array, threats: Array) -> Area:
    """The area by ranks.

    Raises:
        InputUnsuitable: a class is empty, or a score is no number.
    """
    checked(clean, threats)
    m, n = len(clean), len(threats)
    together = rankdata(np.concatenate([clean, threats]))
    below_threat = (together[m:] - rankdata(threats)) / m
    above_clean = 1 - (together[:m] - rankdata(clean)) / n
    value = float(below_threat.mean())
    error = float(np.sqrt(variance_of_mean(below_threat) + variance_of_mean(above_clean)))
    if error == 0.0:
        # Every pair agrees: as many trials as the smaller class has, none failed.
        low, high = clopper_pearson(round(value * min(m, n)), min(m, n))
        return Area(value=value, error=error, low=low, high=high)
    return Area(value=value, error=error, low=max(value - 1.96 * error, 0.0), high=min(value + 1.96 * error, 1.0))


def variance_of_mean(places: Array) -> float:
    """Of the placements of one class; the largest that there is for a single case."""
    return float(places.var(ddof=1)) / len(places) if len(places) > 1 else 0.25


def detection_at(clean: Array, threats: Array, false_alarms: float = 0.01) -> Detection:
    """Detection at the lowest threshold that no more than `false_alarms` of the clean scores pass.

    A score alarms if it lies above the threshold; equal scores move together.

    Raises:
        InputUnsuitable: a class is empty, or a score is no number.
    """
    checked(clean, threats)
    allowed = int(np.floor(false_alarms * len(clean) + 1e-9))
    threshold = float(np.sort(clean)[len(clean) - 1 - min(allowed, len(clean) - 1)])
    hits = int(np.count_nonzero(threats > threshold))
    low, high = clopper_pearson(hits, len(threats))
    return Detection(threshold=threshold, value=hits / len(threats), low=low, high=high)


def separation(area: float) -> float:
    """d' of an area, at most 5.26 either way."""
    largest = float(ndtr(LARGEST_SEPARATION / np.sqrt(2)))
    return float(np.sqrt(2) * ndtri(np.clip(area, 1 - largest, largest)))


def efficiency(model: float, ideal: float) -> float:
    """(d' of the model / d' of the ideal)^2 from two areas; not a number if the ideal separates nothing."""
    if ideal <= 0.5:
        return float("nan")
    return (max(separation(model), 0.0) / separation(ideal)) ** 2


def efficiency_error(model: Area, ideal: Area) -> float:
    """Standard error of the efficiency, to first order; not a number without separation."""
    if ideal.value <= 0.5 or model.value <= 0.5:
        return float("nan")
    relative = [a.error * 2 * np.sqrt(np.pi) * np.exp(a.separation**2 / 4) / a.separation for a in (model, ideal)]
    return float(2 * efficiency(model.value, ideal.value) * np.hypot(*relative))
