"""`receive`: the scans of another maker's scanner, kept and analysed, in a process of its own."""

import argparse
import signal
from pathlib import Path

from station.config.load import load_config
from station.errors import ConfigError
from station.i18n import set_language


def add_options(parser: argparse.ArgumentParser) -> None:
    """--config FILE."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")


def run(options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT.

    Raises:
        ConfigError: the station has no such scanner, or a receiver runs already.
    """
    from ui.wiring.alone import Alone
    from ui.wiring.receiver import ReceiverProcess
    from ui.wiring.scanner import LOCK

    config = load_config(options.config)
    if config.scanner is None:
        raise ConfigError(
            "{path} has no [scanner]", remedy="add the table; docs/how-to/connect-another-scanner.md shows it",
            path=str(config.path),
        )  # fmt: skip
    # Reasons that this process stores are read by the people of this site.
    set_language(config.station.language)
    lock = Alone(config.run_folder / LOCK)
    lock.take_or_refuse("a receiver")
    process = ReceiverProcess(config, config.scanner)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: process.stop_wanted.set())
    process.run()
    return 0
