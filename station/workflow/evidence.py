"""An item with everything that is kept about it, as a signed bundle."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from station.access.keys import SigningKey
from station.formats.analysis_json import encode_analysis
from station.formats.evidence_bundle import APPROVALS, AUDIT, json_bytes, write_bundle
from station.formats.item_record import item_record
from station.formats.radiation_json import encode_radiation
from station.formats.raw_scan import head_values
from station.ports.evidence import EvidenceStore
from station.types.canonical import canonical
from station.types.ids import ItemId, new_id


def export_item(
    store: EvidenceStore,
    item_id: ItemId,
    *,
    key: SigningKey,
    exporter: str,
    station: Mapping[str, str],
    software: Mapping[str, str],
    accounts: bool,
    at: datetime,
) -> bytes:
    """The bundle of an item; that it was exported, and the hash of the bundle, are in the audit log.

    Args:
        store: where the item is.
        item_id: which.
        key: the station's.
        exporter: who asks for it.
        station: site, lane, scanner.
        software: versions.
        accounts: whether people log in at this station; without, names in the records are not proven.
        at: time of the export.

    Raises:
        InputUnsuitable: there is no such item, or it is too large.
        StorageDamaged: a file of it does not agree with its hash.
    """
    item = store.item(item_id)
    bundle = new_id()
    store.audit(exporter, "export evidence", item_id, {"bundle": bundle})
    files, scans = scan_files(store, item_id)
    members = {**files, **case_files(store, item_id, scans)}
    head = {
        "bundle": bundle, "created": at.isoformat(), "created_by": exporter, "accounts": accounts,
        "item": item_id, "identifier": item.identifier, "simulated": item.simulated,
        "station": {**station, "key": key.public.fingerprint}, "software": dict(software),
    }  # fmt: skip
    content = write_bundle(head, members, key)
    detail = {"bundle": bundle, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    store.audit(exporter, "bundle written", item_id, detail)
    return content


def scan_files(store: EvidenceStore, item_id: ItemId) -> tuple[dict[str, bytes], list[dict[str, object]]]:
    """The files of the scans byte for byte, and what says which is which."""
    files: dict[str, bytes] = {}
    scans: list[dict[str, object]] = []
    for number, scan in enumerate(store.scans(item_id), 1):
        files[f"raw/{number}.raw"] = store.blobs.get(scan.raw_sha256)
        images = []
        for channel, sha256 in enumerate(scan.image_sha256, 1):
            images.append(f"dicom/{number}-{channel}.dcm")
            files[images[-1]] = store.blobs.get(sha256)
        scans.append({
            "head": head_values(scan.head), "raw": f"raw/{number}.raw", "images": images,
            "calibration": scan.calibration, "profile": scan.profile_id,
        })  # fmt: skip
    return files, scans


def case_files(store: EvidenceStore, item_id: ItemId, scans: list[dict[str, object]]) -> dict[str, bytes]:
    """The words: case, analysis, radiation, declaration, signatures, audit entries."""
    item, decision, analysis = store.item(item_id), store.decision(item_id), store.analysis(item_id)
    declaration, radiation = store.declaration(item.identifier), store.radiation(item_id)
    case: dict[str, object] = {
        "item": {**asdict(item), "arrived_at": item.arrived_at.isoformat()},
        "readings": [{**asdict(reading), "time": reading.time.isoformat()} for reading in store.readings(item_id)],
        "scans": scans,
        "decision": {**asdict(decision), "decided_at": decision.decided_at.isoformat()} if decision else None,
    }
    members: dict[str, bytes] = {}
    if analysis is not None:
        scanner = str(store.scans(item_id)[-1].head.scanner) if scans else ""
        case["analysis"] = item_record(
            item.identifier, scanner, item.simulated, analysis.result, analysis.latency_ms, radiation=radiation
        )
        members["analysis.json"] = (encode_analysis(analysis.result) + "\n").encode()
    if radiation is not None:
        members["radiation.json"] = (encode_radiation(radiation) + "\n").encode()
    if declaration is not None:
        members["declaration/declaration.json"] = json_bytes(asdict(declaration))
    signed = store.approvals(item_id)
    if signed:
        members[APPROVALS] = json_bytes([dict(row) for row in signed])
    return {**members, "case.json": json_bytes(case), AUDIT: audit_lines(store, item_id)}


def audit_lines(store: EvidenceStore, item_id: ItemId) -> bytes:
    """The audit entries about the item and its scans, each with its checkpoint."""
    checkpoints = {row["number"]: row for row in store.checkpoints()}
    subjects = {str(item_id), *(str(scan.head.scan_id) for scan in store.scans(item_id))}
    lines = []
    for entry in store.audit_entries():
        if entry["subject"] in subjects:
            signed = checkpoints.get(entry["number"])
            lines.append(canonical({**entry, "checkpoint": dict(signed) if signed else None}))
    return "".join(f"{line}\n" for line in lines).encode()
