"""What a portal saw is kept with its counts and its N42 file; a missing file is told; the schema goes down and up."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from station.errors import FormatError, IllegalMove
from station.events import Topic
from station.formats.n42_rules import faults
from station.formats.radiation_json import decode_occupancy
from station.storage.store import SqlStore
from station.types.analysis import Advice
from station.types.decision import Verdict
from station.types.device import DeviceIdentity
from station.types.ids import ItemId
from station.types.item import ItemState
from station.types.radiation import Passage, RadiationOccupancy, RadiationResult
from station.workflow.radiation import radiation_of
from station.workflow.review import decide
from tests.support.builders import MADE_AT, item
from tests.support.portal import occupancy
from tests.unit.station.storage.test_migrations import migrate

PORTAL = DeviceIdentity(vendor="", model="Rapiscan/TSA portal", serial="", simulated=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(tmp_path / "data")
    yield opened
    opened.close()


def judged(*seen: RadiationOccupancy, item_id: str = "a") -> RadiationResult:
    whole = occupancy()
    return radiation_of(Passage(item_id=ItemId(item_id), start=whole.start, end=whole.end), [], seen)


def test_a_passage_comes_back_with_every_count_and_its_document_is_n42(store: SqlStore) -> None:
    seen = occupancy(gamma_alarm=True)
    sha256 = store.put_occupancy(seen, PORTAL)
    assert faults(store.blobs.get(sha256)) == []
    assert store.occupancies() == (seen,)
    assert store.faults() == ()
    store.blobs.path(sha256).unlink()
    (fault,) = store.faults()
    assert fault.startswith(f"passage of portal at {seen.start.isoformat()}")


def test_a_passage_without_counts_has_no_document_and_is_kept(store: SqlStore) -> None:
    empty = occupancy(gamma=(), neutron=())
    assert store.put_occupancy(empty, None) == ""
    assert store.occupancies() == (empty,)
    assert store.faults() == ()


def test_the_newest_passages_come_oldest_first(store: SqlStore) -> None:
    for start_s in (0.0, 10.0, 20.0):
        store.put_occupancy(occupancy(start_s=start_s), PORTAL)
    assert store.occupancies(2) == (occupancy(start_s=10.0), occupancy(start_s=20.0))


def test_the_newest_result_counts_and_is_told_and_logged(store: SqlStore) -> None:
    assert store.radiation(ItemId("a")) is None
    store.put_radiation(ItemId("a"), judged())
    store.put_radiation(ItemId("a"), judged(occupancy(neutron_alarm=True)))
    found = store.radiation(ItemId("a"))
    assert found == judged(occupancy(neutron_alarm=True))
    assert [event.values for event in store.events_after(0) if event.topic is Topic.RADIATION_STORED] == [
        {"status": "not-measured", "advice": "refer"}, {"status": "alarm", "advice": "open"},
    ]  # fmt: skip
    assert [entry["action"] for entry in store.audit_entries("a")] == ["store radiation"] * 2


def test_a_result_that_was_changed_behind_the_log_is_told(store: SqlStore, tmp_path: Path) -> None:
    store.put_radiation(ItemId("a"), judged(occupancy(neutron_alarm=True)))
    assert store.faults() == ()
    with closing(connect(tmp_path / "data" / "station.db")) as database, database:
        database.execute("UPDATE radiation SET body = replace(body, 'alarm', 'no-alarm')")
    (fault,) = store.faults()
    assert fault.startswith("the radiation of item a is not what was stored")


def test_broken_text_is_no_passage() -> None:
    for text in ("", "{}", "[]", '{"start": 1}', "null"):
        with pytest.raises(FormatError):
            decode_occupancy(text)


@pytest.mark.parametrize(
    ("seen", "what"),
    [
        ((occupancy(gamma_alarm=True),), "alarmed"),
        ((occupancy(neutron_alarm=True),), "alarmed"),
        ((occupancy(), occupancy(start_s=0.5)), "not certain"),
        ((), "not certain"),
        ((occupancy(damaged=1),), "not certain"),
    ],
)
def test_only_a_portal_that_found_nothing_lets_an_item_be_cleared(
    store: SqlStore, seen: tuple[RadiationOccupancy, ...], what: str
) -> None:
    store.put_item(item("a", ItemState.ANALYSED))
    store.put_radiation(ItemId("a"), judged(*seen))
    with pytest.raises(IllegalMove, match=what):
        decide(store, ItemId("a"), Verdict.CLEAR, [], inspector="kim", note="", at=MADE_AT)
    assert store.decision(ItemId("a")) is None
    decide(store, ItemId("a"), Verdict.REFER, [], inspector="kim", note="", at=MADE_AT)


def test_an_item_is_not_cleared_before_the_portal_has_answered(store: SqlStore) -> None:
    store.put_item(item("a", ItemState.ANALYSED))
    with pytest.raises(IllegalMove, match="not answered"):
        decide(store, ItemId("a"), Verdict.CLEAR, [], inspector="kim", note="", at=MADE_AT, radiation_due=True)
    store.put_radiation(ItemId("a"), judged(occupancy()))
    decide(store, ItemId("a"), Verdict.CLEAR, [], inspector="kim", note="", at=MADE_AT, radiation_due=True)


def test_a_lane_without_a_portal_clears_as_ever(store: SqlStore) -> None:
    store.put_item(item("a", ItemState.ANALYSED))
    decide(store, ItemId("a"), Verdict.CLEAR, [], inspector="kim", note="", at=MADE_AT)


def test_neutrons_advise_to_open_even_where_they_are_not_joined() -> None:
    assert judged(occupancy(neutron_alarm=True), occupancy(start_s=0.5)).advice is Advice.OPEN


def test_down_and_up_again_with_data(store: SqlStore, tmp_path: Path) -> None:
    store.put_item(item("a"))
    store.put_occupancy(occupancy(), PORTAL)
    store.put_radiation(ItemId("a"), judged(occupancy()))
    path = tmp_path / "data" / "station.db"
    store.close()
    migrate(path, "0003_accounts", down=True)
    with closing(connect(path)) as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type='table'")}
        assert not names & {"radiation", "occupancies"}
        assert database.execute("SELECT count(*) FROM items").fetchone() == (1,)
    again = SqlStore(tmp_path / "data")
    assert again.radiation(ItemId("a")) is None
    again.put_radiation(ItemId("a"), judged(occupancy()))
    assert again.radiation(ItemId("a")) == judged(occupancy())
    assert again.faults() == ()
    again.close()
