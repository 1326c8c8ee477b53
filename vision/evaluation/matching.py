"""Which finding meets which truth: the same family, and boxes that share at least a tenth of their union."""

from collections.abc import Sequence
from dataclasses import dataclass

from station.types.finding import Finding
from station.types.truth import GroundTruth, TruthObject
from vision.evaluation.intervals import clopper_pearson

LEAST_IOU = 0.1
FAMILIES = {"gold": ("gold", "metal-anomaly"), "methamphetamine": ("organic-anomaly",)}


def meets(finding: Finding, thing: TruthObject) -> bool:
    """Whether a finding is a hit on a concealed object; an opaque area is never one."""
    family = FAMILIES.get(thing.label, (thing.label,))
    inside = finding.box.intersection(thing.box)
    return finding.label in family and (finding.box.iou(thing.box) >= LEAST_IOU or inside * 2 > thing.box.area)


@dataclass(slots=True)
class Rates:
    """Items with a threat that was hit, and items without one that raised an alarm."""

    found: int = 0
    threats: int = 0
    false_alarms: int = 0
    clean: int = 0

    def add(self, findings: Sequence[Finding], truth: GroundTruth) -> None:
        """Count one item; opaque areas are results of their own and no alarms."""
        named = [finding for finding in findings if not finding.is_opaque_area]
        if truth.threats:
            self.threats += 1
            self.found += any(meets(finding, thing) for finding in named for thing in truth.threats)
        else:
            self.clean += 1
            self.false_alarms += bool(named)

    def values(self) -> dict[str, float]:
        """The counts with exact 95 % intervals."""
        pd, pfa = clopper_pearson(self.found, self.threats), clopper_pearson(self.false_alarms, self.clean)
        return {
            "found": self.found, "threats": self.threats, "false_alarms": self.false_alarms, "clean": self.clean,
            "pd": self.found / max(self.threats, 1), "pd_lo": pd[0], "pd_hi": pd[1],
            "pfa": self.false_alarms / max(self.clean, 1), "pfa_lo": pfa[0], "pfa_hi": pfa[1],
        }  # fmt: skip
