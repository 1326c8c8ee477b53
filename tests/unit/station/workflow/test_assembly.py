"""Joining what devices saw: single cases, then any order, delay, repetition and loss of true events."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.workflow.assembly import LIMIT, Assembly
from station.workflow.sightings import Closed, Joined, Kind, Outcome, Piece, Reason, Sighting, Unjoined

SLACK = 30.0


def piece(begin: float, end: float | None = None, *, slack: float = SLACK, epoch: int = 0) -> Piece:
    return Piece(begin_mm=begin, end_mm=begin if end is None else end, slack_mm=slack, epoch=epoch)


def seen(number: int, kind: Kind, where: Piece | None, station: str = "") -> Sighting:
    return Sighting(number=number, kind=kind, station=station or kind.value, piece=where)


def feed(assembly: Assembly, *sightings: Sighting) -> list[Outcome]:
    return [outcome for sighting in sightings for outcome in assembly.feed(sighting)]


def fates(outcomes: list[Outcome]) -> list[object]:
    """Number of the item, or the reason."""
    return [outcome.reason if isinstance(outcome, Unjoined) else outcome.item for outcome in outcomes]


def test_all_that_meets_one_piece_of_the_belt_is_one_item() -> None:
    outcomes = feed(
        Assembly(places=True),
        seen(1, Kind.CODE, piece(1480)),
        seen(2, Kind.PASSAGE, piece(1400, 1650), "gate-0"),
        seen(3, Kind.WEIGHT, piece(1350, 1700)),
        seen(4, Kind.PASSAGE, piece(1402, 1655), "gate-1"),
        seen(5, Kind.OCCUPANCY, piece(900, 2100)),
        seen(6, Kind.SCAN, piece(1405, 1645)),
    )
    assert fates(outcomes) == [1] * 6
    assert [outcome.opened for outcome in outcomes if isinstance(outcome, Joined)] == [True] + [False] * 5


def test_one_sighting_of_two_items_is_ambiguous_and_joins_none() -> None:
    assembly = Assembly(places=True)
    feed(assembly, seen(1, Kind.PASSAGE, piece(0, 200)), seen(2, Kind.PASSAGE, piece(300, 500)))
    outcomes = feed(assembly, seen(3, Kind.WEIGHT, piece(100, 400)), seen(4, Kind.SCAN, piece(10, 490)),
                    seen(5, Kind.CODE, piece(250, slack=60.0)))  # fmt: skip
    assert fates(outcomes) == [Reason.AMBIGUOUS] * 3


def test_what_comes_before_its_item_waits_and_what_comes_after_its_scan_is_late() -> None:
    assembly = Assembly(places=True)
    assert feed(assembly, seen(1, Kind.WEIGHT, piece(0, 300))) == []
    opened, weight = feed(assembly, seen(2, Kind.SCAN, piece(50, 250)))
    assert isinstance(weight, Joined)
    assert (fates([opened, weight]), weight.late) == ([1, 1], True)
    (code,) = feed(assembly, seen(3, Kind.CODE, piece(100)))
    assert code == Joined(sighting=seen(3, Kind.CODE, piece(100)), item=1, opened=False, late=True)


def test_the_second_of_a_kind_and_the_same_once_more_are_told() -> None:
    assembly = Assembly(places=True)
    first = seen(1, Kind.CODE, piece(100))
    outcomes = feed(assembly, first, first, seen(2, Kind.CODE, piece(110), "other reader"),
                    seen(3, Kind.PASSAGE, piece(50, 200), "gate-0"), seen(4, Kind.PASSAGE, piece(50, 200), "gate-1"),
                    seen(5, Kind.PASSAGE, piece(150, 210), "gate-0"))  # fmt: skip
    assert fates(outcomes) == [1, Reason.REPEATED, Reason.TAKEN, 1, 1, Reason.TAKEN]


def test_without_a_place_nothing_is_joined() -> None:
    assert fates(feed(Assembly(places=True), seen(1, Kind.CODE, None))) == [Reason.NO_PLACE]


def test_positions_of_two_epochs_do_not_meet_and_the_older_items_are_closed() -> None:
    assembly = Assembly(places=True, expected=(Kind.CODE, Kind.SCAN))
    feed(assembly, seen(1, Kind.CODE, piece(100)), seen(2, Kind.WEIGHT, piece(900)))
    outcomes = feed(assembly, seen(3, Kind.SCAN, piece(90, 150, epoch=1)))
    assert fates(outcomes) == [2, Reason.NOTHING_THERE, 1]
    assert outcomes[-1] == Closed(item=1, missing=(Kind.SCAN,))


def test_an_item_that_left_the_lane_is_closed_with_what_is_missing() -> None:
    assembly = Assembly(places=True, expected=(Kind.CODE, Kind.SCAN), keep_mm=1000)
    feed(
        assembly,
        seen(1, Kind.CODE, piece(0)),
        seen(2, Kind.PASSAGE, piece(300, 400)),
        seen(3, Kind.WEIGHT, piece(150, 200)),
    )
    outcomes = feed(assembly, seen(4, Kind.SCAN, piece(1350, 1450)))
    assert outcomes[1:] == [
        Unjoined(sighting=seen(3, Kind.WEIGHT, piece(150, 200)), reason=Reason.NOTHING_THERE),
        Closed(item=1, missing=(Kind.SCAN,)), Closed(item=2, missing=(Kind.CODE, Kind.SCAN)),
    ]  # fmt: skip
    assert assembly.end() == [Closed(item=3, missing=(Kind.CODE,))]


def test_by_the_order_alone_the_oldest_item_gets_the_scan_and_a_weight_goes_where_it_was_asked_for() -> None:
    def weight(number: int, item: int) -> Sighting:
        return replace(seen(number, Kind.WEIGHT, None), asked_for=item)

    assembly = Assembly(places=False, expected=(Kind.SCAN, Kind.WEIGHT))
    codes = (seen(number, Kind.CODE, None) for number in (1, 2))
    scans = (seen(number, Kind.SCAN, None) for number in (4, 5, 6))
    outcomes = feed(assembly, *codes, weight(3, 2), *scans, seen(7, Kind.PASSAGE, None))
    outcomes += feed(assembly, weight(8, 1), weight(9, 1), weight(10, 3), weight(11, 3))
    assert fates(outcomes) == [1, 2, 2, 1, 2, 3, Reason.NO_PLACE, 1, Reason.NOTHING_THERE, 3, Reason.NOTHING_THERE]


@pytest.mark.parametrize("places", [True, False])
def test_what_is_held_is_bounded(places: bool) -> None:
    assembly = Assembly(places=places, keep_mm=1e12)
    for number in range(1, 3 * LIMIT):
        feed(assembly, seen(number, Kind.CODE, piece(number * 1000.0)))
        feed(assembly, seen(-number, Kind.WEIGHT, piece(number * 1000.0 + 500)))
    assert len(assembly.items) == LIMIT
    assert len(assembly.waiting) <= LIMIT


# Any order of true events.


@dataclass(frozen=True)
class TrueEvent:
    """A sighting and the item that it is really of."""

    sighting: Sighting
    item: int


@st.composite
def belts(draw: st.DrawFn, *, least_gap: float) -> list[TrueEvent]:
    """Items one after another, seen with errors within the slack; some events missing."""
    events: list[TrueEvent] = []
    front = 0.0
    for item in range(draw(st.integers(1, 5))):
        length = draw(st.floats(80, 600))
        error = st.floats(-SLACK / 2, SLACK / 2)
        label = draw(st.floats(0, 1))
        extents = [(Kind.PASSAGE, "gate-0"), (Kind.PASSAGE, "gate-1"), (Kind.SCAN, "top")]
        wide = [(Kind.WEIGHT, "scale"), (Kind.OCCUPANCY, "portal")]
        made = [(Kind.CODE, "reader", piece(front + label * length + draw(error)))]
        made += [(kind, station, piece(front + draw(error), front + length + draw(error))) for kind, station in extents]
        made += [(kind, station, piece(front + length / 2 - 40, front + length / 2 + 40)) for kind, station in wide]
        for kind, station, where in made:
            if draw(st.integers(0, 5)):  # one in six is missing
                events.append(TrueEvent(seen(len(events) + 1, kind, where, station), item))
        front += length + draw(st.floats(least_gap, 900))
    return events


@st.composite
def streams(draw: st.DrawFn, *, least_gap: float) -> tuple[list[TrueEvent], list[TrueEvent]]:
    """The events, and what arrives: shuffled, some twice."""
    events = draw(belts(least_gap=least_gap))
    arriving = list(draw(st.permutations(events)))
    for again in draw(st.lists(st.sampled_from(events), max_size=4)) if events else []:
        arriving.insert(draw(st.integers(0, len(arriving))), again)
    return events, arriving


def run(arriving: list[TrueEvent]) -> list[Outcome]:
    assembly = Assembly(places=True)
    return feed(assembly, *(event.sighting for event in arriving)) + assembly.end()


@given(streams(least_gap=0.0))
def test_every_event_has_one_fate_and_an_item_has_one_of_a_kind(
    stream: tuple[list[TrueEvent], list[TrueEvent]],
) -> None:
    events, arriving = stream
    outcomes = run(arriving)
    told = [o.sighting.number for o in outcomes
            if isinstance(o, Joined) or (isinstance(o, Unjoined) and o.reason is not Reason.REPEATED)]  # fmt: skip
    assert sorted(told) == sorted(event.sighting.number for event in events)
    repeated = sum(isinstance(o, Unjoined) and o.reason is Reason.REPEATED for o in outcomes)
    assert repeated == len(arriving) - len(events)
    joined = [(o.item, o.sighting.kind, o.sighting.station) for o in outcomes if isinstance(o, Joined)]
    assert len(set(joined)) == len(joined)
    closed = [o.item for o in outcomes if isinstance(o, Closed)]
    assert sorted(closed) == sorted({item for item, _, _ in joined})


@given(streams(least_gap=0.0))
def test_what_meets_two_items_at_its_time_is_never_joined(stream: tuple[list[TrueEvent], list[TrueEvent]]) -> None:
    # An oracle of its own: the pieces that each item is made of so far, compared one by one.
    pieces: dict[int, list[Piece]] = {}
    for outcome in run(stream[1]):
        if not isinstance(outcome, Joined):
            continue
        where = outcome.sighting.piece
        assert where is not None
        others = [p for item, held in pieces.items() if item != outcome.item for p in held if p.meets(where)]
        assert all(extent_known(pieces, p) for p in others), "met another item, and joined all the same"
        if outcome.sighting.kind in (Kind.CODE, Kind.PASSAGE, Kind.SCAN):
            pieces.setdefault(outcome.item, []).append(where)


def extent_known(pieces: dict[int, list[Piece]], point: Piece) -> bool:
    """A label counts by where it was read only until the extent of its item is known."""
    (held,) = (held for held in pieces.values() if point in held)
    return point.begin_mm == point.end_mm and any(p.begin_mm != p.end_mm for p in held)


@given(streams(least_gap=2.5 * SLACK))
def test_items_apart_by_more_than_the_slack_are_never_mixed(stream: tuple[list[TrueEvent], list[TrueEvent]]) -> None:
    truth = {event.sighting.number: event.item for event in stream[0]}
    members: dict[int, set[int]] = {}
    for outcome in run(stream[1]):
        if isinstance(outcome, Joined):
            members.setdefault(outcome.item, set()).add(truth[outcome.sighting.number])
    assert all(len(items) == 1 for items in members.values())


@given(streams(least_gap=2.5 * SLACK))
def test_items_apart_and_seen_as_extents_are_whole_in_any_order(
    stream: tuple[list[TrueEvent], list[TrueEvent]],
) -> None:
    events, arriving = stream
    whole = {event.item for event in events if event.sighting.kind in (Kind.PASSAGE, Kind.SCAN)}
    outcomes = run(arriving)
    item_of = {o.sighting.number: o.item for o in outcomes if isinstance(o, Joined)}
    for item in whole:
        numbers = [event.sighting.number for event in events if event.item == item]
        assert len({item_of[number] for number in numbers}) == 1
