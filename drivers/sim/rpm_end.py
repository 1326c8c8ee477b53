"""A radiation portal on both wires: seeded counts, background, passages, alarms, tamper (device rules, section 6).

`--set wire=lines` pushes Rapiscan/TSA lines over TCP, `--set wire=aspect` answers Modbus. Further: `passage_s=3`,
`gamma=3:900,7:400` and `neutron=5:60` for items that carry a source with so many counts a second at its nearest,
`pace=0.02` for seconds between two scan lines instead of 0.2. Commands beside `place`: {"tamper": true},
{"tamper": false}, and {"lose_end": true}, after which a passage breaks off without its end.
The lines have no place for a mark: whoever configures this end says `simulated = true`. Aspect's head spells SIM.
"""

import argparse
import threading
from collections import deque
from collections.abc import Callable, Mapping

import numpy as np

from drivers.sim.aspect_registers import AspectEnd
from drivers.sim.serving import announce, commands, serve
from drivers.sim.world import World
from station.errors import ConfigError

# Counts a second and detector of the captured lines.
GAMMA_PER_S, NEUTRON_PER_S = (203.0, 207.0, 221.0, 202.0), (5.0, 4.0, 4.0, 4.0)
TICK_S, WINDOW, BACKGROUND_TICKS, N_SIGMA = 0.2, 5, 25, 5.0
SPEED_KMH = 4.88
Telegram = tuple[str, tuple[int, ...]]


class Portal:
    """Counts in ticks of 200 ms, on no clock: whoever ticks it decides how fast time goes."""

    def __init__(
        self, seed: int, *, passage_s: float = 3.0, gamma: Mapping[int, float] | None = None,
        neutron: Mapping[int, float] | None = None,
    ) -> None:  # fmt: skip
        self.rng = np.random.default_rng([seed, 2026])
        self.passage_ticks = max(round(passage_s / TICK_S), 1)
        self.sources = (gamma or {}, neutron or {})
        self.lock = threading.Lock()
        self.ticks = 0
        self.item: int | None = None
        self.passed = 0
        self.counter = 0
        self.tampered = False
        self.lose_end = False
        self.waiting: list[Telegram] = []
        self.lines: deque[int] = deque(maxlen=WINDOW)
        self.neutrons = np.zeros(4, dtype=np.int64)
        self.counted = (0, 0)
        self.background = (round(sum(GAMMA_PER_S)), round(sum(NEUTRON_PER_S)))
        self.alarms = (False, False)

    def place(self, item: int) -> None:
        """An item enters; one that is still inside is taken as having left."""
        with self.lock:
            if self.item is not None:
                self.leave()
            self.item, self.passed = item, 0
            self.counter += 1
            self.lines.clear()
            self.neutrons[:] = 0

    def obey(self, command: Mapping[str, object]) -> object:
        """Tamper and lost ends."""
        with self.lock:
            if "tamper" in command and bool(command["tamper"]) is not self.tampered:
                self.tampered = bool(command["tamper"])
                self.waiting.append(("TT", (0, 0, 0, 0)) if self.tampered else ("TC", (111_111,) * 4))
            self.lose_end = bool(command.get("lose_end", self.lose_end))
        return dict(command)

    def tick(self) -> list[Telegram]:
        """What the portal has to say after 200 ms more."""
        with self.lock:
            self.ticks += 1
            said, self.waiting = self.waiting, []
            if self.item is not None:
                return said + self.occupied(self.item)
            if self.ticks % BACKGROUND_TICKS == 0:
                neutron, gamma = self.rng.poisson(NEUTRON_PER_S), self.rng.poisson(GAMMA_PER_S)
                self.background = (int(gamma.sum()), int(neutron.sum()))
                said += [("NB", numbers(neutron)), ("GB", numbers(gamma))]
            return said

    def occupied(self, item: int) -> list[Telegram]:
        """A scan line, every fifth time with neutrons; the last one with the end."""
        self.passed += 1
        near = 1 / (1 + (6 * (self.passed / self.passage_ticks - 0.5)) ** 2)
        gamma, neutron = (
            self.rng.poisson((np.array(rates) + source.get(item, 0.0) * near / 4) * TICK_S)
            for rates, source in zip((GAMMA_PER_S, NEUTRON_PER_S), self.sources, strict=True)
        )
        self.lines.append(int(gamma.sum()))
        self.neutrons += neutron
        full = len(self.lines) == WINDOW and over(sum(self.lines), self.background[0])
        self.alarms = (full, self.alarms[1])
        said: list[Telegram] = [("GA" if full else "GS", numbers(gamma))]
        if self.passed % WINDOW == 0:
            self.counted = (sum(self.lines), int(self.neutrons.sum()))
            self.alarms = (full, over(self.counted[1], self.background[1]))
            said.append(("NA" if self.alarms[1] else "NS", numbers(self.neutrons)))
            self.neutrons[:] = 0
        if self.passed >= self.passage_ticks:
            self.leave()
            said, self.waiting = said + self.waiting, []
        return said

    def leave(self) -> None:
        """The passage is over; its end may get lost."""
        self.item = None
        self.alarms = (False, False)
        if not self.lose_end:
            ended = ("GX", (self.counter % 1_000_000, self.background[1] * 250, 0, 0))
            self.waiting += [("SP", ()), ended]


def over(counted: int, background: int) -> bool:
    """Above background plus n sigma."""
    return bool(counted > background + N_SIGMA * max(background, 1) ** 0.5)


def numbers(counts: np.ndarray) -> tuple[int, ...]:
    """Plain numbers."""
    return tuple(int(count) for count in counts)


def line_of(telegram: Telegram) -> bytes:
    """Tag and four fields of six characters, CR LF."""
    tag, values = telegram
    if tag == "SP":
        metres_per_s = SPEED_KMH / 3.6
        return b"SP,%.4f,%06.3f,%06.2f,000000\r\n" % (0.3048 / metres_per_s, SPEED_KMH / 1.609344, SPEED_KMH)
    return f"{tag},{','.join(f'{value:06d}' for value in values)}\r\n".encode()


class LinesEnd:
    """Pushes to whoever is connected; what is sent to it is not read."""

    def __init__(self) -> None:
        self.send: Callable[[bytes], object] | None = None

    def connected(self, send: Callable[[bytes], object]) -> None:
        """A client has come."""
        self.send = send

    def hung_up(self) -> None:
        """The client has gone."""
        self.send = None

    def feed(self, received: bytes) -> bytes:
        """A portal listens to nobody."""
        del received
        return b""

    def push(self, telegrams: list[Telegram]) -> None:
        """Send the lines, if somebody is there."""
        send = self.send
        if send is not None and telegrams:
            try:
                send(b"".join(map(line_of, telegrams)))
            except OSError:
                self.send = None


def sources_of(text: str) -> dict[int, float]:
    """Counts a second of items, written 3:900,7:400."""
    pairs = (entry.split(":") for entry in text.split(",") if entry)
    try:
        return {int(item): float(counts) for item, counts in pairs}
    except ValueError as err:
        raise ConfigError("{text!r} names no sources", remedy="write gamma=3:900,7:400", text=text) from err


def run(world: World, options: argparse.Namespace) -> None:
    """A portal that everything placed passes, until standard input ends."""
    portal = Portal(
        world.seed, passage_s=float(options.set.get("passage_s", 3.0)), gamma=sources_of(options.set.get("gamma", "")),
        neutron=sources_of(options.set.get("neutron", "")),
    )  # fmt: skip
    pace_s = float(options.set.get("pace", TICK_S))
    lines = LinesEnd()
    aspect = options.set.get("wire", "lines") == "aspect"
    stop = threading.Event()

    def ticking() -> None:
        while not stop.wait(pace_s):
            lines.push(portal.tick())

    ticker = threading.Thread(target=ticking, name="portal", daemon=True)
    link = serve(AspectEnd(lambda: registers_of(portal)) if aspect else lines, "tcp", options.port)
    ticker.start()
    announce(ready=True, link=link.replace("tcp:", "modbus:") if aspect else link)
    commands(portal.place, lambda: None, portal.obey)
    stop.set()
    ticker.join(2.0)


def registers_of(portal: Portal) -> dict[str, int]:
    """The state that Aspect's map shows."""
    with portal.lock:
        return {
            "elapsed": portal.ticks, "occupied": int(portal.item is not None), "tampered": int(portal.tampered),
            "gamma": portal.counted[0], "neutron": portal.counted[1], "gamma_background": portal.background[0],
            "neutron_background": portal.background[1], "gamma_alarm": int(portal.alarms[0]),
            "neutron_alarm": int(portal.alarms[1]), "counter": portal.counter & 0xFFFF,
        }  # fmt: skip
