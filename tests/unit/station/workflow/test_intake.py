"""Items of a lane with a belt: late, lost, doubled and shuffled sightings end in the store as they are."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from station.clock import ManualClock
from station.errors import StoreBusy
from station.events import Event, Topic
from station.storage.store import SqlStore
from station.types.arrays import frozen
from station.types.belt import LanePlaces
from station.types.item import Item, ItemState
from station.types.lines import ItemLines
from station.types.reading import BarcodeRead, Reading, ReadingQuality
from station.workflow.belt_watch import nanoseconds
from station.workflow.intake import Intake
from station.workflow.patience import PatientStore
from station.workflow.sightings import Piece
from tests.support.belt import at, watched
from tests.support.builders import MADE_AT, item

# 500 mm/s; the reader at 0, the scale at 500, the beam at 2000 mm.
SPEED = 500.0
PLACES = LanePlaces(scale_mm=500.0, platform_mm=300.0, portal_mm=1000.0, beam_mm=2000.0, slack_mm=40.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def intake(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Intake]:
    monkeypatch.setattr("station.workflow.belt_watch.WAIT_S", 0.05)
    belt = watched(lambda s: SPEED * s, PLACES, end=20.0)
    made = Intake(store, ManualClock(MADE_AT), reader=None, scale=None, simulated=True, belt=belt)
    made.start()
    yield made
    made.stop()


def code(text: str, front_mm: float, *, label_mm: float = 100.0) -> BarcodeRead:
    """The code of an item whose front the belt has under the reader when it stands at `front_mm`."""
    time = at((front_mm + label_mm) / SPEED)
    return BarcodeRead(source="reader", text=text, symbology="", time=time, simulated=True)


def lines(front_mm: float, *, length_mm: float = 200.0) -> ItemLines:
    """The lines of such an item, one a millisecond."""
    first = round((front_mm + PLACES.beam_mm) / SPEED * 1000)
    count = round(length_mm / SPEED * 1000)
    time_ns = nanoseconds(MADE_AT) + (first + np.arange(count, dtype=np.int64)) * 1_000_000
    return ItemLines(
        counts=frozen(np.zeros((1, count, 4), np.uint16)), valid=frozen(np.ones(count, bool)), first_line=0,
        time_ns=frozen(time_ns), interrupted=False,
    )  # fmt: skip


def weight(grams: float, front_mm: float) -> Reading:
    """What the scale says when the middle of the item stands on it."""
    return Reading(source="scale", channel="weight", value=grams, unit="g", time=at((front_mm + 600) / SPEED),
                   quality=ReadingQuality.STABLE, simulated=True)  # fmt: skip


def told(store: SqlStore, topic: Topic) -> list[Event]:
    return [event for event in store.events_after(0) if event.topic is topic]


def test_scans_find_their_codes_by_place_whatever_the_order(store: SqlStore, intake: Intake) -> None:
    intake.arrive(code("second", 1000))
    intake.arrive(code("first", 200))
    names = [store.item(intake.next_for_scan(lines(front)).item_id).identifier for front in (200, 600, 1000)]
    assert names == ["first", "", "second"]
    assert told(store, Topic.SIGHTING_UNJOINED) == []


def test_a_code_that_comes_after_its_scan_still_names_the_item(store: SqlStore, intake: Intake) -> None:
    arrival = intake.next_for_scan(lines(200))
    assert store.item(arrival.item_id).identifier == ""
    intake.arrive(code("late", 200))
    (only,) = store.items()
    assert (only.identifier, only.state) == ("late", ItemState.SCANNING)


def test_a_weight_belongs_to_what_stood_on_the_platform_not_to_who_asked(store: SqlStore, intake: Intake) -> None:
    intake.arrive(code("a", 200))
    asked = intake.waiting[0]
    intake.arrive(code("b", 1000))
    intake.keep_weight(asked, weight(777.0, 1000))
    assert {found.identifier: found.mass_g for found in store.items()} == {"a": None, "b": 777.0}


def test_an_overload_is_kept_without_a_mass(store: SqlStore, intake: Intake) -> None:
    intake.arrive(code("a", 200))
    intake.keep_weight(intake.waiting[0], replace(weight(0.0, 200), quality=ReadingQuality.OVERLOAD))
    (only,) = store.items()
    assert only.mass_g is None
    assert [reading.quality for reading in store.readings(only.item_id)] == [ReadingQuality.OVERLOAD]


def test_two_items_on_the_platform_have_no_weight_and_it_is_told(store: SqlStore, intake: Intake) -> None:
    for name, front in (("a", 200), ("b", 350)):
        intake.arrive(code(name, front))
    intake.keep_weight(intake.waiting[0], weight(1500.0, 280))
    assert [found.mass_g for found in store.items()] == [None, None]
    (event,) = told(store, Topic.SIGHTING_UNJOINED)
    assert event.values == {"kind": "weight", "reason": "ambiguous", "value": 1500.0, "unit": "g"}


def test_a_scan_of_two_items_is_an_item_of_its_own(store: SqlStore, intake: Intake) -> None:
    for name, front in (("a", 200), ("b", 350)):
        intake.arrive(code(name, front))
    arrival = intake.next_for_scan(lines(200, length_mm=400))
    assert store.item(arrival.item_id).identifier == ""
    assert [found.state for found in store.items()] == [ItemState.ARRIVED, ItemState.ARRIVED, ItemState.SCANNING]
    assert [event.values["reason"] for event in told(store, Topic.SIGHTING_UNJOINED)] == ["ambiguous"]


def test_two_labels_of_one_item_keep_the_first_and_tell_the_second(store: SqlStore, intake: Intake) -> None:
    intake.arrive(code("a", 200))
    assert intake.arrive(code("b", 200, label_mm=120)) is None
    assert [found.identifier for found in store.items()] == ["a"]
    (event,) = told(store, Topic.SIGHTING_UNJOINED)
    assert event.values == {"kind": "code", "reason": "taken", "text": "b"}


def test_what_only_a_gate_saw_is_no_item_before_it_has_more(store: SqlStore, intake: Intake) -> None:
    assert intake.belt is not None
    intake.belt.passed(0, Piece(begin_mm=200, end_mm=400, slack_mm=40, epoch=0))
    assert store.items() == ()
    intake.arrive(code("a", 200))
    assert [found.identifier for found in store.items()] == ["a"]


def test_an_occupancy_joins_what_stood_in_the_portal(store: SqlStore, intake: Intake) -> None:
    intake.arrive(code("a", 200))
    counts = replace(weight(14.0, 200), source="portal", channel="gamma", unit="cps")
    joined = intake.occupy(counts, at(1200 / SPEED), at(1400 / SPEED))
    assert joined == store.items()[0].item_id
    assert [reading.channel for reading in store.readings(joined)] == ["gamma"]
    assert intake.occupy(counts, at(1200 / SPEED), at(1400 / SPEED)) is None
    assert [event.values["reason"] for event in told(store, Topic.SIGHTING_UNJOINED)] == ["taken"]


def test_a_belt_that_is_not_known_joins_nothing(store: SqlStore, intake: Intake) -> None:
    intake.arrive(code("a", 200))
    arrival = intake.next_for_scan(lines(30_000))  # a minute after the last reading of the belt
    assert store.item(arrival.item_id).identifier == ""
    assert intake.belt_mm(lines(30_000)) is None
    assert [event.values for event in told(store, Topic.SIGHTING_UNJOINED)] == [{"kind": "scan", "reason": "no-place"}]


def test_an_item_that_left_without_a_scan_is_told(store: SqlStore, intake: Intake) -> None:
    intake.binding.assembly.keep_mm = 1000.0
    first = intake.arrive(code("a", 200))
    intake.arrive(code("b", 4000))
    (event,) = told(store, Topic.ITEM_INCOMPLETE)
    assert (event.subject, event.values) == (first, {"missing": "scan"})


def test_after_a_restart_the_item_in_the_beam_comes_first_and_the_others_are_not_guessed(store: SqlStore) -> None:
    store.put_item(item("waiting"))
    store.put_item(item("in-the-beam", ItemState.SCANNING))
    intake = Intake(store, ManualClock(MADE_AT), reader=None, scale=None, simulated=True,
                    belt=watched(lambda s: SPEED * s, PLACES))  # fmt: skip
    intake.start()
    assert intake.next_for_scan(lines(200)).item_id == "in-the-beam"
    assert store.item(intake.next_for_scan(lines(1000)).item_id).identifier == ""
    intake.stop()


def test_a_store_that_refuses_is_asked_again_for_the_same_item(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = ManualClock(MADE_AT)
    patient = cast("SqlStore", PatientStore(store, clock, lambda: False))
    intake = Intake(patient, clock, reader=None, scale=None, simulated=True, belt=watched(lambda s: SPEED * s, PLACES))
    put, refusals = store.put_item, iter(range(5))

    def refuse(item: Item) -> None:
        if next(refusals, None) is not None:
            raise StoreBusy("busy", remedy="wait", source="store")
        put(item)

    monkeypatch.setattr(store, "put_item", refuse)
    intake.arrive(code("a", 200))
    assert store.item(intake.next_for_scan(lines(200)).item_id).identifier == "a"
    assert told(store, Topic.SIGHTING_UNJOINED) == []
