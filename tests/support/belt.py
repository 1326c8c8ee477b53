"""A belt that moves as a function says, without a conveyor behind it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from station.errors import LinkLost
from station.types.belt import BeltDirection, BeltReading, LanePlaces
from station.types.device import DeviceHealth
from station.workflow.belt_watch import BeltWatch
from tests.support.builders import MADE_AT


class NoConveyor:
    """Answers nobody: tests hand the readings over themselves."""

    name = "belt"

    def open(self) -> None: ...

    def close(self) -> None: ...

    def health(self) -> DeviceHealth:
        raise NotImplementedError

    def read(self, deadline_s: float) -> BeltReading:
        raise LinkLost("no belt", remedy="hand readings over", source=self.name)

    def run(self, speed_mm_s: float) -> None: ...

    def stop(self) -> None: ...


def at(seconds: float) -> datetime:
    return MADE_AT + timedelta(seconds=seconds)


def reading(
    seconds: float, position_mm: float | None, *, epoch: int = 0, gates: tuple[bool, ...] = (), speed: float = 0.0
) -> BeltReading:
    return BeltReading(
        source="belt", time=at(seconds), position_mm=position_mm, epoch=epoch, speed_mm_s=speed, running=True,
        direction=BeltDirection.FORWARD, gates=gates, emergency_stop=False, simulated=True,
    )  # fmt: skip


def watched(
    position_mm: Callable[[float], float], places: LanePlaces, *, start: float = 0.0, end: float = 10.0
) -> BeltWatch:
    """A belt whose readings came every 20 ms from `start` to `end`."""
    watch = BeltWatch(NoConveyor(), places)
    for step in range(round((end - start) / 0.02) + 1):
        seconds = start + step * 0.02
        watch.take(reading(seconds, position_mm(seconds)))
    return watch
