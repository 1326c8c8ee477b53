"""Items in the store as the assembly joins them: each outcome becomes rows and events."""

import itertools
import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime

from station.clock import Clock
from station.events import Event, Topic
from station.ports.store import StationStore
from station.types.ids import ItemId, new_id
from station.types.item import Item, ItemState
from station.types.reading import BarcodeRead, Reading, ReadingQuality
from station.workflow.assembly import Assembly
from station.workflow.sightings import Closed, Joined, Kind, Outcome, Piece, Sighting, Unjoined
from station.workflow.states import moved

logger = logging.getLogger(__name__)

Content = BarcodeRead | Reading | None


@dataclass(slots=True)
class Arrival:
    """An item before its scan.

    Attributes:
        weighed: set unless a weight is awaited.
        number: of the item in the assembly; 0 for one that nothing can join.
        stored: the store knows it; an item that only a light gate saw is not shown before it has more.
    """

    item_id: ItemId
    weighed: threading.Event
    number: int = 0
    stored: bool = True


class Binding:
    """Feeds the assembly and keeps the store in step; thread-safe.

    Args:
        weighs: every item with a code is weighed.
    """

    def __init__(self, store: StationStore, clock: Clock, assembly: Assembly, *, weighs: bool, simulated: bool) -> None:
        self.store = store
        self.clock = clock
        self.assembly = assembly
        self.weighs = weighs
        self.simulated = simulated
        self.lock = threading.RLock()
        self.numbers = itertools.count(1)
        self.contents: dict[int, Content] = {}
        self.arrivals: dict[int, Arrival] = {}

    def waiting(self) -> list[Arrival]:
        """Items without a scan, oldest first."""
        with self.lock:
            unscanned = [number for number, item in self.assembly.items.items() if not item.has(Kind.SCAN)]
            return [self.arrivals[number] for number in unscanned]

    def take_up(self, item: Item) -> None:
        """An item that an earlier process left; it has its code, and whatever weight it will have."""
        number = self.assembly.open_item(Kind.CODE, Kind.WEIGHT)
        self.arrivals[number] = Arrival(item_id=item.item_id, weighed=finished(), number=number)

    def see(
        self, kind: Kind, station: str, piece: Piece | None, content: Content, *, asked_for: int | None = None
    ) -> Arrival | None:  # fmt: skip
        """Feed the assembly, carry out what follows; the item that the sighting joined, None if it did not yet."""
        with self.lock:
            sighting = Sighting(number=next(self.numbers), kind=kind, station=station, piece=piece, asked_for=asked_for)
            self.contents[sighting.number] = content
            outcomes = self.assembly.feed(sighting)
            joined = [self.carry_out(outcome) for outcome in outcomes]
            return next((arrival for arrival, outcome in zip(joined, outcomes, strict=True)
                         if isinstance(outcome, Joined) and outcome.sighting is sighting), None)  # fmt: skip

    def carry_out(self, outcome: Outcome) -> Arrival | None:
        """Bring an outcome to the store."""
        match outcome:
            case Joined():
                return self.keep_joined(outcome)
            case Unjoined():
                content = self.contents.pop(outcome.sighting.number, None)
                self.tell_unjoined(outcome, content)
            case Closed():
                arrival = self.arrivals.pop(outcome.item, None)
                if arrival is not None and arrival.stored and outcome.missing:
                    self.store.emit(Event(topic=Topic.ITEM_INCOMPLETE, subject=arrival.item_id,
                                          values={"missing": " ".join(outcome.missing)}))  # fmt: skip
        return None

    def keep_joined(self, outcome: Joined) -> Arrival:
        """Store what the sighting brings to its item."""
        content = self.contents.pop(outcome.sighting.number, None)
        arrival = self.arrivals.get(outcome.item)
        if arrival is None:
            arrival = Arrival(item_id=ItemId(new_id()), weighed=finished(), number=outcome.item, stored=False)
            self.arrivals[outcome.item] = arrival
        if outcome.late:
            logger.warning("the %s of item %s came after its scan", outcome.sighting.kind, arrival.item_id)
        if isinstance(content, BarcodeRead):
            self.keep_code(arrival, content)
        elif isinstance(content, Reading):
            self.ensure_stored(arrival)
            self.store.put_reading(arrival.item_id, content)
            if outcome.sighting.kind is Kind.WEIGHT:
                if content.quality is ReadingQuality.STABLE:
                    self.store.put_item(replace(self.store.item(arrival.item_id), mass_g=content.value))
                arrival.weighed.set()
        if outcome.item not in self.assembly.items:  # by the order alone: nothing can come any more
            del self.arrivals[outcome.item]
        return arrival

    def tell_unjoined(self, outcome: Unjoined, content: Content) -> None:
        """A record of its own for what belongs to no item."""
        sighting = outcome.sighting
        values: dict[str, str | int | float | bool] = {"kind": sighting.kind.value, "reason": outcome.reason.value}
        if isinstance(content, BarcodeRead):
            values["text"] = content.text[:200]
        elif isinstance(content, Reading):
            values |= {"value": content.value, "unit": content.unit}
        logger.warning("%s of %s belongs to no item: %s", sighting.kind, sighting.station, outcome.reason)
        self.store.emit(Event(topic=Topic.SIGHTING_UNJOINED, subject=sighting.station, values=values))

    def keep_code(self, arrival: Arrival, read: BarcodeRead) -> None:
        """The identifier of an item; its weight is awaited from now on."""
        if self.weighs:
            arrival.weighed.clear()
        if arrival.stored:
            self.store.put_item(replace(self.store.item(arrival.item_id), identifier=read.text))
        else:
            self.store.put_item(new_item(arrival.item_id, read.text, read.time, read.simulated))
            arrival.stored = True

    def ensure_stored(self, arrival: Arrival) -> None:
        """An item without a code is one without an identifier."""
        if not arrival.stored:
            self.store.put_item(new_item(arrival.item_id, "", self.clock.now(), self.simulated))
            arrival.stored = True

    def nameless(self) -> Arrival:
        """A new item without identifier that nothing can join, in the beam."""
        item = new_item(ItemId(new_id()), "", self.clock.now(), self.simulated)
        self.store.put_item(moved(item, ItemState.SCANNING))
        return Arrival(item_id=item.item_id, weighed=finished())

    def scan(self, piece: Piece | None) -> Arrival:
        """The item that was scanned, in the store and in the beam; a new one if the scan belongs to none."""
        with self.lock:
            arrival = self.see(Kind.SCAN, "beam", piece, None)
            if arrival is None:
                return self.nameless()
            self.ensure_stored(arrival)
            self.advance(arrival.item_id, ItemState.SCANNING)
        return arrival

    def advance(self, item_id: ItemId, state: ItemState) -> Item:
        """Move an item on and store it; the lock keeps a late weight from being lost."""
        with self.lock:
            item = moved(self.store.item(item_id), state)
            self.store.put_item(item)
        return item


def new_item(item_id: ItemId, identifier: str, at: datetime, simulated: bool) -> Item:
    """A new item, not stored yet."""
    return Item(
        item_id=item_id, identifier=identifier, arrived_at=at, state=ItemState.ARRIVED, mass_g=None,
        simulated=simulated,
    )  # fmt: skip


def finished() -> threading.Event:
    """An event that is set already."""
    event = threading.Event()
    event.set()
    return event
