"""`acquire`: one detector to spool and ring until a signal."""

import argparse
import signal
import threading
from pathlib import Path

from station.config.load import load_config


def add_options(parser: argparse.ArgumentParser) -> None:
    """--config FILE."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")


def run(options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT."""
    from ui.wiring.acquisition import acquisition_of, watch_beam

    config = load_config(options.config)
    acquisition = acquisition_of(config)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: acquisition.stop_wanted.set())
    beam = threading.Thread(target=watch_beam, args=(config.run_folder, acquisition), name="beam", daemon=True)
    beam.start()
    acquisition.run()
    return 0
