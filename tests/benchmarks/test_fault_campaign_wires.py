"""The fault campaign for what is not a slow device on a link of bytes: the X-ray generator, and the Modbus devices.

The generator is on a hand-turned clock. The Modbus devices are on real sockets with a proxy between: their times are
real, with tries, delays and hangs shorter than in the field, and runs go on beside each other.

    python -m pytest -q -s -o 'norecursedirs=.*' tests/benchmarks/test_fault_campaign_wires.py
"""

import statistics
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import pytest

from drivers.link.faults import FaultSort
from tests.support.modbus_campaign import DAMAGE, SIDES, SOUND, ModbusTally, run, side_of
from tests.support.xray_campaign import XrayRun, XrayTally

XRAY_RUNS, SOUND_RUNS, DAMAGE_RUNS, WORKERS = 400, 200, 100, 8
# Seeds that had no part in making the rules.
FIRST_SEED = 1000
pytestmark = pytest.mark.timeout(1200)


def times(times_s: list[float]) -> str:
    """Median and worst."""
    return f"{statistics.median(times_s):.1f} | {max(times_s):.1f}" if times_s else "- | -"


def sorts_of(tally: XrayTally | ModbusTally) -> str:
    """How often each sort happened."""
    return ", ".join(f"{sort} {tally.injected[sort]}" for sort in FaultSort if tally.injected[sort])


@pytest.mark.parametrize("summed", [True, False], ids=["RS-232", "Ethernet"])
def test_generator_campaign(*, summed: bool) -> None:
    tally = XrayTally()
    for seed in range(FIRST_SEED, FIRST_SEED + XRAY_RUNS):
        XrayRun(seed, summed=summed).run(tally)
    print(
        f"\n| xrv, {'with' if summed else 'without'} checksum | {tally.runs} | {sum(tally.injected.values())} "
        f"| {tally.runs_recovered} | {tally.switched_on} of {tally.permits} | {tally.said_off} | {tally.unpermitted} "
        f"| {tally.outlived} | {times(tally.times_s)} |\n{sorts_of(tally)}"
    )
    assert tally.runs_recovered == tally.runs
    assert (tally.said_off, tally.unpermitted, tally.outlived) == (0, 0, 0), tally.bad_runs


@pytest.mark.parametrize(("sorts", "runs"), [(SOUND, SOUND_RUNS), (DAMAGE, DAMAGE_RUNS)], ids=["TCP", "damage"])
@pytest.mark.parametrize("name", SIDES)
def test_modbus_campaign(
    name: str, sorts: tuple[FaultSort, ...], runs: int, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr("drivers.link.modbus.TRY_S", 0.3)
    tally = ModbusTally()

    def work(seeds: range, tally: ModbusTally) -> None:
        with side_of(name) as side:
            for seed in seeds:
                run(side, seed, tally, sorts=sorts)

    shares = [range(FIRST_SEED + first, FIRST_SEED + runs, WORKERS) for first in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, shares, repeat(tally)))
    print(
        f"\n| {name} | {tally.runs} | {sum(tally.injected.values())} | {tally.runs_recovered} | {tally.values} "
        f"| {tally.wrong} | {times(tally.times_s)} |\n{sorts_of(tally)}; wrong in {len(tally.wrong_runs)} runs"
    )
    assert tally.runs_recovered == tally.runs == runs
    assert tally.wrong == 0 or sorts is DAMAGE, tally.wrong_runs
