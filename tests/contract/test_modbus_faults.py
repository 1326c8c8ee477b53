"""The Modbus drivers behind a proxy with faults: a few seeds of the campaign."""

import pytest

from drivers.catalog import DRIVERS
from drivers.link.faults import FaultSort
from tests.support.modbus_campaign import SIDES, SOUND, ModbusTally, run, side_of
from tests.support.slow import MODBUS


@pytest.fixture(autouse=True)
def short_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.link.modbus.TRY_S", 0.3)


def test_every_modbus_driver_has_a_far_side() -> None:
    assert set(SIDES) == set(MODBUS)
    assert all("faults" not in DRIVERS.row(name).exempt for name in SIDES)


@pytest.mark.parametrize("name", SIDES)
def test_faults_that_tcp_lets_happen_end_in_right_values_or_errors(name: str) -> None:
    tally = ModbusTally()
    with side_of(name) as side:
        for seed in range(2):
            run(side, seed, tally, sorts=SOUND)
    assert (tally.runs_recovered, tally.wrong) == (2, 0)
    assert sum(tally.injected.values()) == 8


@pytest.mark.parametrize("name", SIDES)
def test_changed_bytes_end_in_recovery(name: str) -> None:
    tally = ModbusTally()
    with side_of(name) as side:
        run(side, 1, tally, sorts=(FaultSort.CORRUPT, FaultSort.DUPLICATE))
    assert tally.runs_recovered == 1
