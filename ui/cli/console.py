"""What commands print: tables and progress for people, JSON lines for programs. The only user of rich."""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from station.formats.item_record import alarms_of

terminal = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """One line for people."""
    terminal.print(text)


def complain(text: str) -> None:
    """One line on standard error."""
    errors.print(printable(text), style="bold red", markup=False)


def json_line(values: Mapping[str, object]) -> None:
    """One JSON line on standard output, flushed."""
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def printable(text: object) -> str:
    """A text from outside as it may stand on a terminal: nothing in it steers the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else ascii(c)[1:-1] for c in str(text))


def plain(text: object) -> str:
    """The same for a place where rich would read markup."""
    return escape(printable(text))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table."""
    terminal.print(drawn(title, columns, rows))


def watch(
    title: str, columns: Sequence[str], rows: Callable[[], Sequence[Sequence[object]]], pause_s: float
) -> None:  # fmt: skip
    """A table that is drawn again and again until Ctrl-C."""
    with Live(drawn(title, columns, rows()), console=terminal, auto_refresh=False) as live:
        while True:
            time.sleep(pause_s)
            live.update(drawn(title, columns, rows()), refresh=True)


def drawn(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """A table, not printed yet."""
    drawing = Table(title=plain(title), title_justify="left")
    for column in columns:
        drawing.add_column(column)
    for row in rows:
        drawing.add_row(*map(plain, row))
    return drawing


def progress(*, quiet: bool) -> Progress:
    """A progress bar on standard error; silent for programs."""
    return Progress(console=errors, disable=quiet, transient=True)


def item_row(record: Mapping[str, object]) -> list[object]:
    """An item record as a row of a table."""
    findings = record["findings"]
    names: dict[str, int] = {}
    for finding in findings if isinstance(findings, list) else []:
        names[finding["class"]] = names.get(finding["class"], 0) + 1
    truth = record.get("truth")
    inside = ", ".join(sorted({thing["class"] for thing in truth})) or "nothing" if isinstance(truth, list) else "?"
    named = [f"{count} x {name}" for name, count in names.items()]
    found = ", ".join([*alarms_of(record), *named]) or "none"
    reason = f" ({record['reason']})" if record["status"] != "analysed" else ""
    return [record["item"], inside, f"{record['status']}{reason}", found, record["advice"], record["latency_ms"]]


ITEM_COLUMNS = ("item", "truth", "status", "findings", "advice", "ms")
