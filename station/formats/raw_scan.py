"""A raw scan as bytes: a JSON header, then the counts and the validity of the lines, compressed.

| magic 8, version 1 | header length u32 | header JSON | zlib: counts u16, valid u8 |
| magic 8, version 2 | header length u32 | header JSON | zlib: counts u16, valid u8, belt position in mm f64 a line |

Version 2 is written where the belt's positions are known; both are read.
"""

import json
import struct
import zlib
from datetime import datetime
from typing import Any

import numpy as np

from station.errors import FormatError
from station.types.arrays import frozen
from station.types.ids import ItemId, ScanId
from station.types.scan import EnergyChannel, Geometry, RawScan, ScanHead

MAGIC = b"ISRAW\0\0\1"
MAGIC_BELT = b"ISRAW\0\0\2"
LARGEST = 2**31


def head_values(head: ScanHead) -> dict[str, object]:
    """A scan head as JSON values."""
    return {
        "scan_id": head.scan_id, "item_id": head.item_id, "scanner": head.scanner, "view": head.view,
        "channels": [[c.name, c.low_kev, c.high_kev] for c in head.channels], "pitch_mm": list(head.pitch_mm),
        "started_at": head.started_at.isoformat(), "simulated": head.simulated, "lost_lines": head.lost_lines,
        "interrupted": head.interrupted, "source": head.source, "geometry": head.geometry.value,
    }  # fmt: skip


def head_from(values: dict[str, Any]) -> ScanHead:
    """The head that `head_values` wrote; KeyError, ValueError or TypeError if it is none."""
    channels = [EnergyChannel(name=name, low_kev=low, high_kev=high) for name, low, high in values["channels"]]
    belt, across = values["pitch_mm"]
    return ScanHead(
        scan_id=ScanId(str(values["scan_id"])), item_id=ItemId(str(values["item_id"])),
        scanner=str(values["scanner"]), view=str(values["view"]), channels=tuple(channels),
        pitch_mm=(float(belt), float(across)), started_at=datetime.fromisoformat(str(values["started_at"])),
        simulated=bool(values["simulated"]), lost_lines=int(str(values["lost_lines"])),
        interrupted=bool(values["interrupted"]), source=str(values["source"]),
        # Heads of before there was an encoder do not say it.
        geometry=Geometry(values.get("geometry", Geometry.TIME.value)),
    )  # fmt: skip


def encode_raw_scan(raw: RawScan) -> bytes:
    """The whole scan; `decode_raw_scan` gives it back exactly."""
    header = json.dumps({"shape": raw.counts.shape, **head_values(raw.head)}).encode()
    body = raw.counts.astype("<u2").tobytes() + raw.valid.astype(np.uint8).tobytes()
    magic = MAGIC
    if raw.belt_mm is not None:
        body += raw.belt_mm.astype("<f8").tobytes()
        magic = MAGIC_BELT
    # Level 0 stores and adds a checksum: photon noise does not compress (7 % at 25 times the time).
    return magic + struct.pack("<I", len(header)) + header + zlib.compress(body, 0)


def decode_raw_scan(content: bytes) -> RawScan:
    """The scan in `content`.

    Raises:
        FormatError: cut short, altered, or not a raw scan.
    """
    try:
        has_belt = content[:8] == MAGIC_BELT
        if content[:8] != MAGIC and not has_belt:
            raise ValueError("no raw scan")
        (length,) = struct.unpack_from("<I", content, 8)
        values = json.loads(content[12 : 12 + length])
        channels, lines, pixels = values["shape"]
        size = channels * lines * pixels * 2 + lines
        whole = size + lines * 8 * has_belt
        if not 0 < size < LARGEST:
            raise ValueError("unlikely size")
        stream = zlib.decompressobj()
        body = stream.decompress(content[12 + length :], whole + 1)
        if len(body) != whole or not stream.eof:
            raise ValueError("cut short")
        counts = np.frombuffer(body, "<u2", channels * lines * pixels).reshape(channels, lines, pixels)
        valid = np.frombuffer(body, np.uint8, lines, size - lines).astype(bool)
        belt_mm = frozen(np.frombuffer(body, "<f8", lines, size).astype(np.float64)) if has_belt else None
        return RawScan(
            head=head_from(values), counts=frozen(counts.astype(np.uint16)), valid=frozen(valid), belt_mm=belt_mm
        )
    except (ValueError, KeyError, TypeError, struct.error, zlib.error) as err:
        raise FormatError(
            "a raw scan cannot be read: {cause}", remedy="take the copy of the backup", cause=str(err)
        ) from err
