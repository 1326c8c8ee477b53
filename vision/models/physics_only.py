"""The model without a network: opaque areas, and gold among bars."""

from collections.abc import Sequence

from station.ports.analysis import ItemContext
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan
from vision.analyzer import StationAnalyzer
from vision.evidence.metal_swap import MetalSwap
from vision.material.dense_area import DenseArea
from vision.regions import Draft


class PhysicsOnly(StationAnalyzer):
    """Opaque areas and gold among bars."""

    name = "physics-only"
    version = "1"

    def __init__(self) -> None:
        self.dense_area = DenseArea()
        self.metal_swap = MetalSwap()

    def drafts(self, scan: CorrectedScan, materials: MaterialMap, context: ItemContext) -> Sequence[Draft]:
        """Both kinds of findings."""
        return [*self.metal_swap.drafts(scan, materials, context), *self.dense_area.drafts(scan, materials)]
