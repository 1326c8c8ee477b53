"""The conveyor belt: where it is, how it moves, and what its light gates see."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BeltDirection(StrEnum):
    """Which way the belt moves."""

    FORWARD = "forward"
    REVERSE = "reverse"
    STANDING = "standing"


@dataclass(frozen=True, slots=True, kw_only=True)
class BeltReading:
    """The belt at one moment.

    Attributes:
        position_mm: way of the belt since the epoch began, forward positive; None without an encoder.
        epoch: counts up whenever positions begin anew (a reconnect, a counter that jumped); positions of
            two epochs cannot be compared.
        speed_mm_s: measured with an encoder, else what the device tells or was told; negative in reverse.
        gates: per light gate, whether something blocks it.
        time: when the device was read, to half of the round trip.
    """

    source: str
    time: datetime
    position_mm: float | None
    epoch: int
    speed_mm_s: float
    running: bool
    direction: BeltDirection
    gates: tuple[bool, ...]
    emergency_stop: bool
    simulated: bool

    @property
    def has_encoder(self) -> bool:
        """Whether the position is measured."""
        return self.position_mm is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateEdge:
    """A light gate that became blocked or free.

    Attributes:
        gate: its number, from 0 in the order of the belt.
        position_mm: of the belt when this was seen, as `BeltReading`; late by up to the way between two readings.
    """

    source: str
    gate: int
    blocked: bool
    position_mm: float | None
    epoch: int
    time: datetime
    simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePlaces:
    """Where the devices of a lane stand, in mm along the belt from any one point, in the direction of the belt.

    Attributes:
        scale_mm: middle of the platform, `platform_mm` its length.
        gates_mm: one per light gate of the conveyor, in its order.
        beam_mm: where the detector looks.
        slack_mm: how far off a place may be; items must lie further apart than that to be told apart.
        keep_mm: an item that the belt has carried on by so much is closed.
    """

    reader_mm: float = 0.0
    scale_mm: float = 0.0
    platform_mm: float = 800.0
    gates_mm: tuple[float, ...] = ()
    portal_mm: float = 0.0
    beam_mm: float = 0.0
    slack_mm: float = 50.0
    keep_mm: float = 20_000.0


def gate_edges(before: BeltReading, after: BeltReading) -> tuple[GateEdge, ...]:
    """What the gates did between two readings; none across epochs, where an edge may have been missed."""
    if before.epoch != after.epoch:
        return ()
    return tuple(
        GateEdge(
            source=after.source, gate=gate, blocked=now, position_mm=after.position_mm, epoch=after.epoch,
            time=after.time, simulated=after.simulated,
        )
        for gate, (was, now) in enumerate(zip(before.gates, after.gates, strict=False))
        if was != now
    )  # fmt: skip
