"""Objects as other scanners sent them: one row each, the bytes in the blobs."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from station.ports.store import StoredOriginal
from station.storage import tables
from station.storage.database import transaction
from station.storage.parts import StorePart
from station.types.ids import ItemId

COLUMNS = tables.originals.c


class OriginalPart(StorePart):
    """What came in, and what it became."""

    def put_originals(self, originals: Iterable[StoredOriginal]) -> None:
        """Keep what was received; the blobs are there already."""
        with transaction(self.engine) as connection:
            for original in originals:
                values = {**asdict(original), "received_at": original.received_at.isoformat(),
                          "refers_to": " ".join(original.refers_to)}  # fmt: skip
                connection.execute(insert(tables.originals).values(**values))

    def originals(self, item_id: ItemId) -> tuple[StoredOriginal, ...]:
        """What an item was made of and what was reported of it, oldest first."""
        return self.originals_where(COLUMNS.item_id == item_id)

    def originals_of(self, data_sha256: str) -> tuple[StoredOriginal, ...]:
        """Every time that this object was taken in, oldest first."""
        return self.originals_where(COLUMNS.data_sha256 == data_sha256)

    def all_originals(self) -> tuple[StoredOriginal, ...]:
        """Everything that was received, oldest first."""
        return self.originals_where(COLUMNS.number > 0)

    def originals_where(self, condition: ColumnElement[bool]) -> tuple[StoredOriginal, ...]:
        """The rows that meet a condition, oldest first."""
        with transaction(self.engine) as connection:
            rows = connection.execute(select(tables.originals).where(condition).order_by(COLUMNS.number)).all()
        return tuple(stored_original(row) for row in rows)

    def item_of_objects(self, object_uids: Iterable[str]) -> ItemId | None:
        """The newest item that holds one of these SOP instances."""
        wanted = select(COLUMNS.item_id).where(COLUMNS.object_uid.in_(list(object_uids)), COLUMNS.item_id != "")
        with transaction(self.engine) as connection:
            found = connection.execute(wanted.order_by(COLUMNS.number.desc()).limit(1)).scalar()
        return ItemId(found) if found else None

    def link_reports(self, object_uids: Iterable[str], item_id: ItemId) -> int:
        """Give the item those parked threat reports that speak of one of these SOP instances; how many."""
        wanted, linked = set(object_uids), 0
        with transaction(self.engine) as connection:
            parked = connection.execute(select(COLUMNS.number, COLUMNS.refers_to).where(COLUMNS.item_id == "")).all()
            for number, refers_to in parked:
                if wanted & set(refers_to.split()):
                    connection.execute(update(tables.originals).filter_by(number=number).values(item_id=item_id))
                    linked += 1
        return linked


def stored_original(row: Row[Any]) -> StoredOriginal:
    """The object of a row."""
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's name
    del values["number"]
    times = {"received_at": datetime.fromisoformat(values["received_at"])}
    return StoredOriginal(**{**values, **times, "refers_to": tuple(values["refers_to"].split())})
