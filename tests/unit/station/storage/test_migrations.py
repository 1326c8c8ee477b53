"""A store of the first schema, with data in it, comes up to today's and goes back down."""

import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, inspect

from station.storage import tables
from station.storage.database import MIGRATIONS
from station.storage.store import SqlStore
from station.types.decision import Verdict
from station.types.ids import ItemId
from station.types.item import ItemState
from station.types.user import Role
from station.workflow.review import decide
from tests.support.builders import MADE_AT, item
from tests.support.people import staff_of


def migrate(path: Path, revision: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)
    engine.dispose()


def schema(path: Path) -> dict[str, list[tuple[str, str, bool]]]:
    engine = create_engine(f"sqlite:///{path}")
    look = inspect(engine)
    found = {
        name: [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(name)]
        for name in look.get_table_names() if name != "alembic_version"
    }  # fmt: skip
    engine.dispose()
    return found


def old_store(folder: Path) -> None:
    """What the program of the first schema left: two entries in the old form of the chain."""
    folder.mkdir()
    migrate(folder / "station.db", "0001")
    with closing(sqlite3.connect(folder / "station.db")) as database, database:
        database.execute("INSERT INTO items VALUES ('a', '99912345674', '2026-01-01T00:00:00+00:00', 'decided', 5, 1)")
        database.execute("INSERT INTO decisions VALUES ('a', 'd', 'hold', 'kim', '2026-01-01T00:00:01Z', '[]', '')")
        previous = ""
        for number, action in ((1, "view"), (2, "decide")):
            fields = ("2026-01-01T00:00:00+00:00", "kim", action, "a", "{}", previous)
            previous = sha256("\0".join(fields).encode()).hexdigest()
            database.execute("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (number, *fields, previous))


def test_the_migrations_make_what_the_tables_say(tmp_path: Path) -> None:
    migrate(tmp_path / "station.db", "head")
    engine = create_engine(f"sqlite:///{tmp_path / 'tables.db'}")
    tables.metadata.create_all(engine)
    engine.dispose()
    assert schema(tmp_path / "station.db") == schema(tmp_path / "tables.db")


def test_an_old_store_comes_up_with_its_data(tmp_path: Path) -> None:
    old_store(tmp_path / "data")
    staff = staff_of(tmp_path / "data")
    store = staff.store
    assert store.item(ItemId("a")).mass_g == 5
    decision = store.decision(ItemId("a"))
    assert decision is not None
    assert decision.verdict is Verdict.HOLD
    assert not store.has_users()
    check = store.check_audit()
    assert (check.faults, check.entries, check.signed) == ((), 2, 0)
    assert check.notes[0].startswith("2 entries were written by an older version")
    # The chain goes on, and the old entries are held by what follows them.
    staff.user(Role.ANALYST)
    store.put_item(item("b", ItemState.NOT_ANALYSED))
    decide(store, ItemId("b"), Verdict.REFER, [], inspector="kim", note="", at=MADE_AT)
    assert store.faults() == ()
    with closing(sqlite3.connect(tmp_path / "data" / "station.db")) as database, database:
        database.execute("DROP TRIGGER audit_no_update")
        database.execute("UPDATE audit SET actor='lee' WHERE number=1")
    assert store.check_audit().faults[0] == "audit entry 1 was changed"
    store.close()


def test_down_and_up_again_with_data(tmp_path: Path) -> None:
    old_store(tmp_path / "data")
    staff = staff_of(tmp_path / "data")
    staff.user(Role.ANALYST)
    entries = [dict(entry) for entry in staff.store.audit_entries()]
    staff.store.close()
    path = tmp_path / "data" / "station.db"
    migrate(path, "0001", down=True)
    first = tmp_path / "first.db"
    migrate(first, "0001")
    assert schema(path) == schema(first)
    with closing(sqlite3.connect(path)) as database:
        kept = database.execute("SELECT number, actor, hash FROM audit ORDER BY number").fetchall()
        assert kept == [(e["number"], e["actor"], e["hash"]) for e in entries]
        assert database.execute("SELECT count(*) FROM decisions").fetchone() == (1,)
        database.execute("DELETE FROM audit WHERE number > 2")
        database.commit()
    migrate(path, "0001", down=True)
    (tmp_path / "data" / "audit-checkpoints.jsonl").unlink()
    store = SqlStore(tmp_path / "data")
    assert store.check_audit().faults == ()
    assert [entry["number"] for entry in store.audit_entries()] == [1, 2]
    with closing(sqlite3.connect(path)) as database, pytest.raises(sqlite3.IntegrityError, match="only grows"):
        database.execute("DELETE FROM audit")
    store.close()


def test_all_the_way_down(tmp_path: Path) -> None:
    migrate(tmp_path / "station.db", "head")
    migrate(tmp_path / "station.db", "base", down=True)
    assert schema(tmp_path / "station.db") == {}
