"""What the station says of a region before it says what lies there: judged, not identifiable, or opaque.

Not identifiable is worked out, not learned: the station draws measurements from its own tables, packing and noise as
found around the regions, and looks whether its own ratio tells them apart.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import mannwhitneyu

from station.i18n import Phrase
from vision.evidence.spectral import SpectralEvidence

# Below this separation of threats and goods nothing is claimed (physics reference, section 7, flag N).
LEAST_SEPARATION = 1.0
TRIALS = 1000


class Answer(StrEnum):
    """What can be said of a region."""

    JUDGED = "judged"
    NOT_IDENTIFIABLE = "not identifiable"
    OPAQUE = "opaque"


def expected_separation(evidence: SpectralEvidence, rng: np.random.Generator, trials: int = TRIALS) -> float:
    """d' of threats against goods that the station's own tables promise for these regions."""
    goods, threats = (
        evidence.ratios_of(evidence.imagined(terms, trials, rng)) for terms in (evidence.goods, evidence.threats)
    )
    area = float(mannwhitneyu(threats, goods).statistic) / (len(goods) * len(threats))
    return float(np.sqrt(2) * ndtri(np.clip(area, 1e-4, 1 - 1e-4)))


def opaque_regions(evidence: SpectralEvidence) -> NDArray[np.bool_]:
    """(n,) regions that no channel of any scanner penetrates; none where nothing was scanned."""
    scans = evidence.regions.scans
    dark = [
        (scan.signal - scan.scanner.scatter < scan.scanner.opaque_transmission).all(axis=1) for scan in scans
    ]  # fmt: skip
    return np.asarray(np.all(dark, axis=0)) if dark else np.zeros(len(evidence.regions.inputs), bool)


def answers(evidence: SpectralEvidence, separation: float) -> list[Answer]:
    """One per region, at the separation that was expected of them."""
    told = Answer.JUDGED if separation >= LEAST_SEPARATION else Answer.NOT_IDENTIFIABLE
    return [Answer.OPAQUE if dark else told for dark in opaque_regions(evidence)]


def sentence(answer: Answer, threats: str, goods: str) -> Phrase:
    """What is shown; it names a threat only where it can be told."""
    if answer is Answer.OPAQUE:
        return Phrase(
            context="Evidence",
            template="opaque, high-Z, not identifiable: send to 450 kV/MeV or open",
        )
    if answer is Answer.NOT_IDENTIFIABLE:
        return Phrase(
            context="Evidence",
            template="not identifiable: these measurements cannot tell {threats} from {goods}",
            values={"threats": threats, "goods": goods},
        )
    return Phrase(
        context="Evidence",
        template="judged: {threats} against {goods}",
        values={"threats": threats, "goods": goods},
    )
