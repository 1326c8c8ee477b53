"""`devices`: the states of the devices of a lane, or the drivers that there are."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from drivers.catalog import DRIVERS
from drivers.quality import RULES, kept
from station.config.load import load_config
from station.ports.store import StationStore
from station.registry import Row
from station.types.device import DeviceHealth
from ui.cli import console

REFRESH_S, STALE_S = 0.5, 3.0
COLUMNS = ("device", "state", "model", "reason", "figures")
DRIVER_COLUMNS = ("driver", "kind", "quality", "rules", "what")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Config, watch, json."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="without it: the drivers that there are")
    parser.add_argument("--watch", action="store_true", help="go on showing them, twice a second, until Ctrl-C")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """One row a device."""
    if options.config is None:
        show(options.json, "drivers", DRIVER_COLUMNS, [driver_row(row) for row in DRIVERS])
        return 0
    from station.storage.store import SqlStore

    store = SqlStore(load_config(options.config).folder)
    try:
        if options.watch and not options.json:
            console.watch("devices", COLUMNS, lambda: states(store), REFRESH_S)
        else:
            show(options.json, "devices", COLUMNS, states(store))
    finally:
        store.close()
    return 0


def show(as_json: bool, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table, or one JSON line a row."""
    if not as_json:
        console.table(title, columns, rows)
        return
    for row in rows:
        console.json_line(dict(zip(columns, row, strict=True)))


def driver_row(row: Row) -> list[object]:
    """A row of the catalogue."""
    return [row.name, row.kind, row.quality, f"{len(kept(row))}/{len(RULES)}", row.summary]


def states(store: StationStore) -> list[list[object]]:
    """The news of each device; how old they are is told once they are not fresh."""
    now = datetime.now(UTC)
    return [state_row(health, abs((now - health.time).total_seconds())) for health in store.health()]


def state_row(health: DeviceHealth, age_s: float) -> list[object]:
    """One device."""
    state = health.state.value if age_s < STALE_S else f"{health.state.value}, {age_s:.0f} s ago"
    return [health.name, state, health.identity.model if health.identity else "", health.reason, figures(health.values)]


def figures(values: Mapping[str, float]) -> str:
    """Figures in one cell."""
    return ", ".join(f"{key} {value:.6g}" for key, value in values.items())
