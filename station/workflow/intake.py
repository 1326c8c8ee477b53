"""Items as they come: a barcode opens one, the scale weighs it, the next scan belongs to it.

The reader stands before the tunnel and the belt keeps the order, so the oldest item without a scan
is the one whose lines arrive next. A scan without such an item becomes an item without identifier:
it is shown as such and never joined by guess.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from station.clock import Clock
from station.errors import StationError
from station.ports.devices import CodeReader, Device, WeightSensor
from station.ports.store import StationStore
from station.types.ids import ItemId, new_id
from station.types.item import Item, ItemState
from station.types.reading import BarcodeRead, Reading, ReadingQuality
from station.workflow.states import moved

logger = logging.getLogger(__name__)

STABLE_WEIGHT_S = 5.0


@dataclass(slots=True)
class Arrival:
    """An item before its scan; `weighed` is set when the scale has answered or given up."""

    item_id: ItemId
    weighed: threading.Event


class Intake:
    """Owns the threads of the barcode reader and the scale, and the order of the items."""

    def __init__(
        self,
        store: StationStore,
        clock: Clock,
        *,
        reader: CodeReader | None,
        scale: WeightSensor | None,
        simulated: bool,
    ) -> None:
        self.store = store
        self.clock = clock
        self.reader = reader
        self.scale = scale
        self.simulated = simulated
        self.lock = threading.Lock()
        self.waiting: deque[Arrival] = deque()
        self.to_weigh: deque[Arrival] = deque()
        self.weigh_wanted = threading.Semaphore(0)
        self.stop_wanted = threading.Event()
        self.threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start one thread per device; items that an earlier process left waiting are taken up again."""
        for item in self.store.items((ItemState.ARRIVED,)):
            self.waiting.append(Arrival(item_id=item.item_id, weighed=finished()))
        for item in self.store.items((ItemState.SCANNING,)):
            self.waiting.appendleft(Arrival(item_id=item.item_id, weighed=finished()))
        loops: list[tuple[Device | None, Callable[[], None]]] = [
            (self.reader, self.read_codes),
            (self.scale, self.weigh_items),
        ]
        for device, loop in loops:
            if device is not None:
                thread = threading.Thread(target=loop, name=f"{device.name}-intake", daemon=True)
                thread.start()
                self.threads.append(thread)

    def stop(self) -> None:
        """End the threads."""
        self.stop_wanted.set()
        self.weigh_wanted.release()
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

    def arrive(self, read: BarcodeRead) -> ItemId:
        """Open the item of one barcode and ask for its weight."""
        item = self.new_item(read.text, read.time, read.simulated)
        self.store.put_item(item)
        arrival = Arrival(item_id=item.item_id, weighed=threading.Event() if self.scale else finished())
        with self.lock:
            self.waiting.append(arrival)
            self.to_weigh.append(arrival)
        self.weigh_wanted.release()
        return item.item_id

    def new_item(self, identifier: str, at: datetime, simulated: bool) -> Item:
        """A new item, not stored yet."""
        return Item(
            item_id=ItemId(new_id()),
            identifier=identifier,
            arrived_at=at,
            state=ItemState.ARRIVED,
            mass_g=None,
            simulated=simulated,
        )

    def weigh_items(self) -> None:
        """Weigh item after item, until stopped."""
        scale = self.scale
        while scale is not None:
            self.weigh_wanted.acquire()
            if self.stop_wanted.is_set():
                return
            with self.lock:
                arrival = self.to_weigh.popleft()
            try:
                self.keep_weight(arrival.item_id, scale.read(STABLE_WEIGHT_S))
            except StationError as err:
                logger.warning("item %s has no weight: %s", arrival.item_id, err)
            finally:
                arrival.weighed.set()

    def keep_weight(self, item_id: ItemId, reading: Reading) -> None:
        """Store a reading; only a stable one becomes the mass of the item."""
        self.store.put_reading(item_id, reading)
        if reading.quality is ReadingQuality.STABLE:
            with self.lock:
                self.store.put_item(replace(self.store.item(item_id), mass_g=reading.value))

    def next_for_scan(self) -> Arrival:
        """The item whose lines arrive now; a new one without identifier if no code was read."""
        with self.lock:
            arrival = self.waiting[0] if self.waiting else None
            if arrival is not None:
                item = self.store.item(arrival.item_id)
                if item.state is not ItemState.SCANNING:  # taken up again after a restart
                    self.store.put_item(moved(item, ItemState.SCANNING))
                # Taken off only now: a store that refuses is asked again.
                self.waiting.popleft()
                return arrival
        return self.nameless()

    def nameless(self) -> Arrival:
        """A new item without identifier, in the beam."""
        item = moved(self.new_item("", self.clock.now(), self.simulated), ItemState.SCANNING)
        self.store.put_item(item)
        return Arrival(item_id=item.item_id, weighed=finished())

    def advance(self, item_id: ItemId, state: ItemState) -> Item:
        """Move an item on and store it; the lock keeps a late weight from being lost."""
        with self.lock:
            item = moved(self.store.item(item_id), state)
            self.store.put_item(item)
        return item


def finished() -> threading.Event:
    """An event that is set already."""
    event = threading.Event()
    event.set()
    return event
