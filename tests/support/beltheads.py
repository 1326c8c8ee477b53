"""Detectors in this process that see the same belt at the same time: views of one item, or heads of one detector."""

import threading

import numpy as np
from numpy.typing import NDArray

from drivers.sim.gige_end import GigeEnd
from drivers.sim.world import World


class BeltHead:
    """One detector; `channels` are those of the scanner that it gives."""

    def __init__(self, world: World, *, serial: str, channels: slice, line_hz: float = 200.0) -> None:
        self.channels = channels
        self.air, self.dark = world.air_lines(256), world.dark_lines(256)
        self.waiting: list[NDArray[np.uint16]] = []
        self.left = threading.Event()
        self.end = GigeEnd(
            ("127.0.0.1", 0), pixels=world.width, channels=self.air[:, channels].shape[1], line_rate_hz=line_hz,
            serial=serial, next_lines=self.lines,
        )  # fmt: skip
        self.end.start()

    @property
    def address(self) -> str:
        return "{}:{}".format(*self.end.address)

    def lines(self, count: int, beam: bool) -> NDArray[np.uint16]:
        lines = (self.air if beam else self.dark)[:count].copy()
        if beam and self.waiting:
            item = self.waiting.pop()
            lines[: min(count, len(item))] = item[:count]
            if len(item) > count:
                self.waiting.append(item[count:])
            else:
                self.left.set()
        return lines[:, self.channels]


def carry(heads: list[BeltHead], item: NDArray[np.uint16]) -> None:
    """The item passes under all of them at once; returns when its last line has left."""
    for head in heads:
        head.left.clear()
        head.waiting.append(item)
    for head in heads:
        assert head.left.wait(30)
