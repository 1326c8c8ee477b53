"""One row per procedure."""

from typing import Any

from station.registry import Registry

PROCEDURES: Registry[Any] = Registry("procedure")

PROCEDURES.add(
    "dark-air",
    "calibration.procedures.dark_air:DarkAir",
    kind="detector",
    summary="dark and air levels, noise and bad pixels of a detector",
)
