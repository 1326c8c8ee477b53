"""Scans and analyses: files first, then the row."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, insert, select

from station.errors import InputUnsuitable
from station.events import Event, Topic
from station.formats.analysis_json import decode_analysis, encode_analysis
from station.formats.dicos_dx import decode_dicos, encode_dicos
from station.formats.raw_scan import decode_raw_scan, encode_raw_scan, head_from, head_values
from station.ports.store import StoredAnalysis, StoredScan
from station.storage import tables
from station.storage.database import transaction
from station.storage.parts import StorePart, append_event
from station.types.analysis import Analysis, NotAnalysed
from station.types.ids import ItemId, ScanId
from station.types.scan import CorrectedScan, RawScan


class ScanPart(StorePart):
    """Pictures and what models say of them."""

    def put_scan(self, raw: RawScan, corrected: CorrectedScan | None) -> StoredScan:
        """Raw lines and DICOS files, then the row; event scan.stored or scan.interrupted."""
        raw_sha256 = self.blobs.put(encode_raw_scan(raw))
        images = tuple(self.blobs.put(content) for content in encode_dicos(corrected)) if corrected else ()
        head = raw.head
        stored = StoredScan(
            head=head, raw_sha256=raw_sha256, image_sha256=images,
            calibration=corrected.calibration.value if corrected else "none",
            profile_id=corrected.profile_id if corrected else "",
        )  # fmt: skip
        topic = Topic.SCAN_INTERRUPTED if head.interrupted else Topic.SCAN_STORED
        with self.audited() as connection:
            connection.execute(insert(tables.scans).values(
                scan_id=head.scan_id, item_id=head.item_id, head=json.dumps(head_values(head)),
                raw_sha256=raw_sha256, image_sha256=" ".join(images), calibration=stored.calibration,
                profile_id=stored.profile_id,
            ))  # fmt: skip
            detail = {"item": head.item_id, "raw": raw_sha256, "images": list(images)}
            self.append_audit(connection, "lane", "store scan", head.scan_id, detail)
            append_event(connection, Event(topic=topic, subject=head.item_id, values={"scan": head.scan_id}))
        return stored

    def scans(self, item_id: ItemId) -> tuple[StoredScan, ...]:
        """The scans of an item, oldest first."""
        query = select(tables.scans).filter_by(item_id=item_id).order_by(tables.stored_order(tables.scans))
        with transaction(self.engine) as connection:
            return tuple(stored_scan(row) for row in connection.execute(query))

    def all_scans(self) -> tuple[StoredScan, ...]:
        """Every scan, oldest first."""
        with transaction(self.engine) as connection:
            rows = connection.execute(select(tables.scans).order_by(tables.stored_order(tables.scans))).all()
        return tuple(stored_scan(row) for row in rows)

    def scan_row(self, scan_id: ScanId) -> StoredScan:
        """One scan; InputUnsuitable if there is none."""
        with transaction(self.engine) as connection:
            row = connection.execute(select(tables.scans).filter_by(scan_id=scan_id)).first()
        if row is None:
            raise InputUnsuitable("there is no scan {scan_id}", remedy="reload the queue", scan_id=scan_id)
        return stored_scan(row)

    def load_raw(self, scan_id: ScanId) -> RawScan:
        """Raw lines of a stored scan; StorageDamaged if the file does not agree with its hash."""
        return decode_raw_scan(self.blobs.get(self.scan_row(scan_id).raw_sha256))

    def load_corrected(self, scan_id: ScanId) -> CorrectedScan:
        """Transmission of a stored scan from its DICOS files."""
        files = self.scan_row(scan_id).image_sha256
        if not files:
            raise InputUnsuitable("the scan was not corrected", remedy="calibrate dark and air, then scan again")
        return decode_dicos([self.blobs.get(sha256) for sha256 in files])

    def put_analysis(self, item_id: ItemId, result: Analysis | NotAnalysed, latency_ms: float) -> None:
        """Store a result; event analysis.stored."""
        values: dict[str, str | int | float | bool] = {"analysed": isinstance(result, Analysis)}
        body = encode_analysis(result)
        with self.audited() as connection:
            connection.execute(insert(tables.analyses).values(
                item_id=item_id, body=body, latency_ms=latency_ms,
                stored_at=datetime.now(UTC).isoformat(),
            ))  # fmt: skip
            detail = {"item": item_id, "sha256": hashlib.sha256(body.encode()).hexdigest()}
            self.append_audit(connection, "lane", "store analysis", result.scan_id, detail)
            append_event(connection, Event(topic=Topic.ANALYSIS_STORED, subject=item_id, values=values))

    def analysis(self, item_id: ItemId) -> StoredAnalysis | None:
        """The newest analysis of an item."""
        newest = select(tables.analyses).filter_by(item_id=item_id).order_by(tables.analyses.c.number.desc()).limit(1)
        with transaction(self.engine) as connection:
            row = connection.execute(newest).first()
        if row is None:
            return None
        return StoredAnalysis(
            result=decode_analysis(row.body), latency_ms=row.latency_ms, stored_at=datetime.fromisoformat(row.stored_at)
        )


def stored_scan(row: Row[Any]) -> StoredScan:
    """The scan of a row."""
    return StoredScan(
        head=head_from(json.loads(row.head)), raw_sha256=row.raw_sha256,
        image_sha256=tuple(row.image_sha256.split()), calibration=row.calibration, profile_id=row.profile_id,
    )  # fmt: skip
