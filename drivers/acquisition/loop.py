"""The acquisition loop: receive, spool, ring; reconnect when the detector was lost."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from drivers.acquisition.spool import Spool
from station.clock import Clock
from station.errors import StationError, StorageDamaged
from station.formats.line_ring import RingWriter
from station.ports.devices import LineSource
from station.types.device import DeviceHealth, DeviceState

logger = logging.getLogger(__name__)

LONGEST_PAUSE_S = 5.0
# Line numbers jump by this much after a restart or a reconnect: whoever counts lines sees the break.
EPOCH_JUMP = 1_000_000


class Acquisition:
    """Runs one detector until `stop_wanted`.

    Args:
        first_line: number of the first line, beyond everything in the spool.
        report: takes the health of the detector; called at least once a second by `watch`.
    """

    def __init__(
        self,
        source: LineSource,
        *,
        spool: Spool,
        ring: RingWriter,
        first_line: int,
        clock: Clock,
        report: Callable[[DeviceHealth], None],
        stop_wanted: threading.Event,
    ) -> None:
        self.source = source
        self.spool = spool
        self.ring = ring
        self.offset = first_line
        self.next_line = first_line
        self.clock = clock
        self.report = report
        self.fault: StationError | None = None
        self.stop_wanted = stop_wanted

    def run(self) -> None:
        """Receive until stopped; after a failure pause, 0.5 s doubling to 5 s, and open anew."""
        watcher = threading.Thread(target=self.watch, name="acquisition-status", daemon=True)
        watcher.start()
        pause = 0.5
        while not self.stop_wanted.is_set():
            try:
                self.source.open()
                self.source.start()
                self.fault = None
                pause = 0.5
                self.receive()
            except StationError as err:
                if self.fault is None:
                    logger.warning("%s", err)
                self.fault = err
                self.next_line += EPOCH_JUMP
                self.source.close()
                self.stop_wanted.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
        self.source.close()
        self.spool.close()
        watcher.join(3)

    def receive(self) -> None:
        """Lines of one connection, numbered on."""
        start = None
        for block in self.source.blocks():
            if start is None:
                start = self.next_line - block.first_line
            numbered = replace(block, first_line=block.first_line + start)
            try:
                self.spool.append(numbered)
                self.fault = None
            except StorageDamaged as err:
                # Lines still reach the screen; the health says that they are not kept.
                if self.fault is None:
                    logger.exception("raw lines are not kept")
                self.fault = err
            self.ring.write(numbered)
            self.next_line = numbered.first_line + numbered.lines
            if self.stop_wanted.is_set():
                self.source.stop()

    def watch(self) -> None:
        """Report the health twice a second; a broken store must not stop the lines."""
        while not self.stop_wanted.wait(0.5):
            health = self.source.health()
            if self.fault is not None:
                state = DeviceState.FAULTED if isinstance(self.fault, StorageDamaged) else health.state
                health = replace(health, state=state, reason=str(self.fault))
            try:
                self.report(health)
            except StationError as err:
                logger.warning("state not reported: %s", err)
