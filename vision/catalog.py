"""One row per model; imported when it is first used, so that nobody loads torch by accident."""

from station.ports.analysis import Analyzer
from station.registry import Registry

MODELS: Registry[type[Analyzer]] = Registry("model")

MODELS.add(
    "physics-only",
    "vision.models.physics_only:PhysicsOnly",
    kind="evidence",
    summary="opaque areas, and gold among bars by attenuation, mass and neighbours",
)
MODELS.add(
    "segmenter",
    "vision.models.segmenter:Segmenter",
    kind="network",
    summary="small U-Net: organic and metal anomalies",
)
MODELS.add(
    "station-default",
    "vision.models.station_default:StationDefault",
    kind="combined",
    summary="evidence for bars, opaque areas, and the network for everything else",
)
