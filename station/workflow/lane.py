"""The lane loop: lines -> scan -> correct -> analyse -> store, item after item.

Files and rows of a scan are stored before its lines may leave the spool, so a killed lane finds
everything again: what was stored stays stored, the item under way is taken up from the spool and
marked interrupted.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from station.clock import Clock
from station.errors import StationError
from station.events import Event, Topic
from station.i18n import Phrase
from station.ports.analysis import ItemContext
from station.ports.store import StationStore
from station.types.analysis import Analysis, NotAnalysed
from station.types.arrays import frozen
from station.types.ids import ItemId, ScanId, new_id
from station.types.item import Item, ItemState
from station.types.lines import ItemLines, LineBlock
from station.types.scan import CorrectedScan, EnergyChannel, Geometry, RawScan, ScanHead
from station.workflow.binding import Arrival
from station.workflow.intake import Intake
from station.workflow.pipeline import Pipeline, merged
from station.workflow.states import moved
from station.workflow.views import Eye, ViewPairing

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSetup:
    """What a lane is told of its detectors and its scale."""

    scanner: str
    channels: tuple[EnergyChannel, ...]
    pitch_mm: tuple[float, float]
    mass_sigma: float
    weight_wait_s: float
    simulated: bool


@dataclass(slots=True)
class Passage:
    """An item whose lines are complete in its first view; `views` grows until all are there or it is too late."""

    arrival: Arrival
    views: dict[str, ItemLines]
    late_at: float
    free: dict[str, int] = field(default_factory=dict)


class Lane:
    """One lane. `run` blocks until `stop_wanted` says so.

    Args:
        eyes: its views; the item is bound, weighed and shown with the first.
        resumed: an item was under way when an earlier lane process died; the first scan is marked.

    Attributes:
        passed: set by whoever joins by time; called with each item and when it was in the first beam.
    """

    def __init__(
        self,
        setup: LaneSetup,
        *,
        eyes: Sequence[Eye],
        store: StationStore,
        intake: Intake,
        pipeline: Pipeline,
        clock: Clock,
        resumed: bool = False,
    ) -> None:
        self.setup = setup
        self.eyes = {eye.name: eye for eye in eyes}
        self.first = eyes[0]
        self.pairing = ViewPairing(tuple(eyes))
        self.store = store
        self.intake = intake
        self.pipeline = pipeline
        self.clock = clock
        self.resumed = resumed
        self.passed: Callable[[ItemId, datetime, datetime], None] = lambda *_: None
        self.arrival: Arrival | None = None
        self.waiting: list[Passage] = []

    @property
    def idle(self) -> bool:
        """No item is in any beam."""
        return not self.waiting and not any(eye.assembler.active for eye in self.eyes.values())

    def run(self, blocks: Iterator[tuple[str, LineBlock]], stop_wanted: Callable[[], bool]) -> None:
        """Work through the blocks of all views until they end or `stop_wanted`."""
        for view, block in blocks:
            self.take(view, block)
            if stop_wanted():
                break
        self.interrupt()

    def take(self, view: str, block: LineBlock) -> None:
        """One block of lines of one view."""
        eye = self.eyes[view]
        for lines in eye.assembler.feed(block):
            self.complete(eye, lines)
        if eye.assembler.active:
            if eye is self.first and not self.intake.by_place:
                self.bind(None)
        elif block.lines and not self.waiting and not self.pairing.holds(view):
            eye.free(block.first_line)
        self.settle()

    def complete(self, eye: Eye, lines: ItemLines) -> None:
        """An item has left one beam."""
        if eye is not self.first:
            self.pairing.put(eye.name, lines)
            return
        self.bind(lines)
        arrival, self.arrival = self.arrival, None
        if arrival is not None:
            late_at = self.clock.monotonic() + self.pairing.patience_s
            self.waiting.append(Passage(arrival=arrival, views={eye.name: lines}, late_at=late_at))

    def settle(self) -> None:
        """Keep the items that are complete in all views, or for which the other views are too late, in order."""
        while self.waiting:
            passage = self.waiting[0]
            self.pairing.fill(passage.views)
            if len(passage.views) < len(self.eyes) and self.clock.monotonic() < passage.late_at:
                return
            self.keep(passage)
            self.waiting.pop(0)
        if not self.first.assembler.active:
            for view, lines in self.pairing.left_over(self.clock.monotonic()):
                self.keep_alone(view, lines)

    def keep_alone(self, view: str, lines: ItemLines) -> None:
        """What only a further view saw is an item of its own, without identifier: never joined by guess."""
        logger.warning("the view %s saw an item that the first did not", view)
        arrival = self.intake.nameless()
        self.keep(Passage(arrival=arrival, views={view: lines}, late_at=0.0))

    def interrupt(self) -> None:
        """Store the items under way as interrupted: the streams have ended."""
        for eye in reversed(self.eyes.values()):
            lines = eye.assembler.flush()
            if lines is not None:
                self.complete(eye, lines)
        for passage in self.waiting:
            passage.late_at = 0.0
        self.settle()

    def bind(self, lines: ItemLines | None) -> None:
        """Give the item in the beam its place in the store, once; with a belt when its lines are complete."""
        if self.arrival is None:
            self.arrival = self.intake.next_for_scan(lines)
            self.store.emit(Event(topic=Topic.SCAN_STARTED, subject=self.arrival.item_id))

    def keep(self, passage: Passage) -> None:
        """Store every view, then analyse, then store the result."""
        item_id = passage.arrival.item_id
        view, lines = next(iter(passage.views.items()))
        begin, end = (time_of(ns, self.eyes[view].delay_s) for ns in (lines.first_time_ns, lines.last_time_ns))
        self.passed(item_id, begin, end)
        scans: dict[str, CorrectedScan] = {}
        whole = True
        for view, lines in passage.views.items():
            scan = self.keep_view(item_id, self.eyes[view], lines)
            whole = whole and scan is not None and not lines.interrupted
            if scan is not None:
                scans[view] = scan
        for view, lines in passage.views.items():
            self.eyes[view].free(lines.first_line + len(lines.valid))
        if not whole:
            self.intake.advance(item_id, ItemState.INTERRUPTED)
            return
        self.intake.advance(item_id, ItemState.SCANNED)
        self.analyse(passage, scans)

    def keep_view(self, item_id: ItemId, eye: Eye, lines: ItemLines) -> CorrectedScan | None:
        """Store one view; counts that the profile does not fit are kept all the same, and None says so."""
        raw = self.raw_scan(item_id, eye, lines)
        profile = self.store.active_profile(eye.profile)
        try:
            corrected = self.pipeline.correct(raw, profile, self.clock.now())
        except StationError as err:
            reason = str(err)[:500]
            self.store.put_scan(raw, None)
            self.store.emit(Event(topic=Topic.STEP_FAILED, subject=item_id, values={"reason": reason}))
            return None
        self.store.put_scan(raw, corrected)
        return corrected

    def analyse(self, passage: Passage, scans: Mapping[str, CorrectedScan]) -> None:
        """Wait for the weight a little, analyse every view, store one result."""
        arrival = passage.arrival
        arrival.weighed.wait(self.setup.weight_wait_s)
        item = self.store.item(arrival.item_id)
        context = self.context(item)
        missing = tuple(view for view in self.eyes if view not in scans)
        result = merged([self.pipeline.examine(scan, context)[0] for scan in scans.values()], missing)
        last_ns = max(lines.last_time_ns for lines in passage.views.values())
        latency_ms = max((time.time_ns() - last_ns) / 1e6, 0.0)
        self.store.put_analysis(item.item_id, result, latency_ms)
        state = ItemState.ANALYSED if isinstance(result, Analysis) else ItemState.NOT_ANALYSED
        self.intake.advance(item.item_id, state)

    def context(self, item: Item) -> ItemContext:
        """What is known of the item besides its picture."""
        return ItemContext(
            mass_g=item.mass_g,
            mass_sigma_g=self.setup.mass_sigma * (item.mass_g or 0.0),
            declaration=self.store.declaration(item.identifier) if item.identifier else None,
        )

    def raw_scan(self, item_id: ItemId, eye: Eye, lines: ItemLines) -> RawScan:
        """The lines as a scan of this item, with the place of each by the encoder if there is one."""
        belt_mm = self.intake.belt_mm(lines)
        head = ScanHead(
            scan_id=ScanId(new_id()),
            item_id=item_id,
            scanner=self.setup.scanner,
            view=eye.name,
            channels=self.setup.channels,
            pitch_mm=self.setup.pitch_mm,
            started_at=self.clock.now(),
            simulated=self.setup.simulated,
            lost_lines=int(np.count_nonzero(~lines.valid)),
            interrupted=lines.interrupted or self.resumed,
            source="lane",
            geometry=Geometry.TIME if belt_mm is None else Geometry.ENCODER,
        )
        if eye is self.first:
            self.resumed = False
        return RawScan(
            head=head, counts=lines.counts, valid=lines.valid, belt_mm=None if belt_mm is None else frozen(belt_mm)
        )


def time_of(line_ns: int, delay_s: float) -> datetime:
    """When what a line shows was in the first beam."""
    return datetime.fromtimestamp(line_ns / 1e9 - delay_s, UTC)


def recover(store: StationStore) -> bool:
    """Put the store in order after a killed lane; True if an item was in the beam.

    That item keeps its place: its lines are still in the spool and become its scan. An item whose
    scan is stored without a result is marked not analysed, so that somebody looks at it.
    """
    for item in store.items((ItemState.SCANNED,)):
        reason = Phrase(
            context="NotAnalysed", template="the lane stopped before the analysis: judge by eye or scan again"
        )
        scan_id = store.scans(item.item_id)[-1].head.scan_id
        store.put_analysis(item.item_id, NotAnalysed(scan_id=scan_id, reason=reason), 0.0)
        store.put_item(moved(item, ItemState.NOT_ANALYSED))
    return bool(store.items((ItemState.SCANNING,)))
