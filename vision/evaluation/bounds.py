"""The bounds suite: the station's estimator against the ideal observer, row by row of the benchmark.

Goals (physics reference, section 7): efficiency of at least 0.8 on nine of ten titrated rows; detection of 99 % at 1 %
false alarms on saturated rows; "opaque" or "not identifiable" where nothing can be told. A row above the ideal by more
than 3 standard errors is no success but a leak: the simulator tells the estimator what it must not know.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from vision.evaluation.benchmark import NOT_IDENTIFIABLE, REPORTED, SATURATED, TITRATED, Row
from vision.evaluation.ideal_observer import IdealObserver
from vision.evaluation.region_draws import Drawn, drawn
from vision.evaluation.roc import Area, Detection, area_under_curve, detection_at, efficiency, efficiency_error
from vision.evidence.answer import Answer, answers, expected_separation, sentence
from vision.evidence.expectation import vaguely
from vision.evidence.spectral import SpectralEvidence

LEAST_EFFICIENCY, SHARE_OF_ROWS = 0.8, 0.9
LEAST_SATURATED = 0.99
LEAK_ERRORS = 3.0
# The ideal is drawn at least this often: its figures are cheap and everything is measured against them.
IDEAL_TRIALS = 4000
DETECTION_OF_CONFUSERS = 0.9

Array = NDArray[np.float64]
Estimator = Callable[[Row, Drawn], Array]


class Verdict(StrEnum):
    """How a row stands to its goal."""

    HELD = "held"
    MISSED = "missed"
    LEAK = "leak"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One row measured.

    Attributes:
        area, detection: of the estimator; detection at 1 % false alarms.
        ideal, ideal_detection: of the ideal observer.
        efficiency: (d' / d' of the ideal)^2, and its standard error.
        refused: share of regions that were called opaque or not identifiable.
        answer: the most frequent answer.
        false_alarms: per harmless filling, at the threshold that finds 90 % of the threats.
        found: per threat, detection at 1 % false alarms.
    """

    row: Row
    n: int
    area: Area
    detection: Detection
    ideal: Area
    ideal_detection: Detection
    efficiency: float
    efficiency_error: float
    refused: float
    answer: Answer
    false_alarms: Mapping[str, float]
    found: Mapping[str, float]

    @property
    def verdict(self) -> Verdict:
        """A saturated row is missed if even the upper end of its interval is below 99 %."""
        margin = LEAK_ERRORS * max(np.hypot(self.area.error, self.ideal.error), 0.5 / self.n)
        if self.area.value > self.ideal.value + margin:
            return Verdict.LEAK
        if self.row.flag == TITRATED:
            held = self.efficiency >= LEAST_EFFICIENCY
        elif self.row.flag == SATURATED:
            held = self.detection.high >= LEAST_SATURATED
        elif self.row.flag == NOT_IDENTIFIABLE:
            held = self.refused == 1.0
        else:
            return Verdict.REPORTED
        return Verdict.HELD if held else Verdict.MISSED

    @property
    def said(self) -> str:
        """The answer as a sentence."""
        threats, goods = (
            ", ".join(thing.name for thing in things) for things in (self.row.content.threats, self.row.content.clean)
        )
        return sentence(self.answer, threats, goods).text()

    def record(self) -> dict[str, object]:
        """One JSON line."""
        return {
            "row": self.row.situation, "scanner": self.row.scanner, "evidence": self.row.evidence, "n": self.n,
            "auc": round(self.area.value, 5), "auc_lo": round(self.area.low, 5), "auc_hi": round(self.area.high, 5),
            "pd": self.detection.value, "pd_lo": round(self.detection.low, 5), "pd_hi": round(self.detection.high, 5),
            "ideal_auc": round(self.ideal.value, 5), "ideal_pd": self.ideal_detection.value,
            "eta": finite(self.efficiency), "eta_se": finite(self.efficiency_error),
            "titrated": self.row.flag == TITRATED, "flag": self.row.flag, "verdict": self.verdict.value,
            "published_auc": self.row.auc, "published_pd": self.row.pd, "answer": self.answer.value, "said": self.said,
            "refused": self.refused, "false_alarms_at_pd90": dict(self.false_alarms), "pd_by_threat": dict(self.found),
        }  # fmt: skip

    def cells(self) -> list[str]:
        """A row of a table for people."""
        eta = f"{self.efficiency:.2f} ± {self.efficiency_error:.2f}" if self.row.flag in (TITRATED, REPORTED) else ""
        return [
            self.row.situation, self.row.scanner, self.row.evidence, self.row.flag, f"{self.area.value:.3f}",
            f"{self.area.low:.3f}-{self.area.high:.3f}", f"{self.detection.value:.2f}",
            f"{self.detection.low:.2f}-{self.detection.high:.2f}", f"{self.ideal.value:.3f}",
            f"{self.ideal_detection.value:.2f}", eta,
            self.answer.value if self.row.flag == NOT_IDENTIFIABLE else self.verdict.value,
        ]  # fmt: skip


def finite(value: float) -> float | None:
    """Rounded; None for what is no number, which JSON has not."""
    return round(value, 4) if np.isfinite(value) else None


def station_scores(row: Row, measured: Drawn, *, vague: bool) -> tuple[Array, Sequence[Answer]]:
    """What the station makes of the regions: its ratios, and what it says of them.

    It is given the measurements and what a site expects there, not the packing nor the truth.
    """
    lists = [vaguely(things) if vague else things for things in (row.content.clean, row.content.threats)]
    evidence = SpectralEvidence(measured.regions, *lists)
    expected = expected_separation(evidence, np.random.default_rng(0))
    return evidence.log_ratios(), answers(evidence, expected)


def outcome(row: Row, n: int, seed: int, estimator: Estimator | None = None, *, vague: bool = False) -> Outcome:
    """One row, n regions of each kind.

    Args:
        row: of the benchmark.
        n: regions with and without a threat each.
        seed: of the simulator and the ideal observer, who draw apart.
        estimator: gives scores instead of the station's own.
        vague: the station knows the lists, but neither weights nor thicknesses well.
    """
    ideal_rng, rng = (np.random.default_rng([seed, part, crc32(row.name.encode())]) for part in (1, 2))
    ideal_scores = IdealObserver(row).trial(max(n, IDEAL_TRIALS), ideal_rng)
    measured = drawn(row, n, rng)
    if estimator is None:
        scores, said = station_scores(row, measured, vague=vague)
    else:
        scores, said = estimator(row, measured), [Answer.JUDGED]
    clean, threats = scores[~measured.threat], scores[measured.threat]
    area, ideal = area_under_curve(clean, threats), area_under_curve(*ideal_scores)
    detection = detection_at(clean, threats)
    at_90 = float(np.quantile(threats, 1 - DETECTION_OF_CONFUSERS))
    return Outcome(
        row=row, n=n, area=area, detection=detection, ideal=ideal, ideal_detection=detection_at(*ideal_scores),
        efficiency=efficiency(area.value, ideal.value), efficiency_error=efficiency_error(area, ideal),
        refused=sum(answer is not Answer.JUDGED for answer in said) / len(said),
        answer=max(set(said), key=list(said).count),
        false_alarms=shares_above(clean, measured.names[~measured.threat], at_90),
        found=shares_above(threats, measured.names[measured.threat], detection.threshold),
    )  # fmt: skip


def shares_above(scores: Array, names: NDArray[np.str_], threshold: float) -> dict[str, float]:
    """Share of scores above the threshold per name."""
    return {str(name): round(float((scores[names == name] > threshold).mean()), 4) for name in dict.fromkeys(names)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All rows against the goals."""

    outcomes: Sequence[Outcome]

    @property
    def leaks(self) -> list[Outcome]:
        """Rows better than physics allows."""
        return [o for o in self.outcomes if o.verdict is Verdict.LEAK]

    @property
    def efficient_share(self) -> float:
        """Share of titrated rows at the goal; 1 without any."""
        titrated = [o for o in self.outcomes if o.row.flag == TITRATED]
        return sum(o.efficiency >= LEAST_EFFICIENCY for o in titrated) / len(titrated) if titrated else 1.0

    @property
    def missed(self) -> list[Outcome]:
        """Rows that fail the goal of their kind; titrated ones only if more than one in ten do."""
        enough = self.efficient_share >= SHARE_OF_ROWS
        return [o for o in self.outcomes if o.verdict is Verdict.MISSED and not (o.row.flag == TITRATED and enough)]

    def record(self) -> dict[str, object]:
        """The last JSON line; everything in it is simulated."""
        return {
            "rows": len(self.outcomes), "efficient_share": round(self.efficient_share, 4),
            "leaks": [o.row.name for o in self.leaks], "missed": [o.row.name for o in self.missed], "simulated": True,
        }  # fmt: skip
