"""The twelve rules of a driver's quality table. A row of the catalogue keeps them or says why it is exempt.

The contract suite checks those marked "suite" over every row; "own test" and "peer" are shown by a test that
the driver's page names. The tier follows: silver is "peer" and at most two exemptions, bronze the rest; gold keeps all
twelve and has met a device of its maker, which no test can show.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from station.registry import Row


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        shown_by: "suite", "own test" or "peer".
    """

    name: str
    text: str
    shown_by: str


RULES = (
    Rule("idle constructor", "hardware is touched by open, never by the constructor", "suite"),
    Rule("identity", "says vendor, model and serial number once it is open", "own test"),
    Rule("right unit", "another serial number than the configured one is refused", "own test"),
    Rule("deadlines", "no call waits longer than its deadline, whatever the peer does", "suite"),
    Rule("reconnect", "a lost link is opened anew with back-off; lost and back are told once", "suite"),
    Rule("read first", "state is read before any is written; a reconnect switches nothing on", "own test"),
    Rule("noise", "bytes split, glued, damaged or foreign give a value or an error of our tree", "suite"),
    Rule("faults", "every fault script ends in a reading or an error, and in recovery", "suite"),
    Rule("bounded", "no input makes it hold more than a bounded number of bytes", "suite"),
    Rule("SIM mark", "what comes from a simulated device is marked", "suite"),
    Rule("health", "state, reason and figures can be asked at any time without blocking", "suite"),
    Rule("peer", "tested against a program that we did not write", "peer"),
)


def kept(row: Row) -> tuple[str, ...]:
    """Names of the rules that a row keeps."""
    return tuple(rule.name for rule in RULES if rule.name not in row.exempt)


def tier(row: Row) -> str:
    """The tier that a row may claim without a device of its maker."""
    return "silver" if "peer" in kept(row) and len(row.exempt) <= 2 else "bronze"


def table(rows: Iterable[Row]) -> str:
    """Driver x rule in Markdown, with the reasons of all exemptions below."""
    listed = list(rows)
    names = [rule.name for rule in RULES]
    lines = [f"| driver | tier | {' | '.join(names)} |", "|---" * (len(names) + 2) + "|"]
    for row in listed:
        marks = ("-" if name in row.exempt else "x" for name in names)
        lines.append(f"| [{row.name}]({row.name}.md) | {row.quality} | {' | '.join(marks)} |")
    lines += ["", "| driver | exempt from | because |", "|---|---|---|"]
    lines += [f"| {row.name} | {rule} | {reason} |" for row in listed for rule, reason in row.exempt.items()]
    return "\n".join(lines) + "\n"
