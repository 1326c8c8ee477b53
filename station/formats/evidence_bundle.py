"""An item as evidence: a ZIP whose signed manifest names every file, verified with nothing else at hand.

    manifest.json | format, version, bundle, created, created_by, station, software, item, simulated, members
    manifest.sig  | 64 bytes: Ed25519 over manifest.json
    station.pub   | the public key of the station, PEM
    audit.jsonl   | the entries about the item, each with the checkpoint that the station signed for it
    others        | case.json, analysis.json, radiation.json, approvals.json, declaration.json, raw/*, dicom/*

The key inside proves that nothing changed since it signed; whose key it is, only a fingerprint from elsewhere tells.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from station.access.keys import PublicKey, SigningKey, public_from_pem
from station.errors import FormatError, StationError
from station.formats.audit_entry import checkpoint_fault, entry_hash
from station.formats.bundle_archive import pack, unpack

FORMAT = "inspection-station evidence bundle"
VERSION = 1
MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "station.pub"
AUDIT, APPROVALS = "audit.jsonl", "approvals.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleCheck:
    """What a verification found.

    Attributes:
        fingerprint: of the key inside.
        trusted: it is the key that the caller named.
        faults: what does not agree, each naming its member.
        notes: what could not be checked.
    """

    manifest: Mapping[str, Any]
    fingerprint: str
    trusted: bool
    faults: tuple[str, ...]
    notes: tuple[str, ...]


def json_bytes(values: object) -> bytes:
    """JSON for people and programs, the same bytes for the same values."""
    return (json.dumps(values, indent=1, sort_keys=True) + "\n").encode()


def write_bundle(head: Mapping[str, object], members: Mapping[str, bytes], key: SigningKey) -> bytes:
    """The bundle; the same head, members and key give the same bytes.

    Args:
        head: who, when, what, with which versions; it becomes part of the manifest.
        members: name -> content.
        key: the station's.
    """
    listed = [
        {"path": name, "size": len(members[name]), "sha256": hashlib.sha256(members[name]).hexdigest()}
        for name in sorted(members)
    ]
    manifest = json_bytes({**head, "format": FORMAT, "version": VERSION, "members": listed})
    own = {MANIFEST: manifest, SIGNATURE: key.sign(manifest), KEY: key.public.pem}
    return pack({**own, **{name: members[name] for name in sorted(members)}})


def check_bundle(content: bytes, fingerprint: str = "") -> BundleCheck:
    """Everything that can be said of a bundle without the station.

    Args:
        content: the file.
        fingerprint: of the key that should have signed, known from elsewhere; empty: any.

    Raises:
        FormatError: it is no bundle, or its archive was changed; the text names the place.
        ChecksumMismatch: a member was changed.
    """
    members = unpack(content)
    manifest = manifest_of(members)
    key = key_of(members[KEY])
    faults = [*signature_faults(members, key), *member_faults(members, manifest)]
    if fingerprint and key.fingerprint != fingerprint:
        faults.append(f"{KEY}: the bundle is signed with the key {key.fingerprint}, not with {fingerprint}")
    notes: list[str] = []
    try:
        faults += audit_faults(members, manifest, key, notes)
        faults += approval_faults(members)
    except (ValueError, KeyError, TypeError) as err:
        faults.append(f"{AUDIT} or {APPROVALS} cannot be read: {err}")
    trusted = fingerprint == key.fingerprint and not faults
    return BundleCheck(
        manifest=manifest, fingerprint=key.fingerprint, trusted=trusted, faults=tuple(faults), notes=tuple(notes)
    )


def key_of(content: bytes) -> PublicKey:
    """The key inside, which has one form; FormatError otherwise."""
    try:
        key = public_from_pem(content)
        if content == key.pem:
            return key
    except FormatError:
        pass
    raise FormatError("{name} in the bundle was changed", remedy="take the original", name=KEY)


def manifest_of(members: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest of a bundle that has all it needs.

    Raises:
        FormatError: it is no bundle, or of a newer version.
    """
    for name in (MANIFEST, SIGNATURE, KEY):
        if name not in members:
            raise FormatError("this is no evidence bundle: {name} is missing", remedy="name another file", name=name)
    try:
        manifest = json.loads(members[MANIFEST])
        if manifest["format"] != FORMAT:
            raise ValueError("another format")
        if manifest["version"] > VERSION:
            raise FormatError("the bundle is of a newer version", remedy="update this program")
        for entry in manifest["members"]:
            if not (type(entry["path"]) is type(entry["sha256"]) is str and type(entry["size"]) is int):
                raise TypeError("a member without name, size and hash")
    except (ValueError, KeyError, TypeError, RecursionError) as err:
        raise FormatError("{name} in the bundle was changed", remedy="take the original", name=MANIFEST) from err
    return dict(manifest)


def signature_faults(members: Mapping[str, bytes], key: PublicKey) -> Iterator[str]:
    """The signature under the manifest."""
    try:
        key.verify(members[SIGNATURE], members[MANIFEST])
    except StationError:
        yield f"{MANIFEST} is not what {KEY} signed: one of {MANIFEST}, {SIGNATURE}, {KEY} was changed"


def member_faults(members: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    """Members against the manifest, both ways."""
    listed = {entry["path"]: (entry["size"], entry["sha256"]) for entry in manifest["members"]}
    if len(listed) != len(manifest["members"]):
        yield f"{MANIFEST} names a member twice"
    for name, content in members.items():
        if name in (MANIFEST, SIGNATURE, KEY):
            continue
        if name not in listed:
            yield f"{name} is not in the manifest"
        elif listed[name] != (len(content), hashlib.sha256(content).hexdigest()):
            yield f"{name} was changed"
    for name in listed:
        if name not in members:
            yield f"{name} is missing"


def audit_faults(
    members: Mapping[str, bytes], manifest: Mapping[str, Any], key: PublicKey, notes: list[str]
) -> Iterator[str]:
    """The audit entries, their checkpoints, and that the decision was made on the files that are here."""
    hashes = {entry["sha256"] for entry in manifest["members"]}
    last = 0
    for line in members.get(AUDIT, b"").splitlines():
        entry = json.loads(line)
        number = entry["number"]
        if entry["hash"] != entry_hash(entry):
            yield f"{AUDIT}: entry {number} was changed"
        if number <= last:
            yield f"{AUDIT}: entry {number} does not follow entry {last}"
        last = number
        checkpoint = entry.get("checkpoint")
        if checkpoint is None:
            notes.append(f"{AUDIT}: entry {number} was written by an older version, without a signature of its own")
        elif fault := checkpoint_fault({**checkpoint, "number": number}, entry["hash"]):
            yield f"{AUDIT}: {fault}"
        elif checkpoint["public_key"] != key.raw.hex():
            yield f"{AUDIT}: entry {number} is signed with another key than the bundle"
        detail = json.loads(entry["detail"])
        missing = [sha256 for sha256 in detail.get("files", ()) if sha256 not in hashes]
        if missing:
            yield f"{AUDIT}: entry {number} speaks of the file {missing[0][:16]}..., which is not in the bundle"


def approval_faults(members: Mapping[str, bytes]) -> Iterator[str]:
    """What two persons signed, with the keys that the statement names, and that the station was told of it then."""
    rows = json.loads(members.get(APPROVALS, b"[]"))
    details = [json.loads(json.loads(line)["detail"]) for line in members.get(AUDIT, b"").splitlines()]
    told = {detail["statement"] for detail in details if "statement" in detail}
    for statement in told - {row["statement"] for row in rows}:
        yield f"{APPROVALS}: {json.loads(statement)['act']} is missing"
    for row in rows:
        if row["statement"] not in told:
            name = json.loads(row["statement"])["first"]["name"]
            yield f"{APPROVALS}: the audit entries do not tell of what {name} signed"
        statement = json.loads(row["statement"])
        for who in ("first", "second"):
            name = statement[who]["name"]
            try:
                key = PublicKey(bytes.fromhex(statement[who]["key"]))
                key.verify(bytes.fromhex(row[f"{who}_signature"]), row["statement"].encode())
            except (StationError, ValueError):
                yield f"{APPROVALS}: the signature of {name} does not agree"
        if statement["first"]["person"] == statement["second"]["person"]:
            yield f"{APPROVALS}: one person signed twice"
