"""Items, declarations and readings."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.sqlite import insert

from station.errors import InputUnsuitable
from station.events import Event, Topic
from station.storage import tables
from station.storage.database import transaction
from station.storage.parts import StorePart, append_event
from station.types.declaration import Declaration
from station.types.ids import ItemId
from station.types.item import Item, ItemState
from station.types.reading import Reading, ReadingQuality


class ItemPart(StorePart):
    """Items and their papers."""

    def put_item(self, item: Item) -> None:
        """Insert or update; event item.arrived or item.changed."""
        values = {**asdict(item), "arrived_at": item.arrived_at.isoformat(), "state": item.state.value}
        with transaction(self.engine) as connection:
            known = connection.execute(select(tables.items.c.item_id).filter_by(item_id=item.item_id)).first()
            change = insert(tables.items).values(**values)
            connection.execute(change.on_conflict_do_update(index_elements=["item_id"], set_=values))
            topic = Topic.ITEM_CHANGED if known else Topic.ITEM_ARRIVED
            append_event(connection, Event(topic=topic, subject=item.item_id, values={"state": item.state.value}))

    def item(self, item_id: ItemId) -> Item:
        """The item; InputUnsuitable if there is none."""
        with transaction(self.engine) as connection:
            row = connection.execute(select(tables.items).filter_by(item_id=item_id)).first()
        if row is None:
            raise InputUnsuitable("there is no item {item_id}", remedy="reload the queue", item_id=item_id)
        return item_of(row)

    def find_item(self, text: str) -> ItemId:
        """The item of this id, or the newest with this identifier; InputUnsuitable if there is none."""
        newest = select(tables.items.c.item_id).order_by(tables.items.c.item_id.desc()).limit(1)
        with transaction(self.engine) as connection:
            # The id first: a parcel whose barcode spells the id of another does not stand in for it.
            found = (
                connection.execute(newest.filter_by(item_id=text)).scalar()
                or connection.execute(newest.filter_by(identifier=text)).scalar()
            )
        if found is None:
            raise InputUnsuitable("there is no item {item_id}", remedy="reload the queue", item_id=text)
        return ItemId(found)

    def items(self, states: Iterable[ItemState] | None = None, limit: int = 200) -> tuple[Item, ...]:
        """The newest `limit` items of these states, oldest first."""
        query = select(tables.items).order_by(tables.stored_order(tables.items).desc()).limit(limit)
        if states is not None:
            query = query.where(tables.items.c.state.in_([state.value for state in states]))
        with transaction(self.engine) as connection:
            return tuple(item_of(row) for row in reversed(connection.execute(query).all()))

    def count_items(self) -> int:
        """How many items there are."""
        with transaction(self.engine) as connection:
            return int(connection.execute(select(func.count()).select_from(tables.items)).scalar() or 0)

    def put_declarations(self, declarations: Iterable[Declaration]) -> int:
        """Insert or replace by identifier; how many."""
        count = 0
        with transaction(self.engine) as connection:
            for declaration in declarations:
                body = json.dumps(asdict(declaration), ensure_ascii=False)
                change = insert(tables.declarations).values(identifier=declaration.identifier, body=body)
                connection.execute(change.on_conflict_do_update(index_elements=["identifier"], set_={"body": body}))
                count += 1
        return count

    def declaration(self, identifier: str) -> Declaration | None:
        """The declaration of an identifier, None if there is none."""
        with transaction(self.engine) as connection:
            row = connection.execute(select(tables.declarations).filter_by(identifier=identifier)).first()
        return Declaration(**json.loads(row.body)) if row else None

    def put_reading(self, item_id: ItemId, reading: Reading) -> None:
        """Keep a reading with its item."""
        body = json.dumps({**asdict(reading), "time": reading.time.isoformat()})
        with transaction(self.engine) as connection:
            connection.execute(insert(tables.readings).values(item_id=item_id, body=body))

    def readings(self, item_id: ItemId) -> tuple[Reading, ...]:
        """The readings of an item, oldest first."""
        query = select(tables.readings.c.body).filter_by(item_id=item_id).order_by(tables.readings.c.number)
        with transaction(self.engine) as connection:
            return tuple(reading_of(json.loads(body)) for body in connection.execute(query).scalars())


def item_of(row: Row[Any]) -> Item:
    """The item of a row."""
    return Item(
        item_id=ItemId(row.item_id), identifier=row.identifier, arrived_at=datetime.fromisoformat(row.arrived_at),
        state=ItemState(row.state), mass_g=row.mass_g, simulated=row.simulated,
    )  # fmt: skip


def reading_of(values: dict[str, Any]) -> Reading:
    """The reading of a JSON body."""
    time, quality = datetime.fromisoformat(values.pop("time")), ReadingQuality(values.pop("quality"))
    return Reading(time=time, quality=quality, **values)
