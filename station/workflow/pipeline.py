"""One scan through the chain: correct -> decompose -> analyse. A step that fails gives "not analysed"."""

import logging
from dataclasses import dataclass
from datetime import datetime

from station.errors import StationError
from station.i18n import Phrase
from station.ports.analysis import Analyzer, Corrector, Decomposer, ItemContext
from station.types.analysis import Analysis, NotAnalysed
from station.types.calibration import CalibrationProfile
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan, RawScan
from station.workflow.geometry import uniform

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """The chain of one lane; the same for live scans, recordings and replays."""

    corrector: Corrector
    decomposer: Decomposer
    analyzer: Analyzer

    def correct(self, raw: RawScan, profile: CalibrationProfile | None, at: datetime) -> CorrectedScan:
        """Transmission of `raw` at the pitch of its head; the errors of geometry and corrector pass through."""
        return self.corrector.correct(uniform(raw), profile, at)

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


def not_analysed(scan: CorrectedScan, template: str, **values: str) -> NotAnalysed:
    """Why there is no result."""
    reason = Phrase(context="NotAnalysed", template=template, values=values)
    return NotAnalysed(scan_id=scan.head.scan_id, reason=reason)
