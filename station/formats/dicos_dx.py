"""A corrected scan as DICOS v03 layout DX For Processing: one instance per energy channel.

Stored value = 2,000 + 60,000 * transmission, 0 where nothing was measured; so noise below zero survives and
a step is 1.7e-5 of air. RescaleSlope is 1 as the layout asks; the scale stands in the image comment.
"""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from station.errors import FormatError
from station.formats.dicom_io import new_uid, read_dicom, write_dicom
from station.formats.raw_scan import head_from, head_values
from station.types.arrays import frozen
from station.types.ids import ProfileId
from station.types.scan import CalibrationState, CorrectedScan

DX_PROCESSING = "1.2.840.10008.5.1.4.1.1.501.2.2"
ZERO, AIR = 2000.0, 60000.0
CHARACTERISTIC = {"low": "LOW ENERGY", "high": "HIGH ENERGY"}
IMAGE_COMMENTS = 0x00204000


def encode_dicos(scan: CorrectedScan, identifier: str = "") -> tuple[bytes, ...]:
    """One file per channel, in channel order."""
    study = new_uid()
    return tuple(encode_channel(scan, index, study, identifier) for index in range(len(scan.head.channels)))


def encode_channel(scan: CorrectedScan, index: int, study: str, identifier: str) -> bytes:
    """One channel."""
    head, channel = scan.head, scan.head.channels[index]
    stored = np.clip(np.rint(ZERO + AIR * scan.transmission[index]), 1, 65535).astype(np.uint16)
    stored[~scan.valid] = 0
    date, time = head.started_at.strftime("%Y%m%d"), head.started_at.strftime("%H%M%S.%f")
    kind = CHARACTERISTIC.get(channel.name, "MULTI ENERGY")
    model = photon_model(scan, index)
    comment = json.dumps({
        "zero": ZERO, "air": AIR, "channel": index, "channels": len(head.channels), "noise": model,
        "calibration": scan.calibration.value, "profile": scan.profile_id, "head": head_values(head),
    })  # fmt: skip
    belt, across = (max(pitch, 1e-6) for pitch in head.pitch_mm)
    elements: dict[int, tuple[str, object]] = {
        0x00080005: ("CS", "ISO_IR 192"), 0x00080008: ("CS", ["DERIVED", kind]), 0x00080012: ("DA", date),
        0x00080013: ("TM", time), 0x00080020: ("DA", date), 0x00080021: ("DA", date), 0x00080023: ("DA", date),
        0x00080030: ("TM", time), 0x00080031: ("TM", time), 0x00080033: ("TM", time), 0x00080050: ("SH", ""),
        0x00080060: ("CS", "XRAY"), 0x00080068: ("CS", "FOR PROCESSING"),
        0x00080070: ("LO", "SIM" if head.simulated else "inspection-station"), 0x00080080: ("LO", "unnamed site"),
        0x00080081: ("ST", ""), 0x00081010: ("SH", head.scanner[:16]), 0x00081090: ("LO", head.scanner),
        0x00080118: ("CS", "SYNTHETIC" if head.simulated else "MACHINE"), 0x00082108: ("CS", "RHS"),
        0x00100020: ("LO", identifier[:64] or head.item_id), 0x00100021: ("LO", "inspection-station"),
        0x00100022: ("CS", "BARCODE" if identifier else "TEXT"), 0x00180060: ("DS", f"{channel.high_kev:.1f}"),
        0x00181000: ("LO", head.scanner), 0x00181020: ("LO", "0.1.0"), 0x00181200: ("DA", date),
        0x00181201: ("TM", time), 0x00187004: ("CS", "SCINTILLATOR"), 0x00188151: ("DS", "0"),
        0x0020000D: ("UI", study), 0x0020000E: ("UI", new_uid()), 0x00200010: ("SH", head.scan_id[:16]),
        0x00200013: ("IS", str(index + 1)), 0x00200032: ("DS", ["0", "0", "0"]),
        0x00200037: ("DS", ["1", "0", "0", "0", "1", "0"]), 0x00280002: ("US", 1),
        0x00280004: ("CS", "MONOCHROME2"), 0x00280030: ("DS", [f"{belt:.6g}", f"{across:.6g}"]),
        0x00280100: ("US", 16), 0x00280101: ("US", 16), 0x00280102: ("US", 15), 0x00280103: ("US", 0),
        0x00281040: ("CS", "LIN"), 0x00281041: ("SS", 1), 0x00281052: ("DS", "0"), 0x00281053: ("DS", "1"),
        0x00281054: ("LO", "US"), 0x00400555: ("SQ", []), 0x20500020: ("CS", "IDENTITY"),
        0x4010103A: ("CS", "V03"), 0x40101042: ("CS", "CARGO"),
        0x40101044: ("CS", "INCOMPLETE" if head.interrupted else "SUCCESSFUL"), 0x40101048: ("CS", "OPERATIONAL"),
        0x40101064: ("SQ", []), 0x43000902: ("FL", channel.high_kev / 2), IMAGE_COMMENTS: ("LT", comment),
    }  # fmt: skip
    return write_dicom(DX_PROCESSING, new_uid(), elements, stored)


def photon_model(scan: CorrectedScan, index: int) -> tuple[float, float]:
    """(a, b) of variance = a + b * transmission, fitted; the variance itself is not stored."""
    t, v = scan.transmission[index][scan.valid][::7], scan.variance[index][scan.valid][::7]
    if len(t) < 2:
        return 0.0, 0.0
    slope = float(np.median(v[t > 0.5] / t[t > 0.5])) if (t > 0.5).any() else 0.0
    dark = v - slope * t
    return float(max(np.median(dark), 0.0)), slope


def decode_dicos(files: Sequence[bytes]) -> CorrectedScan:
    """The scan that `encode_dicos` wrote, to half a stored step; variance from the fitted model.

    Raises:
        FormatError: not files of ours, or not all channels of one scan.
    """
    channels: dict[int, tuple[NDArray[np.uint16], dict[str, Any]]] = {}
    for content in files:
        values, pixels = read_dicom(content)
        try:
            comment = json.loads(str(values.get(IMAGE_COMMENTS, "")))
            channels[comment["channel"]] = (pixels, comment)
        except (ValueError, KeyError, TypeError) as err:
            raise FormatError("no DICOS file of this program", remedy="open it with `analyse`") from err
    comment = channels[min(channels)][1]
    if sorted(channels) != list(range(int(str(comment["channels"])))):
        raise FormatError("energy channels are missing", remedy="put all files of the scan together")
    try:
        stored = np.stack([channels[index][0] for index in sorted(channels)])
        noise = np.array([channels[index][1]["noise"] for index in sorted(channels)], np.float32)
        head = head_from(comment["head"])
        state = CalibrationState(str(comment["calibration"]))
    except (ValueError, KeyError, TypeError) as err:
        raise FormatError("a DICOS file of this program is damaged", remedy="take the backup") from err
    transmission = ((stored - np.float32(ZERO)) / np.float32(AIR)).astype(np.float32)
    variance = noise[:, 0, None, None] + noise[:, 1, None, None] * np.maximum(transmission, 0)
    return CorrectedScan(
        head=head, transmission=frozen(transmission), variance=frozen(variance.astype(np.float32)),
        valid=frozen((stored != 0).all(axis=0)), calibration=state, profile_id=ProfileId(str(comment["profile"])),
    )  # fmt: skip
