"""The template of an analyzer: input checks, notes on what cannot be told, order, numbers and advice."""

from collections.abc import Sequence

import numpy as np

from station.errors import ContractBreach, InputUnsuitable
from station.i18n import Phrase
from station.physics.scanner_models import MODELS
from station.ports.analysis import ItemContext
from station.types.analysis import Advice, Analysis
from station.types.finding import Finding
from station.types.material import MaterialMap
from station.types.scan import CalibrationState, CorrectedScan
from vision.regions import Draft, ranked


class StationAnalyzer:
    """Public `analyse` is final; members fill `drafts` and may add to `notes`."""

    name = "unnamed"
    version = "0"
    weights_hash = ""

    def drafts(self, scan: CorrectedScan, materials: MaterialMap, context: ItemContext) -> Sequence[Draft]:
        """Findings without numbers; filled by members."""
        raise NotImplementedError

    def notes(self, scan: CorrectedScan, context: ItemContext) -> list[Phrase]:
        """What this scan cannot tell, in sentences."""
        notes = []
        if len(scan.head.channels) < 2:
            notes.append(note(
                "one energy tells thickness, not material: gold, tungsten, food and drugs cannot be told apart"
            ))  # fmt: skip
        elif scan.head.scanner not in MODELS:
            notes.append(note("the scanner is unknown: no material is named"))
        if scan.calibration is CalibrationState.NONE:
            notes.append(note("not calibrated: dark and air were never taken, figures are relative"))
        elif scan.calibration is CalibrationState.EXPIRED:
            notes.append(note("the calibration has expired: take dark and air again"))
        if context.mass_g is None:
            notes.append(note("not weighed: mass says nothing here"))
        return notes

    def opaque_cm2(self, scan: CorrectedScan, materials: MaterialMap) -> float:
        """Opaque area; 0 where the pitch is unknown."""
        belt, across = scan.head.pitch_mm
        return float(np.count_nonzero(materials.opaque)) * belt * across / 100

    def analyse(self, scan: CorrectedScan, materials: MaterialMap, context: ItemContext) -> Analysis:
        """Findings of one scan; the inputs stay as they are.

        Raises:
            InputUnsuitable: pixels that are no numbers, or materials of another scan.
        """
        if materials.labels.shape != scan.valid.shape or not np.isfinite(scan.transmission[:, scan.valid]).all():
            raise InputUnsuitable(
                "the scan holds values that are no transmissions", remedy="calibrate the detector and scan again"
            )
        findings = ranked(self.drafts(scan, materials, context), scan.head.view)
        self.check(findings, scan)
        return Analysis(
            scan_id=scan.head.scan_id, model=self.name, model_version=self.version, weights_hash=self.weights_hash,
            findings=findings, opaque_cm2=self.opaque_cm2(scan, materials), advice=advice(findings),
            notes=tuple(self.notes(scan, context)), not_analysed_rows=lost_rows(scan),
        )  # fmt: skip

    def check(self, findings: Sequence[Finding], scan: CorrectedScan) -> None:
        """Findings must lie in the picture and carry a probability."""
        lines, pixels = scan.valid.shape
        for finding in findings:
            box = finding.box
            inside = 0 <= box.x0 < box.x1 <= pixels and 0 <= box.y0 < box.y1 <= lines
            if not inside or not 0 <= finding.score <= 1:
                raise ContractBreach(
                    "model {model} made a finding outside the picture", remedy="report it with the scan",
                    model=self.name,
                )  # fmt: skip


def note(template: str) -> Phrase:
    """One sentence on the limits of a scan."""
    return Phrase(context="Note", template=template)


def advice(findings: Sequence[Finding]) -> Advice:
    """Open what is named or odd, refer what cannot be judged; silence is no clearance."""
    if any(not finding.is_opaque_area for finding in findings):
        return Advice.OPEN
    return Advice.REFER if findings else Advice.NONE


def lost_rows(scan: CorrectedScan) -> tuple[tuple[int, int], ...]:
    """Half-open ranges of lines without a value."""
    lost = np.concatenate([[False], ~scan.valid.any(axis=1), [False]])
    edges = np.flatnonzero(np.diff(lost.astype(np.int8)))
    return tuple((int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True))
