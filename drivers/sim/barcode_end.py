"""The reader's side of a serial line: AIM identifier of GS1-128, data, CR (device rules, section 5)."""

import argparse
import os

from drivers.sim.serving import announce, commands, open_pty
from drivers.sim.world import World


def run(world: World, options: argparse.Namespace) -> None:
    """A code for every item that is placed; a reader has no options of its own."""
    del options
    master, link = open_pty()
    announce(ready=True, link=link)

    def read(number: int) -> None:
        os.write(master, f"]C1{world.barcode(number)}\r".encode())

    commands(read, lambda: None)
