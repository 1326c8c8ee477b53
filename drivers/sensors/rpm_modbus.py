"""Radiation portals with Aspect's register map over Modbus TCP; device rules, section 6.2.

    holding registers 0-7     signature, number of registers, monitor block id, base, length
    100  elapsed time i32  |  102 inputs  |  103 gamma status  |  104 gamma count i32  |  106 background f32  |
    108  variance f32      |  110 neutron status, 111, 113, 115 the same for neutrons   |
    117  object counter    |  118 object mark  |  119 speed    |  120 outputs

32-bit values have their low word first. Nothing is ever written.
"""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from drivers.device import ConnectedDevice
from drivers.link.base import Connection
from drivers.occupancy import Moment, OccupancyTracker
from station.clock import Clock
from station.errors import DeviceFault, DeviceUnavailable
from station.types.device import DeviceHealth, DeviceIdentity
from station.types.radiation import Background, PortalFault, RadiationKind, RadiationOccupancy

BLOCK, LENGTH = 100, 21
OCCUPIED = 0b1111
ALARM = 0b11
LOW, HIGH, OVERLOAD, READY = 1 << 4, 1 << 5, 1 << 6, 1 << 7
POWER = 1 << 8 | 1 << 9
OPENED, ERROR = 1 << 10, 1 << 11
STATUS_FAULTS = {
    RadiationKind.GAMMA: ((LOW, PortalFault.GAMMA_LOW), (HIGH, PortalFault.GAMMA_HIGH),
                          (OVERLOAD, PortalFault.GAMMA_OVERLOAD)),
    RadiationKind.NEUTRON: ((LOW, PortalFault.NEUTRON_LOW), (HIGH, PortalFault.NEUTRON_HIGH),
                            (OVERLOAD, PortalFault.NEUTRON_OVERLOAD)),
}  # fmt: skip


class Registers(Connection, Protocol):
    """The part of a Modbus connection that a portal needs."""

    def read_registers(self, address: int, count: int) -> list[int]:
        """Holding registers."""
        ...


@dataclass(frozen=True, slots=True)
class Channel:
    """Gamma or neutrons; a count below zero and a background that is no number are missing."""

    status: int
    count: int | None
    background: float | None
    variance: float | None

    @property
    def alarm(self) -> bool:
        """Alarm 1 or alarm 2."""
        return bool(self.status & ALARM)


@dataclass(frozen=True, slots=True)
class AspectBlock:
    """The monitor block."""

    inputs: int
    channels: dict[RadiationKind, Channel]
    counter: int
    speed_raw: int

    @property
    def occupied(self) -> bool:
        """One of the occupancy sensors sees something."""
        return bool(self.inputs & OCCUPIED)


def decode_block(registers: Sequence[int]) -> AspectBlock:
    """The 21 registers from 100 on.

    Raises:
        DeviceFault: they are not 21 words.
    """
    if len(registers) != LENGTH or any(not 0 <= word <= 0xFFFF for word in registers):
        raise DeviceFault(
            "{count} registers are no monitor block", remedy="check that the portal has Aspect's register map",
            count=len(registers),
        )  # fmt: skip
    return AspectBlock(
        inputs=registers[2],
        channels={RadiationKind.GAMMA: channel(registers[3:10]), RadiationKind.NEUTRON: channel(registers[10:17])},
        counter=registers[17],
        speed_raw=registers[19],
    )


def channel(words: Sequence[int]) -> Channel:
    """Status, count, background and variance of seven registers."""
    (count,) = struct.unpack(">i", struct.pack(">HH", words[2], words[1]))
    background, variance = (
        struct.unpack(">f", struct.pack(">HH", words[at + 1], words[at]))[0] for at in (3, 5)
    )  # fmt: skip
    return Channel(
        status=words[0],
        count=count if count >= 0 else None,
        background=background if math.isfinite(background) and background >= 0 else None,
        variance=variance if math.isfinite(variance) and variance > 0 else None,
    )


class RpmModbus(ConnectedDevice):
    """One portal, asked every `poll_s`.

    Args:
        poll_s: seconds between two questions.
        count_s: seconds that one count and one background cover; the register map does not say, so
            commissioning does.
    """

    kind = "portal"
    link: Registers

    def __init__(
        self, *, name: str, link: Registers, serial: str = "", simulated: bool = False, clock: Clock,
        poll_s: float = 0.2, count_s: float = 1.0,
    ) -> None:  # fmt: skip
        super().__init__(name=name, link=link, serial=serial, simulated=simulated, clock=clock)
        self.poll_s = max(poll_s, 0.02)
        self.count_s = max(count_s, 0.02)
        self.tracker = OccupancyTracker(source=name, simulated=simulated)
        self.counter: int | None = None
        self.sampled_s = -math.inf
        self.values = dict.fromkeys(("polls", "occupancies", "unseen_objects", "speed_raw"), 0.0)

    def identify(self) -> DeviceIdentity:
        """The eight registers in front, as they are: the map has no serial number."""
        head = self.link.read_registers(0, 8)
        decode_block(self.link.read_registers(BLOCK, LENGTH))
        return DeviceIdentity(
            vendor="Aspect", model="portal", serial="", version="-".join(f"{word:04X}" for word in head),
            simulated=self.simulated,
        )  # fmt: skip

    def forget(self) -> None:
        """Nothing of the connection before holds for this one."""
        self.tracker.cut(self.moment())
        self.counter = None

    def moment(self) -> Moment:
        """Now."""
        return Moment(self.clock.now(), self.clock.monotonic())

    def health(self) -> DeviceHealth:
        """State and figures now, with what holds at this moment."""
        self.values.update(self.tracker.live())
        return super().health()

    def read(self, deadline_s: float) -> RadiationOccupancy | None:
        """The next occupancy that is over; one that a lost link cut short comes first."""
        if self.tracker.done:
            return self.tracker.done.popleft()
        try:
            return self.attempt(lambda: self.next_occupancy(self.clock.monotonic() + deadline_s))
        except DeviceFault as err:
            # A refusal, or no block: it is no portal that we can read, until somebody has seen to it.
            self.tracker.cut(self.moment())
            self.faulted(str(err))
            raise

    def next_occupancy(self, end: float) -> RadiationOccupancy | None:
        """Ask until an occupancy is over or the time `end` has come."""
        while True:
            self.take(decode_block(self.link.read_registers(BLOCK, LENGTH)), self.moment())
            if self.tracker.done:
                return self.tracker.done.popleft()
            left = end - self.clock.monotonic()
            if left <= 0:
                return None
            self.clock.sleep(min(self.poll_s, left))

    def take(self, block: AspectBlock, at: Moment) -> None:
        """One answer: end and begin occupancies, count, latch."""
        self.values["polls"] += 1
        self.values["speed_raw"] = float(block.speed_raw)
        new_object = self.counter is not None and block.counter != self.counter
        self.counter = block.counter
        self.see_to_faults(block)
        if self.tracker.occupied and (new_object or not block.occupied):
            # An alarm of now may have come before the end. Where the next one follows at once, it counts for both.
            self.latch(block)
            self.values["occupancies"] += 1
            self.tracker.finish(at, ended=True)
        elif new_object and not block.occupied:
            self.values["unseen_objects"] += 1
        if block.occupied:
            self.count(block, at)
        else:
            self.rest(block, at)

    def see_to_faults(self, block: AspectBlock) -> None:
        """Conditions of the portal and of both channels."""
        for kind, faults in STATUS_FAULTS.items():
            for bit, fault in faults:
                self.tracker.fault(fault, bool(block.channels[kind].status & bit))
        ready = all(channel.status & READY for channel in block.channels.values())
        self.tracker.fault(PortalFault.TAMPER, bool(block.inputs & OPENED))
        self.tracker.fault(PortalFault.POWER, bool(block.inputs & POWER))
        self.tracker.fault(PortalFault.DEVICE, bool(block.inputs & ERROR) or not ready)

    def latch(self, block: AspectBlock) -> None:
        """Alarms stay with the occupancy."""
        for kind, its in block.channels.items():
            if its.alarm:
                self.tracker.latch(kind)

    def count(self, block: AspectBlock, at: Moment) -> None:
        """Counts are kept once in `count_s`, alarms are looked at every time."""
        fresh = not self.tracker.occupied or at.tick_s - self.sampled_s >= self.count_s - 1e-6
        self.tracker.touch(at)
        self.latch(block)
        if fresh:
            self.sampled_s = at.tick_s
            for kind, its in block.channels.items():
                self.tracker.sample(kind, at, (its.count,), seconds=self.count_s, alarm=its.alarm)

    def rest(self, block: AspectBlock, at: Moment) -> None:
        """Nothing stands in it: the background of now."""
        self.tracker.free()
        for kind, its in block.channels.items():
            per_s = None if its.background is None else its.background / self.count_s
            variance = None if its.variance is None else its.variance / self.count_s
            self.tracker.background(kind, Background(time=at.time, counts=(per_s,), variance=variance))

    def lost(self, err: DeviceUnavailable) -> None:
        """What stood in the portal when the link was lost is kept, as not ended."""
        self.tracker.cut(self.moment())
        super().lost(err)

    def close(self) -> None:
        """Let go; an occupancy that goes on is kept, as not ended."""
        self.tracker.cut(self.moment())
        super().close()
