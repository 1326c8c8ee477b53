"""A calibration profile: what turns counts into transmission."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from station.types.ids import ProfileId


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CalibrationProfile:
    """Dark, air and bad pixels of one detector, with the time it holds.

    Attributes:
        scanner: scanner model it belongs to.
        device_serial: serial number of the detector.
        dark: (channels, pixels) float32 counts without X-rays.
        air: (channels, pixels) float32 counts of the open beam, dark included.
        dark_variance: (channels, pixels) float32, counts squared.
        air_variance: (channels, pixels) float32, counts squared.
        bad: (channels, pixels) bool, pixels that are replaced by their neighbours.
        valid_from: and `valid_until`, UTC.
    """

    profile_id: ProfileId
    scanner: str
    device_serial: str
    dark: NDArray[np.float32]
    air: NDArray[np.float32]
    dark_variance: NDArray[np.float32]
    air_variance: NDArray[np.float32]
    bad: NDArray[np.bool_]
    lines_used: int
    made_by: str
    valid_from: datetime
    valid_until: datetime
    simulated: bool

    def holds_at(self, time: datetime) -> bool:
        """Whether the profile may be used at `time`."""
        return self.valid_from <= time < self.valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One measured value of a procedure with its limits; NaN is "not done", never passed.

    Attributes:
        warn: and `fail`: largest allowed absolute deviation of `value` from `reference`.
    """

    name: str
    value: float
    unit: str
    reference: float
    warn: float
    fail: float

    @property
    def grade(self) -> str:
        """The word for it: "ok", "warn", "fail" or "not done"."""
        deviation = abs(self.value - self.reference)
        if deviation != deviation:
            return "not done"
        if deviation <= self.warn:
            return "ok"
        return "warn" if deviation <= self.fail else "fail"
