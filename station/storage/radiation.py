"""What portals saw, each passage as an N42.42 file, and what that says of items."""

import hashlib
import logging
from datetime import UTC, datetime

from sqlalchemy import insert, select

from station.errors import ContractBreach, InputUnsuitable, StationError
from station.events import Event, Topic
from station.formats.n42_writer import encode_occupancy
from station.formats.radiation_json import (
    decode_occupancy,
    decode_radiation,
    encode_radiation,
    occupancy_text,
)
from station.storage import tables
from station.storage.database import transaction
from station.storage.parts import StorePart, append_event
from station.types.device import DeviceIdentity
from station.types.ids import ItemId
from station.types.radiation import RadiationOccupancy, RadiationResult

logger = logging.getLogger(__name__)


class RadiationPart(StorePart):
    """Passages of the portal and results of items; the newest result of an item counts."""

    def put_occupancy(self, seen: RadiationOccupancy, portal: DeviceIdentity | None) -> str:
        """Store its N42 document, then the row; the hash of the document, empty for one without counts."""
        now = datetime.now(UTC)
        try:
            sha256 = self.blobs.put(encode_occupancy(seen, portal=portal, written_at=now))
        except (InputUnsuitable, ContractBreach) as err:
            # No document without a count, and none that breaks the rules of the format; the row says what there is.
            logger.warning("a passage of %s has no N42 document: %s", seen.source, err)
            sha256 = ""
        values = {"source": seen.source, "started_at": seen.start.isoformat(), "body": occupancy_text(seen)}
        with self.audited() as connection:
            connection.execute(insert(tables.occupancies).values(**values, sha256=sha256))
            self.append_audit(
                connection, "lane", "store occupancy", seen.source, {"n42": sha256, "at": now.isoformat()}
            )
        return sha256

    def occupancies(self, limit: int = 200) -> tuple[RadiationOccupancy, ...]:
        """The newest `limit` passages, oldest first."""
        query = select(tables.occupancies.c.body).order_by(tables.occupancies.c.number.desc()).limit(limit)
        with transaction(self.engine) as connection:
            bodies = connection.execute(query).scalars().all()
        return tuple(decode_occupancy(body) for body in reversed(bodies))

    def put_radiation(self, item_id: ItemId, result: RadiationResult) -> None:
        """Store a result; event radiation.stored."""
        body = encode_radiation(result)
        values = {"status": result.status.value, "advice": result.advice.value}
        with self.audited() as connection:
            connection.execute(insert(tables.radiation).values(
                item_id=item_id, body=body, stored_at=datetime.now(UTC).isoformat()
            ))  # fmt: skip
            detail = {**values, "item": item_id, "sha256": hashlib.sha256(body.encode()).hexdigest()}
            self.append_audit(connection, "lane", "store radiation", item_id, detail)
            append_event(connection, Event(topic=Topic.RADIATION_STORED, subject=item_id, values=values))

    def radiation(self, item_id: ItemId) -> RadiationResult | None:
        """The newest result of an item, None while there is none."""
        query = select(tables.radiation.c.body).filter_by(item_id=item_id).order_by(tables.radiation.c.number.desc())
        with transaction(self.engine) as connection:
            body = connection.execute(query.limit(1)).scalar()
        return decode_radiation(body) if body else None

    def radiation_faults(self) -> tuple[str, ...]:
        """N42 documents that do not open or agree."""
        with transaction(self.engine) as connection:
            rows = connection.execute(select(tables.occupancies).order_by(tables.occupancies.c.number)).all()
        faults = []
        for row in rows:
            try:
                if row.sha256:
                    self.blobs.get(row.sha256)
            except StationError as err:
                faults.append(f"passage of {row.source} at {row.started_at}: {err}")
        return tuple(faults)
