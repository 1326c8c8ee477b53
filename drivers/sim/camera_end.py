"""The detector of a world: its belt of air and items, sent by a GigE Vision end."""

import argparse
import threading
from collections import deque

import numpy as np
from numpy.typing import NDArray

from drivers.sim.gige_end import GigeEnd
from drivers.sim.serving import announce, commands
from drivers.sim.world import World

AIR_POOL_LINES = 512


class Belt:
    """The stream of lines: air, and the lines of items that were placed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.air = world.air_lines(AIR_POOL_LINES)
        self.dark = world.dark_lines(AIR_POOL_LINES)
        self.waiting: deque[tuple[int, NDArray[np.uint16]]] = deque()
        self.position = 0
        self.lock = threading.Lock()

    def place(self, number: int) -> None:
        """Put item `number` on the belt; returns when its last line has left."""
        lines = self.world.item_lines(number)
        left = threading.Event()
        with self.lock:
            self.waiting.append((number, lines))
            self.left = left
        left.wait(600)

    def next_lines(self, count: int, beam: bool) -> NDArray[np.uint16]:
        """The next `count` lines."""
        self.position = (self.position + count) % (AIR_POOL_LINES - count)
        lines = (self.air if beam else self.dark)[self.position : self.position + count].copy()
        with self.lock:
            if beam and self.waiting:
                number, rest = self.waiting.popleft()
                taken = min(count, len(rest))
                lines[:taken] = rest[:taken]
                if taken < len(rest):
                    self.waiting.appendleft((number, rest[taken:]))
                else:
                    self.left.set()
        return lines


def run(world: World, options: argparse.Namespace) -> None:
    """The detector, until standard input ends; --set host, serial, format, extended, stacked and resends change it."""
    belt = Belt(world)
    end = GigeEnd(
        (options.set.get("host", "127.0.0.1"), options.port),
        pixels=world.width,
        channels=len(world.scanner.channels),
        line_rate_hz=options.line_rate or 1000 / world.scanner.line_ms,
        serial=options.set.get("serial", f"SIM-{world.seed}"),
        next_lines=belt.next_lines,
        lose_per_thousand=options.lose,
        seed=world.seed,
        pixel_format=options.set.get("format", "Mono16"),
        extended=options.set.get("extended") == "1",
        stacked=options.set.get("stacked") == "1",
        resends=options.set.get("resends", "1") == "1",
    )
    end.start()
    announce(ready=True, address="{}:{}".format(*end.address))
    commands(belt.place, lambda: None)
    end.stop()
