"""The station's signature under its audit log, and the copy of it beside the database.

A checkpoint says: at this time the log had so many entries, and this was the hash of the last. It is signed in the
transaction of the entry. The copy is a file of lines that only grows; it is what tells that the table was cut.

    line | {"body": "{"v":1,"count":..,"head":"..","at":".."}", "key": "64 hex", "signature": "128 hex"} newline |
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, insert, select

from station.access.keys import SigningKey, load_or_make_key
from station.access.private import private_file
from station.formats.audit_entry import checkpoint_body
from station.storage import tables
from station.storage.blobs import cannot_write
from station.types.canonical import canonical

# The longest line is under 1 kB.
TAIL = 4096


class Seal:
    """Signs with keys/station.pem in the data folder, copies to audit-checkpoints.jsonl beside the database."""

    def __init__(self, folder: Path) -> None:
        self.key_path = folder / "keys" / "station.pem"
        self.copy_path = folder / "audit-checkpoints.jsonl"
        self.loaded: SigningKey | None = None

    @property
    def key(self) -> SigningKey:
        """The station key, made when the first entry is written."""
        if self.loaded is None:
            self.loaded = load_or_make_key(self.key_path)
        return self.loaded

    def sign(self, connection: Connection, count: int, head: str, at: str) -> None:
        """Put the checkpoint of entry `count` beside it, in its transaction."""
        # There before the first entry: a writer that is killed between the two is no tampering.
        try:
            private_file(self.copy_path)
        except OSError as err:
            raise cannot_write(self.copy_path.parent, err) from err
        body = checkpoint_body(count, head, at)
        signature = self.key.sign(body.encode()).hex()
        connection.execute(insert(tables.checkpoints).values(
            number=count, body=body, public_key=self.key.public.raw.hex(), signature=signature
        ))  # fmt: skip

    def copy(self, connection: Connection) -> None:
        """Bring the file up to the table; the transaction keeps other writers away.

        Raises:
            StorageFull: the disk is full or cannot be written.
        """
        try:
            private_file(self.copy_path)
            last, torn = tail_of(self.copy_path)
            query = select(tables.checkpoints).where(tables.checkpoints.c.number > count_of(last))
            lines = [copy_line(dict(row._mapping)) for row in connection.execute(query.order_by("number"))]  # noqa: SLF001 - SQLAlchemy's name
            # What a killed writer left of a line stays; the whole line follows it.
            start = b"\n" if torn else b""
            handle = os.open(self.copy_path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
            with os.fdopen(handle, "ab") as file:
                file.write(start + b"".join(lines))
                file.flush()
                os.fsync(file.fileno())
        except OSError as err:
            raise cannot_write(self.copy_path.parent, err) from err


def copy_line(row: Mapping[str, object]) -> bytes:
    """A checkpoint as a line of the copy."""
    values = {"body": row["body"], "key": row["public_key"], "signature": row["signature"]}
    return (canonical(values) + "\n").encode()


def tail_of(path: Path) -> tuple[bytes, bool]:
    """The last whole line, empty if there is none, and whether a part of a line follows it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        lines = file.read().splitlines(keepends=True)
    torn = bool(lines) and not lines[-1].endswith(b"\n")
    whole = lines[:-1] if torn else lines
    return (whole[-1] if whole else b""), torn


def count_of(line: bytes) -> int:
    """The number of entries that a line of the copy speaks of; 0 if it is none."""
    try:
        return int(json.loads(json.loads(line)["body"])["count"])
    except (ValueError, KeyError, TypeError):
        return 0
