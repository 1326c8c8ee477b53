"""The generator driver on cables that break: a few seeds of the campaign, each sort of fault alone."""

import pytest

from drivers.link.faults import FaultSort
from station.types.generator import HighVoltage
from tests.support.xray_campaign import WATCHDOG_S, XrayRun, XrayTally


@pytest.mark.parametrize("summed", [True, False], ids=["RS-232", "Ethernet"])
@pytest.mark.parametrize("sort", FaultSort)
def test_no_fault_makes_it_say_off_or_switch_on_wrongly(sort: FaultSort, *, summed: bool) -> None:
    tally = XrayTally()
    for seed in range(4):
        XrayRun(seed, summed=summed, sorts=(sort,)).run(tally)
    assert tally.injected == {sort: sum(tally.injected.values())}
    assert tally.switched_on > 0
    assert (tally.said_off, tally.unpermitted, tally.outlived) == (0, 0, 0)
    assert tally.runs_recovered == tally.runs


def test_the_watchdog_drops_xrays_on_a_dead_link_and_they_stay_off_when_it_is_back() -> None:
    run = XrayRun(1, summed=True, sorts=(FaultSort.SPLIT,))
    run.device.open()
    run.device.prepare(100.0, 5.0, "A. Operator")
    run.device.on(run.permit(0))
    cable = run.link.inner
    cable.unplug()  # type: ignore[attr-defined] # a LoopLink
    for _ in range(int(WATCHDOG_S / 0.25) + 8):
        run.clock.advance(0.25)
        run.device.poll()
        run.end.tick()
        assert run.device.status().hv is not HighVoltage.OFF
    assert not run.end.on
    cable.plug()  # type: ignore[attr-defined] # a LoopLink
    for _ in range(60):
        run.clock.advance(0.25)
        run.device.poll()
    assert run.device.status().hv is HighVoltage.OFF
    assert run.end.rises == 1


def test_a_driver_that_lies_would_be_found() -> None:
    run, tally = XrayRun(1, summed=True), XrayTally()
    run.device.open()
    run.device.prepare(100.0, 5.0, "A. Operator")
    run.device.poll()
    run.end.switch(["1"])
    run.look(tally)
    assert (tally.said_off, tally.unpermitted) == (1, 1)
    run.clock.advance(WATCHDOG_S + 1)
    run.end.watchdog_s = 0.0
    run.look(tally)
    assert tally.outlived == 1
