"""The rules that must hold before X-rays are switched on (device rules, 3.5), each with its name and its refusal.

One reading is enough to stop; to switch on, each rule about the device must hold in two consecutive readings
that agree, because the checksum of the protocol is a plain sum and Ethernet has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from station.i18n import Phrase
from station.types.generator import Permit

FRESH_S = 1.0
LONGEST_PERMIT = timedelta(seconds=60)
INTERLOCKS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One reading of a generator; None is what it does not tell.

    Attributes:
        at: monotonic time of the reading.
        hv: high voltage on, or about to be.
        interlocks: name -> closed.
        remote: the station may switch it.
    """

    at: float
    hv: bool | None = None
    interlocks: Mapping[str, bool] = field(default_factory=dict)
    ready: bool | None = None
    remote: bool | None = None
    filament: bool | None = None
    faults: tuple[str, ...] = ()
    kv: float | None = None
    ma: float | None = None

    def agrees(self, other: "Observation") -> bool:
        """Everything that decides is the same; measured values may move."""
        return (self.hv, dict(self.interlocks), self.ready, self.remote, self.faults) == (
            other.hv, dict(other.interlocks), other.ready, other.remote, other.faults,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All that is known at the moment somebody wants X-rays.

    Attributes:
        lacks: what the profile would need for switching and does not know.
        confirmed: the unit answered with the configured model.
        setpoints: written since the last connection, and read back equal just now.
        second_stop: the device has a stop of its own that is armed, such as a watchdog.
        found: faults that the station found itself and nobody took back.
        used: permits that switched something on already.
        audited: somebody keeps the audit log.
    """

    lacks: tuple[str, ...]
    confirmed: bool
    setpoints: bool
    second_stop: bool
    found: tuple[str, ...]
    readings: tuple[Observation, ...]
    monotonic: float
    now: datetime
    permit: Permit
    used: frozenset[str]
    audited: bool

    def both(self, holds: Callable[[Observation], bool]) -> bool:
        """Whether something holds in each of the last two readings."""
        return len(self.readings) == 2 and all(holds(reading) for reading in self.readings)


@dataclass(frozen=True, slots=True)
class OnRule:
    """One rule.

    Attributes:
        name: as in docs/reference/hv-safety.md and in the audit log.
        refusal: told when it does not hold.
    """

    name: str
    refusal: Phrase
    holds: Callable[[Proof], bool]


def permitted(proof: Proof) -> bool:
    """The permit names a person, is not expired, was not granted for long, and was never used."""
    permit = proof.permit
    lasts = permit.expires - permit.granted
    return (
        bool(permit.person.strip())
        and permit.granted <= proof.now < permit.expires
        and lasts <= LONGEST_PERMIT
        and permit.permit_id not in proof.used
    )


def fresh(proof: Proof) -> bool:
    """The newest reading is younger than a second and the one before not older than two."""
    ages = [proof.monotonic - reading.at for reading in proof.readings]
    return len(ages) == 2 and 0 <= ages[1] < FRESH_S and 0 <= ages[0] < 2 * FRESH_S


def agreeing(proof: Proof) -> bool:
    """Two consecutive readings say the same."""
    return len(proof.readings) == 2 and proof.readings[0].agrees(proof.readings[1])


def closed(reading: Observation) -> bool:
    """All interlocks, at least two, are closed."""
    return len(reading.interlocks) >= INTERLOCKS and all(reading.interlocks.values())


RULES = (
    OnRule("profile verified", Phrase(context="Interlock", template="this profile is not verified for switching"),
           lambda proof: not proof.lacks),
    OnRule("unit confirmed", Phrase(context="Interlock", template="the unit is not confirmed as the configured model"),
           lambda proof: proof.confirmed),
    OnRule("interlocks closed", Phrase(context="Interlock", template="an interlock is open"),
           lambda proof: proof.both(closed)),
    OnRule("ready", Phrase(context="Interlock", template="the generator is not ready"),
           lambda proof: proof.both(lambda reading: reading.ready is True)),
    OnRule("no fault", Phrase(context="Interlock", template="the generator has a fault"),
           lambda proof: not proof.found and proof.both(lambda reading: not reading.faults)),
    OnRule("status fresh", Phrase(context="Interlock", template="the status is older than a second"), fresh),
    OnRule("two readings agree", Phrase(context="Interlock", template="two readings of the status disagree"), agreeing),
    OnRule("known to be off", Phrase(context="Interlock", template="X-rays are not known to be off"),
           lambda proof: proof.both(lambda reading: reading.hv is False)),
    OnRule("remote control", Phrase(context="Interlock", template="the generator is switched at its front panel"),
           lambda proof: proof.both(lambda reading: reading.remote is True)),
    OnRule("setpoints read back", Phrase(context="Interlock", template="no setpoints were written and read back"),
           lambda proof: proof.setpoints),
    OnRule("second stop", Phrase(context="Interlock", template="the watchdog of the generator is not armed"),
           lambda proof: proof.second_stop),
    OnRule("explicit action", Phrase(context="Interlock", template="there is no fresh permit of a person"), permitted),
    OnRule("audit kept", Phrase(context="Interlock", template="nothing keeps the audit log"),
           lambda proof: proof.audited),
)  # fmt: skip


def refusals(proof: Proof) -> tuple[OnRule, ...]:
    """The rules that do not hold; X-rays may be switched on when there are none."""
    return tuple(rule for rule in RULES if not rule.holds(proof))
