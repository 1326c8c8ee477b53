"""One scan through the chain: correct -> decompose -> analyse. A step that fails gives "not analysed"."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from station.errors import StationError
from station.i18n import Phrase
from station.ports.analysis import Analyzer, Corrector, Decomposer, ItemContext
from station.types.analysis import Advice, Analysis, NotAnalysed
from station.types.calibration import CalibrationProfile
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan, RawScan

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """The chain of one lane; the same for live scans, recordings and replays."""

    corrector: Corrector
    decomposer: Decomposer
    analyzer: Analyzer

    def correct(self, raw: RawScan, profile: CalibrationProfile | None, at: datetime) -> CorrectedScan:
        """Transmission of `raw`; the errors of the corrector pass through."""
        return self.corrector.correct(raw, profile, at)

    def examine(self, scan: CorrectedScan, context: ItemContext) -> tuple[Analysis | NotAnalysed, MaterialMap | None]:
        """The result with the materials it rests on; never an exception, never "clear"."""
        if not scan.valid.any():
            return not_analysed(scan, "no line of this scan arrived undamaged: scan the item again"), None
        try:
            materials = self.decomposer.decompose(scan)
            return self.analyzer.analyse(scan, materials, context), materials
        except StationError as err:
            logger.warning("scan %s not analysed: %s", scan.head.scan_id, err)
            return not_analysed(scan, "{cause}", cause=str(err)), None
        except Exception as err:  # boundary: a model that breaks must not stop the lane
            logger.exception("the analysis of scan %s broke", scan.head.scan_id)
            cause = f"{type(err).__name__}: {err}"
            return not_analysed(scan, "the analysis broke ({cause}): judge by eye or scan again", cause=cause), None


def merged(results: Sequence[Analysis | NotAnalysed], missing: Sequence[str] = ()) -> Analysis | NotAnalysed:
    """The results of the views of one item as one, findings numbered through by rank.

    Without a result of the first view there is none; a further view that gave none is told in a note, and
    then nothing speaks for letting the item pass without a look.
    """
    first, *further = results
    if not isinstance(first, Analysis) or not (further or missing):
        return first
    notes = [*first.notes]
    findings = [*first.findings]
    opaque, advice = first.opaque_cm2, [first.advice]
    for result in further:
        if isinstance(result, Analysis):
            findings.extend(result.findings)
            notes.extend(note for note in result.notes if note not in notes)
            opaque = max(opaque, result.opaque_cm2)
            advice.append(result.advice)
        else:
            notes.append(Phrase(context="Note", template="a further view was not analysed: {reason}",
                                values={"reason": result.reason.text()}))  # fmt: skip
            advice.append(Advice.REFER)
    for view in missing:
        notes.append(Phrase(context="Note", template="the view {view} saw nothing of this item", values={"view": view}))
        advice.append(Advice.REFER)
    ranked = sorted(findings, key=lambda finding: -finding.score)
    return replace(
        first, findings=tuple(replace(finding, number=place) for place, finding in enumerate(ranked, 1)),
        notes=tuple(notes), opaque_cm2=opaque, advice=max(advice, key=list(Advice).index),
    )  # fmt: skip


def not_analysed(scan: CorrectedScan, template: str, **values: str) -> NotAnalysed:
    """Why there is no result."""
    reason = Phrase(context="NotAnalysed", template=template, values=values)
    return NotAnalysed(scan_id=scan.head.scan_id, reason=reason)
