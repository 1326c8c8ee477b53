"""The parts of a receiver process: another maker's scanner, the pipeline, the store."""

import contextlib
import logging
import threading

from station.clock import SystemClock
from station.config.schema import ScannerSettings, StationConfig
from station.errors import StationError
from station.physics.scanner_models import SCANNER_NAMES, scanner_model
from station.storage.store import SqlStore
from station.types.device import DeviceHealth, DeviceState
from station.workflow.receiving import Receiving
from ui.wiring.papers import load_declarations
from ui.wiring.pipeline import pipeline_of, warm_up
from ui.wiring.scanner import scanner_of

logger = logging.getLogger(__name__)

REPORT_S = 0.5


class ReceiverProcess:
    """Takes in the scans of one scanner until told to stop.

    The store needs no patience of its own here: `Receiving` holds a scan until it is stored whole.
    """

    def __init__(self, config: StationConfig, settings: ScannerSettings) -> None:
        self.config = config
        self.settings = settings
        self.clock = SystemClock()
        self.stop_wanted = threading.Event()
        self.scanner = scanner_of(config, settings, self.clock)
        self.store = SqlStore(config.folder)
        self.pipeline = pipeline_of(config.analysis.model)
        self.receiving = Receiving(
            self.scanner, store=self.store, pipeline=self.pipeline, clock=self.clock,
            mass_sigma=config.analysis.mass_sigma,
        )  # fmt: skip

    def run(self) -> None:
        """Work until `stop_wanted`; what is not stored by then stays with the scanner."""
        load_declarations(self.config, self.store)
        watcher = threading.Thread(target=self.watch, name="receiver-status", daemon=True)
        watcher.start()
        try:
            # What comes while the models load waits on disk already; why nothing can come, `Receiving` tells.
            with contextlib.suppress(StationError):
                self.scanner.open()
            self.warm_up()
            self.receiving.run(self.stop_wanted.is_set)
        finally:
            self.stop_wanted.set()
            self.scanner.close()
            watcher.join(3)
            self.store.close()

    def warm_up(self) -> None:
        """Load and compile what judges; of a scanner that we do not know with the physics of any of ours."""
        known = str(self.settings.options.get("scanner", ""))
        model = scanner_model(known if known in SCANNER_NAMES else SCANNER_NAMES[0])
        warm_up(self.pipeline, model, model.default_pixels)

    def watch(self) -> None:
        """Report the receiver itself and the scanner twice a second."""
        while not self.stop_wanted.wait(REPORT_S):
            for state in (self.health(), self.scanner.health()):
                try:
                    self.store.put_health(state)
                except StationError as err:
                    logger.warning("state not reported: %s", err)

    def health(self) -> DeviceHealth:
        """What became of the scans so far, and what it waits for; of the kind by which the window sees analysis run."""
        trouble = self.receiving.trouble
        values = {outcome.value.replace(" ", "_"): float(count) for outcome, count in self.receiving.figures.items()}
        return DeviceHealth(
            name="receiver", kind="lane", state=DeviceState.FAULTED if trouble else DeviceState.READY, identity=None,
            reason=str(trouble or ""), time=self.clock.now(), values=values,
        )  # fmt: skip
