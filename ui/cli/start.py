"""`start`: a whole configured station under one supervisor: lane, receiver, and with --window the seat beside them."""

import argparse
import signal
import threading
from pathlib import Path

from station.config.load import load_config
from station.config.schema import StationConfig
from station.i18n import set_language
from ui.supervisor import Supervisor, command


def add_options(parser: argparse.ArgumentParser) -> None:
    """--config FILE, --window."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--window", action="store_true", help="open the window too; the station goes on without it")


def run(options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT; what dies is started again, and `devices` shows why."""
    from station.storage.store import SqlStore
    from ui.wiring.alone import Alone

    config = load_config(options.config)
    set_language(config.station.language)
    lock = Alone(config.run_folder / "start.lock")
    lock.take_or_refuse("a supervisor")
    store = SqlStore(config.folder)
    supervisor = Supervisor(programs(config, window=options.window), store.put_health)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: supervisor.stop_wanted.set())
    supervisor.start()
    watcher = threading.Thread(target=supervisor.watch, name="supervisor", daemon=True)
    watcher.start()
    supervisor.stop_wanted.wait()
    supervisor.stop()
    watcher.join(2.0)
    store.close()
    return 0


def programs(config: StationConfig, *, window: bool) -> dict[str, list[str]]:
    """The processes of a station: a lane if there are detectors, a receiver if there is another scanner."""
    wanted = {"lane process": ("lane", bool(config.detectors)),
              "receiver process": ("receive", config.scanner is not None), "window": ("ui", window)}  # fmt: skip
    return {name: command(word, "--config", str(config.path)) for name, (word, there) in wanted.items() if there}
