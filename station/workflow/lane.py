"""The lane loop: lines -> scan -> correct -> analyse -> store, item after item.

Files and rows of a scan are stored before its lines may leave the spool, so a killed lane finds
everything again: what was stored stays stored, the item under way is taken up from the spool and
marked interrupted.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from station.clock import Clock
from station.errors import StationError
from station.events import Event, Topic
from station.i18n import Phrase
from station.ports.analysis import ItemContext
from station.ports.store import StationStore
from station.types.analysis import Analysis, NotAnalysed
from station.types.arrays import frozen
from station.types.calibration import CalibrationProfile
from station.types.ids import ItemId, ScanId, new_id
from station.types.item import Item, ItemState
from station.types.lines import ItemLines, LineBlock
from station.types.scan import CorrectedScan, EnergyChannel, Geometry, RawScan, ScanHead
from station.workflow.binding import Arrival
from station.workflow.intake import Intake
from station.workflow.pipeline import Pipeline
from station.workflow.states import moved

logger = logging.getLogger(__name__)


class Assembler(Protocol):
    """Cuts the stream of lines into items."""

    @property
    def active(self) -> bool:
        """An item is in the beam."""
        ...

    def feed(self, block: LineBlock) -> Sequence[ItemLines]:
        """Items that ended in this block."""
        ...

    def flush(self) -> ItemLines | None:
        """The item under way, interrupted."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSetup:
    """What a lane is told of its detector and scale."""

    scanner: str
    view: str
    channels: tuple[EnergyChannel, ...]
    pitch_mm: tuple[float, float]
    mass_sigma: float
    weight_wait_s: float
    simulated: bool


class Lane:
    """One lane. `run` blocks until `stop_wanted` says so.

    Args:
        resumed: an item was under way when an earlier lane process died; the first scan is marked.
        free_lines: called with a line number when everything before it is stored.
    """

    def __init__(
        self,
        setup: LaneSetup,
        *,
        store: StationStore,
        intake: Intake,
        assembler: Assembler,
        pipeline: Pipeline,
        clock: Clock,
        free_lines: Callable[[int], None],
        resumed: bool = False,
    ) -> None:
        self.setup = setup
        self.store = store
        self.intake = intake
        self.assembler = assembler
        self.pipeline = pipeline
        self.clock = clock
        self.free_lines = free_lines
        self.resumed = resumed
        self.freed = -1
        self.arrival: Arrival | None = None
        self.profile: CalibrationProfile | None = store.active_profile(setup.scanner)

    def run(self, blocks: Iterator[LineBlock], stop_wanted: Callable[[], bool]) -> None:
        """Work through the stream until it ends or `stop_wanted`."""
        for block in blocks:
            self.take(block)
            if stop_wanted():
                break
        self.interrupt()

    def take(self, block: LineBlock) -> None:
        """One block of lines."""
        finished = self.assembler.feed(block)
        for lines in finished:
            self.bind(lines)
            self.keep(lines)
        if self.assembler.active:
            if not self.intake.by_place:
                self.bind(None)
        elif block.lines:
            self.free(block.first_line)

    def free(self, line: int) -> None:
        """Everything before `line` is stored; never back, or a restarted lane would see the end of an item again."""
        if line > self.freed:
            self.freed = line
            self.free_lines(line)

    def interrupt(self) -> None:
        """Store the item under way as interrupted: the stream has ended."""
        lines = self.assembler.flush()
        if lines is not None:
            self.bind(lines)
            self.keep(lines)

    def bind(self, lines: ItemLines | None) -> None:
        """Give the item in the beam its place in the store, once; with a belt when its lines are complete."""
        if self.arrival is None:
            self.arrival = self.intake.next_for_scan(lines)
            self.store.emit(Event(topic=Topic.SCAN_STARTED, subject=self.arrival.item_id))

    def keep(self, lines: ItemLines) -> None:
        """Store, analyse, store the result."""
        arrival, self.arrival = self.arrival, None
        if arrival is None:
            return
        raw = self.raw_scan(arrival.item_id, lines)
        self.profile = self.store.active_profile(self.setup.scanner)
        try:
            corrected = self.pipeline.correct(raw, self.profile, self.clock.now())
        except StationError as err:
            self.keep_uncorrected(arrival, raw, err)
            return
        self.store.put_scan(raw, corrected)
        self.free(lines.first_line + len(lines.valid))
        if lines.interrupted:
            self.intake.advance(arrival.item_id, ItemState.INTERRUPTED)
            return
        self.intake.advance(arrival.item_id, ItemState.SCANNED)
        self.analyse(arrival, corrected, lines.last_time_ns)

    def keep_uncorrected(self, arrival: Arrival, raw: RawScan, err: StationError) -> None:
        """Counts that the profile does not fit are kept all the same."""
        self.store.put_scan(raw, None)
        self.store.emit(Event(topic=Topic.STEP_FAILED, subject=arrival.item_id, values={"reason": str(err)[:500]}))
        self.intake.advance(arrival.item_id, ItemState.INTERRUPTED)

    def analyse(self, arrival: Arrival, corrected: CorrectedScan, last_time_ns: int) -> None:
        """Wait for the weight a little, analyse, store."""
        arrival.weighed.wait(self.setup.weight_wait_s)
        item = self.store.item(arrival.item_id)
        result, _ = self.pipeline.examine(corrected, self.context(item))
        latency_ms = (time.time_ns() - last_time_ns) / 1e6
        self.store.put_analysis(item.item_id, result, latency_ms)
        analysed = isinstance(result, Analysis)
        self.intake.advance(item.item_id, ItemState.ANALYSED if analysed else ItemState.NOT_ANALYSED)

    def context(self, item: Item) -> ItemContext:
        """What is known of the item besides its picture."""
        return ItemContext(
            mass_g=item.mass_g,
            mass_sigma_g=self.setup.mass_sigma * (item.mass_g or 0.0),
            declaration=self.store.declaration(item.identifier) if item.identifier else None,
        )

    def raw_scan(self, item_id: ItemId, lines: ItemLines) -> RawScan:
        """The lines as a scan of this item."""
        belt_mm = self.intake.belt_mm(lines)
        head = ScanHead(
            scan_id=ScanId(new_id()),
            item_id=item_id,
            scanner=self.setup.scanner,
            view=self.setup.view,
            channels=self.setup.channels,
            pitch_mm=self.setup.pitch_mm,
            started_at=self.clock.now(),
            simulated=self.setup.simulated,
            lost_lines=int(np.count_nonzero(~lines.valid)),
            interrupted=lines.interrupted or self.resumed,
            source="lane",
            geometry=Geometry.TIME if belt_mm is None else Geometry.ENCODER,
        )
        self.resumed = False
        return RawScan(
            head=head, counts=lines.counts, valid=lines.valid, belt_mm=None if belt_mm is None else frozen(belt_mm)
        )


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
