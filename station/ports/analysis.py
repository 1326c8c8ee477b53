"""The analysis chain: counts -> transmission -> materials -> findings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from station.types.analysis import Analysis
from station.types.calibration import CalibrationProfile
from station.types.declaration import Declaration
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan, RawScan


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemContext:
    """What is known of an item besides its picture.

    Attributes:
        mass_g: stable weight of the whole item with packing, None if not weighed.
        mass_sigma_g: its standard error.
    """

    mass_g: float | None
    mass_sigma_g: float
    declaration: Declaration | None


class Corrector(Protocol):
    """Counts to transmission."""

    def correct(self, raw: RawScan, profile: CalibrationProfile | None, at: datetime) -> CorrectedScan:
        """The corrected scan; without a valid profile it says so in `calibration`."""
        ...


class Decomposer(Protocol):
    """Transmission to materials."""

    def decompose(self, scan: CorrectedScan) -> MaterialMap:
        """The material map; with one energy it says nothing of materials."""
        ...


class Analyzer(Protocol):
    """A model."""

    name: str
    version: str

    def analyse(self, scan: CorrectedScan, materials: MaterialMap, context: ItemContext) -> Analysis:
        """Findings; the inputs stay as they are.

        Raises:
            InputUnsuitable: not what this model was made for; it becomes "not analysed".
        """
        ...
