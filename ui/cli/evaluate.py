"""`evaluate`: what the station's estimator makes of the benchmark, against what physics allows.

Exit codes: 0 all goals held; 4 a row is better than the ideal observer, which is a leak in the simulator; 5 a goal is
missed.
"""

import argparse
import time
from collections.abc import Mapping

from station.errors import InputUnsuitable
from ui.cli import console

LEAK, MISSED = 4, 5
COLUMNS = (
    "row", "scanner", "evidence", "kind", "AUC", "95 %", "PD at 1 %", "95 %", "ideal AUC", "ideal PD", "eta", "verdict",
)  # fmt: skip


def add_options(parser: argparse.ArgumentParser) -> None:
    """Suite, n, seed, row, vague, json."""
    parser.add_argument("--suite", choices=("bounds",), default="bounds", help="bounds: regions of known place")
    parser.add_argument("--n", type=int, default=1000, metavar="N", help="regions of each kind and row (1000)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the simulator (1)")
    parser.add_argument("--row", default="", metavar="TEXT", help="only rows whose name begins so, such as B07")
    parser.add_argument("--vague", action="store_true", help="expect thicknesses twice as wide each way, weights equal")
    parser.add_argument("--json", action="store_true", help="one JSON line per row, the summary last")


def run(options: argparse.Namespace) -> int:
    """Exit codes of the module."""
    from vision.evaluation.benchmark import ROWS
    from vision.evaluation.bounds import Summary, outcome

    rows = [row for row in ROWS if row.name.startswith(options.row)]
    if not rows or options.n < 1:
        raise InputUnsuitable(
            "no row of the benchmark begins with {row}, or n is below 1",
            remedy="name one such as B07, and at least one region", row=options.row,
        )  # fmt: skip
    started, outcomes = time.monotonic(), []
    with console.progress(quiet=options.json) as bar:
        task = bar.add_task("bounds", total=len(rows))
        for row in rows:
            bar.update(task, description=row.name)
            outcomes.append(outcome(row, options.n, options.seed, vague=options.vague))
            if options.json:
                console.json_line(outcomes[-1].record())
            bar.advance(task)
    summary = Summary(outcomes=outcomes)
    totals = {**summary.record(), "seconds": round(time.monotonic() - started, 1)}
    if options.json:
        console.json_line({"summary": totals})
    else:
        console.table("bounds (SIM)", COLUMNS, [one.cells() for one in outcomes])
    tell(totals, quiet=options.json)
    if summary.leaks:
        return LEAK
    return MISSED if summary.missed else 0


def tell(totals: Mapping[str, object], *, quiet: bool) -> None:
    """The goals in a sentence; leaks and missed goals by name on standard error."""
    if not quiet:
        console.say(
            f"titrated rows with an efficiency of at least 0.8: {totals['efficient_share']:.0%} (goal 90 %); "
            f"{totals['rows']} rows in {totals['seconds']} s"
        )
    for name in names_in(totals, "leaks"):
        console.complain(f"leak: {name} is better than the ideal observer by more than 3 standard errors")
    for name in names_in(totals, "missed"):
        console.complain(f"goal missed: {name}")


def names_in(totals: Mapping[str, object], key: str) -> list[str]:
    """The rows that the totals list under a key."""
    names = totals[key]
    return [str(name) for name in names] if isinstance(names, list) else []
