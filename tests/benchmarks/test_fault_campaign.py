"""The fault campaign: every slow driver against its simulated end on a link with seeded faults, hundreds of runs.

On a hand-turned clock, so it takes seconds; times to recover are seconds of that clock. Each run gives items one
after another, one a second, until its script is used up and eight more; every value is held against the truth.

    python -m pytest -q -s -o 'norecursedirs=.*' tests/benchmarks/test_fault_campaign.py
"""

import statistics
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pytest

from drivers.link.faults import FaultLink, FaultSort, fault_script
from station.clock import ManualClock
from station.errors import StationError
from tests.support.slow import ANSWERED, Verdict, call, looped, made

RUNS, FAULTS, AFTER, MOST_ITEMS = 400, 6, 8, 400
# What has neither checksum nor a second line to agree with cannot be told from a good one: counted, not hidden.
CANNOT_TELL = {"barcode-serial": "one read, no checksum on the line; check digits are looked at above the driver"}
pytestmark = pytest.mark.timeout(900)


@dataclass
class Tally:
    """The figures of one driver."""

    injected: Counter[FaultSort] = field(default_factory=Counter)
    runs_recovered: int = 0
    values: int = 0
    wrong: int = 0
    wrong_runs: list[int] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)


def run(name: str, seed: int, tally: Tally) -> None:
    """One run."""
    clock, rng = ManualClock(), np.random.default_rng([seed, 20261124])
    far, inner = looped(name, clock)
    link = FaultLink(inner, fault_script(rng, faults=FAULTS, outgoing=far.asked), clock=clock)
    device = made(name, link, clock)
    lost_at, after, recovered = None, 0, False
    for number in range(MOST_ITEMS):
        clock.advance(1.0)
        far.act(number)
        began = clock.elapsed
        verdict = Verdict.NOTHING
        try:
            verdict = far.judge(call(name, device))
        except StationError:
            lost_at = began if lost_at is None else lost_at
        match verdict:
            case Verdict.WRONG:
                tally.wrong += 1
                tally.wrong_runs.append(seed)
            case Verdict.NOTHING:
                lost_at = began if lost_at is None else lost_at
            case Verdict.RIGHT:
                tally.values += 1
                if lost_at is not None:
                    tally.times_s.append(clock.elapsed - lost_at)
                lost_at = None
        recovered = verdict is Verdict.RIGHT
        after += not any(link.left.values())
        # After the last fault a device that is still gone has time to be found out and found again.
        if after >= AFTER and (recovered or after >= 4 * AFTER):
            break
    device.close()
    tally.injected += link.injected
    tally.runs_recovered += recovered and not any(link.left.values())


def table(tallies: dict[str, Tally]) -> None:
    """Two tables, as docs/explanations/fault-campaign.md has them."""
    print(f"\n{RUNS} runs of {FAULTS} faults each\n\n| driver | " + " | ".join(FaultSort) + " |")
    print("|---" * (len(FaultSort) + 1) + "|")
    for name, tally in tallies.items():
        print(f"| {name} | " + " | ".join(str(tally.injected[sort]) for sort in FaultSort) + " |")
    print("\n| driver | faults | runs recovered | right values | wrong values | median, s | worst, s |")
    print("|---" * 7 + "|")
    for name, tally in tallies.items():
        median, worst = statistics.median(tally.times_s), max(tally.times_s)
        print(
            f"| {name} | {sum(tally.injected.values())} | {tally.runs_recovered} of {RUNS} | {tally.values} "
            f"| {tally.wrong} | {median:.1f} | {worst:.1f} |"
        )


def test_fault_campaign() -> None:
    tallies = {name: Tally() for name in ANSWERED}
    for name, tally in tallies.items():
        for seed in range(RUNS):
            run(name, seed, tally)
    table(tallies)
    for name, tally in tallies.items():
        assert tally.runs_recovered == RUNS, name
        assert tally.wrong == 0 or name in CANNOT_TELL, f"{name}: wrong values in runs {tally.wrong_runs}"
