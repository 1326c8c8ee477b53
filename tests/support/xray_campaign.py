"""Runs of a generator driver over a cable with seeded faults; what must hold is looked at after every step."""

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from drivers.generators.spellman import SpellmanDevice
from drivers.link.faults import FaultLink, FaultSort, fault_script
from drivers.link.loopback import LoopLink
from drivers.sim.spellman_end import SpellmanEnd
from drivers.xray.profile import load_profile
from station.clock import ManualClock
from station.errors import StationError
from station.types.generator import HighVoltage, Permit
from tests.support.generators import MODEL

POLL_S, WATCHDOG_S = 0.25, 5.0
# From the last fault to a known state: a hang or a half-open line to its end, the back-off, who is it, two readings.
CALM = 32
BACK_S, MOST_STEPS, FAULTS, SPAN = 30.0, 2000, 10, 40_000
SEED = 20261125


@dataclass
class XrayTally:
    """The figures of many runs.

    Attributes:
        permits: used to order high voltage; an order may be lost on its way.
        said_off: how often OFF was told while high voltage was on. Must stay 0.
        unpermitted: times that high voltage came on beyond the permits that were used. Must stay 0.
        outlived: times that high voltage lasted longer than the watchdog without a word. Must stay 0.
    """

    runs: int = 0
    runs_recovered: int = 0
    injected: Counter[FaultSort] = field(default_factory=Counter)
    switched_on: int = 0
    permits: int = 0
    said_off: int = 0
    unpermitted: int = 0
    outlived: int = 0
    bad_runs: list[int] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)


class WatchedEnd(SpellmanEnd):
    """A generator that counts how often its high voltage came on."""

    rises = 0

    def switch(self, arguments: list[str]) -> list[str] | str:
        was = self.on
        reply = super().switch(arguments)
        self.rises += self.on and not was
        return reply


class XrayRun:
    """One run: a person prepares and switches, now and then, while the cable suffers."""

    def __init__(self, seed: int, *, summed: bool, sorts: tuple[FaultSort, ...] = tuple(FaultSort)) -> None:
        self.seed = seed
        self.clock = ManualClock()
        self.rng = np.random.default_rng([seed, SEED])
        self.end = WatchedEnd("xrv", summed=summed, model=MODEL, watchdog_s=WATCHDOG_S, now=self.clock.monotonic)
        script = fault_script(self.rng, faults=FAULTS, span=SPAN, sorts=sorts)
        self.link = FaultLink(LoopLink(self.end, clock=self.clock), script, clock=self.clock)
        self.permits: set[object] = set()
        self.device = SpellmanDevice(
            name="generator", link=self.link, simulated=True, clock=self.clock, audit=self.keep,
            profile=load_profile("xrv"), model=MODEL, checksum=summed, full_scale=(160.0, 30.0), limits=(0.0, 0.0),
            warm_up=[],
        )  # fmt: skip

    def keep(self, actor: str, action: str, subject: str, detail: Mapping[str, object]) -> None:
        """The audit log: every order to switch on stands in it with its permit before it is given."""
        if action == "x-rays on ordered":
            self.permits.add(detail["permit"])

    def attempt(self, act: Callable[[], object]) -> None:
        """One call of a person; its error is an answer."""
        with contextlib.suppress(StationError):
            act()

    def permit(self, number: int) -> Permit:
        """A permit of now."""
        now = self.clock.now()
        return Permit(
            permit_id=f"{self.seed}-{number}", person="A. Operator", granted=now, expires=now + timedelta(seconds=30)
        )

    def person(self, number: int) -> None:
        """What somebody does now and then; nobody does anything in most steps."""
        match int(self.rng.integers(16)):
            case 0 if not self.end.on:
                self.attempt(lambda: self.device.prepare(float(self.rng.integers(20, 160)), 5.0, "A. Operator"))
            case 1 | 2 | 3 | 4:
                self.attempt(lambda: self.device.on(self.permit(number)))
            case 5:
                self.attempt(lambda: self.device.off("A. Operator"))
            case 6:
                self.attempt(lambda: self.device.reset_faults("A. Operator"))
            case _:
                return

    def look(self, tally: XrayTally) -> None:
        """The rules that hold at any moment."""
        self.end.tick()
        said = self.device.status().hv
        broken = [said is HighVoltage.OFF and self.end.on, self.end.rises > len(self.permits),
                  self.end.on and self.clock.monotonic() - self.end.heard_at > WATCHDOG_S]  # fmt: skip
        tally.said_off += broken[0]
        tally.unpermitted += broken[1]
        tally.outlived += broken[2]
        if any(broken):
            tally.bad_runs.append(self.seed)

    def run(self, tally: XrayTally) -> None:
        """Until the script is used up and the state is known again, or it is not in time."""
        tally.runs += 1
        self.attempt(self.device.open)
        self.attempt(lambda: self.device.prepare(100.0, 5.0, "A. Operator"))
        lost_at: float | None = None
        ended_at: float | None = None
        recovered, known = False, 0
        for number in range(MOST_STEPS):
            self.clock.advance(POLL_S)
            self.device.poll()
            self.look(tally)
            if self.device.status().hv is HighVoltage.UNKNOWN:
                lost_at = self.clock.elapsed if lost_at is None else lost_at
            elif lost_at is not None:
                tally.times_s.append(self.clock.elapsed - lost_at)
                lost_at = None
            if not any(self.link.left.values()):
                ended_at = self.clock.elapsed if ended_at is None else ended_at
                # Known for a moment is not enough: the last fault may only have begun.
                known = known + 1 if lost_at is None else 0
                recovered = known >= CALM
                if recovered or self.clock.elapsed - ended_at > BACK_S:
                    break
                continue
            self.person(number)
            self.look(tally)
        self.attempt(lambda: self.device.off("A. Operator"))
        self.device.close()
        self.look(tally)
        tally.injected += self.link.injected
        tally.switched_on += self.end.rises
        tally.permits += len(self.permits)
        tally.runs_recovered += recovered and not self.end.on
