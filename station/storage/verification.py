"""Verifies the audit log: the chain, the checkpoints, their copy, and the rows of which the log tells.

Each fault is one sentence that names the entry, checkpoint, line, row or file. Nothing is written.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import ColumnClause, Connection, Engine, Table, literal_column, select

from station.access.keys import PublicKey
from station.access.names import folded
from station.errors import StationError
from station.formats.audit_entry import checkpoint_fault, entry_hash
from station.storage import tables
from station.storage.database import transaction
from station.storage.seal import copy_line

Rows = Sequence[Mapping[str, object]]
KEPT = ("name", "person", "role", "disabled", "demo")


class AuditCheck:
    """One verification of a store.

    Args:
        fingerprint: of the station key, known from elsewhere; empty: the first key in the log is believed.

    Attributes:
        faults: what does not agree.
        notes: what could not be checked.
        entries: how many entries there are; `signed` of them have a checkpoint.
        key: fingerprint of the key of the newest checkpoint, empty if there is none.
    """

    def __init__(self, engine: Engine, copy_path: Path, fingerprint: str = "") -> None:
        with transaction(engine) as connection:
            rows = {
                table.name: rows_of(connection, table)
                for table in (tables.decisions, tables.scans, tables.users, tables.approvals)
            }
            rows |= {table.name: bodies_of(connection, table) for table in (tables.analyses, tables.radiation)}
            audit, checkpoints = rows_of(connection, tables.audit), rows_of(connection, tables.checkpoints)
            copy = copy_path.read_bytes() if copy_path.exists() else None
        self.entries = len(audit)
        self.signed = len(checkpoints)
        self.key = key_of(checkpoints[-1]) if checkpoints else ""
        self.notes: tuple[str, ...] = tuple(notes(audit, rows))
        self.faults: tuple[str, ...] = (
            *chain_faults(audit),
            *checkpoint_faults(audit, checkpoints, fingerprint),
            *copy_faults(checkpoints, copy),
            *row_faults(audit, rows),
        )


def raw_rows(connection: Connection, table: Table) -> Iterator[dict[str, object]]:
    """All rows in the order of their key, whatever somebody has put into them: bytes and broken text are made text."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
    everything: ColumnClause[object] = literal_column("*")
    for row in connection.execute(select(everything).select_from(table).order_by(*table.primary_key.columns)):
        values = row._mapping.items()  # noqa: SLF001 - SQLAlchemy's name
        yield {key: repr(value) if isinstance(value, bytes) else value for key, value in values}


def rows_of(connection: Connection, table: Table) -> Rows:
    """The same, all at once."""
    return list(raw_rows(connection, table))


def bodies_of(connection: Connection, table: Table) -> Rows:
    """Item and hash of every body; those of analyses, with their masks, would not fit into memory together."""
    return [
        {
            "item_id": row["item_id"],
            "sha256": hashlib.sha256(str(row["body"]).encode("utf-8", "surrogatepass")).hexdigest(),
        }
        for row in raw_rows(connection, table)
    ]


def detail_of(entry: Mapping[str, object]) -> dict[str, object]:
    """The detail of an entry; empty if it cannot be read, which its hash then tells."""
    try:
        values = json.loads(str(entry["detail"]))
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def chain_faults(audit: Rows) -> Iterator[str]:
    """Entries that are missing, changed, or not after the one before."""
    expected, previous = 1, ""
    for entry in audit:
        number = int(str(entry["number"]))
        if number != expected:
            yield f"audit entries {expected} to {number - 1} are missing"
        if entry["hash"] != entry_hash(entry):
            yield f"audit entry {number} was changed"
        if entry["previous"] != previous:
            yield f"audit entry {number} does not follow what is before it now"
        expected, previous = number + 1, str(entry["hash"])


def checkpoint_faults(audit: Rows, checkpoints: Rows, fingerprint: str) -> Iterator[str]:
    """Checkpoints that do not agree with themselves, their key or their entry, and entries without one."""
    heads = {entry["number"]: str(entry["hash"]) for entry in audit}
    trusted = fingerprint or (key_of(checkpoints[0]) if checkpoints else "")
    for row in checkpoints:
        if fault := checkpoint_fault(row, heads.get(row["number"])):
            yield fault
        if key_of(row) != trusted:
            yield f"checkpoint {row['number']} is signed with the key {key_of(row)[:16]}..., not {trusted[:16]}..."
    signed = {row["number"] for row in checkpoints}
    for entry in audit:
        if entry["version"] != 1 and entry["number"] not in signed:
            yield f"checkpoint {entry['number']} is missing"


def key_of(row: Mapping[str, object]) -> str:
    """The fingerprint of the key of a checkpoint, "damaged" if it is none."""
    try:
        return PublicKey(bytes.fromhex(str(row["public_key"]))).fingerprint
    except (ValueError, StationError):
        return "damaged"


def copy_faults(checkpoints: Rows, copy: bytes | None) -> Iterator[str]:
    """Lines of the copy that the table does not have, and the other way round.

    A process that was killed leaves the end of the copy behind the table, or a part of a line: neither is a fault.
    """
    lines = {copy_line(row): row["number"] for row in checkpoints}
    if copy is None:
        if checkpoints:
            yield "audit-checkpoints.jsonl is missing beside the database"
        return
    found: set[object] = set()
    for place, line in enumerate(copy.splitlines(keepends=True), 1):
        if line in lines:
            found.add(lines[line])
        elif not any(whole.startswith(line.rstrip(b"\n")) for whole in lines):
            yield f"line {place} of audit-checkpoints.jsonl is not in the database: one of them was changed or cut"
    newest = max((int(str(number)) for number in found), default=0)
    for number in lines.values():
        if int(str(number)) < newest and number not in found:
            yield f"checkpoint {number} is missing in audit-checkpoints.jsonl"


def row_faults(audit: Rows, rows: Mapping[str, Rows]) -> Iterator[str]:
    """Rows that say something else than the log said when they were written."""
    told = [(entry, detail_of(entry)) for entry in audit if entry["version"] != 1]
    yield from decision_faults([(e, d) for e, d in told if e["action"] == "decide"], rows["decisions"])
    scans = {
        str(e["subject"]): (d.get("item"), d.get("raw"), d.get("images"))
        for e, d in told
        if e["action"] == "store scan"
    }
    there = {str(r["scan_id"]): (r["item_id"], r["raw_sha256"], str(r["image_sha256"]).split()) for r in rows["scans"]}
    for scan_id, told_of in scans.items():
        if there.get(scan_id) != told_of:
            yield f"scan {scan_id} is not what was stored: the row is changed or missing"
    for table, what in (("analyses", "analysis"), ("radiation", "radiation")):
        bodies = {(r["item_id"], r["sha256"]) for r in rows[table]}
        for entry, detail in told:
            if entry["action"] == f"store {what}" and (detail.get("item"), detail.get("sha256")) not in bodies:
                yield f"the {what} of item {detail.get('item')} is not what was stored (audit entry {entry['number']})"
    yield from user_faults(told, rows["users"])
    statements = {str(r["statement"]) for r in rows["approvals"]}
    for entry, detail in told:
        if "statement" in detail and detail["statement"] not in statements:
            yield f"what two persons signed for {entry['subject']} is not there (audit entry {entry['number']})"


def decision_faults(told: Sequence[tuple[Mapping[str, object], Mapping[str, object]]], rows: Rows) -> Iterator[str]:
    """Decisions."""
    there = {
        row["item_id"]: (row["inspector"], row["verdict"], row["resolutions"], row["note"], row["decided_at"])
        for row in rows
    }
    for entry, d in told:
        values = (entry["actor"], *(d.get(key) for key in ("verdict", "resolutions", "note", "decided_at")))
        if there.get(entry["subject"]) != values:
            yield f"the decision on item {entry['subject']} is not what was decided (audit entry {entry['number']})"


def user_faults(told: Sequence[tuple[Mapping[str, object], Mapping[str, object]]], rows: Rows) -> Iterator[str]:
    """Accounts: the last word of the log on each."""
    last = {str(entry["subject"]): detail for entry, detail in told if "role" in detail and "person" in detail}
    for row in rows:
        name, detail = row["name"], last.pop(str(row["user_id"]), None)
        if detail is None:
            yield f"the account {name} was made behind the back of the audit log"
        elif tuple(row[key] for key in KEPT) != tuple(detail.get(key) for key in KEPT) or row[
            "public_key"
        ] != detail.get("key"):
            yield f"the account {name} was changed behind the back of the audit log"
        elif row["name_key"] != folded(str(name)):
            yield f"the account {name} is found under another name"
    for detail in last.values():
        yield f"the account {detail.get('name')} is missing"


def notes(audit: Rows, rows: Mapping[str, Rows]) -> Iterator[str]:
    """What was written before the log kept enough to check it."""
    old = sum(entry["version"] == 1 for entry in audit)
    if old:
        yield f"{old} entries were written by an older version: chained, but not signed one by one"
    told = [(entry, detail_of(entry)) for entry in audit if entry["version"] != 1]
    for name, action, key in (("scans", "store scan", "scan_id"), ("decisions", "decide", "item_id")):
        subjects = {str(entry["subject"]) for entry, _ in told if entry["action"] == action}
        uncovered = [row for row in rows[name] if str(row[key]) not in subjects]
        if uncovered:
            yield f"{len(uncovered)} {name} have no audit entry, the first is {uncovered[0][key]}"
    hashes = {detail.get("sha256") for entry, detail in told if entry["action"] == "store analysis"}
    uncovered = [row for row in rows["analyses"] if row["sha256"] not in hashes]
    if uncovered:
        yield f"{len(uncovered)} analyses have no audit entry, the first is of item {uncovered[0]['item_id']}"
