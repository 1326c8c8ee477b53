"""A scan: all lines of one item in one view, raw and corrected."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from station.types.ids import ItemId, ProfileId, ScanId


class CalibrationState(StrEnum):
    """Whether a valid profile stood behind a correction."""

    VALID = "valid"
    EXPIRED = "expired"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyChannel:
    """One energy channel of a detector: "low", "high", "mono" or "bin-00"...; edges in keV, 0 if unknown."""

    name: str
    low_kev: float = 0.0
    high_kev: float = 0.0


class Geometry(StrEnum):
    """What the distance of two lines rests on."""

    TIME = "time"
    ENCODER = "encoder"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanHead:
    """What is known of a scan besides its pixels.

    Attributes:
        scanner: name of the scanner model, or "unknown" for a foreign recording.
        pitch_mm: (belt, detector) size of a pixel at the object; 0.0 where unknown.
        lost_lines: lines marked invalid.
        interrupted: the acquisition ended before the item did.
        source: where the pixels came from: a driver name or a file name.
        geometry: whether the belt's encoder gives the place of each line; with "time" a belt that changed its
            speed has stretched the picture, and lengths along the belt are only as good as its speed.
    """

    scan_id: ScanId
    item_id: ItemId
    scanner: str
    view: str
    channels: tuple[EnergyChannel, ...]
    pitch_mm: tuple[float, float]
    started_at: datetime
    simulated: bool
    lost_lines: int = 0
    interrupted: bool = False
    source: str = ""
    geometry: Geometry = Geometry.TIME

    def marked_interrupted(self) -> "ScanHead":
        """The same head, interrupted."""
        return replace(self, interrupted=True)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawScan:
    """Counts of one item.

    Attributes:
        counts: (channels, lines, pixels) uint16, as the detector took them.
        valid: (lines,) bool.
        belt_mm: (lines,) float64, position of the belt at each line; None where the geometry is time-based.
    """

    head: ScanHead
    counts: NDArray[np.uint16]
    valid: NDArray[np.bool_]
    belt_mm: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CorrectedScan:
    """Transmission of one item.

    Attributes:
        transmission: (channels, lines, pixels) float32; 1 is air. May be slightly below 0 or above 1 (noise).
        variance: same shape, float32, variance of the transmission of one pixel.
        valid: (lines, pixels) bool; False where no measured value stands (lost line, dead pixel without
            neighbours). Interpolated dead pixels are valid.
        calibration: whether a valid profile stood behind it.
        profile_id: the profile, empty if none.
    """

    head: ScanHead
    transmission: NDArray[np.float32]
    variance: NDArray[np.float32]
    valid: NDArray[np.bool_]
    calibration: CalibrationState
    profile_id: ProfileId

    def channel(self, name: str) -> NDArray[np.float32]:
        """Transmission of the channel called `name`, (lines, pixels) float32; KeyError if there is none."""
        for index, channel in enumerate(self.head.channels):
            if channel.name == name:
                return self.transmission[index]
        raise KeyError(name)
