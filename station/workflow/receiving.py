"""Scans that other scanners hand over: kept as they came, analysed where that is honest, each only once.

The rows of what was received are written first and name the item; so a killed process takes the same scan up
again, from the scanner that still holds it, into the same item.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from station.clock import Clock
from station.errors import InputUnsuitable, StationError
from station.i18n import Phrase
from station.ports.analysis import ItemContext
from station.ports.devices import Scanner
from station.ports.store import StationStore, StoredOriginal
from station.types.analysis import Analysis, NotAnalysed
from station.types.ids import ItemId, ScanId, new_id
from station.types.item import Item, ItemState
from station.types.received import ReceivedScan
from station.types.scan import CorrectedScan, RawScan
from station.workflow.pipeline import Pipeline

logger = logging.getLogger(__name__)

READ_S, LONGEST_PAUSE_S = 0.5, 5.0
UNFINISHED = (ItemState.ARRIVED, ItemState.SCANNING, ItemState.SCANNED)


class Outcome(StrEnum):
    """What became of a received scan."""

    ANALYSED = "analysed"
    NOT_ANALYSED = "not analysed"
    AGAIN = "received again"
    REPORT = "report linked"
    PARKED = "report parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One received scan that is stored; `item_id` is empty for a parked report."""

    outcome: Outcome
    item_id: ItemId


class Receiving:
    """Takes scan after scan from one scanner. `run` blocks until `stop_wanted` says so.

    Args:
        mass_sigma: relative standard error of a mass that an object states.

    Attributes:
        figures: how many of each outcome.
        trouble: what it waits for now, None if nothing.
    """

    def __init__(
        self, scanner: Scanner, *, store: StationStore, pipeline: Pipeline, clock: Clock, mass_sigma: float = 0.002
    ) -> None:  # fmt: skip
        self.scanner = scanner
        self.store = store
        self.pipeline = pipeline
        self.clock = clock
        self.mass_sigma = mass_sigma
        self.figures = dict.fromkeys(Outcome, 0)
        self.waiting: ReceivedScan | None = None
        self.pause_s = 0.0
        self.trouble: StationError | None = None

    def run(self, stop_wanted: Callable[[], bool]) -> None:
        """Take what comes; a scanner or a store that fails is tried again, and nothing is dropped meanwhile."""
        while not stop_wanted():
            try:
                self.step()
                self.pause_s, self.trouble = 0.0, None
            except StationError as err:
                self.trouble = err
                self.pause_s = min(max(self.pause_s * 2, 0.25), LONGEST_PAUSE_S)
                logger.warning("%s; tried again in %.2f s", err, self.pause_s)
                self.wait(stop_wanted)

    def wait(self, stop_wanted: Callable[[], bool]) -> None:
        """The pause after a failure, ended by a stop."""
        end = self.clock.monotonic() + self.pause_s
        while not stop_wanted() and self.clock.monotonic() < end:
            self.clock.sleep(0.05)

    def step(self) -> Taken | None:
        """Read one scan and take it in; None if nothing came. A scan that could not be stored is tried first.

        Raises:
            StationError: of the scanner or the store; the scan waits.
        """
        if self.waiting is None:
            self.waiting = self.scanner.read(READ_S)
        if self.waiting is None:
            return None
        taken = self.take(self.waiting)
        self.scanner.accept(self.waiting)
        self.waiting = None
        self.figures[taken.outcome] += 1
        return taken

    def take(self, received: ReceivedScan) -> Taken:
        """Store a received scan with its result; the same objects again change nothing."""
        known = self.known(received)
        if known is not None and (received.report is not None or self.is_finished(known)):
            self.store.audit(
                "receiver", "received again", known,
                {"source": received.source, "sha256": [original.data_sha256 for original in received.originals]},
            )  # fmt: skip
            logger.info("received again from %s: item %s", received.source, known or "of a parked report")
            return Taken(outcome=Outcome.AGAIN, item_id=known)
        if received.report is not None:
            return self.take_report(received)
        item_id = known or ItemId(new_id())
        if known is None:
            self.keep_originals(received, item_id)
        return self.take_picture(received, item_id)

    def known(self, received: ReceivedScan) -> ItemId | None:
        """The item of which all these objects are already, "" for a parked report, None if one is new."""
        items = [
            {stored.item_id for stored in self.store.originals_of(original.data_sha256)}
            for original in received.originals
        ]
        shared = set.intersection(*items) if items else set()
        return ItemId(max(shared)) if shared else None

    def is_finished(self, item_id: ItemId) -> bool:
        """Whether the item of known objects is complete; an earlier run may have ended in between."""
        try:
            return self.store.item(item_id).state not in UNFINISHED
        except InputUnsuitable:
            return False

    def keep_originals(self, received: ReceivedScan, item_id: ItemId) -> None:
        """The bytes as they came, then the rows."""
        rows = []
        for original in received.originals:
            self.store.blobs.put(original.content)
            rows.append(StoredOriginal(
                data_sha256=original.data_sha256, sha256=original.sha256, item_id=item_id, form=received.form,
                name=original.name, source=received.source, received_at=received.received_at,
                object_uid=original.object_uid, scan_uid=original.scan_uid, refers_to=original.refers_to,
            ))  # fmt: skip
        self.store.put_originals(rows)

    def take_report(self, received: ReceivedScan) -> Taken:
        """A threat report goes to the item of its images, or is parked until they come."""
        refers_to = [uid for original in received.originals for uid in original.refers_to]
        item_id = self.store.item_of_objects(refers_to)
        self.keep_originals(received, item_id or ItemId(""))
        if item_id is None:
            return Taken(outcome=Outcome.PARKED, item_id=ItemId(""))
        return Taken(outcome=Outcome.REPORT, item_id=item_id)

    def take_picture(self, received: ReceivedScan, item_id: ItemId) -> Taken:
        """Item, scan and result; what an earlier run stored is not stored again."""
        item = Item(
            item_id=item_id, identifier=received.identifier, arrived_at=received.received_at,
            state=ItemState.SCANNED, mass_g=received.mass_g, simulated=received.simulated,
        )  # fmt: skip
        started = time.monotonic()
        scan = self.stored_scan(received, item_id)
        if scan is not None:
            # A lane that starts now finds either no item or an item with its scan.
            self.store.put_item(item)
        result = self.judge(received, scan)
        self.store.put_analysis(item_id, result, 1000 * (time.monotonic() - started))
        analysed = isinstance(result, Analysis)
        state = ItemState.ANALYSED if analysed else ItemState.NOT_ANALYSED
        self.store.put_item(replace(item, state=state))
        self.store.link_reports([original.object_uid for original in received.originals], item_id)
        return Taken(outcome=Outcome.ANALYSED if analysed else Outcome.NOT_ANALYSED, item_id=item_id)

    def stored_scan(self, received: ReceivedScan, item_id: ItemId) -> CorrectedScan | None:
        """The scan under its ids in the store; None if there is no picture."""
        if received.counts is None or received.scan is None:
            return None
        held = self.store.scans(item_id)
        scan_id = held[-1].head.scan_id if held else ScanId(new_id())
        head = replace(received.scan.head, item_id=item_id, scan_id=scan_id)
        scan = replace(received.scan, head=head)
        if not held:
            self.store.put_scan(RawScan(head=head, counts=received.counts.counts, valid=received.counts.valid), scan)
        return scan

    def judge(self, received: ReceivedScan, scan: CorrectedScan | None) -> Analysis | NotAnalysed:
        """The result of the pipeline with the notes of the object, or why there is none."""
        if received.unsuitable is not None or scan is None:
            reason = received.unsuitable or Phrase(
                context="NotAnalysed", template="what was received holds no picture: look at it on the scanner"
            )
            return NotAnalysed(scan_id=scan.head.scan_id if scan else ScanId(""), reason=reason)
        declaration = self.store.declaration(received.identifier) if received.identifier else None
        context = ItemContext(
            mass_g=received.mass_g, mass_sigma_g=self.mass_sigma * (received.mass_g or 0.0), declaration=declaration
        )
        result, _ = self.pipeline.examine(scan, context)
        if isinstance(result, Analysis):
            return replace(result, notes=(*result.notes, *received.notes))
        return result
