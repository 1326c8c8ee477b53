"""The audit log finds and locates whatever somebody with the database in hand changes, and nothing where nobody did."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.exc import IntegrityError

from calibration.correction import DarkAirCorrector
from station.access.keys import new_key
from station.access.separation import TwoPersonAct, approve
from station.errors import StorageFull
from station.formats.audit_entry import checkpoint_body, entry_hash
from station.i18n import Phrase
from station.storage.database import transaction
from station.storage.store import SqlStore
from station.types.analysis import NotAnalysed
from station.types.decision import Verdict
from station.types.ids import ItemId
from station.types.item import ItemState
from station.types.user import Role
from station.workflow.review import decide
from tests.support.builders import MADE_AT, item, raw_scan
from tests.support.people import password_of, staff_of

TRIGGERS = [f"{table}_no_{what}" for table in ("audit", "checkpoints", "approvals") for what in ("update", "delete")]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station's folder after a scan, an analysis, accounts, a decision and a few views."""
    folder = tmp_path_factory.mktemp("written") / "data"
    staff = staff_of(folder)
    raw = raw_scan(np.random.default_rng(3), "a")
    staff.store.put_item(item("a", ItemState.NOT_ANALYSED))
    staff.store.put_scan(raw, DarkAirCorrector().correct(raw, None, MADE_AT))
    reason = Phrase(context="NotAnalysed", template="{cause}", values={"cause": "x"})
    staff.store.put_analysis(ItemId("a"), NotAnalysed(scan_id=raw.head.scan_id, reason=reason), 1.0)
    staff.user(Role.ANALYST, "Kim")
    staff.user(Role.SUPERVISOR, "Lee")
    first, second = (staff.logins.log_in(name, password_of(name), "sign") for name in ("Kim", "Lee"))
    staff.store.put_approval(approve(TwoPersonAct.EXPORT, "a", {}, first, second, staff.clock))
    decide(staff.store, ItemId("a"), Verdict.REFER, [], inspector="Kim", note="look", at=datetime.now(UTC))
    for number in range(3):
        staff.store.audit("Kim", "view", f"{number}", {})
    assert staff.store.faults() == ()
    assert staff.store.check_audit().notes == ()
    staff.store.close()
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "data"))


@pytest.fixture
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "station.db", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def strip(database: sqlite3.Connection) -> None:
    for name in TRIGGERS:
        database.execute(f"DROP TRIGGER {name}")


def faults(folder: Path, fingerprint: str = "") -> tuple[str, ...]:
    store = SqlStore(folder)
    try:
        return (*store.check_audit(fingerprint).faults, *store.file_faults())
    finally:
        store.close()


def rehash(database: sqlite3.Connection, first: int) -> None:
    """As a clever forger would: all hashes from `first` on made to fit."""
    previous = database.execute("SELECT hash FROM audit WHERE number < ? ORDER BY number DESC", (first,)).fetchone()
    head = previous["hash"] if previous else ""
    for row in database.execute("SELECT * FROM audit WHERE number >= ? ORDER BY number", (first,)).fetchall():
        entry = {**dict(row), "previous": head}
        head = entry_hash(entry)
        database.execute("UPDATE audit SET previous=?, hash=? WHERE number=?", (entry["previous"], head, row["number"]))


def test_the_log_cannot_be_changed_by_a_slip(database: sqlite3.Connection) -> None:
    for table in ("audit", "checkpoints"):
        for statement in (f"UPDATE {table} SET number = number", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                database.execute(statement)


@pytest.mark.parametrize("column", ["at", "actor", "action", "subject", "detail", "previous", "hash", "version"])
def test_a_change_in_any_column_of_any_row_is_located(folder: Path, database: sqlite3.Connection, column: str) -> None:
    strip(database)
    count = database.execute("SELECT count(*) FROM audit").fetchone()[0]
    assert count >= 9
    for number in range(1, count + 1):
        was = database.execute(f"SELECT {column} FROM audit WHERE number=?", (number,)).fetchone()[0]
        database.execute(
            f"UPDATE audit SET {column}=? WHERE number=?", (1 if column == "version" else f"{was}x", number)
        )
        assert any(f"audit entry {number} was changed" in fault for fault in faults(folder)), (column, number)
        database.execute(f"UPDATE audit SET {column}=? WHERE number=?", (was, number))
    assert faults(folder) == ()


def test_a_change_with_all_hashes_made_to_fit_is_located_by_the_checkpoints(
    folder: Path, database: sqlite3.Connection
) -> None:
    strip(database)
    count = database.execute("SELECT count(*) FROM audit").fetchone()[0]
    for number in (count, count // 2, 1):
        database.execute("UPDATE audit SET actor='somebody else' WHERE number=?", (number,))
        rehash(database, number)
        found = faults(folder)
        assert any(f"audit entry {number} was changed after" in fault for fault in found)
        assert not any(f"entry {number - 1} was changed" in fault for fault in found)


def test_a_row_that_is_taken_away_is_named_wherever_it_was(folder: Path, database: sqlite3.Connection) -> None:
    strip(database)
    count = database.execute("SELECT count(*) FROM audit").fetchone()[0]
    for number in (count, count // 2, 1):
        database.execute("DELETE FROM audit WHERE number=?", (number,))
        assert any(f"audit entry {number} is missing" in fault for fault in faults(folder))


def test_a_cut_end_is_found_by_the_copy_even_when_the_checkpoints_are_cut_too(
    folder: Path, database: sqlite3.Connection
) -> None:
    strip(database)
    count = database.execute("SELECT count(*) FROM audit").fetchone()[0]
    for table in ("audit", "checkpoints"):
        database.execute(f"DELETE FROM {table} WHERE number > ?", (count - 2,))
    lines = [fault for fault in faults(folder) if "audit-checkpoints.jsonl" in fault]
    assert [fault.split()[1] for fault in lines] == [str(count - 1), str(count)]
    # What is written afterwards does not hide it.
    store = SqlStore(folder)
    for number in range(4):
        store.audit("Kim", "view", f"later {number}", {})
    store.close()
    assert len([fault for fault in faults(folder) if "audit-checkpoints.jsonl" in fault]) >= 2


def test_rows_that_change_places_are_found(folder: Path, database: sqlite3.Connection) -> None:
    strip(database)
    for old, new in ((3, -1), (4, 3), (-1, 4)):
        database.execute("UPDATE audit SET number=? WHERE number=?", (new, old))
    found = faults(folder)
    assert any("audit entry 3 was changed" in fault for fault in found)
    assert any("audit entry 4 was changed" in fault for fault in found)
    rehash(database, 3)
    assert any("audit entry 3 was changed after" in fault for fault in faults(folder))


def test_a_row_slipped_in_is_found(folder: Path, database: sqlite3.Connection) -> None:
    row = dict(database.execute("SELECT * FROM audit ORDER BY number DESC").fetchone())
    entry = {**row, "number": row["number"] + 1, "previous": row["hash"], "actor": "ghost"}
    entry["hash"] = entry_hash(entry)
    names = ", ".join(entry)
    database.execute(f"INSERT INTO audit ({names}) VALUES ({', '.join('?' * len(entry))})", tuple(entry.values()))
    assert faults(folder) == (f"checkpoint {entry['number']} is missing",)


@pytest.mark.parametrize("column", ["body", "public_key", "signature"])
def test_a_changed_checkpoint_is_located(folder: Path, database: sqlite3.Connection, column: str) -> None:
    strip(database)
    other = {"body": '{"v":1}', "public_key": new_key().public.raw.hex(), "signature": "00" * 64}[column]
    for value in (other, "", "zz"):
        database.execute(f"UPDATE checkpoints SET {column}=? WHERE number=5", (value,))
        found = faults(folder)
        assert any(fault.startswith(("checkpoint 5 was changed", "checkpoint 5 cannot be read")) for fault in found)


def test_a_checkpoint_that_is_gone_or_moved_is_named(folder: Path, database: sqlite3.Connection) -> None:
    strip(database)
    database.execute("DELETE FROM checkpoints WHERE number=5")
    found = faults(folder)
    assert "checkpoint 5 is missing" in found
    assert any("line 5 of audit-checkpoints.jsonl" in fault for fault in found)
    database.execute("UPDATE checkpoints SET number=5 WHERE number=6")
    assert any("checkpoint 5 was moved: it was signed for entry 6" in fault for fault in faults(folder))


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageFull, match="cannot be written"):
        SqlStore(tmp_path / "file" / "data")


def test_a_forger_with_a_key_of_their_own_is_found_by_the_copy_and_by_the_fingerprint(
    folder: Path, database: sqlite3.Connection
) -> None:
    store = SqlStore(folder)
    fingerprint = store.seal.key.public.fingerprint
    store.close()
    assert faults(folder, fingerprint) == ()
    strip(database)
    database.execute("UPDATE audit SET actor='somebody else' WHERE number=2")
    rehash(database, 2)
    forger = new_key()
    for row in database.execute("SELECT number, at, hash FROM audit").fetchall():
        body = checkpoint_body(row["number"], row["hash"], row["at"])
        values = (body, forger.public.raw.hex(), forger.sign(body.encode()).hex(), row["number"])
        database.execute("UPDATE checkpoints SET body=?, public_key=?, signature=? WHERE number=?", values)
    assert any("line 1 of audit-checkpoints.jsonl" in fault for fault in faults(folder))
    # The copy forged as well: now only the fingerprint, known from elsewhere, tells.
    copy = folder / "audit-checkpoints.jsonl"
    copy.write_bytes(b"")
    with transaction((opened := SqlStore(folder)).engine) as connection:
        opened.seal.copy(connection)
    opened.close()
    assert faults(folder) == ()
    assert any("checkpoint 1 is signed with the key" in fault for fault in faults(folder, fingerprint))


def test_a_changed_copy_is_found_and_a_torn_one_is_mended(folder: Path) -> None:
    copy = folder / "audit-checkpoints.jsonl"
    whole = copy.read_bytes()
    lines = whole.splitlines(keepends=True)
    for damaged, sign in (
        (whole.replace(b'"v', b'"w', 1), "line 1 of"), (b"".join([*lines[:3], *lines[4:]]), "checkpoint 4 is missing"),
        (b"garbage\n" + whole, "line 1 of"),
    ):  # fmt: skip
        copy.write_bytes(damaged)
        assert any(sign in fault for fault in faults(folder)), sign
    copy.unlink()
    assert any("is missing beside the database" in fault for fault in faults(folder))
    for torn in (whole[:-1], whole[:-40], b"".join(lines[:-2]) + lines[-2][:7], b""):
        copy.write_bytes(torn)
        assert faults(folder) == ()
        store = SqlStore(folder)
        store.audit("Kim", "view", "again", {})
        store.close()
        assert faults(folder) == ()
        assert copy.read_bytes().splitlines()[-1] != torn


@pytest.mark.parametrize(
    ("statement", "sign"),
    [
        ("UPDATE decisions SET verdict='clear'", "the decision on item a"),
        ("UPDATE decisions SET note='nothing'", "the decision on item a"),
        ("UPDATE decisions SET inspector='Lee'", "the decision on item a"),
        ("DELETE FROM decisions", "the decision on item a"),
        ("UPDATE scans SET raw_sha256=image_sha256", "is not what was stored"),
        ("DELETE FROM scans", "is not what was stored"),
        ("UPDATE analyses SET body=replace(body, 'x', 'y')", "the analysis of item a"),
        ("UPDATE users SET role='administrator' WHERE name='Kim'", "the account Kim was changed behind"),
        ("UPDATE users SET public_key='00' WHERE name='Kim'", "the account Kim was changed behind"),
        ("UPDATE users SET person='P-9' WHERE name='Kim'", "the account Kim was changed behind"),
        ("UPDATE users SET name_key='chef' WHERE name='Kim'", "found under another name"),
        ("UPDATE approvals SET statement=replace(statement, 'Lee', 'Kim')", "what two persons signed for a"),
        ("DELETE FROM approvals", "what two persons signed for a"),
        ("DELETE FROM users WHERE name='Kim'", "the account Kim is missing"),
    ],
)
def test_rows_of_which_the_log_tells_cannot_change_unseen(
    folder: Path, database: sqlite3.Connection, statement: str, sign: str
) -> None:
    strip(database)
    database.execute(statement)
    assert any(sign in fault for fault in faults(folder))


def test_every_changed_file_is_named(folder: Path) -> None:
    files = sorted(path for path in (folder / "blobs").rglob("*") if path.is_file())
    assert len(files) == 3
    for path in files:
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert any(path.name[:12] in fault for fault in faults(folder))
        path.unlink()
        assert any(path.name[:12] in fault for fault in faults(folder))
        path.write_bytes(content)
    assert faults(folder) == ()


def test_everything_is_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        staff = staff_of(tmp_path / "data")
        raw = raw_scan(np.random.default_rng(3), "a")
        staff.store.put_scan(raw, None)
        staff.user(Role.ANALYST)
        with transaction(staff.store.engine):
            seen = [staff.store.folder, *staff.store.folder.rglob("*")]
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in seen}
        staff.store.close()
    finally:
        os.umask(before)
    assert {"station.db", "station.db-wal", "station.db-shm", "station.pem", "audit-checkpoints.jsonl"} <= set(modes)
    assert set(modes.values()) == {0o700, 0o600}


def test_a_folder_that_was_open_is_closed(tmp_path: Path) -> None:
    SqlStore(tmp_path / "data").close()
    (tmp_path / "data").chmod(0o755)
    (tmp_path / "data" / "station.db").chmod(0o644)
    SqlStore(tmp_path / "data").close()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / "station.db").stat().st_mode) == 0o600


NASTY = ["'; DROP TABLE audit; --", "a\0b", "a\nb", "\x1b[2J", "{0}", "%s", "\udc80", "枠", "x" * 500, "../../x", ""]


@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text[:10]))
def test_texts_of_strangers_are_kept_as_texts(tmp_path: Path, text: str) -> None:
    store = SqlStore(tmp_path / "data")
    store.audit(text, "view", text, {"note": text, text: 1})
    store.put_item(item("a", ItemState.NOT_ANALYSED))
    decide(store, ItemId("a"), Verdict.REFER, [], inspector="kim", note=text, at=MADE_AT)
    decision = store.decision(ItemId("a"))
    assert decision is not None
    assert decision.note == text.encode("utf-8", "replace").decode()
    assert store.faults() == ()
    assert len(store.audit_entries()) == 2
    store.close()


WRITER = """
import sys
from pathlib import Path
from station.storage.store import SqlStore
store = SqlStore(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[2])):
    store.audit("writer", "view", str(number), {})
    if number == 3:
        print("going", flush=True)
"""


def writer(folder: Path, repository: Path, count: int) -> "subprocess.Popen[str]":
    words = [sys.executable, "-c", WRITER, str(folder), str(count)]
    return subprocess.Popen(words, cwd=repository, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_processes_side_by_side_write_one_chain(tmp_path: Path, repository: Path) -> None:
    processes = [writer(tmp_path / "data", repository, 12) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        process.communicate("go\n", timeout=50)
        assert process.returncode == 0
    store = SqlStore(tmp_path / "data")
    assert (len(store.audit_entries()), len(store.checkpoints())) == (36, 36)
    assert store.check_audit().faults == ()
    store.close()
    assert (tmp_path / "data" / "audit-checkpoints.jsonl").read_bytes().count(b"\n") == 36


def test_a_killed_writer_is_no_fault(tmp_path: Path, repository: Path) -> None:
    for _ in range(3):
        with writer(tmp_path / "data", repository, 100_000) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdout.readline()
            process.stdin.write("go\n")
            process.stdin.flush()
            process.stdout.readline()
            process.kill()
        assert faults(tmp_path / "data") == ()


def test_the_database_keeps_one_checkpoint_an_entry(folder: Path) -> None:
    store = SqlStore(folder)
    with pytest.raises(IntegrityError), transaction(store.engine) as connection:
        store.seal.sign(connection, 1, "x", "x")
    store.close()


def test_faults_are_found_whatever_stands_in_the_rows(folder: Path, database: sqlite3.Connection) -> None:
    strip(database)
    garble: list[Callable[[], object]] = [
        lambda: database.execute("UPDATE audit SET detail='[1]' WHERE action='decide'"),
        lambda: database.execute("UPDATE audit SET detail='{' WHERE action='store scan'"),
        lambda: database.execute("UPDATE audit SET detail='{}' WHERE action='add user'"),
        lambda: database.execute("UPDATE checkpoints SET body='[]', signature=x'00' WHERE number=4"),
        lambda: database.execute("UPDATE audit SET at=x'ff00', hash=x'ff' WHERE number=6"),
        lambda: database.execute("UPDATE audit SET actor=CAST(x'ff00' AS TEXT), version='two' WHERE number=7"),
        lambda: database.execute("UPDATE users SET disabled=5, role='king', person=CAST(x'ff' AS TEXT)"),
        lambda: database.execute("UPDATE analyses SET body=CAST(x'ff' AS TEXT)"),
    ]
    for change in garble:
        change()
        assert faults(folder)
