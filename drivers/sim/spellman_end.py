"""The generator's side of the Spellman protocol: ramps, interlocks, faults, watchdog (device rules, 3.1 to 3.3).

Written from the device's point of view and apart from the driver: it has its own frames and its own numbers.
What no source states, it does not answer, and neither does a device of another family: it stays silent.
"""

import argparse
import threading
import time
from collections.abc import Callable, Mapping

from drivers.sim.serving import announce, commands, serve
from drivers.sim.spellman_families import FAMILIES, FAULTS, Family
from drivers.sim.world import World

WATCHDOG_S, KV_PER_S, MA_PER_S = 5.0, 80.0, 30.0
WATCH_DOG = FAULTS.index("WATCH_DOG")


def checksum(content: bytes) -> bytes:
    """Two's complement of the sum, seven bits, the upper of them set."""
    return bytes([0x40 | (0x100 - sum(content) % 0x100) & 0x7F])


class SpellmanEnd:
    """One power supply.

    Args:
        family: whose command numbers it has.
        summed: with checksum (RS-232) or without (Ethernet).
        model: what it answers when asked who it is.
        now: monotonic seconds.
    """

    def __init__(
        self, family: str, *, summed: bool, model: str, kv: float = 160.0, ma: float = 30.0,
        watchdog_s: float = WATCHDOG_S, now: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.family: Family = FAMILIES[family]
        self.summed = summed
        self.model = model
        self.full = {"kv": kv, "ma": ma}
        self.watchdog_s = watchdog_s
        self.now = now
        self.lock = threading.RLock()
        self.send: Callable[[bytes], object] | None = None
        self.buffer = b""
        self.set = {"kv": 0, "ma": 0}
        self.seconds_on = 1.6 * 3600
        self.on = False
        self.actual = {"kv": 0.0, "ma": 0.0}
        self.interlocks = [True, True, True]
        self.faults: set[int] = set()
        self.local = False
        self.warning = False
        self.nameless_fault = False
        self.ready = True
        self.silent = False
        self.stuck = False
        self.setpoint_error = 0
        self.corrupt = 0
        self.heard_at = self.ticked_at = now()
        self.received: list[bytes] = []

    # Physics.
    def tick(self) -> None:
        """What has happened since the last look."""
        now = self.now()
        passed, self.ticked_at = now - self.ticked_at, now
        if self.on and 0 < self.watchdog_s < now - self.heard_at:
            self.trip(WATCH_DOG)
        for key, speed in (("kv", KV_PER_S), ("ma", MA_PER_S)):
            target = self.set[key] / 4095 * self.full[key] if self.on else 0.0
            step = speed * passed * (1 if target > self.actual[key] else -4)
            reached = self.actual[key] + step
            self.actual[key] = min(reached, target) if step > 0 else max(reached, target)
        if self.on:
            self.seconds_on += passed

    def trip(self, fault: int) -> None:
        """A fault drops the high voltage."""
        self.faults.add(fault)
        self.on = self.stuck and self.on

    def open_interlock(self, number: int) -> None:
        """High voltage goes by hardware; some families tell it unasked, once."""
        with self.lock:
            self.tick()
            self.interlocks[number - 1] = False
            self.on = False
            if self.family.tells_unasked:
                self.tell_unasked()

    def tell_unasked(self) -> None:
        """A status that nobody asked for."""
        if self.send is not None:
            self.send(self.frame(22, self.status()))

    # Frames.
    def connected(self, send: Callable[[bytes], object]) -> None:
        """Remember how to speak unasked."""
        self.send = send

    def hung_up(self) -> None:
        """The client has gone: forget half a command. High voltage stays until the watchdog."""
        self.buffer = b""

    def feed(self, received: bytes) -> bytes:
        """Answers to all complete commands in the bytes so far."""
        with self.lock:
            self.tick()
            self.buffer = (self.buffer + received)[-4096:]
            answers = b""
            while b"\x03" in self.buffer:
                message, _, self.buffer = self.buffer.partition(b"\x03")
                answers += self.answer(message.rpartition(b"\x02")[2] if b"\x02" in message else b"")
            return answers

    def answer(self, message: bytes) -> bytes:
        """The answer to one message; none to a wrong checksum or an unknown command."""
        if self.summed:
            if not message or checksum(message[:-1]) != message[-1:]:
                return b""
            message = message[:-1]
        first, *rest = message.decode("ascii", "replace").split(",")
        if not first.isdigit() or not rest or rest[-1]:
            return b""
        self.received.append(message)
        if self.silent:
            return b""
        self.heard_at = self.now()
        purpose = self.family.purposes.get(int(first))
        if purpose is None:
            return b""
        reply = self.obey(purpose, rest[:-1])
        if isinstance(reply, str) and self.family.bare_errors and not self.summed:
            return f"E#{reply}".encode("ascii")
        return self.frame(int(first), [reply] if isinstance(reply, str) else reply)

    def frame(self, number: int, values: list[str]) -> bytes:
        """A frame to the host."""
        content = f"{number:02d},{''.join(f'{value},' for value in values)}".encode("ascii")
        if self.corrupt > 0:
            self.corrupt -= 1
            content = content[:-2] + bytes([content[-2] ^ 0x01]) + content[-1:]
            return b"\x02" + content + (bytes([checksum(content)[0] ^ 1]) if self.summed else b"") + b"\x03"
        return b"\x02" + content + (checksum(content) if self.summed else b"") + b"\x03"

    # Commands. A list is an answer, a text is an error code.
    def obey(self, purpose: str, arguments: list[str]) -> list[str] | str:
        """Do one command."""
        match purpose:
            case "set kv" | "set ma":
                return self.program(purpose[4:], arguments)
            case "get kv" | "get ma":
                return [str(self.set[purpose[4:]])]
            case "hv":
                return self.switch(arguments)
            case "status":
                return self.status()
            case "faults":
                return [str(int(number in self.faults)) for number in range(len(FAULTS))]
            case "monitors":
                return self.monitors()
            case "reset":
                self.faults.clear()
                return ["$"]
            case _:
                return self.tell(purpose)

    def tell(self, purpose: str) -> list[str]:
        """Facts about itself."""
        watchdog = f"{self.watchdog_s:g}"
        facts = {
            "who": [self.model, "1.07"][: self.family.who_parts],
            "hours": [f"{self.seconds_on / 3600:.6f}"],
            "scaling": [f"{self.full['kv']:g}", f"{self.full['ma']:g}", "0"],
            "configuration": ["0", "110", "1000", "1000", "0", "4", "0", "100", "0", *map(str, (160, 30)), watchdog],
            "output": [str(round(self.actual["kv"] / self.full["kv"] / 1.2 * 4095))],
        }
        return facts.get(purpose, ["$"])

    def program(self, key: str, arguments: list[str]) -> list[str] | str:
        """A setpoint in digits, or tenths of a kV."""
        if len(arguments) != 1 or not arguments[0].isdigit() or int(arguments[0]) > 4095:
            return "1"
        self.set[key] = min(max(int(arguments[0]) + self.setpoint_error, 0), 4095)
        return ["$"]

    def switch(self, arguments: list[str]) -> list[str] | str:
        """High voltage; refused with an open interlock, a fault, or at the front panel."""
        if arguments not in (["0"], ["1"]):
            return "1"
        if arguments == ["0"]:
            self.on = self.stuck and self.on
            return ["$"]
        if not all(self.interlocks) or self.faults or self.local or not self.ready:
            return "2"
        self.on = True
        return ["$"]

    def status(self) -> list[str]:
        """Flags of command 22."""
        flags = {
            "hv": self.on and not self.warning, "eminent": self.on and self.warning,
            "interlock 1": self.interlocks[0], "interlock 2": self.interlocks[1],
            "internal": self.interlocks[2], "fault": bool(self.faults) or self.nameless_fault,
            "local": self.local, "filament": True,
            "small": True, "ready": self.ready and not self.faults and all(self.interlocks),
        }  # fmt: skip
        return [str(int(flags.get(name, False))) for name in self.family.status]

    def monitors(self) -> list[str]:
        """Analogue values with 20 % over-range."""
        kv, ma = (round(self.actual[key] / self.full[key] / 1.2 * 4095) for key in ("kv", "ma"))
        return [str(value) for value in (kv, ma, 2048, self.set["kv"], self.set["ma"], 3000, 500, ma)]

    # For whoever plays the world.
    def play(self, command: Mapping[str, object]) -> dict[str, object]:
        """Something happens to the device; how it stands then."""
        with self.lock:
            for key, value in command.items():
                self.happen(key, value)
            self.tick()
            return {
                "on": self.on,
                "kv": round(self.actual["kv"], 1),
                "faults": [FAULTS[n] for n in sorted(self.faults)],
            }

    def happen(self, key: str, value: object) -> None:
        """One thing."""
        match key:
            case "open_interlock":
                self.open_interlock(int(str(value)))
            case "close_interlock":
                self.interlocks[int(str(value)) - 1] = True
            case "fault":
                self.tick()
                self.trip(FAULTS.index(str(value)))
            case "clear_faults":
                self.faults.clear()
            case "unsolicited":
                self.tell_unasked()
            case "on":
                self.on = bool(value)
            case "ready" | "local" | "warning" | "nameless_fault" | "silent" | "stuck":
                setattr(self, key, bool(value))
            case "corrupt" | "setpoint_error":
                setattr(self, key, int(str(value)))
            case _:
                raise ValueError(key)


def run(world: World, options: argparse.Namespace) -> None:
    """A generator until standard input ends; --set family=, model=, checksum=, watchdog_s=."""
    wanted = options.set
    end = SpellmanEnd(
        wanted.get("family", "xrv"),
        summed=wanted.get("checksum", str(options.link == "pty")).lower() == "true",
        model=wanted.get("model", f"SIM-GENERATOR-{world.seed}"),
        watchdog_s=float(wanted.get("watchdog_s", WATCHDOG_S)),
    )
    announce(ready=True, link=serve(end, options.link, options.port))
    commands(lambda _: None, lambda: None, end.play)
