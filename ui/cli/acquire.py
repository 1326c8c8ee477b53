"""`acquire`: one detector to spool and ring until a signal."""

import argparse
import logging
import signal
import threading
from pathlib import Path

from station.config.load import load_lane
from station.errors import StorageFull
from station.i18n import set_language

logger = logging.getLogger(__name__)

# How long to wait before looking again whether there is room on the disk.
ROOM_S = 1.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """--config FILE, --detector NAME."""
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--detector", default="", metavar="NAME", help="which one of several; default the first")


def run(options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT."""
    from ui.wiring.acquisition import LOCK, acquisition_of, detector_called, watch_beam
    from ui.wiring.alone import Alone

    config = load_lane(options.config)
    # Reasons that this process stores are read by the people of this site.
    set_language(config.station.language)
    stop_wanted = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop_wanted.set())
    # The acquisition of a killed lane goes on receiving; this one stands by until it ends.
    detector = detector_called(config, options.detector)
    lock = Alone(config.lines_folder(detector) / LOCK)
    if not lock.wait(stop_wanted):
        return 0
    acquisition = None
    while acquisition is None:
        try:
            acquisition = acquisition_of(config, detector, stop_wanted)
        except StorageFull as err:
            logger.warning("%s", err)
            if stop_wanted.wait(ROOM_S):
                return 0
    beam = threading.Thread(
        target=watch_beam, args=(config.lines_folder(detector), acquisition), name="beam", daemon=True
    )
    beam.start()
    acquisition.run()
    return 0
