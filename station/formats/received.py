"""Objects of other makers as whole scans: what each is, what belongs together, what it cannot tell.

A DICOS pair is two instances of one scan UID and one view, told apart by Image Type value 2; no other rule
joins anything. What carries no measured intensities is kept and shown, never analysed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from station.formats.dicom_io import DicomHead, read_head
from station.formats.dicom_values import numbers, text, texts, whole
from station.formats.dicos_dx import IMAGE_COMMENTS
from station.formats.dicos_tdr import TDR, referenced, report_of
from station.formats.intensity import Knowledge, picture_of, stacked
from station.formats.picture import PICTURES
from station.i18n import Phrase
from station.types.ids import ItemId, ScanId
from station.types.received import Original, ReceivedScan
from station.types.scan import EnergyChannel, ScanHead

DICOS = "1.2.840.10008.5.1.4.1.1.501."
DX_PROCESSING = DICOS + "2.2"
# SOP class -> what it is. A further level .1 .2 .3 under an image class has 32-bit, 64-bit or float pixels.
FORMS: Mapping[str, str] = {
    DICOS + "1": "DICOS CT", DICOS + "2.1": "DICOS DX", DX_PROCESSING: "DICOS DX", TDR: "DICOS TDR",
    DICOS + "4": "DICOS AIT", DICOS + "5": "DICOS AIT", DICOS + "6": "DICOS QR",
    "1.2.840.10008.5.1.4.1.1.1": "CR", "1.2.840.10008.5.1.4.1.1.1.1": "DX",
    "1.2.840.10008.5.1.4.1.1.1.1.1": "DX", "1.2.840.10008.5.1.4.1.1.2": "CT",
    "1.2.840.10008.5.1.4.1.1.7": "SC", "1.2.840.10008.5.1.4.1.1.7.1": "SC", "1.2.840.10008.5.1.4.1.1.7.2": "SC",
    "1.2.840.10008.5.1.4.1.1.7.3": "SC", "1.2.840.10008.5.1.4.1.1.7.4": "SC",
    **{f"{DICOS}{image}.{wide}": f"DICOS {name}" for image, name in (("1", "CT"), ("2.1", "DX"), ("2.2", "DX"))
       for wide in (1, 2, 3)},
}  # fmt: skip
HALVES = {"LOW ENERGY": "low", "HIGH ENERGY": "high"}
MOST_CHANNELS = 64
SIMULATED_ORIGINS = ("SYNTHETIC", "AUGMENTED")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """One object, and what it needs to be whole.

    Attributes:
        head: None where it is no DICOM.
        group: parts of one scan and view have the same; empty for what stands alone.
        slot: its place in the group; `wanted` are the places of a whole one, in the order of channels.
        own: the record of this program in its own files.
    """

    original: Original
    form: str
    head: DicomHead | None
    group: str = ""
    slot: str = "mono"
    wanted: tuple[str, ...] = ("mono",)
    own: Mapping[str, Any] = field(default_factory=dict)


def part_of(name: str, content: bytes) -> Part:
    """What an object is, by its content and, where it is a picture, by the end of its name.

    Raises:
        FormatError: DICOM that cannot be read.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    suffix = PurePath(name).suffix.lower()
    if suffix in PICTURES and content[128:132] != b"DICM":
        original = Original(name=name, content=content, sha256=sha256, data_sha256=sha256)
        return Part(original=original, form="PNG" if suffix == ".png" else "TIFF", head=None)
    head = read_head(content)
    original = Original(
        name=name, content=content, sha256=sha256,
        data_sha256=hashlib.sha256(content[head.data_start :]).hexdigest() if head.data_start else sha256,
        object_uid=head.sop_instance, scan_uid=text(head.values, 0x0020000D),
        refers_to=referenced(head.values) if head.sop_class == TDR else (),
    )  # fmt: skip
    form = FORMS.get(head.sop_class, "DICOM " + text(head.values, 0x00080060)[:10])
    return grouped(original, form, head)


def grouped(original: Original, form: str, head: DicomHead) -> Part:
    """The part with its place among its fellows."""
    values = head.values
    view = f"{original.scan_uid} {whole(values, 0x61000024) or 1}"
    own = own_record(values)
    if own:
        slot = own["names"][own["channel"]]
        return Part(original=original, form=form, head=head, group=view, slot=slot, wanted=own["names"], own=own)
    half = HALVES.get((*texts(values, 0x00080008), "", "")[1])
    alone = whole(values, 0x61000032) == 1 or not original.scan_uid
    if head.sop_class != DX_PROCESSING or half is None or alone:
        return Part(original=original, form=form, head=head)
    return Part(original=original, form=form, head=head, group=view, slot=half, wanted=("low", "high"))


def own_record(values: Mapping[int, Any]) -> dict[str, Any]:
    """The record that this program writes into its files; empty where there is none, or where it makes no sense."""
    try:
        record = json.loads(text(values, IMAGE_COMMENTS))
        names = tuple(str(name) for name, _, _ in record["head"]["channels"])
        channel, zero, air = int(record["channel"]), float(record["zero"]), float(record["air"])
    except (ValueError, KeyError, TypeError, OverflowError):
        return {}
    sensible = len(set(names)) == len(names) == record.get("channels") and 0 <= channel < len(names) <= MOST_CHANNELS
    return {"names": names, "channel": channel, "zero": zero, "air": air} if sensible and 0 < air < 1e9 else {}


def scan_of(parts: Sequence[Part], knowledge: Knowledge, *, source: str, received_at: datetime) -> ReceivedScan:
    """The scan of a group, whole or not; never an error: what cannot be read is kept, with the reason."""
    first = parts[0]
    values = first.head.values if first.head else {}
    common: dict[str, Any] = {
        "identifier": identifier_of(first, knowledge), "form": first.form, "source": source,
        "received_at": received_at, "originals": tuple(part.original for part in parts),
        "simulated": knowledge.simulated or any(is_simulated(part) for part in parts), "mass_g": mass_of(first),
    }  # fmt: skip
    if first.head is not None and first.head.sop_class == TDR:
        return ReceivedScan(**common, report=report_of(first.head))
    reason = not_a_picture(first)
    if reason is not None:
        return ReceivedScan(**common, unsuitable=reason)
    planes = [picture_of(part.original.name, part.original.content, part.head, part.own, knowledge) for part in parts]
    failed = next((plane.reason for plane in planes if plane.transmission is None), None)
    if failed is not None:
        return ReceivedScan(**common, unsuitable=failed)
    if len({plane.stored.shape for plane in planes}) > 1:
        return ReceivedScan(**common, unsuitable=Phrase(
            context="Received", template="its energies are pictures of different sizes: they cannot be one scan"
        ))  # fmt: skip
    names = [part.slot for part in parts]
    reasons = [plane.reason for plane in planes if plane.reason is not None]
    missing = [slot for slot in first.wanted if slot not in names]
    if missing:
        reasons.insert(0, Phrase(
            context="Received",
            template="of its energies only {have} came and {missing} is missing: send all of them again",
            values={"have": ", ".join(names), "missing": ", ".join(missing)},
        ))  # fmt: skip
    # What is no measured transmission must not be drawn in the colours of materials.
    head = ScanHead(
        scan_id=ScanId(""), item_id=ItemId(""), scanner="unknown" if reasons else knowledge.scanner or "unknown",
        view=f"view-{number}" if (number := whole(values, 0x61000024)) else "top",
        channels=tuple(
            EnergyChannel(name=name, high_kev=plane.kilovolt) for name, plane in zip(names, planes, strict=True)
        ),
        pitch_mm=planes[0].pitch_mm, started_at=received_at, simulated=common["simulated"], source=source,
    )  # fmt: skip
    own = [part.original.content for part in parts] if first.own and not missing else []
    counts, scan = stacked(planes, head, own)
    return ReceivedScan(
        **common, counts=counts, scan=scan, unsuitable=reasons[0] if reasons else None,
        notes=planes[0].notes,
    )  # fmt: skip


def unreadable_scan(name: str, content: bytes, why: str, *, source: str, received_at: datetime) -> ReceivedScan:
    """What cannot be read at all, kept with the reason."""
    sha256 = hashlib.sha256(content).hexdigest()
    return ReceivedScan(
        identifier="", form="DICOM", source=source, received_at=received_at, simulated=False,
        originals=(Original(name=name, content=content, sha256=sha256, data_sha256=sha256),),
        unsuitable=Phrase(context="Received", template="{cause}", values={"cause": why}),
    )  # fmt: skip


def identifier_of(part: Part, knowledge: Knowledge) -> str:
    """Waybill or parcel number: object of inspection in DICOS, accession number in plain DICOM."""
    if part.head is None:
        return PurePath(part.original.name).stem[:64] if knowledge.names_are_identifiers else ""
    values = part.head.values
    if part.own and text(values, 0x00100022) == "TEXT":
        return ""  # our writer puts its own item number where no code was read
    accession, patient = text(values, 0x00080050), text(values, 0x00100020)
    return ((patient or accession) if part.form.startswith("DICOS") else (accession or patient))[:64]


def mass_of(part: Part) -> float | None:
    """Grams that a DICOS object states of its item; plain DICOM means a patient's kilograms."""
    masses = numbers(part.head.values, 0x00101030) if part.head and part.form.startswith("DICOS") else ()
    return masses[0] if masses and masses[0] > 0 else None


def is_simulated(part: Part) -> bool:
    """Whether the object says that it was not measured."""
    if part.head is None:
        return False
    values = part.head.values
    return text(values, 0x00080118) in SIMULATED_ORIGINS or text(values, 0x00080070) == "SIM"


def not_a_picture(part: Part) -> Phrase | None:
    """Why there is no projection in an object, None if there may be one."""
    if part.head is None or part.form in ("DICOS DX", "DX", "CR", "SC"):
        return None
    if part.form in ("DICOS CT", "CT"):
        return Phrase(
            context="Received",
            template="a tomography volume: its values are reconstructed, no measured transmission; look at it on the"
            " scanner's own console",
        )
    return Phrase(
        context="Received", template="{form} holds no X-ray projection: kept as it came", values={"form": part.form}
    )
