"""What the parts of the store share: the engine, the files, and how an event or audit entry is appended."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, select

from station.events import Event, to_json
from station.storage import tables
from station.storage.blobs import FolderBlobs


class StorePart:
    """One noun of the store."""

    def __init__(self, engine: Engine, blobs: FolderBlobs) -> None:
        self.engine = engine
        self.files = blobs

    @property
    def blobs(self) -> FolderBlobs:
        """The files."""
        return self.files


def append_event(connection: Connection, event: Event) -> None:
    """Put an event into the outbox, in the transaction of what it tells."""
    connection.execute(insert(tables.outbox).values(body=to_json(event)))


def append_audit(connection: Connection, actor: str, action: str, subject: str, detail: Mapping[str, object]) -> None:
    """Append to the audit chain: each entry carries the hash of the one before it."""
    newest = select(tables.audit.c.hash).order_by(tables.audit.c.number.desc()).limit(1)
    previous = connection.execute(newest).scalar() or ""
    entry = {
        "at": datetime.now(UTC).isoformat(), "actor": actor, "action": action, "subject": subject,
        "detail": json.dumps(dict(detail), ensure_ascii=False, sort_keys=True), "previous": previous,
    }  # fmt: skip
    connection.execute(insert(tables.audit).values(**entry, hash=entry_hash(entry)))


def entry_hash(entry: Mapping[str, object]) -> str:
    """SHA-256 over the fields of an audit entry and the hash before it."""
    fields = ("at", "actor", "action", "subject", "detail", "previous")
    return hashlib.sha256("\0".join(str(entry[name]) for name in fields).encode()).hexdigest()
