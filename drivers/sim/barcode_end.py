"""The reader's side of a serial line: AIM identifier of GS1-128, data, CR (device rules, section 5)."""

import argparse
import os

from drivers.sim.serving import announce, commands, open_pty
from drivers.sim.world import World


def code(text: str) -> bytes:
    """What the reader sends for a GS1-128 label."""
    return f"]C1{text}\r".encode()


def run(world: World, options: argparse.Namespace) -> None:
    """A code for every item that is placed; a reader has no options of its own."""
    del options
    master, link = open_pty()
    announce(ready=True, link=link)

    def read(number: int) -> None:
        os.write(master, code(world.barcode(number)))

    commands(read, lambda: None)
