"""X-ray generators: what one says of itself, the permit that switches one on, how far a warm-up is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from station.i18n import Phrase


class HighVoltage(StrEnum):
    """Whether X-rays come out; unknown means that they may."""

    ON = "on"
    OFF = "off"
    UNKNOWN = "unknown"


class WarmUpState(StrEnum):
    """States of the seasoning of a tube."""

    NONE = "none"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmUpProgress:
    """How far a warm-up is.

    Attributes:
        step: the running step, counted from 1; 0 before the first warm-up.
        remaining_s: dwell time that is left in this step.
        reason: why it was aborted.
    """

    state: WarmUpState = WarmUpState.NONE
    step: int = 0
    steps: int = 0
    remaining_s: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The explicit action of a person: switches X-rays on once, before it expires.

    Attributes:
        permit_id: told apart by it; a permit is used once.
        person: who pressed the key.
        expires: a permit of longer life than a minute is refused.
    """

    permit_id: str
    person: str
    granted: datetime
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorStatus:
    """What a generator says at one moment. None stands for what it, or its profile, does not tell.

    Attributes:
        profile: command set by name; "xrv".
        confirmed: the unit that answers is the configured one.
        kv: measured; `kv_set` is what was read back, both in kV. Currents in mA.
        remote: the station may switch it, its front panel does not.
        interlocks: name -> closed.
        faults: names, the device's own and those that the station found.
        hours: with high voltage on, counted by the device.
        time: of the reading.
    """

    name: str
    profile: str
    confirmed: bool
    hv: HighVoltage
    kv: float | None = None
    ma: float | None = None
    kv_set: float | None = None
    ma_set: float | None = None
    ready: bool | None = None
    remote: bool | None = None
    filament: bool | None = None
    interlocks: Mapping[str, bool] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    warm_up: WarmUpProgress = field(default_factory=WarmUpProgress)
    hours: float | None = None
    time: datetime
    simulated: bool

    def headline(self) -> Phrase:
        """The sentence for people."""
        match self.hv:
            case HighVoltage.ON:
                return Phrase(context="Generator", template="X-rays are ON")
            case HighVoltage.OFF:
                return Phrase(context="Generator", template="X-rays are off")
            case HighVoltage.UNKNOWN:
                return Phrase(context="Generator", template="X-rays may be ON")

    def detail(self) -> dict[str, object]:
        """All of it in plain types, for the audit log."""
        return {
            "profile": self.profile, "confirmed": self.confirmed, "hv": self.hv.value, "kv": self.kv, "ma": self.ma,
            "kv_set": self.kv_set, "ma_set": self.ma_set, "ready": self.ready, "remote": self.remote,
            "filament": self.filament, "interlocks": dict(self.interlocks), "faults": list(self.faults),
            "warm_up": self.warm_up.state.value, "warm_up_step": self.warm_up.step,
            "warm_up_steps": self.warm_up.steps, "warm_up_remaining_s": self.warm_up.remaining_s,
            "warm_up_reason": self.warm_up.reason, "hours": self.hours, "time": self.time.isoformat(),
            "simulated": self.simulated,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultEntry:
    """One line of the fault log: faults that appeared together."""

    time: datetime
    faults: tuple[str, ...]
