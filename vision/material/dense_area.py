"""Opaque areas: what no channel penetrates is a result of its own, never a silent black area."""

import cv2
import numpy as np
from numpy.typing import NDArray

from station.i18n import Phrase
from station.types.finding import EvidenceTerm
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan
from vision.regions import Draft

LEAST_CM2 = 0.5
MOST_AREAS = 24


class DenseArea:
    """Finds connected opaque areas."""

    def opaque_cm2(self, scan: CorrectedScan, materials: MaterialMap) -> float:
        """Area that no channel penetrates; 0 if the pitch is unknown."""
        belt, across = scan.head.pitch_mm
        return float(np.count_nonzero(materials.opaque)) * belt * across / 100

    def drafts(self, scan: CorrectedScan, materials: MaterialMap) -> list[Draft]:
        """Findings "opaque", the largest first."""
        belt, across = scan.head.pitch_mm
        pixel_cm2 = belt * across / 100 or 0.01
        count, labels, stats, _ = cv2.connectedComponentsWithStats(materials.opaque.astype(np.uint8), connectivity=8)
        order = sorted(range(1, count), key=lambda index: -int(stats[index, cv2.CC_STAT_AREA]))
        found: list[Draft] = []
        for index in order[:MOST_AREAS]:
            x, y, width, height, pixels = (int(value) for value in stats[index])
            if pixels * pixel_cm2 < LEAST_CM2:
                break
            mask = labels[y : y + height, x : x + width] == index
            found.append(self.draft(pixels * pixel_cm2, (x, y, x + width, y + height), mask))
        return found

    def draft(self, area_cm2: float, box: tuple[int, int, int, int], mask: NDArray[np.bool_]) -> Draft:
        """One opaque area."""
        phrase = Phrase(
            context="Evidence",
            template="{area:.1f} cm² is opaque and cannot be judged: send to a stronger scanner or open",
            values={"area": area_cm2},
        )
        term = EvidenceTerm(term="opacity", llr=0.0, phrase=phrase)
        return Draft(label="opaque", score=1.0, box=box, mask=mask, mass_g=None, evidence=(term,))
