"""What another system reports of threats: a DICOS threat detection report."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.i18n import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatAssessment:
    """One judgement on one object, in the words of the report.

    Attributes:
        flag: "HIGH_THREAT", "THREAT", "NO_THREAT", "UNKNOWN", or what the maker wrote.
        ability: "NO_INTERFERENCE" or "SHIELD".
        probability: 0..1, None if the report gives none.
    """

    category: str
    description: str
    ability: str
    flag: str
    probability: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThreatRegion:
    """Where an object is in one view or energy.

    Attributes:
        images: SOP instance UIDs.
        base: (x, y, z) of the first pixel, counted from 0; `extents` (w, h, d).
        mask: (h, w) bool of a single slice; None where the whole box is meant, or where it cannot be drawn.
        polygon: (points, 3) float32, empty if none.
    """

    images: tuple[str, ...]
    base: tuple[int, int, int]
    extents: tuple[int, int, int]
    mask: NDArray[np.bool_] | None
    polygon: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PotentialThreat:
    """One object of the report."""

    number: int
    assessments: tuple[ThreatAssessment, ...]
    regions: tuple[ThreatRegion, ...]

    @property
    def alarms(self) -> bool:
        """Whether any assessment calls it a threat."""
        return any(entry.flag in ("HIGH_THREAT", "THREAT") for entry in self.assessments)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ThreatReport:
    """The whole report.

    Attributes:
        kind: "MACHINE", "OPERATOR", "GROUND TRUTH", ...
        decision: "ALARM", "CLEAR", "UNKNOWN", or what the maker wrote. CLEAR is that system's word, not ours.
        algorithm: name, version and parameters.
        stated_objects: and `stated_alarms`: what the report says of its own counts, None if it does not.
        images: SOP instance UIDs that it was made of.
        damage: what could not be drawn or does not agree.
    """

    kind: str
    decision: str
    decided_at: str
    aborted: bool
    abort_reasons: tuple[str, ...]
    algorithm: tuple[str, ...]
    stated_objects: int | None
    stated_alarms: int | None
    threats: tuple[PotentialThreat, ...]
    images: tuple[str, ...]
    damage: tuple[Phrase, ...]

    @property
    def alarms(self) -> int:
        """Objects that are flagged, whatever the report states."""
        return sum(threat.alarms for threat in self.threats)
