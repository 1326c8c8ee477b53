"""The portal beside the lane: passages kept, items judged when all has been seen, restarts and lost links told."""

import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from station.clock import ManualClock, SystemClock
from station.errors import LinkLost
from station.storage.store import SqlStore
from station.types.analysis import Advice
from station.types.belt import LanePlaces
from station.types.device import DeviceHealth, DeviceState
from station.types.ids import ItemId
from station.types.item import ItemState
from station.types.radiation import RadiationOccupancy, RadiationResult, RadiationStatus
from tests.support.belt import watched
from tests.support.builders import MADE_AT, item, raw_scan
from tests.support.portal import PORTAL_START, occupancy
from ui.wiring.radiation import BELT_S, RadiationWatch


class FakePortal:
    """Gives what tests put in; a missing link is an exception in the queue."""

    name = "portal"

    def __init__(self) -> None:
        self.given: queue.Queue[RadiationOccupancy | Exception] = queue.Queue()
        self.occupied = False
        self.closed = False

    def open(self) -> None: ...

    def close(self) -> None:
        self.closed = True

    def health(self) -> DeviceHealth:
        return DeviceHealth(
            name="portal", kind="portal", state=DeviceState.READY, identity=None, reason="", time=MADE_AT,
            values={"occupied": float(self.occupied)},
        )  # fmt: skip

    def read(self, deadline_s: float) -> RadiationOccupancy | None:
        try:
            given = self.given.get(timeout=0.02)
        except queue.Empty:
            return None
        if isinstance(given, Exception):
            raise given
        return given


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(at(0))


def at(seconds: float) -> datetime:
    return PORTAL_START + timedelta(seconds=seconds)


def watch_of(store: SqlStore, clock: ManualClock, before_s: float = 10.0) -> RadiationWatch:
    return RadiationWatch(FakePortal(), store, clock, before_s=before_s)


def status(store: SqlStore, item_id: str) -> RadiationStatus | None:
    found = store.radiation(ItemId(item_id))
    return found.status if found else None


def texts(found: RadiationResult | None) -> str:
    assert found is not None
    return "; ".join(note.text("en") for note in found.notes)


def test_an_item_is_joined_to_what_the_portal_saw_before_the_beam(store: SqlStore, clock: ManualClock) -> None:
    watch = watch_of(store, clock)
    clock.sleep(12)
    watch.fresh.append(occupancy(gamma_alarm=True, gamma_sigma=9.0))
    watch.passed(ItemId("a"), at(10), at(12))
    watch.settle()
    # Until 3.5 s, a second for the clocks and half a second for the threads after its passage, more may come.
    found = store.radiation(ItemId("a"))
    assert found is not None
    assert (found.status, found.advice) == (RadiationStatus.ALARM, Advice.REFER)
    assert store.occupancies() == (occupancy(gamma_alarm=True, gamma_sigma=9.0),)


def test_an_item_waits_until_nothing_more_can_belong_to_it(store: SqlStore, clock: ManualClock) -> None:
    watch = watch_of(store, clock, before_s=0.0)
    clock.sleep(2)
    watch.passed(ItemId("a"), at(0), at(2))
    watch.fresh.append(occupancy(seconds=1.0))
    watch.settle()
    clock.sleep(1.4)
    watch.settle()
    assert status(store, "a") is None
    clock.sleep(0.2)
    watch.settle()
    assert status(store, "a") is RadiationStatus.NO_ALARM


def test_an_item_waits_while_its_passage_goes_on(store: SqlStore, clock: ManualClock) -> None:
    watch = watch_of(store, clock, before_s=0.0)
    portal = watch.portal
    assert isinstance(portal, FakePortal)
    portal.occupied = True
    watch.settle()
    clock.sleep(30)
    watch.passed(ItemId("a"), at(0), at(2))
    watch.settle()
    assert status(store, "a") is None
    portal.occupied = False
    watch.settle()
    # The reading thread has not handed it over yet.
    assert status(store, "a") is None
    watch.fresh.append(occupancy(seconds=30.0, neutron_alarm=True))
    clock.sleep(0.6)
    watch.settle()
    found = store.radiation(ItemId("a"))
    assert found is not None
    assert (found.status, found.advice) == (RadiationStatus.ALARM, Advice.OPEN)


def test_a_later_passage_that_goes_on_keeps_no_earlier_item_waiting(store: SqlStore, clock: ManualClock) -> None:
    watch = watch_of(store, clock, before_s=0.0)
    portal = watch.portal
    assert isinstance(portal, FakePortal)
    watch.passed(ItemId("a"), at(0), at(2))
    portal.occupied = True
    watch.settle()
    clock.sleep(6)
    # It ended and the next began between two looks.
    watch.fresh.append(occupancy(seconds=4.0))
    watch.settle()
    assert status(store, "a") is RadiationStatus.NO_ALARM


def test_neighbours_that_fit_the_same_passage_are_not_joined_and_share_its_alarm(
    store: SqlStore, clock: ManualClock
) -> None:
    watch = watch_of(store, clock, before_s=0.0)
    watch.passed(ItemId("a"), at(0), at(1))
    watch.passed(ItemId("b"), at(1.5), at(2.5))
    watch.fresh.append(occupancy(neutron_alarm=True))
    clock.sleep(10)
    watch.settle()
    assert (status(store, "a"), status(store, "b")) == (RadiationStatus.NOT_JOINED,) * 2
    found = store.radiation(ItemId("b"))
    assert found is not None
    assert found.advice is Advice.OPEN


def test_a_link_that_was_lost_meanwhile_is_told(store: SqlStore, clock: ManualClock) -> None:
    watch = watch_of(store, clock, before_s=0.0)
    watch.unread_at = at(1)
    watch.passed(ItemId("a"), at(0), at(2))
    watch.passed(ItemId("b"), at(50), at(52))
    clock.sleep(60)
    watch.settle()
    assert "could not be read" in texts(store.radiation(ItemId("a")))
    assert "could not be read" not in texts(store.radiation(ItemId("b")))
    assert status(store, "b") is RadiationStatus.NOT_MEASURED


def test_after_a_restart_items_without_an_answer_are_told_as_not_measured(
    store: SqlStore, clock: ManualClock, rng: np.random.Generator
) -> None:
    for name, source in (
        ("old", "lane"),
        ("received", "dicos"),
        ("taken-up", "lane"),
        ("rival", "lane"),
        ("judged", "lane"),
    ):
        store.put_item(item(name, ItemState.ANALYSED))
        raw = raw_scan(rng, name)
        store.put_scan(replace(raw, head=replace(raw.head, source=source)), None)
    earlier = watch_of(store, clock)
    earlier.fresh.append(occupancy())
    earlier.passed(ItemId("judged"), at(10), at(12))
    clock.sleep(14)
    earlier.settle()
    earlier.fresh.append(occupancy(start_s=20.0))
    earlier.settle()
    watch = watch_of(store, clock)
    watch.passed(ItemId("taken-up"), at(30), at(32))
    watch.passed(ItemId("rival"), at(10), at(12))
    watch.take_up()
    clock.sleep(20)
    assert "started again" in texts(store.radiation(ItemId("old")))
    assert status(store, "received") is None
    assert status(store, "judged") is RadiationStatus.NO_ALARM
    watch.settle()
    # What the earlier process kept of the portal is still there to be joined.
    assert status(store, "taken-up") is RadiationStatus.NO_ALARM
    assert status(store, "rival") is RadiationStatus.NOT_JOINED


def test_the_belt_tells_when_an_item_stood_in_the_portal(store: SqlStore, clock: ManualClock) -> None:
    # It stands still for two seconds between the portal and the beam.
    belt = watched(lambda s: 300 * min(s, 4) + 300 * max(s - 6, 0), LanePlaces(portal_mm=0, beam_mm=600), end=12)
    shift = PORTAL_START - MADE_AT
    watch = RadiationWatch(FakePortal(), store, clock, before_s=0.0, belt=belt)
    seen = occupancy(start_s=3.0, seconds=1.0)
    watch.fresh.append(replace(seen, start=seen.start - shift, end=seen.end - shift))
    watch.passed(ItemId("a"), at(7) - shift, at(8) - shift)
    watch.passed(ItemId("gone"), at(900) - shift, at(901) - shift)
    watch.settle()
    assert status(store, "a") is RadiationStatus.NO_ALARM
    (passage,) = watch.passages
    assert (passage.start + shift - PORTAL_START).total_seconds() == pytest.approx(2.8, abs=0.05)
    assert (passage.end + shift - PORTAL_START).total_seconds() == pytest.approx(6.2, abs=0.05)
    clock.sleep(901 + BELT_S)
    watch.settle()
    assert "belt" in texts(store.radiation(ItemId("gone")))


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_threads_survive_a_lost_link_and_end_when_told(store: SqlStore) -> None:
    watch = RadiationWatch(FakePortal(), store, SystemClock(), before_s=0.0)
    portal = watch.portal
    assert isinstance(portal, FakePortal)
    watch.start()
    portal.given.put(LinkLost("gone", remedy="look", source="portal"))
    portal.given.put(occupancy())
    # Its times are long past, so that an item is judged as soon as it is told of.
    until(lambda: store.occupancies(10))
    watch.passed(ItemId("a"), at(0), at(2))
    until(lambda: status(store, "a"))
    assert status(store, "a") is RadiationStatus.NO_ALARM
    assert watch.unread_at is not None
    assert [health.name for health in watch.states()] == ["portal"]
    watch.stop()
    assert portal.closed
    assert not any(thread.is_alive() for thread in watch.threads)
