"""Devices as the station sees them: who they are, what state they are in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class DeviceState(StrEnum):
    """The states of every device (section 9 of the device rules)."""

    DISCONNECTED = "disconnected"
    IDENTIFYING = "identifying"
    READY = "ready"
    ACQUIRING = "acquiring"
    FAULTED = "faulted"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceIdentity:
    """What a device says of itself."""

    vendor: str
    model: str
    serial: str
    version: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHealth:
    """State and counters of a device at one moment.

    Attributes:
        reason: why it is not ready, and what to do; empty when all is well.
        values: named figures: "lines", "lost_lines", "packets", "line_rate_hz", "weight_g".
        detail: more of it in plain types, where a page shows it; a generator's whole status.
    """

    name: str
    kind: str
    state: DeviceState
    identity: DeviceIdentity | None
    reason: str
    time: datetime
    values: Mapping[str, float] = field(default_factory=dict)
    detail: Mapping[str, object] = field(default_factory=dict)
