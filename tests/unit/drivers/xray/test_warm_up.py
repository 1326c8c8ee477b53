"""Seasoning: schedules by days, steps by kV reached, and every way it ends."""

import pytest

from drivers.xray.warm_up import Schedule, Step, WarmUp, schedules, steps_after
from station.errors import ConfigError, DeviceFault, PermissionRefused
from station.types.generator import HighVoltage, WarmUpState
from tests.support.generators import WARM_UP, Rig, ready_rig

STEPS = (Step(80, 1, 10), Step(160, 1, 20))


def test_the_longest_pause_that_is_over_counts() -> None:
    known = schedules(WARM_UP)
    assert steps_after(known, 0.9) == ()
    assert [step.kv for step in steps_after(known, 1.0)] == [80, 160]
    assert [step.kv for step in steps_after(known, 400.0)] == [40, 80, 120, 160]
    assert schedules(list(reversed(WARM_UP))) == known
    assert known[0] == Schedule(1.0, (Step(80, 1, 10), Step(160, 1, 10)))


@pytest.mark.parametrize(
    "row",
    [{}, 5, "80 kV", {"days": 1, "steps": [[80, 1, float("inf")]]},
     {"days": 1}, {"days": 1, "steps": []}, {"days": -1, "steps": [[1, 1, 1]]}, {"days": 1, "steps": [[1, 1]]},
     {"days": 1, "steps": [[1, 1, "long"]]}, {"days": True, "steps": [[1, 1, 1]]}, {"days": 1, "steps": 5},
     {"days": 1, "steps": [[80, 1, 1], [40, 1, 1]]}, {"days": 1, "steps": [[1, 1, 1]], "pause": 1}],
)  # fmt: skip
def test_a_schedule_of_another_form_is_told(row: object) -> None:
    with pytest.raises(ConfigError, match="rising kV"):
        schedules([row])


def test_dwell_counts_from_when_the_kv_are_reached() -> None:
    warming = WarmUp(STEPS, 0.0)
    assert not warming.tick(50.0, 40.0)
    assert not warming.tick(60.0, 79.0)
    assert not warming.tick(69.9, 80.0)
    assert warming.tick(70.0, 80.0)
    assert (warming.progress.step, warming.progress.steps, warming.progress.remaining_s) == (2, 2, 20)
    assert not warming.tick(71.0, 80.0)
    warming.tick(80.0, 160.0)
    warming.tick(100.0, 160.0)
    assert warming.progress.state is WarmUpState.DONE


@pytest.mark.parametrize("kv", [None, 0.0, 70.0])
def test_kv_that_are_never_reached_abort(kv: float | None) -> None:
    warming = WarmUp(STEPS, 0.0)
    for second in range(120):
        warming.tick(float(second), kv)
        assert warming.running
    warming.tick(121.0, kv)
    assert warming.progress.state is WarmUpState.ABORTED
    assert "80 kV" in warming.progress.reason
    warming.end(WarmUpState.DONE)
    assert warming.progress.state is WarmUpState.ABORTED


def warming_rig(days: float = 2.0) -> Rig:
    rig = ready_rig()
    status = rig.device.warm_up(rig.permit(), days)
    assert status.warm_up.state is WarmUpState.RUNNING
    assert rig.end.on
    return rig


def test_a_whole_warm_up_ends_with_xrays_off() -> None:
    rig = warming_rig()
    highest = 0.0
    for _ in range(400):
        rig.polls(1)
        highest = max(highest, rig.end.actual["kv"])
        if rig.device.status().warm_up.state is not WarmUpState.RUNNING:
            break
    rig.polls(2)
    status = rig.device.status()
    assert status.warm_up.state is WarmUpState.DONE
    assert status.hv is HighVoltage.OFF
    assert not rig.end.on
    assert highest == pytest.approx(160, abs=0.1)
    assert status.faults == ()
    assert rig.switched_on() == ["98,1,"]
    assert [action for action in rig.actions() if "warm-up" in action] == [
        "x-rays warm-up", "warm-up step", "warm-up done",
    ]  # fmt: skip


@pytest.mark.parametrize("happens", ["fault", "interlock", "silence", "cable", "off by itself", "setpoint"])
def test_it_aborts_on_any_fault_and_is_not_taken_up_again(happens: str) -> None:
    rig = warming_rig()
    rig.polls(20)
    match happens:
        case "fault":
            rig.end.play({"fault": "ARC_CATHODE"})
        case "interlock":
            rig.end.open_interlock(2)
        case "silence":
            rig.end.silent = True
        case "cable":
            rig.link.broken = True
        case "off by itself":
            rig.end.on = False
        case "setpoint":
            rig.end.setpoint_error = -50
            rig.polls(60)
    rig.polls(3)
    assert rig.device.status().warm_up.state is WarmUpState.ABORTED
    assert rig.device.status().warm_up.reason
    assert "warm-up aborted" in rig.actions()
    rig.end.silent, rig.end.setpoint_error = False, 0
    rig.end.interlocks = [True] * 3
    rig.polls(40)
    rig.device.reset_faults("A. Operator")
    rig.polls(10)
    assert not rig.end.on
    assert rig.switched_on() == ["98,1,"]
    assert rig.device.status().warm_up.state is WarmUpState.ABORTED


@pytest.mark.parametrize("how", ["cancel", "off"])
def test_it_is_cancelled_by_a_person(how: str) -> None:
    rig = warming_rig()
    rig.polls(5)
    status = rig.device.cancel_warm_up("B. Officer") if how == "cancel" else rig.device.off("B. Officer")
    assert status.warm_up.state is WarmUpState.CANCELLED
    assert status.hv is HighVoltage.OFF
    assert not rig.end.on


def test_no_schedule_for_so_few_days_is_refused() -> None:
    rig = ready_rig()
    with pytest.raises(PermissionRefused, match=r"no warm-up for 0\.5 days"):
        rig.device.warm_up(rig.permit(), 0.5)
    assert rig.audit[-1][1] == "x-rays warm-up refused"
    assert rig.switched_on() == []


def test_a_schedule_beyond_the_limits_is_refused_before_it_begins() -> None:
    rig = ready_rig(limits=(150.0, 30.0))
    with pytest.raises(PermissionRefused, match="160 kV, 1 mA is out of range"):
        rig.device.warm_up(rig.permit(), 2.0)
    assert rig.switched_on() == []


@pytest.mark.parametrize("rule", ["interlocks closed", "explicit action"])
def test_it_begins_by_the_same_rules_as_on(rule: str) -> None:
    rig = ready_rig()
    if rule == "interlocks closed":
        rig.end.open_interlock(1)
    changes = {"person": ""} if rule == "explicit action" else {}
    with pytest.raises(PermissionRefused) as told:
        rig.device.warm_up(rig.permit(**changes), 2.0)
    assert rule in str(told.value.values["rules"])
    assert rig.device.status().warm_up.state is WarmUpState.NONE
    assert rig.switched_on() == []


def test_a_first_step_that_is_misread_is_a_fault() -> None:
    rig = ready_rig()
    rig.end.setpoint_error = 9
    with pytest.raises(DeviceFault):
        rig.device.warm_up(rig.permit(), 2.0)
    assert rig.switched_on() == []
