"""Conveyors behind a PLC on Modbus TCP; device rules, sections 7.2 and 7.3.

One request reads the block of registers that holds the bits of the light gates and the encoder's counter, so that
gates and position are of one moment:

| status: bit 0 running, 1 reverse, 2 emergency stop, 8.. gates | counter high | counter low | speed | ...

Which register is which stands in a profile, drivers/sensors/profiles/NAME.toml. The counter has 32 bits and wraps;
its differences are taken modulo 2^32 and signed. Nothing is written when it connects: only `run` starts the belt.
"""

import math
import threading
from collections import deque
from datetime import datetime, timedelta

from drivers.belt_map import BeltMap, belt_map
from drivers.device import ConnectedDevice
from drivers.link.modbus import ModbusLink
from station.clock import Clock
from station.errors import DeadlinePassed, DeviceFault, DeviceUnavailable
from station.types.belt import BeltDirection, BeltReading
from station.types.device import DeviceIdentity

SPEED_OVER_S = 0.5
# A counter may run ahead of the allowed speed by this much between two readings (time stamps are not exact).
SLACK_MM = 20.0


class ConveyorModbus(ConnectedDevice):
    """One belt. Threads take turns: a stop waits for the request under way, 2 s at the most unless a peer dribbles.

    Args:
        profile: name of the register map.
        mm_per_count: of the encoder, negative if it counts backwards; 0.0 leaves the profile's.
    """

    kind = "conveyor"
    link: ModbusLink

    def __init__(
        self,
        *,
        name: str,
        link: ModbusLink,
        serial: str = "",
        simulated: bool = False,
        clock: Clock,
        profile: str = "belt-plc",
        mm_per_count: float = 0.0,
    ) -> None:
        super().__init__(name=name, link=link, serial=serial, simulated=simulated, clock=clock)
        self.map: BeltMap = belt_map(profile)
        self.mm_per_count = mm_per_count or self.map.mm_per_count
        self.turn = threading.RLock()
        self.epoch = -1
        self.count = 0
        self.position_mm = 0.0
        self.asked_mm_s = 0.0
        self.samples: deque[tuple[float, float]] = deque()

    def forget(self) -> None:
        """A new connection begins a new epoch: what the counter did meanwhile is not known."""
        self.samples.clear()
        self.asked_mm_s = 0.0

    def identify(self) -> DeviceIdentity:
        """A PLC says no name: that the whole map can be read is what proves it."""
        self.registers(math.inf)
        return DeviceIdentity(vendor="", model=self.map.model, serial="", simulated=self.simulated)

    def registers(self, end: float) -> dict[int, int]:
        """All registers of the map by number, one request a block."""
        values: dict[int, int] = {}
        for first, count in self.map.blocks:
            if self.clock.monotonic() >= end:
                raise DeadlinePassed(
                    "the belt was not read in time", remedy="check the network and the load of the PLC",
                    source=self.name,
                )  # fmt: skip
            values.update(enumerate(self.link.read_registers(first + self.map.offset, count), first))
        return values

    def read(self, deadline_s: float) -> BeltReading:
        """The belt now; one request takes at most the two tries of its link, whatever the deadline."""
        with self.turn:
            return self.attempt(lambda: self.reading(self.clock.monotonic() + deadline_s))

    def reading(self, end: float) -> BeltReading:
        """Read, measure, tell."""
        started = self.clock.monotonic()
        values = self.registers(end)
        read_at = (started + self.clock.monotonic()) / 2
        time = self.clock.now() - timedelta(seconds=self.clock.monotonic() - read_at)
        if self.map.encoder is not None:
            self.measure(self.map.counter(values), read_at)
        elif not self.samples:
            self.begin_epoch(0, read_at)
        return self.told(values, time)

    def told(self, values: dict[int, int], time: datetime) -> BeltReading:
        """What the registers say, with the position of this moment."""
        running = self.map.bit(values, "running")
        speed = self.speed(values, running)
        direction = BeltDirection.STANDING
        if speed:
            direction = BeltDirection.FORWARD if speed > 0 else BeltDirection.REVERSE
        self.values |= {"speed_mm_s": speed, "position_mm": self.position_mm}
        return BeltReading(
            source=self.name, time=time, epoch=self.epoch, speed_mm_s=speed, running=running, direction=direction,
            position_mm=self.position_mm if self.map.encoder is not None else None,
            gates=tuple(self.map.at(values, place) for place in self.map.gates),
            emergency_stop=self.map.bit(values, "emergency_stop"), simulated=self.simulated,
        )  # fmt: skip

    def begin_epoch(self, count: int, at: float) -> None:
        """Positions begin anew at 0."""
        self.epoch += 1
        self.count, self.position_mm = count, 0.0
        self.samples.clear()
        self.samples.append((at, 0.0))

    def measure(self, count: int, at: float) -> None:
        """Take a difference of the counter to the position; a jump that no belt makes begins a new epoch."""
        if not self.samples:
            self.begin_epoch(count, at)
            return
        moved = ((count - self.count + 2**31) % 2**32 - 2**31) * self.mm_per_count
        if abs(moved) > self.map.max_speed_mm_s * (at - self.samples[-1][0]) + SLACK_MM:
            self.values["counter_jumps"] = self.values.get("counter_jumps", 0) + 1
            self.begin_epoch(count, at)
            return
        self.count = count
        self.position_mm += moved
        self.samples.append((at, self.position_mm))
        while at - self.samples[0][0] > SPEED_OVER_S and len(self.samples) > 2:
            self.samples.popleft()

    def speed(self, values: dict[int, int], running: bool) -> float:
        """Told by the device, else measured over the last half second, else what was asked for."""
        if self.map.speed is not None:
            return self.map.told_speed(values)
        if self.map.encoder is not None:
            (first_at, first), (last_at, last) = self.samples[0], self.samples[-1]
            return (last - first) / (last_at - first_at) if last_at > first_at else 0.0
        if not running:
            return 0.0
        return math.copysign(abs(self.asked_mm_s), -1.0 if self.map.bit(values, "reverse") else 1.0)

    def run(self, speed_mm_s: float) -> None:
        """Start the belt; refused while the emergency stop is pressed, which only a person at the belt releases."""
        if not 0 < abs(speed_mm_s) <= self.map.max_speed_mm_s:  # also refuses NaN
            raise DeviceFault(
                "the belt cannot run at {speed} mm/s", remedy="choose a speed up to {most} mm/s",
                source=self.name, speed=speed_mm_s, most=self.map.max_speed_mm_s,
            )  # fmt: skip
        with self.turn:
            self.attempt(lambda: self.start(speed_mm_s))

    def start(self, speed_mm_s: float) -> None:
        """Read the emergency stop, then write speed and command."""
        if self.map.bit(self.registers(math.inf), "emergency_stop"):
            raise DeviceFault(
                "the emergency stop is pressed",
                remedy="make sure that the belt is safe, release it there, start again",
                source=self.name,
            )  # fmt: skip
        command = self.map.command
        if command.speed_register is not None:
            count = round(abs(speed_mm_s) / command.mm_s_per_count)
            self.link.write_register(command.speed_register + self.map.offset, count)
        word = command.forward if speed_mm_s > 0 else command.reverse
        self.link.write_register(command.register + self.map.offset, word)
        self.asked_mm_s = speed_mm_s

    def stop(self) -> None:
        """Stop the belt; neither the back-off nor a map that cannot be read holds it up."""
        with self.turn:
            try:
                if self.link.client is None:
                    self.link.open()
                self.link.write_register(self.map.command.register + self.map.offset, self.map.command.stop)
            except DeviceUnavailable as err:
                self.lost(err)
                raise
            self.asked_mm_s = 0.0
