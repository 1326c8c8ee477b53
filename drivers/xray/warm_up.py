"""Seasoning of a tube: steps of kV and dwell by days since its last use, as a state machine without I/O."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from station.errors import ConfigError
from station.i18n import Phrase
from station.types.generator import WarmUpProgress, WarmUpState

# A step counts once the measured kV is this near; a step that does not get there is aborted.
NEAR, RAMP_S = 0.05, 120.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step: this many kV and mA, for so many seconds after kV is reached."""

    kv: float
    ma: float
    dwell_s: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """The steps after at least `days` without use."""

    days: float
    steps: tuple[Step, ...]


def schedules(rows: Sequence[object]) -> tuple[Schedule, ...]:
    """Schedules of configuration rows such as {days = 1, steps = [[80, 0.5, 30], [160, 0.5, 30]]}.

    Raises:
        ConfigError: a row is not of this form, or the kV of its steps fall.
    """
    made = []
    for row in rows:
        if not isinstance(row, Mapping):
            raise wrong(row)
        days, steps = row.get("days"), row.get("steps")
        if set(row) != {"days", "steps"} or not number(days) or not isinstance(steps, list) or not steps:
            raise wrong(row)
        for step in steps:
            if not isinstance(step, list) or len(step) != 3 or not all(number(value) for value in step):
                raise wrong(row)
        taken = tuple(Step(*map(float, step)) for step in steps)
        if any(later.kv < earlier.kv for earlier, later in pairwise(taken)):
            raise wrong(row)
        made.append(Schedule(float(str(days)), taken))
    return tuple(sorted(made, key=lambda schedule: schedule.days))


def number(value: object) -> bool:
    """A finite number that is not below zero."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf


def wrong(row: object) -> ConfigError:
    """What to say of a row."""
    return ConfigError(
        "a warm-up schedule is {row}", remedy="write days = 1 and steps = [[kV, mA, seconds], ...] with rising kV",
        row=str(row),
    )  # fmt: skip


def steps_after(known: Sequence[Schedule], idle_days: float) -> tuple[Step, ...]:
    """The steps of the longest pause that is over; none when the tube was used lately."""
    due = [schedule.steps for schedule in known if schedule.days <= idle_days]
    return due[-1] if due else ()


class WarmUp:
    """A warm-up that runs; whoever owns it sets what `step` says and switches off when it has ended."""

    def __init__(self, steps: tuple[Step, ...], now: float) -> None:
        self.steps = steps
        self.index = 0
        self.begun_at = now
        self.reached_at: float | None = None
        self.progress = WarmUpProgress(
            state=WarmUpState.RUNNING, step=1, steps=len(steps), remaining_s=steps[0].dwell_s
        )

    @property
    def running(self) -> bool:
        """Not ended yet."""
        return self.progress.state is WarmUpState.RUNNING

    @property
    def step(self) -> Step:
        """The step that is due."""
        return self.steps[self.index]

    def tick(self, now: float, kv: float | None) -> bool:
        """Go on with the measured kV; whether another step has begun."""
        if not self.running:
            return False
        if self.reached_at is None and kv is not None and kv >= self.step.kv * (1 - NEAR):
            self.reached_at = now
        if self.reached_at is None:
            if now - self.begun_at > RAMP_S:
                missed = Phrase(context="Generator", template="{kv:g} kV were not reached", values={"kv": self.step.kv})
                self.end(WarmUpState.ABORTED, missed.text())
            return False
        remaining = self.step.dwell_s - (now - self.reached_at)
        self.progress = replace(self.progress, remaining_s=max(remaining, 0.0))
        if remaining > 0:
            return False
        if self.index + 1 == len(self.steps):
            self.end(WarmUpState.DONE)
            return False
        self.index += 1
        self.begun_at, self.reached_at = now, None
        self.progress = replace(self.progress, step=self.index + 1, remaining_s=self.step.dwell_s)
        return True

    def end(self, state: WarmUpState, reason: str = "") -> None:
        """Ended; an end stays."""
        if self.running:
            self.progress = replace(self.progress, state=state, reason=reason)
