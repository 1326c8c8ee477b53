"""What the machine points at, and why."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from station.i18n import Phrase
from station.types.region import Box


class Band(StrEnum):
    """How sure the machine is; shown as three, two or one filled squares."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceTerm:
    """One reason: a log-likelihood ratio (natural log, positive speaks for the finding) and its sentence."""

    term: str
    llr: float
    phrase: Phrase


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Finding:
    """One place in one view with a class, a score and the evidence.

    Attributes:
        number: 1, 2, ... in rank order; the chip on the image and the row in the list.
        label: lower-case class: "gold", "opaque", "organic-anomaly", "metal-anomaly".
        score: 0..1 probability-like, calibrated where the model card says so.
        mask: (box.height, box.width) bool.
        mass_g: estimated mass, None where it cannot be told.
    """

    number: int
    label: str
    score: float
    band: Band
    view: str
    box: Box
    mask: NDArray[np.bool_]
    mass_g: float | None
    evidence: tuple[EvidenceTerm, ...]

    @property
    def is_opaque_area(self) -> bool:
        """An area that cannot be judged, which is a result of its own."""
        return self.label == "opaque"
