"""`simulate`: recorded scans with truth, as `replay` and `analyse` read them."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from ui.cli import console


def add_options(parser: argparse.ArgumentParser) -> None:
    """Scanner, scenario, items, seed, out."""
    parser.add_argument("--scanner", required=True)
    parser.add_argument("--scenario", required=True)
    parser.add_argument("--items", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, required=True, metavar="S")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="one JSON line per recording")


def run(options: argparse.Namespace) -> int:
    """Write the recordings."""
    from drivers.sim.world import World
    from station.formats.recording import write_recording

    world = World(scanner_name=options.scanner, scenario=options.scenario, seed=options.seed)
    profile = world.profile(made_at=datetime(2026, 1, 1, tzinfo=UTC))
    with console.progress(quiet=options.json) as bar:
        for number in bar.track(range(options.items), description="simulating"):
            folder = options.out / f"{options.scenario}-{options.seed}-{number:06d}"
            write_recording(folder, world.recording(number, profile))
            if options.json:
                console.json_line({"recording": str(folder), "item": world.barcode(number), "simulated": True})
    if not options.json:
        console.say(f"{options.items} recordings (SIM) in {options.out}")
    return 0
