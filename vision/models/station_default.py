"""The model of a station: evidence for bars, opaque areas, and the network for everything else."""

from collections.abc import Sequence
from typing import cast

from station.i18n import Phrase
from station.ports.analysis import ItemContext
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan
from vision.analyzer import StationAnalyzer
from vision.catalog import MODELS
from vision.evidence.metal_swap import MetalSwap
from vision.material.dense_area import DenseArea
from vision.regions import Draft


class StationDefault(StationAnalyzer):
    """Gold among bars, opaque areas, anomalies."""

    name = "station-default"
    version = "1"

    def __init__(self) -> None:
        # Reached by name, like every other member: models do not know each other.
        self.segmenter = cast("StationAnalyzer", MODELS.get("segmenter")())
        self.weights_hash = self.segmenter.weights_hash
        self.dense_area = DenseArea()
        self.metal_swap = MetalSwap()

    def notes(self, scan: CorrectedScan, context: ItemContext) -> list[Phrase]:
        """Those of the network."""
        return self.segmenter.notes(scan, context)

    def drafts(self, scan: CorrectedScan, materials: MaterialMap, context: ItemContext) -> Sequence[Draft]:
        """All findings; the network keeps off what the evidence has judged."""
        evidence = [*self.metal_swap.drafts(scan, materials, context), *self.dense_area.drafts(scan, materials)]
        network = self.segmenter.drafts(scan, materials, context)
        return [*evidence, *(draft for draft in network if not any(overlap(draft, known) for known in evidence))]


def overlap(one: Draft, other: Draft) -> bool:
    """Whether the boxes of two findings share a pixel."""
    return (
        one.box[0] < other.box[2]
        and other.box[0] < one.box[2]
        and one.box[1] < other.box[3]
        and other.box[1] < one.box[3]
    )
