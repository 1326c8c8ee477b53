"""Joins what the devices of a lane saw to items, by the place on the belt; pure: no thread, no device, no store.

An item lies on a piece of the belt. A device at `x` mm along the lane that sees something while the belt is at `p` mm
sees the piece `p - x`; it is the same piece for every device, so that equal pieces are one item:

    code      |      .                      at 1480
    passage   |   [=======]                 1400 to 1650
    weight    | [...........]               somewhere in 1350 to 1700, the platform
    scan      |   [=======]                 1405 to 1645

A sighting whose piece meets one item joins it. One that meets several joins none: it is told as ambiguous. Codes,
passages and scans that meet nothing open an item; weights and occupancies wait for theirs, because they may come
first. Nothing is joined twice, and nothing is moved once it is joined. Without a belt (`places=False`) only the order
is known: a code opens an item, a scan belongs to the oldest item without one, a weight to the item it was asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from station.workflow.sightings import (
    OPENING,
    Closed,
    Joined,
    Kind,
    Outcome,
    Piece,
    Reason,
    Sighting,
    Unjoined,
)

LIMIT = 256


@dataclass(slots=True)
class OpenItem:
    """An item that sightings can still join."""

    number: int
    piece: Piece | None
    seen: set[tuple[Kind, str]] = field(default_factory=set)

    def has(self, kind: Kind) -> bool:
        """Whether something of this kind was seen."""
        return any(seen is kind for seen, _ in self.seen)


class Assembly:
    """Feeds on sightings in any order.

    Args:
        places: there is a belt whose position is known; otherwise only the order counts.
        expected: kinds that every item should have.
        keep_mm: an item is closed when the belt has gone on by so much: the length of the lane and more.
        first_item: number of the first item.
    """

    def __init__(
        self, *, places: bool, expected: Iterable[Kind] = (Kind.SCAN,), keep_mm: float = 20_000.0, first_item: int = 1
    ) -> None:  # fmt: skip
        self.places = places
        self.expected = tuple(expected)
        self.keep_mm = keep_mm
        self.next_item = first_item
        self.items: dict[int, OpenItem] = {}
        self.waiting: list[Sighting] = []
        # Numbers that came; those further back than any that can still come are dropped.
        self.numbers: dict[int, None] = {}
        self.newest: Piece | None = None

    def feed(self, sighting: Sighting) -> list[Outcome]:
        """What follows from one more sighting."""
        if sighting.number in self.numbers:
            return [Unjoined(sighting=sighting, reason=Reason.REPEATED)]
        self.numbers[sighting.number] = None
        if len(self.numbers) > 64 * LIMIT:
            del self.numbers[next(iter(self.numbers))]
        outcomes = self.by_place(sighting) if self.places else [self.by_order(sighting)]
        return outcomes + self.close_old(sighting.piece)

    def open_item(self, *seen: Kind) -> int:
        """An item with what an earlier process saw of it already; it has no place, only its turn."""
        number, self.next_item = self.next_item, self.next_item + 1
        self.items[number] = OpenItem(number, None, {(kind, "") for kind in seen})
        return number

    def end(self) -> list[Outcome]:
        """The lane stops: what still waits is told, all items are closed."""
        told: list[Outcome] = [Unjoined(sighting=each, reason=Reason.NOTHING_THERE) for each in self.waiting]
        self.waiting.clear()
        return told + [self.closed(number) for number in list(self.items)]

    # by the order alone

    def by_order(self, sighting: Sighting) -> Joined | Unjoined:
        """The rule of a lane without a belt."""
        match sighting.kind:
            case Kind.CODE:
                return self.join(sighting, None)
            case Kind.SCAN:
                unscanned = (item for item in self.items.values() if (Kind.SCAN, sighting.station) not in item.seen)
                return self.join(sighting, next(unscanned, None))
            case Kind.WEIGHT:
                item = self.items.get(sighting.asked_for or 0)
                if item is None:
                    return Unjoined(sighting=sighting, reason=Reason.NOTHING_THERE)
                if item.has(Kind.WEIGHT):
                    return Unjoined(sighting=sighting, reason=Reason.TAKEN)
                return self.join(sighting, item)
            case _:
                return Unjoined(sighting=sighting, reason=Reason.NO_PLACE)

    # by the place on the belt

    def by_place(self, sighting: Sighting) -> list[Outcome]:
        """Join, open, wait or tell; then those that waited are tried again."""
        result = self.try_place(sighting)
        if result is None:
            self.waiting.append(sighting)
            return []
        outcomes: list[Outcome] = [result]
        if isinstance(result, Joined):
            outcomes += self.try_waiting()
        return outcomes

    def try_place(self, sighting: Sighting) -> Joined | Unjoined | None:
        """What becomes of a sighting now; None if it waits for its item."""
        piece = sighting.piece
        if piece is None:
            return Unjoined(sighting=sighting, reason=Reason.NO_PLACE)
        met = [item for item in self.items.values() if item.piece is not None and item.piece.meets(piece)]
        if len(met) > 1:
            return Unjoined(sighting=sighting, reason=Reason.AMBIGUOUS)
        if not met:
            return self.join(sighting, None) if sighting.kind in OPENING else None
        if self.taken(met[0], sighting):
            return Unjoined(sighting=sighting, reason=Reason.TAKEN)
        return self.join(sighting, met[0])

    def taken(self, item: OpenItem, sighting: Sighting) -> bool:
        """Whether the item has what the sighting would give; one code and one weight, whichever device read it."""
        if sighting.kind in (Kind.CODE, Kind.WEIGHT):
            return item.has(sighting.kind)
        return (sighting.kind, sighting.station) in item.seen

    def try_waiting(self) -> list[Outcome]:
        """Those that waited, as long as one of them finds its item."""
        outcomes: list[Outcome] = []
        found = True
        while found:
            found = False
            for sighting in list(self.waiting):
                result = self.try_place(sighting)
                if result is not None:
                    self.waiting.remove(sighting)
                    outcomes.append(result)
                    found = found or isinstance(result, Joined)
        return outcomes

    def join(self, sighting: Sighting, item: OpenItem | None) -> Joined:
        """Put the sighting to the item, or to a new one."""
        opened = item is None
        if item is None:
            item = self.items[self.open_item()]
        late = sighting.kind is not Kind.SCAN and item.has(Kind.SCAN)
        item.seen.add((sighting.kind, sighting.station))
        # A platform and the reach of a portal are larger than the item: they do not tell how long it is.
        if sighting.piece is not None and sighting.kind in OPENING:
            item.piece = sighting.piece if item.piece is None else item.piece.joined(sighting.piece)
        if not self.places and item.has(Kind.SCAN) and not self.may_come(item):
            del self.items[item.number]
        return Joined(sighting=sighting, item=item.number, opened=opened, late=late)

    def may_come(self, item: OpenItem) -> bool:
        """Whether an item that was scanned still waits for its weight; by the order alone nothing else can come."""
        return Kind.WEIGHT in self.expected and not item.has(Kind.WEIGHT)

    # the end of an item

    def close_old(self, piece: Piece | None) -> list[Outcome]:
        """Close what has left the lane, and tell what waited in vain."""
        newest = self.newest
        if piece is not None and (newest is None or (piece.epoch, piece.end_mm) > (newest.epoch, newest.end_mm)):
            self.newest = piece
        outcomes: list[Outcome] = [
            Unjoined(sighting=each, reason=Reason.NOTHING_THERE) for each in self.waiting if self.has_left(each.piece)
        ]
        self.waiting = [each for each in self.waiting if not self.has_left(each.piece)]
        while len(self.waiting) > LIMIT:
            outcomes.append(Unjoined(sighting=self.waiting.pop(0), reason=Reason.NOTHING_THERE))
        old = [number for number, item in self.items.items() if self.has_left(item.piece)]
        old += [number for number in self.items if number not in old][: max(len(self.items) - len(old) - LIMIT, 0)]
        return outcomes + [self.closed(number) for number in old]

    def has_left(self, piece: Piece | None) -> bool:
        """Whether the belt has carried a piece away, or its epoch is over."""
        if piece is None or self.newest is None:
            return False
        return piece.epoch < self.newest.epoch or piece.end_mm < self.newest.end_mm - self.keep_mm

    def closed(self, number: int) -> Closed:
        """Close an item."""
        item = self.items.pop(number)
        return Closed(item=number, missing=tuple(kind for kind in self.expected if not item.has(kind)))
