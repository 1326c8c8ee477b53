"""One device end as a process: `python -m drivers.sim.end_main camera|scale|barcode ...`.

Says where it listens as one JSON line, then takes JSON commands on standard input, one a line:
{"place": n} item n arrives, {"clear": true} nothing is on the scale, {"quit": true}. The end of input ends it.
"""

import argparse
import json
import os
import socket
import sys
import threading
import tty
from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from drivers.sim.gige_end import GigeEnd
from drivers.sim.scale_end import ScaleEnd
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


def announce(**facts: object) -> None:
    """One JSON line on standard output."""
    print(json.dumps(facts), flush=True)


def commands(place: Callable[[int], None], clear: Callable[[], None]) -> None:
    """Obey standard input until it ends."""
    for line in sys.stdin:
        command = json.loads(line)
        if "quit" in command:
            return
        if "clear" in command:
            clear()
        if "place" in command:
            place(command["place"])
            announce(placed=command["place"])


def run_camera(world: World, options: argparse.Namespace) -> None:
    """The detector."""
    belt = Belt(world)
    end = GigeEnd(
        ("127.0.0.1", options.port),
        pixels=world.width,
        channels=len(world.scanner.channels),
        line_rate_hz=options.line_rate or 1000 / world.scanner.line_ms,
        serial=f"SIM-{world.seed}",
        next_lines=belt.next_lines,
        lose_per_thousand=options.lose,
        seed=world.seed,
    )
    end.start()
    announce(ready=True, address="{}:{}".format(*end.address))
    commands(belt.place, lambda: None)
    end.stop()


def run_scale(world: World, options: argparse.Namespace) -> None:
    """The scale."""
    end = ScaleEnd(f"SIM-SCALE-{world.seed}")
    if options.link == "pty":
        master, link = open_pty()
        serve = threading.Thread(target=serve_pty, args=(end, master), daemon=True)
    else:
        listener = socket.create_server(("127.0.0.1", options.port))
        link = f"tcp:127.0.0.1:{listener.getsockname()[1]}"
        serve = threading.Thread(target=serve_tcp, args=(end, listener), daemon=True)
    serve.start()
    announce(ready=True, link=link)
    commands(lambda number: end.place(world.weight_g(number)), lambda: end.place(0.0))


def serve_tcp(end: ScaleEnd, listener: socket.socket) -> None:
    """One client after another."""
    while True:
        client, _ = listener.accept()
        with client:
            end.buffer = b""
            try:
                while received := client.recv(1024):
                    client.sendall(end.feed(received))
            except OSError:
                continue


def serve_pty(end: ScaleEnd, master: int) -> None:
    """Whoever holds the other side."""
    while True:
        os.write(master, end.feed(os.read(master, 1024)))


def run_barcode(world: World, options: argparse.Namespace) -> None:
    """The barcode reader: AIM identifier of GS1-128, data, CR; it has no options of its own."""
    del options
    master, link = open_pty()
    announce(ready=True, link=link)
    commands(lambda number: send(master, f"]C1{world.barcode(number)}\r".encode()), lambda: None)


def send(master: int, frame: bytes) -> None:
    """Write a frame to the pseudo-terminal."""
    os.write(master, frame)


def open_pty() -> tuple[int, str]:
    """A raw pseudo-terminal: our side, and the address of the other."""
    master, slave = os.openpty()
    tty.setraw(slave)
    # Our own handle on the slave stays open: a reader that leaves must not hang the line up.
    return master, f"serial:{os.ttyname(slave)}"


def main() -> None:
    """Start one end."""
    parser = argparse.ArgumentParser(prog="drivers.sim.end_main", description=__doc__)
    parser.add_argument("kind", choices=("camera", "scale", "barcode"))
    parser.add_argument("--scanner", required=True)
    parser.add_argument("--scenario", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--width", type=int, default=0)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--link", choices=("tcp", "pty"), default="tcp")
    parser.add_argument("--line-rate", type=float, default=0.0)
    parser.add_argument("--lose", type=int, default=0, help="GVSP packets lost, per thousand")
    options = parser.parse_args()
    world = World(
        scanner_name=options.scanner, scenario=options.scenario, seed=options.seed, width=options.width or None
    )
    {"camera": run_camera, "scale": run_scale, "barcode": run_barcode}[options.kind](world, options)


if __name__ == "__main__":
    main()
