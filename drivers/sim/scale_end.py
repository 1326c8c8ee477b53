"""The scale's side of MT-SICS: lines of ASCII, CR LF, over TCP or a pseudo-terminal (device rules, section 4.1)."""

import argparse
import time

from drivers.sim.serving import announce, commands, serve
from drivers.sim.world import World

SETTLING_S = 0.25
CAPACITY_G = 300_000.0
COMMANDS = ("@", "I0", "I1", "I2", "I3", "I4", "S", "SI", "Z", "ZI", "T", "TI", "TA", "TAC")


class ScaleEnd:
    """A platform that settles after its load changes."""

    def __init__(self, serial: str) -> None:
        self.serial = serial
        self.load_g = 0.0
        self.tare_g = 0.0
        self.changed_at = time.monotonic() - SETTLING_S
        self.buffer = b""

    def place(self, mass_g: float) -> None:
        """Change the load."""
        self.load_g = mass_g
        self.changed_at = time.monotonic()

    def hung_up(self) -> None:
        """The client has gone: forget half a command."""
        self.buffer = b""

    def feed(self, received: bytes) -> bytes:
        """Answers to all complete commands in the bytes so far."""
        self.buffer += received
        *lines, self.buffer = self.buffer.split(b"\n")
        return b"".join(answer.encode() + b"\r\n" for line in lines for answer in self.answers(line))

    def answers(self, line: bytes) -> list[str]:
        """Answer lines to one command."""
        command = line.strip(b"\r").decode("ascii", "replace")
        name = command.split(" ")[0]
        match name:
            case "@" | "I4":
                return [f'I4 A "{self.serial}"']
            case "I0":
                return [f'I0 {"A" if c == COMMANDS[-1] else "B"} 0 "{c}"' for c in COMMANDS]
            case "I1":
                return ['I1 A "0123" "2.30" "2.20" "1.00" ""']
            case "I2":
                return [f'I2 A "SIM platform {CAPACITY_G / 1000:.0f} kg"']
            case "I3":
                return ['I3 A "1.00"']
            case "S":
                time.sleep(max(self.changed_at + SETTLING_S - time.monotonic(), 0))
                return [self.weight("S")]
            case "SI":
                return [self.weight("S" if self.settled else "D")]
            case "Z" | "ZI":
                return ["Z A" if name == "Z" else "ZI S"]
            case "T" | "TI":
                self.tare_g = self.load_g
                return [f"{name} S {self.tare_g:10.0f} g"]
            case "TA":
                return [f"TA A {self.tare_g:10.0f} g"]
            case "TAC":
                self.tare_g = 0.0
                return ["TAC A"]
            case _:
                return ["ES"]

    @property
    def settled(self) -> bool:
        """No longer moving."""
        return time.monotonic() - self.changed_at >= SETTLING_S

    def weight(self, status: str) -> str:
        """A weight reply."""
        if self.load_g > CAPACITY_G:
            return "S +"
        return f"S {status} {self.load_g - self.tare_g:10.0f} g"


def run(world: World, options: argparse.Namespace) -> None:
    """A platform that shows the weight of the item that was placed last, until standard input ends."""
    end = ScaleEnd(f"SIM-SCALE-{world.seed}")
    announce(ready=True, link=serve(end, options.link, options.port))
    commands(lambda number: end.place(world.weight_g(number)), lambda: end.place(0.0))
