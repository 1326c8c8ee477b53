"""From drafts of findings to ranked findings with numbers and bands."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.types.arrays import frozen
from station.types.finding import Band, EvidenceTerm, Finding
from station.types.region import Box

HIGH, MEDIUM = 0.9, 0.6
# Rank of classes: what is named comes before what is only odd, and that before what cannot be judged.
RANK = {"gold": 0, "metal-anomaly": 1, "organic-anomaly": 1, "opaque": 2}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draft:
    """A finding before it has a number; `box` is x0, y0, x1, y1 and `mask` its pixels."""

    label: str
    score: float
    box: tuple[int, int, int, int]
    mask: NDArray[np.bool_]
    mass_g: float | None
    evidence: tuple[EvidenceTerm, ...]


def ranked(drafts: Iterable[Draft], view: str) -> tuple[Finding, ...]:
    """Findings by class and falling score, numbered from 1."""
    ordered = sorted(drafts, key=lambda draft: (RANK.get(draft.label, 1), -draft.score))
    return tuple(finding(draft, number, view) for number, draft in enumerate(ordered, start=1))


def finding(draft: Draft, number: int, view: str) -> Finding:
    """One finding."""
    x0, y0, x1, y1 = draft.box
    band = Band.HIGH if draft.score >= HIGH else Band.MEDIUM if draft.score >= MEDIUM else Band.LOW
    return Finding(
        number=number, label=draft.label, score=draft.score, band=band, view=view,
        box=Box(x0=x0, y0=y0, x1=x1, y1=y1), mask=frozen(draft.mask), mass_g=draft.mass_g, evidence=draft.evidence,
    )  # fmt: skip
