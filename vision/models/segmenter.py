"""The network as a model: what is odd in shape and material, as organic or metal anomaly."""

from collections.abc import Sequence

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import expit

from station.i18n import Phrase
from station.ports.analysis import ItemContext
from station.types.finding import EvidenceTerm
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan
from vision.analyzer import StationAnalyzer, note
from vision.network import AnomalyNet
from vision.regions import Draft
from vision.tensors import planes, reduction
from vision.weights import load_weights

LABELS = ("organic-anomaly", "metal-anomaly")
THRESHOLD = 0.6
# Between the false alarms (at most 0.84) and the hits (0.88 and more) of a set that is neither trained nor tested on.
LEAST_SCORE = 0.86
LEAST_CM2 = 2.0
# Where more than this share of an area is opaque nothing is named; the opaque area is its own finding.
MOST_OPAQUE = 0.3


class Segmenter(StationAnalyzer):
    """Small U-Net on physics planes; for the scanners that it was trained for."""

    name = "segmenter"
    version = "1"

    def __init__(self) -> None:
        tensors, record = load_weights("segmenter")
        self.weights_hash = str(record["sha256"])
        self.scanners = frozenset(record["scanners"])
        self.net = AnomalyNet().eval()
        self.net.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in tensors.items()})

    def notes(self, scan: CorrectedScan, context: ItemContext) -> list[Phrase]:
        """A network that was not trained for a scanner says so instead of nothing."""
        untrained = note("the network was not trained for this scanner: it looked for nothing here")
        return [*super().notes(scan, context), *([] if scan.head.scanner in self.scanners else [untrained])]

    def probabilities(self, scan: CorrectedScan, materials: MaterialMap) -> NDArray[np.float32]:
        """(2, lines, pixels) at the network's resolution."""
        with torch.inference_mode():
            logits = self.net(torch.from_numpy(planes(scan, materials))[None])[0].numpy()
        return np.asarray(expit(logits), dtype=np.float32)

    def drafts(self, scan: CorrectedScan, materials: MaterialMap, context: ItemContext) -> Sequence[Draft]:
        """Connected areas of high probability; weight and papers say nothing to the network."""
        del context
        if scan.head.scanner not in self.scanners:
            return []
        maps = self.probabilities(scan, materials)
        found: list[Draft] = []
        for label, probability in zip(LABELS, maps, strict=True):
            found.extend(self.regions(scan, materials, label, probability))
        return found

    def regions(
        self, scan: CorrectedScan, materials: MaterialMap, label: str, probability: NDArray[np.float32]
    ) -> list[Draft]:
        """Findings of one class."""
        factor = reduction(scan)
        lines, pixels = scan.valid.shape
        cell_cm2 = scan.head.pitch_mm[0] * scan.head.pitch_mm[1] * factor**2 / 100
        count, labels, stats, _ = cv2.connectedComponentsWithStats((probability > THRESHOLD).astype(np.uint8))
        found: list[Draft] = []
        for index in range(1, count):
            x, y, width, height, cells = (int(value) for value in stats[index])
            inside = labels[y : y + height, x : x + width] == index
            score = float(probability[y : y + height, x : x + width][inside].mean())
            box = (x * factor, y * factor, min((x + width) * factor, pixels), min((y + height) * factor, lines))
            if cells * cell_cm2 < LEAST_CM2 or score < LEAST_SCORE or box[0] >= box[2] or box[1] >= box[3]:
                continue
            mask = cv2.resize(inside.astype(np.uint8), (box[2] - box[0], box[3] - box[1])) > 0
            opaque = materials.opaque[box[1] : box[3], box[0] : box[2]]
            if opaque[mask].mean() < MOST_OPAQUE:
                found.append(self.draft(label, score, box, mask, cells * cell_cm2))
        return found

    def draft(
        self, label: str, score: float, box: tuple[int, int, int, int], mask: NDArray[np.bool_], area_cm2: float
    ) -> Draft:
        """One finding; the network gives its log odds and no more."""
        phrase = Phrase(
            context="Evidence",
            template="over {area:.0f} cm² the network sees material or layout unlike its surroundings",
            values={"area": area_cm2},
        )
        llr = float(np.log(score / max(1 - score, 1e-6)))
        term = EvidenceTerm(term="network", llr=llr, phrase=phrase)
        return Draft(label=label, score=score, box=box, mask=mask, mass_g=None, evidence=(term,))
