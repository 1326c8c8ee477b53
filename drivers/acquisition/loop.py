"""The acquisition loop: receive, hand on to spool and ring; reconnect when the detector was lost."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from drivers.acquisition.spool import Spool
from drivers.acquisition.writer import ALARM, LineWriter
from station.clock import Clock
from station.errors import NeedsPerson, StationError, StorageDamaged
from station.formats.line_ring import RingWriter
from station.i18n import translate
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
        self.writer = LineWriter(spool, ring)
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
        self.writer.start()
        pause = 0.5
        while not self.stop_wanted.is_set():
            before = self.next_line
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
                # Once per break, however often it is tried again.
                self.next_line += EPOCH_JUMP if self.next_line != before else 0
                self.source.close()
                self.stop_wanted.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
        self.source.close()
        self.writer.close()
        watcher.join(3)

    def receive(self) -> None:
        """Lines of one connection, numbered on."""
        start = None
        for block in self.source.blocks():
            if start is None:
                start = self.next_line - block.first_line
            numbered = replace(block, first_line=block.first_line + start)
            self.writer.put(numbered)
            self.next_line = numbered.first_line + numbered.lines
            if self.stop_wanted.is_set():
                self.source.stop()

    def watch(self) -> None:
        """Report the health twice a second; a broken store must not stop the lines."""
        while not self.stop_wanted.wait(0.5):
            try:
                self.report(self.health())
            except StationError as err:
                logger.warning("state not reported: %s", err)

    def health(self) -> DeviceHealth:
        """State and figures of the detector, and of the way to the disk."""
        health = self.source.health()
        fault = self.fault or self.writer.fault
        state, reason = health.state, health.reason
        if fault is not None:
            # What a person must put right does not become a mere silence by being tried again.
            state = DeviceState.FAULTED if isinstance(fault, (StorageDamaged, NeedsPerson)) else state
            reason = str(fault)
        elif self.writer.share >= ALARM:
            reason = translate("Acquisition", "the disk is too slow for the lines: packets will be lost")
        return replace(health, state=state, reason=reason, values={**health.values, **self.writer.values()})
