"""A profile applied to a raw scan: counts to transmission, with variance and validity."""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from calibration.kernels import correct
from station.errors import InputUnsuitable
from station.types.arrays import frozen
from station.types.calibration import CalibrationProfile
from station.types.ids import ProfileId
from station.types.scan import CalibrationState, CorrectedScan, RawScan

# Pixels with less beam than this (counts) cannot be corrected.
LEAST_BEAM = 20.0
FULL_SCALE = 65_535.0


class DarkAirCorrector:
    """Dark and air correction (gain and offset), bad pixels replaced along the line.

    Args:
        air_counts: open-beam counts that scale a scan without profile; then calibration is NONE.
    """

    def __init__(self, *, air_counts: float = FULL_SCALE) -> None:
        self.air_counts = air_counts

    def correct(self, raw: RawScan, profile: CalibrationProfile | None, at: datetime) -> CorrectedScan:
        """Transmission of `raw`.

        Raises:
            InputUnsuitable: profile and scan are not of one shape.
        """
        if profile is None:
            return self.uncalibrated(raw)
        channels, _, pixels = raw.counts.shape
        if profile.dark.shape != (channels, pixels):
            raise InputUnsuitable(
                "the profile is for {have} pixels, the scan has {want}",
                remedy="calibrate dark and air again after a change of the detector",
                have="{} x {}".format(*profile.dark.shape),
                want=f"{channels} x {pixels}",
            )
        beam = profile.air - profile.dark
        bad = profile.bad | (beam < LEAST_BEAM)
        left, right = neighbours(bad)
        scale = (1.0 / np.maximum(beam, LEAST_BEAM)).astype(np.float32)
        beam_variance = np.maximum(profile.air_variance - profile.dark_variance, 0.0).astype(np.float32)
        transmission = np.empty(raw.counts.shape, np.float32)
        variance = np.empty(raw.counts.shape, np.float32)
        correct(
            raw.counts, profile.dark, scale, profile.dark_variance, beam_variance, left, right, transmission, variance
        )
        blind = bad.all(axis=1).any()
        valid = np.repeat(raw.valid[:, None], pixels, axis=1) & (not blind)
        state = CalibrationState.VALID if profile.holds_at(at) else CalibrationState.EXPIRED
        return CorrectedScan(
            head=raw.head, transmission=frozen(transmission), variance=frozen(variance), valid=frozen(valid),
            calibration=state, profile_id=profile.profile_id,
        )  # fmt: skip

    def uncalibrated(self, raw: RawScan) -> CorrectedScan:
        """Counts over the air level; the noise is taken for that of 10,000 photons in air."""
        transmission = (raw.counts / np.float32(self.air_counts)).astype(np.float32)
        variance = (np.maximum(transmission, 0) * np.float32(1e-4) + np.float32(1e-6)).astype(np.float32)
        valid = np.repeat(raw.valid[:, None], raw.counts.shape[2], axis=1)
        return CorrectedScan(
            head=raw.head, transmission=frozen(transmission), variance=frozen(variance), valid=frozen(valid),
            calibration=CalibrationState.NONE, profile_id=ProfileId(""),
        )  # fmt: skip


def neighbours(bad: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """(channels, pixels) indices of the nearest good pixels on both sides; a good pixel is its own."""
    channels, pixels = bad.shape
    index = np.arange(pixels, dtype=np.int32)
    left, right = np.empty((channels, pixels), np.int32), np.empty((channels, pixels), np.int32)
    for c in range(channels):
        before = np.maximum.accumulate(np.where(bad[c], -1, index))
        after = np.minimum.accumulate(np.where(bad[c], pixels, index)[::-1])[::-1]
        left[c] = np.where(before < 0, after, before)
        right[c] = np.where(after >= pixels, before, after)
    return np.clip(left, 0, pixels - 1), np.clip(right, 0, pixels - 1)
