"""Decisions and the audit log."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from station.errors import IllegalMove
from station.events import Event, Topic
from station.storage import tables
from station.storage.accounts import insert_approval
from station.storage.database import transaction
from station.storage.parts import StorePart, append_event, tidy
from station.types.decision import Decision, FindingResolution, Resolution, Verdict
from station.types.ids import DecisionId, ItemId
from station.types.item import ItemState
from station.types.user import Approval


class PeoplePart(StorePart):
    """What people decide and do."""

    def decide(self, decision: Decision, approval: Approval | None = None) -> None:
        """Row, state of the item, audit entry, event and second signature in one transaction.

        Raises:
            IllegalMove: decided already, or one person signed twice.
        """
        resolutions = json.dumps([asdict(entry) for entry in decision.resolutions])
        note = tidy(decision.note)
        with self.audited() as connection:
            if connection.execute(select(tables.decisions).filter_by(item_id=decision.item_id)).first():
                raise IllegalMove("the item is decided already", remedy="open it from the list of decided items")
            connection.execute(insert(tables.decisions).values(
                item_id=decision.item_id, decision_id=decision.decision_id, verdict=decision.verdict.value,
                inspector=decision.inspector, decided_at=decision.decided_at.isoformat(), resolutions=resolutions,
                note=note,
            ))  # fmt: skip
            decided = {"state": ItemState.DECIDED.value}
            connection.execute(update(tables.items).filter_by(item_id=decision.item_id).values(**decided))
            detail = {
                "verdict": decision.verdict.value, "resolutions": resolutions, "note": note,
                "decided_at": decision.decided_at.isoformat(), "files": files_of(connection, decision.item_id),
            }  # fmt: skip
            if approval is not None:
                insert_approval(connection, approval)
                detail["statement"] = approval.statement
            self.append_audit(connection, decision.inspector, "decide", decision.item_id, detail)
            values = {"verdict": decision.verdict.value}
            append_event(connection, Event(topic=Topic.DECISION_MADE, subject=decision.item_id, values=values))

    def decision(self, item_id: ItemId) -> Decision | None:
        """The decision on an item."""
        with transaction(self.engine) as connection:
            row = connection.execute(select(tables.decisions).filter_by(item_id=item_id)).first()
        if row is None:
            return None
        resolutions = tuple(
            FindingResolution(number=e["number"], resolution=Resolution(e["resolution"]), reason=e["reason"])
            for e in json.loads(row.resolutions)
        )
        return Decision(
            decision_id=DecisionId(row.decision_id), item_id=ItemId(row.item_id), verdict=Verdict(row.verdict),
            inspector=row.inspector, decided_at=datetime.fromisoformat(row.decided_at), resolutions=resolutions,
            note=row.note,
        )  # fmt: skip

    def audit(self, actor: str, action: str, subject: str, detail: Mapping[str, object]) -> None:
        """Append to the audit log."""
        with self.audited() as connection:
            self.append_audit(connection, actor, action, subject, detail)

    def audit_entries(self, subject: str | None = None) -> tuple[Mapping[str, object], ...]:
        """Entries of the audit log, oldest first."""
        query = select(tables.audit).order_by(tables.audit.c.number)
        if subject is not None:
            query = query.filter_by(subject=subject)
        with transaction(self.engine) as connection:
            return tuple(dict(row._mapping) for row in connection.execute(query))  # noqa: SLF001 - SQLAlchemy's name

    def checkpoints(self) -> tuple[Mapping[str, object], ...]:
        """Signed checkpoints, oldest first."""
        query = select(tables.checkpoints).order_by(tables.checkpoints.c.number)
        with transaction(self.engine) as connection:
            return tuple(dict(row._mapping) for row in connection.execute(query))  # noqa: SLF001 - SQLAlchemy's name


def files_of(connection: Connection, item_id: ItemId) -> list[str]:
    """The hashes of the files that were there to be looked at: the decision stands for these."""
    query = select(tables.scans.c.raw_sha256, tables.scans.c.image_sha256).filter_by(item_id=item_id)
    rows = connection.execute(query.order_by(tables.scans.c.scan_id)).all()
    return [sha256 for row in rows for sha256 in (row.raw_sha256, *row.image_sha256.split())]
