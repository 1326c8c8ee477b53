"""`lane`: the acquisition in its own process, and everything else of one lane in this one."""

import argparse
import signal
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from station.config.load import load_lane
from station.config.schema import StationConfig
from station.i18n import set_language
from ui.supervisor import Supervisor, command


def add_options(parser: argparse.ArgumentParser) -> None:
    """--config FILE, --alone."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--alone", action="store_true", help="do not start the acquisition process")


def run(options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT."""
    from station.storage.store import SqlStore
    from ui.wiring.alone import Alone
    from ui.wiring.lane import LaneProcess

    config = load_lane(options.config)
    # Reasons that this process stores are read by the people of this site.
    set_language(config.station.language)
    lock = Alone(config.run_folder / "lane.lock")
    lock.take_or_refuse("a lane")
    store = SqlStore(config.folder)
    supervisor = Supervisor({} if options.alone else acquisitions(config), store.put_health)
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
        watcher.join(2.0)
        store.close()
    return 0


def acquisitions(config: StationConfig) -> Mapping[str, Sequence[str]]:
    """The acquisition process of each detector."""
    return {
        f"acquisition of {detector.name}": command(
            "acquire", "--config", str(config.path), "--detector", detector.name
        ) for detector in config.detectors
    }  # fmt: skip
