"""Threat detection reports in the DICOS v03 layout, as far as their group (4010,xxxx) says.

(4010,1011) ThreatSequence
  item = object: (4010,1010) number
    (4010,1038) ATDAssessmentSequence   item: 1012 category 1013 text 1014 ability 1015 flag 1016 probability
    (4010,1037) PTORepresentationSequence  item per view: (0008,114A) images
      (4010,1001) ThreatROIVoxelSequence  one item: 1004 base (x,y,z) 1005 extents (w,h,d) 1006 bitmap
      (4010,101D) BoundingPolygon

The bitmap has one bit per pixel, row by row, least significant bit first; an empty one means the whole box.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from station.errors import FormatError
from station.formats.dicom_io import MOST_PIXELS, DicomHead, Tree, read_head
from station.formats.dicom_values import items, numbers, text, texts, whole
from station.i18n import Phrase
from station.types.arrays import frozen
from station.types.threat_report import PotentialThreat, ThreatAssessment, ThreatRegion, ThreatReport

TDR = "1.2.840.10008.5.1.4.1.1.501.3"
MOST_OBJECTS = 4096
NO_POLYGON = frozen(np.zeros((0, 3), np.float32))


def decode_tdr(content: bytes) -> ThreatReport:
    """The report in a file.

    Raises:
        FormatError: no DICOM, or no threat report. Damage inside is named in the report, which is kept.
    """
    return report_of(read_head(content))


def report_of(head: DicomHead) -> ThreatReport:
    """The report of a file that is read already."""
    if head.sop_class != TDR:
        raise FormatError("no threat detection report", remedy="open it as a picture")
    values = head.values
    damage: list[Phrase] = []
    threats = tuple(threat_of(entry, damage) for entry in items(values, 0x40101011)[:MOST_OBJECTS])
    flagged, stated = sum(threat.alarms for threat in threats), whole(values, 0x40101034)
    if stated is not None and stated != flagged:
        damage.append(Phrase(
            context="ThreatReport", template="the report states {stated} alarms and flags {flagged}",
            values={"stated": stated, "flagged": flagged},
        ))  # fmt: skip
    return ThreatReport(
        kind=text(values, 0x40101027), decision=text(values, 0x40101031), decided_at=text(values, 0x4010102B),
        aborted=text(values, 0x40101024) == "ABORT", abort_reasons=texts(values, 0x40101021),
        algorithm=texts(values, 0x40101029), stated_objects=whole(values, 0x40101033),
        stated_alarms=stated, threats=threats, images=referenced(values), damage=tuple(damage),
    )  # fmt: skip


def referenced(values: Tree) -> tuple[str, ...]:
    """SOP instance UIDs of the images that a report was made of, each once."""
    return tuple(dict.fromkeys(
        text(entry, 0x00081155) for entry in items(values, 0x00081110) if text(entry, 0x00081155)
    ))  # fmt: skip


def threat_of(entry: Tree, damage: list[Phrase]) -> PotentialThreat:
    """One object of the threat sequence."""
    number = whole(entry, 0x40101010) or 0
    regions = [region_of(view, number, damage) for view in items(entry, 0x40101037)]
    return PotentialThreat(
        number=number,
        assessments=tuple(assessment_of(judged) for judged in items(entry, 0x40101038)),
        regions=tuple(region for region in regions if region is not None),
    )


def assessment_of(entry: Tree) -> ThreatAssessment:
    """One judgement."""
    probability = numbers(entry, 0x40101016)
    return ThreatAssessment(
        category=text(entry, 0x40101012), description=text(entry, 0x40101013), ability=text(entry, 0x40101014),
        flag=text(entry, 0x40101015), probability=probability[0] if probability else None,
    )  # fmt: skip


def region_of(view: Tree, number: int, damage: list[Phrase]) -> ThreatRegion | None:
    """Where the object is in one view; None, and a word in `damage`, where it cannot be drawn."""
    images = tuple(text(entry, 0x00081155) for entry in items(view, 0x0008114A))
    voxels = items(view, 0x40101001)
    base = numbers(voxels[0], 0x40101004) if voxels else ()
    extents = numbers(voxels[0], 0x40101005) if voxels else ()
    if not voxels and 0x4010101D not in view:
        return None
    if voxels and not (placed(base, least=0) and placed(extents, least=1)):
        damage.append(
            Phrase(
                context="ThreatReport",
                template="the box of object {number} lies nowhere: it is not drawn",
                values={"number": number},
            )
        )
        return None
    corners = numbers(view, 0x4010101D)
    if corners and (len(corners) % 3 or len(corners) < 6):
        damage.append(
            Phrase(
                context="ThreatReport",
                template="the polygon of object {number} is cut short: it is not drawn",
                values={"number": number},
            )
        )
        corners = ()
    place, size = (whole_triple(base), whole_triple(extents)) if voxels else ((0, 0, 0), (0, 0, 0))
    try:
        mask = mask_of(voxels[0], size) if voxels else None
    except ValueError:
        damage.append(
            Phrase(
                context="ThreatReport",
                template="the bitmap of object {number} is shorter than its box: it is not drawn",
                values={"number": number},
            )
        )
        return None
    polygon = frozen(np.array(corners, np.float32).reshape(-1, 3)) if corners else NO_POLYGON
    return ThreatRegion(images=images, base=place, extents=size, mask=mask, polygon=polygon)


def mask_of(voxel: Tree, extents: tuple[int, int, int]) -> NDArray[np.bool_] | None:
    """The bitmap of a single slice, None if there is none; ValueError if it is shorter than its box."""
    width, height, depth = extents
    if width * height * depth > MOST_PIXELS:
        raise ValueError("too large")
    packed = voxel.get(0x40101006)
    if not isinstance(packed, bytes) or not packed:
        return None
    if len(packed) * 8 < width * height * depth:
        raise ValueError("cut short")
    if depth != 1:
        return None
    bits = np.unpackbits(np.frombuffer(packed, np.uint8), count=width * height, bitorder="little")
    return frozen(bits.astype(bool).reshape(height, width))


def placed(triple: Sequence[float], *, least: int) -> bool:
    """Whether three numbers can be pixels."""
    return len(triple) == 3 and all(least <= value < 2**31 for value in triple)


def whole_triple(triple: Sequence[float]) -> tuple[int, int, int]:
    """Three whole numbers."""
    x, y, z = (int(value) for value in triple)
    return x, y, z
