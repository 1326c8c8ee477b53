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
