"""Dark and air: lines without X-rays, lines of the open beam -> a profile with bad pixels.

Bad is a pixel whose beam is under 30 % or over 300 % of the median, whose air saturates, or whose noise is
more than 8 robust standard deviations from that of its channel.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from station.errors import OutOfTolerance
from station.types.arrays import frozen
from station.types.calibration import CalibrationProfile, Check
from station.types.ids import ProfileId, new_id

LEAST_LINES = 64
VALID_FOR = timedelta(hours=24)
SATURATED = 65_000
WEAK, STRONG, NOISY = 0.3, 3.0, 8.0
# A line that differs from the median line by more than this is no open beam: something stands in it.
UNEVEN = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DarkAirResult:
    """A profile and what was checked on the way."""

    profile: CalibrationProfile
    checks: tuple[Check, ...]


class DarkAir:
    """The procedure for one detector."""

    def __init__(self, *, scanner: str, device_serial: str, made_by: str, simulated: bool) -> None:
        self.scanner = scanner
        self.device_serial = device_serial
        self.made_by = made_by
        self.simulated = simulated

    def analyse(self, dark: NDArray[np.uint16], air: NDArray[np.uint16], *, at: datetime) -> DarkAirResult:
        """The profile of dark and air lines, each (lines, channels, pixels) uint16.

        Raises:
            OutOfTolerance: too few lines, X-rays on during dark, no beam or an item in it during air, or a
                check that failed.
        """
        dark_mean, air_mean = dark.mean(axis=0, dtype=np.float64), air.mean(axis=0, dtype=np.float64)
        self.refuse_bad_lines(dark, air, dark_mean, air_mean)
        beam = air_mean - dark_mean
        dark_var, air_var = dark.var(axis=0, dtype=np.float64), air.var(axis=0, dtype=np.float64)
        typical = np.median(beam, axis=1, keepdims=True)
        bad = (beam < WEAK * typical) | (beam > STRONG * typical) | (air_mean > SATURATED)
        bad |= outliers(dark_var) | outliers(air_var / np.maximum(beam, 1))
        profile = CalibrationProfile(
            profile_id=ProfileId(new_id()), scanner=self.scanner, device_serial=self.device_serial,
            dark=frozen(dark_mean.astype(np.float32)), air=frozen(air_mean.astype(np.float32)),
            dark_variance=frozen(dark_var.astype(np.float32)), air_variance=frozen(air_var.astype(np.float32)),
            bad=frozen(bad), lines_used=min(len(dark), len(air)), made_by=self.made_by, valid_from=at,
            valid_until=at + VALID_FOR, simulated=self.simulated,
        )  # fmt: skip
        share = 100 * float(bad.mean())
        checks = (
            Check(name="bad pixels", value=share, unit="%", reference=0.0, warn=1.0, fail=5.0),
            Check(name="gain spread", value=100 * spread(beam, bad), unit="%", reference=0.0, warn=25.0, fail=50.0),
        )
        failed = [check for check in checks if check.grade in ("fail", "not done")]
        if failed:
            raise OutOfTolerance(
                "{name} is {value:.1f} {unit}, more than {limit:.0f} {unit}",
                remedy="have the detector looked at; the profile that was active stays active",
                name=failed[0].name, value=failed[0].value, unit=failed[0].unit, limit=failed[0].fail,
            )  # fmt: skip
        return DarkAirResult(profile=profile, checks=checks)

    def refuse_bad_lines(
        self, dark: NDArray[np.uint16], air: NDArray[np.uint16], dark_mean: NDArray[np.float64],
        air_mean: NDArray[np.float64],
    ) -> None:  # fmt: skip
        """Lines that cannot be what they should be."""
        if min(len(dark), len(air)) < LEAST_LINES:
            raise OutOfTolerance(
                "only {lines} lines were taken", remedy="take at least {least} dark and air lines",
                lines=min(len(dark), len(air)), least=LEAST_LINES,
            )  # fmt: skip
        if np.median(air_mean - dark_mean) < 2 * np.median(np.sqrt(dark.var(axis=0) + 1)):
            raise OutOfTolerance(
                "air is not brighter than dark", remedy="switch the X-rays off for dark and on for air, then repeat"
            )
        level = np.median(air[:, -1].astype(np.float32) - dark_mean[-1], axis=1)
        if np.abs(level / np.median(level) - 1).max() > UNEVEN or item_in_beam(air_mean - dark_mean):
            raise OutOfTolerance(
                "something stands in the beam or the beam is unsteady",
                remedy="clear the tunnel, wait until the source is warm, then repeat",
            )


def item_in_beam(beam: NDArray[np.float64]) -> bool:
    """Whether a stretch of pixels is much darker than the rest: a detector has single bad pixels, not stretches."""
    weak = (beam < 0.7 * np.median(beam, axis=1, keepdims=True)).all(axis=0)
    runs = np.convolve(weak, np.ones(12), "valid")
    return bool((runs >= 12).any())


def outliers(noise: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Values far from the median of their channel, in robust standard deviations."""
    log = np.log(np.maximum(noise, 1e-3))
    middle = np.median(log, axis=1, keepdims=True)
    sigma = 1.4826 * np.median(np.abs(log - middle), axis=1, keepdims=True) + 0.05
    return np.asarray(np.abs(log - middle) > NOISY * sigma)


def spread(beam: NDArray[np.float64], bad: NDArray[np.bool_]) -> float:
    """Largest relative standard deviation within a channel, bad pixels left out; NaN if all are bad."""
    good = np.where(bad, np.nan, beam)
    if bad.all(axis=1).any():
        return float("nan")
    return float((np.nanstd(good, axis=1) / np.nanmean(good, axis=1)).max())
