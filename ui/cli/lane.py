"""`lane`: the acquisition in its own process, and everything else of one lane in this one."""

import argparse
import signal
import threading
from pathlib import Path

from station.config.load import load_config
from station.i18n import set_language
from ui.supervisor import Supervisor


def add_options(parser: argparse.ArgumentParser) -> None:
    """--config FILE, --alone."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--alone", action="store_true", help="do not start the acquisition process")


def run(options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT."""
    from ui.wiring.alone import Alone
    from ui.wiring.lane import LaneProcess

    config = load_config(options.config)
    # Reasons that this process stores are read by the people of this site.
    set_language(config.station.language)
    lock = Alone(config.run_folder / "lane.lock")
    lock.take_or_refuse("a lane")
    supervisor = Supervisor(config.path, () if options.alone else ("acquire",))
    supervisor.start()
    watcher = threading.Thread(target=supervisor.watch, name="supervisor", daemon=True)
    watcher.start()
    try:
        process = LaneProcess(config)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: process.stop_wanted.set())
        process.run()
    finally:
        supervisor.stop()
    return 0
