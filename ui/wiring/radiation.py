"""The radiation portal beside the lane: its passages are kept as they come, and joined to the items of the lane.

One thread only reads, because a portal that is read too late is misdated; the other stores and joins. An item is
judged once everything that may belong to it has been seen; one whose passage cannot be known is told as not measured.
"""

import logging
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from station.clock import Clock
from station.errors import DeviceUnavailable, StationError
from station.i18n import Phrase
from station.ports.devices import Portal
from station.ports.store import StationStore
from station.types.device import DeviceHealth
from station.types.ids import ItemId
from station.types.radiation import Passage, RadiationOccupancy, RadiationResult, RadiationStatus
from station.workflow.belt_watch import BeltWatch
from station.workflow.radiation import TOLERANCE_S, not_measured, radiation_of
from station.workflow.sightings import Piece
from station.workflow.states import REVIEWABLE

logger = logging.getLogger(__name__)

READ_S, JOIN_S, AGAIN_S = 1.0, 0.25, 0.5
# An occupancy is handed over by the reading thread this much after its end, at most.
HANDED_S = 0.5
# How long the belt may take to carry an item past the portal, or to say where it was.
BELT_S = 60.0
KEPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """An item and when it was in the beam."""

    item_id: ItemId
    begin: datetime
    end: datetime


class RadiationWatch:
    """Owns the portal and two threads.

    Args:
        before_s: how long before the beam an item passes the portal; negative if it comes later.
        belt: tells it instead where there is one.
    """

    def __init__(
        self, portal: Portal, store: StationStore, clock: Clock, *, before_s: float, belt: BeltWatch | None = None
    ) -> None:
        self.portal = portal
        self.store = store
        self.clock = clock
        self.before = timedelta(seconds=before_s)
        self.belt = belt
        self.lock = threading.Lock()
        self.fresh: deque[RadiationOccupancy] = deque()
        self.scanned: deque[Scanned] = deque()
        self.seen: deque[RadiationOccupancy] = deque(maxlen=KEPT)
        # Where the items of the last minutes were, judged or not: each is a rival of the others.
        self.passages: deque[Passage] = deque(maxlen=KEPT)
        self.waiting: list[Passage] = []
        self.occupied = False
        self.occupied_since: datetime | None = None
        self.occupied_at = clock.now()
        self.unread_at: datetime | None = None
        self.stop_wanted = threading.Event()
        self.threads = [
            threading.Thread(target=self.read, name="portal-read", daemon=True),
            threading.Thread(target=self.join, name="portal-join", daemon=True),
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """End them; a passage that goes on is kept as not ended."""
        self.stop_wanted.set()
        for thread in self.threads:
            if thread.is_alive():
                thread.join(timeout=5.0)
        self.portal.close()

    def states(self) -> Sequence[DeviceHealth]:
        """The portal's."""
        return (self.portal.health(),)

    def passed(self, item_id: ItemId, begin: datetime, end: datetime) -> None:
        """An item was in the beam from `begin` to `end`; called from the thread of the lane."""
        with self.lock:
            self.scanned.append(Scanned(item_id=item_id, begin=begin, end=end))

    # the thread that reads

    def read(self) -> None:
        """Read until stopped; the driver reconnects by itself and reports its state."""
        while not self.stop_wanted.is_set():
            try:
                seen = self.portal.read(READ_S)
            except DeviceUnavailable:
                self.unread_at = self.clock.now()
                self.stop_wanted.wait(JOIN_S)
            except StationError as err:
                # A wrong device waits for a person.
                self.unread_at = self.clock.now()
                logger.warning("the portal is not read: %s", err)
                self.stop_wanted.wait(AGAIN_S)
            else:
                if seen is not None:
                    with self.lock:
                        self.fresh.append(seen)

    # the thread that stores and joins

    def join(self) -> None:
        """Work until stopped; what the store refuses for good is told and does not end it."""
        begun = False
        while not self.stop_wanted.wait(JOIN_S):
            try:
                if not begun:
                    self.take_up()
                    begun = True
                self.settle()
            except StationError as err:
                logger.warning("radiation is not kept: %s", err)

    def take_up(self) -> None:
        """What an earlier process left: its passages, and items that it could not judge any more."""
        self.seen.clear()
        self.seen.extend(self.store.occupancies(KEPT))
        note = Phrase(
            context="Radiation",
            template="the lane was started again before the portal's passage was joined to this item",
        )
        for item in self.store.items():
            result = self.store.radiation(item.item_id)
            if result is not None and result.occupancy is not None:
                # Its passage is taken: an item that the lane takes up from its spool is a rival of it.
                seen = result.occupancy
                self.passages.append(Passage(item_id=item.item_id, start=seen.start, end=seen.end))
            elif result is None and item.state in REVIEWABLE and self.lost(item.item_id):
                self.store.put_radiation(item.item_id, not_measured(item.item_id, note))

    def lost(self, item_id: ItemId) -> bool:
        """Whether an item of this lane will not be told of any more."""
        with self.lock:
            told = any(scanned.item_id == item_id for scanned in self.scanned)
        return not told and any(stored.head.source == "lane" for stored in self.store.scans(item_id))

    def settle(self) -> None:
        """Keep what is new, then judge the items of which everything has been seen."""
        # The state first: a passage that ends after this look is still taken as going on.
        self.look()
        self.keep()
        self.place()
        for passage in list(self.waiting):
            if self.ripe(passage):
                self.store.put_radiation(passage.item_id, self.judged(passage))
                self.waiting.remove(passage)

    def look(self) -> None:
        """Whether something stands in the portal now, and since when at least."""
        before, self.occupied = self.occupied, bool(self.portal.health().values.get("occupied"))
        now = self.clock.now()
        if self.occupied:
            self.occupied_at = now
            if not before:
                self.occupied_since = now - timedelta(seconds=2 * JOIN_S)
        elif (now - self.occupied_at).total_seconds() >= HANDED_S:
            # Not at once: what has just ended may still be on its way from the other thread.
            self.occupied_since = None

    def keep(self) -> None:
        """Store new passages; each leaves the queue when it is stored."""
        while self.fresh:
            seen = self.fresh[0]
            self.store.put_occupancy(seen, self.portal.health().identity)
            self.seen.append(seen)
            if self.occupied_since is not None:
                self.occupied_since = max(self.occupied_since, seen.end)
            with self.lock:
                self.fresh.popleft()

    def place(self) -> None:
        """Find out when the scanned items stood in the portal."""
        with self.lock:
            scanned = list(self.scanned)
        for one in scanned:
            times = self.times_of(one)
            if times is not None:
                passage = Passage(item_id=one.item_id, start=times[0], end=times[1])
                self.passages.append(passage)
                self.waiting.append(passage)
            elif (self.clock.now() - one.end).total_seconds() < BELT_S:
                continue
            else:
                note = Phrase(context="Radiation", template="the belt did not tell when this item passed the portal")
                self.store.put_radiation(one.item_id, not_measured(one.item_id, note))
            with self.lock:
                self.scanned.remove(one)

    def times_of(self, one: Scanned) -> tuple[datetime, datetime] | None:
        """When the item stood in the portal; None if the belt does not tell it, or not yet."""
        if self.belt is None:
            return one.begin - self.before, one.end - self.before
        places = self.belt.places
        piece: Piece | None = self.belt.piece(one.begin, one.end, places.beam_mm)
        return None if piece is None else self.belt.times_of(piece, places.portal_mm)

    def ripe(self, passage: Passage) -> bool:
        """Whether every occupancy that can belong to it has been handed over."""
        last = passage.end + timedelta(seconds=TOLERANCE_S)
        goes_on = self.occupied_since is not None and self.occupied_since <= last
        return not goes_on and self.clock.now() >= last + timedelta(seconds=HANDED_S)

    def judged(self, passage: Passage) -> RadiationResult:
        """What the portal says of it; that it was not connected is told."""
        result = radiation_of(passage, self.passages, self.seen)
        earliest = passage.start - timedelta(seconds=TOLERANCE_S)
        if result.status is RadiationStatus.NOT_MEASURED and self.unread_at is not None and self.unread_at >= earliest:
            note = Phrase(
                context="Radiation", template="the portal could not be read while this item passed, or after it"
            )
            return replace(result, notes=(*result.notes, note))
        return result
