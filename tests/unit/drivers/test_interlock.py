"""Each rule alone: a proof that holds, with one thing changed, is refused for that rule and no other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from drivers.interlock import RULES, Observation, Proof, refusals
from station.types.generator import Permit

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CLOSED = {"one": True, "two": True}
GOOD = Observation(at=9.7, hv=False, interlocks=CLOSED, ready=True, remote=True)
PERMIT = Permit(permit_id="1", person="A", granted=NOW, expires=NOW + timedelta(seconds=60))
PROOF = Proof(
    lacks=(), confirmed=True, setpoints=True, second_stop=True, found=(), readings=(replace(GOOD, at=9.4), GOOD),
    monotonic=10.0, now=NOW + timedelta(seconds=1), permit=PERMIT, used=frozenset(), audited=True,
)  # fmt: skip


def both(**changes: Any) -> dict[str, object]:
    """The same change in both readings."""
    return {"readings": tuple(replace(reading, **changes) for reading in PROOF.readings)}


def one(index: int, **changes: Any) -> dict[str, object]:
    """A change in one reading."""
    readings = list(PROOF.readings)
    readings[index] = replace(readings[index], **changes)
    return {"readings": tuple(readings)}


BROKEN: dict[str, list[dict[str, object]]] = {
    "profile verified": [{"lacks": ("hv",)}],
    "unit confirmed": [{"confirmed": False}],
    "interlocks closed": [both(interlocks={"one": True, "two": False}), both(interlocks={"one": True}),
                          both(interlocks={})],
    "ready": [both(ready=False), both(ready=None)],
    "no fault": [both(faults=("ARC",)), {"found": ("SETPOINT_READ_BACK",)}],
    "status fresh": [{"monotonic": 10.7}, {"monotonic": 9.0}, one(0, at=7.9)],
    "two readings agree": [one(0, interlocks={"one": True, "two": True, "three": True})],
    "known to be off": [both(hv=True), both(hv=None)],
    "remote control": [both(remote=False), both(remote=None)],
    "setpoints read back": [{"setpoints": False}],
    "second stop": [{"second_stop": False}],
    "explicit action": [
        {"permit": replace(PERMIT, person="  ")}, {"used": frozenset({"1"})}, {"now": NOW + timedelta(seconds=60)},
        {"permit": replace(PERMIT, expires=NOW + timedelta(seconds=61))}, {"now": NOW - timedelta(seconds=1)},
    ],
    "audit kept": [{"audited": False}],
}  # fmt: skip
CASES = [(rule, change) for rule, changes in BROKEN.items() for change in changes]


def test_a_proof_without_a_gap_is_not_refused() -> None:
    assert refusals(PROOF) == ()


@pytest.mark.parametrize(("rule", "change"), CASES)
def test_one_gap_is_refused_by_its_rule_alone(rule: str, change: dict[str, object]) -> None:
    broken = refusals(replace(PROOF, **change))  # type: ignore[arg-type] # by name
    assert [found.name for found in broken] == [rule]
    assert broken[0].refusal.text()


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize(
    "change", [{"hv": True}, {"interlocks": {"one": True, "two": False}}, {"ready": False}, {"faults": ("ARC",)},
               {"remote": False}],
)  # fmt: skip
def test_a_gap_in_one_of_two_readings_is_enough(index: int, change: dict[str, object]) -> None:
    broken = {rule.name for rule in refusals(replace(PROOF, **one(index, **change)))}  # type: ignore[arg-type] # by name
    assert "two readings agree" in broken
    assert len(broken) == 2


@pytest.mark.parametrize("readings", [(), (GOOD,)])
def test_two_readings_are_needed(readings: tuple[Observation, ...]) -> None:
    broken = {rule.name for rule in refusals(replace(PROOF, readings=readings))}
    assert {"interlocks closed", "ready", "no fault", "status fresh", "two readings agree", "known to be off"} <= broken


def test_every_rule_has_its_case() -> None:
    assert [rule.name for rule in RULES] == list(BROKEN)
