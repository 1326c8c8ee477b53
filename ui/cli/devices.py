"""`devices`: the states of the devices of a lane, or the drivers that there are."""

import argparse
from pathlib import Path

from drivers.catalog import DRIVERS
from station.config.load import load_config
from ui.cli import console


def add_options(parser: argparse.ArgumentParser) -> None:
    """Config, json."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="without it: the drivers that there are")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """One row a device."""
    if options.config is None:
        rows: list[list[object]] = [[row.name, row.kind, row.quality, row.summary] for row in DRIVERS]
        columns: tuple[str, ...] = ("driver", "kind", "quality", "what")
    else:
        from station.storage.store import SqlStore

        store = SqlStore(load_config(options.config).folder)
        rows = [
            [h.name, h.state.value, h.identity.model if h.identity else "", h.reason, figures(h.values)]
            for h in store.health()
        ]
        columns = ("device", "state", "model", "reason", "figures")
    if options.json:
        for row in rows:
            console.json_line(dict(zip(columns, row, strict=True)))
    else:
        console.table("devices", columns, rows)
    return 0


def figures(values: object) -> str:
    """Figures in one cell."""
    return ", ".join(f"{key} {value:.6g}" for key, value in dict(values).items())  # type: ignore[call-overload] # a mapping
