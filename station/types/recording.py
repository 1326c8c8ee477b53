"""A recorded item: pixels and everything else that was known of it."""

from dataclasses import dataclass

from station.types.calibration import CalibrationProfile
from station.types.declaration import Declaration
from station.types.reading import Reading
from station.types.scan import RawScan
from station.types.truth import GroundTruth


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """One recorded item, of ours or foreign.

    Attributes:
        identifier: barcode text, or the file name of a foreign picture.
        profile: None for a foreign picture: then `air_counts` scales it.
        air_counts: counts of the open beam of a picture without profile; 65,535 for saturated air.
        weight: None if the item was not weighed.
        truth: None where it is not known.
    """

    identifier: str
    raw: RawScan
    profile: CalibrationProfile | None
    air_counts: float
    weight: Reading | None
    declaration: Declaration | None
    truth: GroundTruth | None
