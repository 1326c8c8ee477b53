"""Slow devices and their simulated ends, for the contract suite and the fault campaign.

A new kind: one row in CALLS, what its read-like call is. A new driver: one row in FAR_SIDES, who sits at its far end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from drivers.catalog import DRIVERS
from drivers.link.base import Link
from drivers.link.loopback import DeviceEnd, LoopLink, silence
from drivers.sim.barcode_end import code
from drivers.sim.line_scale_ends import AndEnd, CasEnd, SbiEnd
from drivers.sim.platform import Platform
from drivers.sim.rpm_end import BACKGROUND_TICKS, TICK_S, Portal, Telegram, line_of
from drivers.sim.scale_end import ScaleEnd
from station.clock import Clock, ManualClock
from station.types.radiation import RadiationOccupancy
from station.types.reading import BarcodeRead, Reading, ReadingQuality

DEADLINE_S = 1.5
# A read that finds its link lost opens it and asks who answers first.
IDENTIFY_S = 3.0
CALLS: dict[str, Callable[[Any], object]] = {
    "scale": lambda device: device.read(DEADLINE_S),
    "barcode": lambda device: device.read(DEADLINE_S),
    "portal": lambda device: device.read(DEADLINE_S),
}
# Their link is that of the library: a proxy has the faults, see tests/support/modbus_campaign.py.
MODBUS = ("conveyor-modbus", "portal-aspect")
SLOW = [row.name for row in DRIVERS if row.kind in CALLS and row.name not in MODBUS]


class Verdict(StrEnum):
    """What a call gave, against the truth of the far side."""

    NOTHING = "nothing"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class FarSide:
    """A device end and the truth that it tells.

    Attributes:
        act: item `n` arrives.
        judge: what a value is worth now.
        asked: whether the driver sends anything that could suffer on its way.
    """

    end: DeviceEnd
    act: Callable[[int], None]
    judge: Callable[[Any], Verdict]
    spontaneous: Callable[[], bytes] = silence
    asked: bool = True


def of_platform(kind: type[Platform]) -> Callable[[Clock], FarSide]:
    """A scale whose load changes with every item."""

    def make(clock: Clock) -> FarSide:
        end = kind("1234", clock=clock)

        def judge(reading: Reading) -> Verdict:
            if reading.quality is ReadingQuality.DYNAMIC:
                return Verdict.NOTHING
            # One digit of the display is what a scale at rest may differ by.
            right = reading.quality is ReadingQuality.STABLE and abs(reading.value - end.load_g) <= 1.0 + 1e-6
            return Verdict.RIGHT if right else Verdict.WRONG

        return FarSide(
            end=end, act=lambda n: end.place(10_000.0 + 1_237.0 * (n % 100)), judge=judge,
            spontaneous=end.spontaneous if isinstance(end, CasEnd) else silence, asked=not isinstance(end, CasEnd),
        )  # fmt: skip

    return make


class ReaderEnd:
    """A reader that sends each code once, when its item comes."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.waiting = b""

    def act(self, number: int) -> None:
        self.codes.append(f"999{10_000_000 + 7919 * number}")
        self.waiting += code(self.codes[-1])

    def feed(self, received: bytes) -> bytes:
        return b""

    def hung_up(self) -> None:
        self.waiting = b""

    def spontaneous(self) -> bytes:
        said, self.waiting = self.waiting, b""
        return said

    def judge(self, read: BarcodeRead | None) -> Verdict:
        if read is None:
            return Verdict.NOTHING
        return Verdict.RIGHT if read.text in self.codes and read.symbology == "]C1" else Verdict.WRONG


def reader(clock: Clock) -> FarSide:
    end = ReaderEnd()
    return FarSide(end=end, act=end.act, judge=end.judge, spontaneous=end.spontaneous, asked=False)


class PortalEnd:
    """A portal on the clock of the test: five seconds of background are told at once, then an item passes in 0.6 s."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.portal = Portal(7, passage_s=0.6)
        self.ticked = clock.monotonic()
        self.told: list[Telegram] = []

    def act(self, number: int) -> None:
        for _ in range(BACKGROUND_TICKS):
            self.told += self.portal.tick()
        self.portal.place(number)

    def feed(self, received: bytes) -> bytes:
        return b""

    def hung_up(self) -> None: ...

    def spontaneous(self) -> bytes:
        said, self.told = self.told, []
        while self.clock.monotonic() - self.ticked >= TICK_S:
            self.ticked += TICK_S
            said += self.portal.tick()
        return b"".join(map(line_of, said))

    def judge(self, occupancy: RadiationOccupancy | None) -> Verdict:
        """Lines have no checksum: a count that changed on its way cannot be told, an alarm out of nothing is wrong."""
        if occupancy is None or not occupancy.whole:
            return Verdict.NOTHING
        return Verdict.WRONG if occupancy.gamma_alarm or occupancy.neutron_alarm else Verdict.RIGHT


def portal(clock: Clock) -> FarSide:
    end = PortalEnd(clock)
    return FarSide(end=end, act=end.act, judge=end.judge, spontaneous=end.spontaneous, asked=False)


FAR_SIDES: dict[str, Callable[[Clock], FarSide]] = {
    "weigh-mtsics": of_platform(ScaleEnd),
    "weigh-sbi": of_platform(SbiEnd),
    "weigh-and": of_platform(AndEnd),
    "weigh-cas": of_platform(CasEnd),
    "barcode-serial": reader,
    "portal-rpm-lines": portal,
}
ANSWERED = [name for name in SLOW if name in FAR_SIDES]


def call(name: str, device: Any) -> object:
    """The read-like call of a driver."""
    return CALLS[DRIVERS.row(name).kind](device)


def made(name: str, link: Link, clock: ManualClock, **options: Any) -> Any:
    """A device on a link."""
    return DRIVERS.get(name)(name="device", link=link, clock=clock, **options)


def looped(name: str, clock: ManualClock) -> tuple[FarSide, LoopLink]:
    """The far side of a driver, and the cable to it."""
    far = FAR_SIDES[name](clock)
    return far, LoopLink(far.end, clock=clock, spontaneous=far.spontaneous)
