"""What the parts of the store share: the engine, the files, and how an event or audit entry is appended."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, func, insert, select

from station.events import Event, to_json
from station.formats.audit_entry import VERSION, entry_hash
from station.storage import tables
from station.storage.blobs import FolderBlobs
from station.storage.database import transaction
from station.storage.seal import Seal

LONGEST_WORD = 64


class StorePart:
    """One noun of the store."""

    def __init__(self, engine: Engine, blobs: FolderBlobs, seal: Seal) -> None:
        self.engine = engine
        self.files = blobs
        self.seal = seal

    @property
    def blobs(self) -> FolderBlobs:
        """The files."""
        return self.files

    def append_audit(
        self, connection: Connection, actor: str, action: str, subject: str, detail: Mapping[str, object]
    ) -> None:
        """Append to the audit chain: each entry carries the hash of the one before it, and a signed checkpoint."""
        newest = select(tables.audit.c.hash).order_by(tables.audit.c.number.desc()).limit(1)
        # The number of an entry that somebody took away is not given again.
        numbers = [connection.execute(select(func.max(t.c.number))).scalar() or 0
                   for t in (tables.audit, tables.checkpoints)]  # fmt: skip
        entry = {
            "number": max(numbers) + 1, "at": datetime.now(UTC).isoformat(), "actor": word(actor),
            "action": word(action), "subject": word(subject),
            "detail": tidy(json.dumps(dict(detail), ensure_ascii=False, sort_keys=True)),
            "previous": connection.execute(newest).scalar() or "", "version": VERSION,
        }  # fmt: skip
        digest = entry_hash(entry)
        connection.execute(insert(tables.audit).values(**entry, hash=digest))
        self.seal.sign(connection, max(numbers) + 1, digest, str(entry["at"]))

    @contextmanager
    def audited(self) -> Iterator[Connection]:
        """A transaction with an audit entry in it; afterwards its checkpoint is copied beside the database."""
        with transaction(self.engine) as connection:
            yield connection
        with transaction(self.engine) as connection:
            self.seal.copy(connection)


def append_event(connection: Connection, event: Event) -> None:
    """Put an event into the outbox, in the transaction of what it tells."""
    connection.execute(insert(tables.outbox).values(body=to_json(event)))


def tidy(text: str) -> str:
    """The text without half characters, which no file takes; they come from file names and input methods."""
    return text.encode("utf-8", "replace").decode()


def word(text: str) -> str:
    """A text as it fits a column of the audit log."""
    return tidy(text)[:LONGEST_WORD]
