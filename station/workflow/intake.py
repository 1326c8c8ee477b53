"""Items as they come: a barcode opens one, the scale weighs it, the scan of the same piece of the belt belongs to it.

With a conveyor the place on the belt joins codes, weights, passages and scans (station/workflow/assembly.py). Without
one the reader stands before the tunnel and the belt keeps the order, so the oldest item without a scan is the one whose
lines arrive next. What cannot be joined is told as an event; a scan without an item becomes an item without
identifier: it is shown as such and never joined by guess.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from station.clock import Clock
from station.errors import StationError
from station.ports.devices import CodeReader, Device, WeightSensor
from station.ports.store import StationStore
from station.types.ids import ItemId
from station.types.item import Item, ItemState
from station.types.lines import ItemLines
from station.types.reading import BarcodeRead, Reading
from station.workflow.assembly import Assembly
from station.workflow.belt_watch import BeltWatch
from station.workflow.binding import Arrival, Binding, finished
from station.workflow.sightings import Kind, Piece

logger = logging.getLogger(__name__)

STABLE_WEIGHT_S = 5.0


class Intake:
    """Owns the threads of the barcode reader and the scale, and joins what they and the belt tell to items.

    Args:
        belt: None for a lane whose belt is not known; then only the order counts.
    """

    def __init__(
        self,
        store: StationStore,
        clock: Clock,
        *,
        reader: CodeReader | None,
        scale: WeightSensor | None,
        simulated: bool,
        belt: BeltWatch | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.reader = reader
        self.scale = scale
        self.simulated = simulated
        self.belt = belt
        expected = [Kind.SCAN] + [Kind.CODE] * (reader is not None) + [Kind.WEIGHT] * (scale is not None)
        keep_mm = belt.places.keep_mm if belt is not None else 0.0
        assembly = Assembly(places=belt is not None, expected=expected, keep_mm=keep_mm)
        self.binding = Binding(store, clock, assembly, weighs=scale is not None, simulated=simulated)
        # Items that an earlier process had in the beam: their lines come first, whatever the belt says.
        self.resumed: deque[Arrival] = deque()
        self.to_weigh: deque[Arrival] = deque()
        self.weigh_wanted = threading.Semaphore(0)
        self.stop_wanted = threading.Event()
        self.threads: list[threading.Thread] = []

    @property
    def waiting(self) -> tuple[Arrival, ...]:
        """Items without a scan, oldest first."""
        return (*self.resumed, *self.binding.waiting())

    @property
    def by_place(self) -> bool:
        """Whether a scan can be joined only when it is over and its piece of the belt is known."""
        return self.belt is not None

    def start(self) -> None:
        """Start one thread per device; items that an earlier process left waiting are taken up again.

        With a belt only the one in the beam is: positions begin anew, so that the others cannot be recognised.
        """
        for item in self.store.items((ItemState.SCANNING,)):
            self.resumed.append(Arrival(item_id=item.item_id, weighed=finished()))
        for item in self.store.items((ItemState.ARRIVED,)) if self.belt is None else ():
            self.binding.take_up(item)
        loops: list[tuple[Device | None, Callable[[], None]]] = [
            (self.reader, self.read_codes),
            (self.scale, self.weigh_items),
        ]
        for device, loop in loops:
            if device is not None:
                thread = threading.Thread(target=loop, name=f"{device.name}-intake", daemon=True)
                thread.start()
                self.threads.append(thread)
        if self.belt is not None:
            self.belt.passed = self.pass_gate
            self.belt.start()

    def stop(self) -> None:
        """End the threads."""
        self.stop_wanted.set()
        self.weigh_wanted.release()
        if self.belt is not None:
            self.belt.stop()
        for thread in self.threads:
            thread.join(timeout=STABLE_WEIGHT_S + 1)

    def read_codes(self) -> None:
        """Open an item for every code, until stopped."""
        reader = self.reader
        while reader is not None and not self.stop_wanted.is_set():
            try:
                read = reader.read(0.5)
            except StationError:
                # The driver reconnects by itself and reports its state; a wrong device waits for a person.
                self.stop_wanted.wait(0.5)
                continue
            if read is not None:
                self.arrive(read)

    def arrive(self, read: BarcodeRead) -> ItemId | None:
        """Join a code to its item, which it opens if nothing else did, and ask for its weight; None if unjoined."""
        piece = self.belt.piece(read.time, read.time, self.belt.places.reader_mm) if self.belt else None
        arrival = self.binding.see(Kind.CODE, read.source, piece, read)
        if arrival is None:
            return None
        self.to_weigh.append(arrival)
        self.weigh_wanted.release()
        return arrival.item_id

    def weigh_items(self) -> None:
        """Weigh item after item, until stopped."""
        scale = self.scale
        while scale is not None:
            self.weigh_wanted.acquire()
            if self.stop_wanted.is_set():
                return
            arrival = self.to_weigh.popleft()
            try:
                self.keep_weight(arrival, scale.read(STABLE_WEIGHT_S))
            except StationError as err:
                logger.warning("item %s has no weight: %s", arrival.item_id, err)
            finally:
                arrival.weighed.set()

    def keep_weight(self, arrival: Arrival, reading: Reading) -> None:
        """Join a reading: to what stood on the platform, or without a belt to the item that asked for it."""
        piece = None
        if self.belt is not None:
            places = self.belt.places
            half = places.platform_mm / 2
            piece = self.belt.piece(reading.time, reading.time, places.scale_mm, half_mm=half)
        self.binding.see(Kind.WEIGHT, reading.source, piece, reading, asked_for=arrival.number)

    def pass_gate(self, gate: int, piece: Piece | None) -> None:
        """A light gate became free again."""
        self.binding.see(Kind.PASSAGE, f"gate-{gate}", piece, None)

    def occupy(self, reading: Reading, begin: datetime, end: datetime) -> ItemId | None:
        """Join what a portal counted from `begin` to `end`; None if it is joined later or not at all."""
        piece = self.belt.piece(begin, end, self.belt.places.portal_mm) if self.belt else None
        arrival = self.binding.see(Kind.OCCUPANCY, reading.source, piece, reading)
        return arrival.item_id if arrival is not None else None

    def next_for_scan(self, lines: ItemLines | None = None) -> Arrival:
        """The item whose lines these are, or arrive now; a new one without identifier if there is none.

        Args:
            lines: the whole item where there is a belt; None where only the order counts.
        """
        if self.resumed:
            return self.resumed.popleft()
        # Outside of any lock: it may wait for the belt's next reading.
        piece = self.belt.piece_of_lines(lines.time_ns) if self.belt is not None and lines is not None else None
        return self.binding.scan(piece)

    def nameless(self) -> Arrival:
        """A new item without identifier, in the beam."""
        return self.binding.nameless()

    def belt_mm(self, lines: ItemLines) -> NDArray[np.float64] | None:
        """Where the belt was at each line by its encoder; None where the geometry is time-based."""
        return self.belt.belt_mm(lines.time_ns) if self.belt is not None else None

    def advance(self, item_id: ItemId, state: ItemState) -> Item:
        """Move an item on and store it."""
        return self.binding.advance(item_id, state)
