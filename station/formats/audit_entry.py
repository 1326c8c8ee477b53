"""Entries of the audit log and the checkpoints under them: how they are hashed, and whether they agree.

    entry hash, version 2 | SHA-256 of canonical JSON {"v", "number", and the six fields of version 1}
    entry hash, version 1 | SHA-256 of at, actor, action, subject, detail, previous with NUL between them
    checkpoint            | Ed25519 over canonical JSON {"v", "count", "head", "at"}

Version 2 holds the number, so that entries cannot change places, and cannot be read in two ways: a NUL inside a field
made two different entries of version 1 alike.
"""

import hashlib
import json
from collections.abc import Mapping

from station.access.keys import PublicKey
from station.errors import StationError
from station.types.canonical import canonical

VERSION = 2
FIELDS = ("at", "actor", "action", "subject", "detail", "previous")


def entry_hash(entry: Mapping[str, object]) -> str:
    """The hash that an entry should have, by its version."""
    if entry.get("version", VERSION) == 1:
        return hashlib.sha256("\0".join(str(entry[name]) for name in FIELDS).encode()).hexdigest()
    values = {name: entry[name] for name in ("number", *FIELDS)}
    return hashlib.sha256(canonical({"v": entry["version"], **values}).encode()).hexdigest()


def checkpoint_body(count: int, head: str, at: str) -> str:
    """What is signed."""
    return canonical({"v": 1, "count": count, "head": head, "at": at})


def checkpoint_fault(row: Mapping[str, object], head: str | None) -> str:
    """What is wrong with a checkpoint, empty if nothing.

    Args:
        row: number, body, public_key, signature.
        head: hash of the entry of its number, None if there is no such entry.
    """
    number = row["number"]
    try:
        PublicKey(bytes.fromhex(str(row["public_key"]))).verify(
            bytes.fromhex(str(row["signature"])), str(row["body"]).encode("utf-8", "surrogatepass")
        )
        values = json.loads(str(row["body"]))
        if values["count"] != number:
            return f"checkpoint {number} was moved: it was signed for entry {values['count']}"
        if head is None:
            return f"audit entry {number} is missing: it was there at {values['at']}"
        if values["head"] != head:
            return f"audit entry {number} was changed after {values['at']}, when it was signed"
    except StationError:
        return f"checkpoint {number} was changed: its signature does not agree"
    except (ValueError, KeyError, TypeError):
        return f"checkpoint {number} cannot be read"
    return ""
