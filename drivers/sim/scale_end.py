"""The scale's side of MT-SICS: lines of ASCII, CR LF, over TCP or a pseudo-terminal (device rules, section 4.1)."""

import argparse
import os
import threading

from drivers.sim.line_scale_ends import EVERY_S, AndEnd, CasEnd, SbiEnd
from drivers.sim.platform import CAPACITY_G, Platform
from drivers.sim.serving import announce, commands, open_pty, serve
from drivers.sim.world import World

COMMANDS = ("@", "I0", "I1", "I2", "I3", "I4", "S", "SI", "Z", "ZI", "T", "TI", "TA", "TAC")


class ScaleEnd(Platform):
    """An MT-SICS scale."""

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
                self.settle()
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

    def weight(self, status: str) -> str:
        """A weight reply."""
        if self.overloaded:
            return "S +"
        return f"S {status} {self.net_g:10.0f} g"


PROTOCOLS: dict[str, type[Platform]] = {"mtsics": ScaleEnd, "sbi": SbiEnd, "and": AndEnd, "cas": CasEnd}


def run(world: World, options: argparse.Namespace) -> None:
    """A platform that shows the weight of the item that was placed last, until standard input ends.

    `--set protocol=mtsics|sbi|and|cas`; cas sends by itself and has a pseudo-terminal only.
    """
    end = PROTOCOLS[options.set.get("protocol", "mtsics")](f"SIM-SCALE-{world.seed}")
    if isinstance(end, CasEnd):
        master, address = open_pty()
        threading.Thread(target=stream, args=(end, master), daemon=True).start()
    else:
        address = serve(end, options.link, options.port)
    announce(ready=True, link=address)
    commands(lambda number: end.place(world.weight_g(number)), lambda: end.place(0.0))


def stream(end: CasEnd, master: int) -> None:
    """Send without being asked; a full buffer that nobody reads holds it up, as it does a scale with flow control."""
    while True:
        os.write(master, end.spontaneous())
        end.clock.sleep(EVERY_S)
