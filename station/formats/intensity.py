"""Pixels of other makers as transmission: told by the object, by the site, or not at all.

LIN: T = value / air; LOG: T = exp(sign * value * scale), air at 1. A slope and intercept come first.
"""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from station.errors import FormatError
from station.formats.dicom_io import DicomHead, read_dicom
from station.formats.dicom_values import numbers, text, whole
from station.formats.dicos_dx import decode_dicos
from station.formats.picture import air_level, decode_grey
from station.i18n import Phrase
from station.types.arrays import frozen
from station.types.ids import ProfileId
from station.types.scan import CalibrationState, CorrectedScan, RawScan, ScanHead

AIR_SHARE = 99.5
NOTHING = frozen(np.zeros((0, 0), np.uint16))


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What the site knows of a scanner and the scanner's files do not say.

    Attributes:
        scanner: model whose physics the pairs are judged with; empty names no material.
        air_level: rescaled value of the open beam, 0 takes the brightest part of each picture.
        log_scale: natural-log units per stored unit where values are logarithmic; 0 is unknown.
        names_are_identifiers: a picture's file name is the number of the item.
        simulated: the scanner is a simulated one, whatever its files say.
    """

    scanner: str = ""
    air_level: float = 0.0
    log_scale: float = 0.0
    names_are_identifiers: bool = False
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plane:
    """One picture.

    Attributes:
        stored: (lines, pixels) uint16 as they came; `valid` of the same shape.
        transmission: (lines, pixels) float32, or grey as share of white; None where there are no pixels.
        reason: why it must not be analysed.
    """

    stored: NDArray[np.uint16]
    valid: NDArray[np.bool_]
    transmission: NDArray[np.float32] | None = None
    reason: Phrase | None = None
    notes: tuple[Phrase, ...] = ()
    pitch_mm: tuple[float, float] = (0.0, 0.0)
    kilovolt: float = 0.0


def picture_of(
    name: str, content: bytes, head: DicomHead | None, own: Mapping[str, Any], knowledge: Knowledge
) -> Plane:
    """The picture of one object; a plane without pixels where they cannot be read."""
    try:
        stored = decode_grey(content, name) if head is None else read_dicom(content)[1]
    except FormatError as err:
        reason = Phrase(context="Received", template="{cause}", values={"cause": str(err)})
        return Plane(stored=NOTHING, valid=NOTHING > 0, reason=reason)
    if head is None:
        return file_picture(stored, knowledge)
    padding = whole(head.values, 0x00280120)
    valid = stored != padding if padding is not None else np.ones(stored.shape, bool)
    common: dict[str, Any] = {"stored": stored, "valid": valid, "pitch_mm": pitch_of(head),
                              "kilovolt": max((*numbers(head.values, 0x00180060), 0.0)[0], 0.0)}  # fmt: skip
    if own:
        transmission = (stored - np.float32(own["zero"])) / np.float32(own["air"])
        return Plane(**{**common, "valid": stored != 0}, transmission=transmission.astype(np.float32))
    return dicom_picture(head, stored, common, knowledge)


def file_picture(stored: NDArray[np.uint16], knowledge: Knowledge) -> Plane:
    """A TIFF or PNG: 16 bits are taken for intensities, 8 bits for a picture for the eye."""
    valid = np.ones(stored.shape, bool)
    if stored.max(initial=0) <= 255:
        share = (stored / np.float32(255)).astype(np.float32)
        return Plane(stored=stored, valid=valid, transmission=share, reason=for_the_eye("8 bit"))
    air = knowledge.air_level or air_level(stored)
    return Plane(stored=stored, valid=valid, transmission=(stored / np.float32(air)).astype(np.float32),
                 notes=air_notes(knowledge))  # fmt: skip


def dicom_picture(
    head: DicomHead, stored: NDArray[np.uint16], common: dict[str, Any], knowledge: Knowledge
) -> Plane:  # fmt: skip
    """A DX, CR or SC of another maker."""
    values = head.values
    slope, intercept = (*numbers(values, 0x00281053), 1.0)[0], (*numbers(values, 0x00281052), 0.0)[0]
    rescaled = stored.astype(np.float64) * (slope or 1.0) + intercept
    relation, sign = text(values, 0x00281040), whole(values, 0x00281041) or 1
    processing = text(values, 0x00080068) == "FOR PROCESSING"
    if relation == "LIN" and sign > 0 and processing:
        air = knowledge.air_level or air_level(np.clip(rescaled, 0, 65535).astype(np.uint16))
        return Plane(**common, transmission=(rescaled / air).astype(np.float32), notes=air_notes(knowledge))
    if relation == "LOG" and processing and knowledge.log_scale > 0:
        log = np.sign(sign) * rescaled * knowledge.log_scale
        air = np.sign(sign) * knowledge.air_level * knowledge.log_scale or float(np.percentile(log, AIR_SHARE))
        transmission = np.exp(np.clip(log - air, -30.0, 3.0)).astype(np.float32)
        return Plane(**common, transmission=transmission, notes=air_notes(knowledge))
    white = max(float(rescaled.max(initial=1.0)), 1.0)
    share = np.clip(rescaled / white, 0.0, 1.0)
    dark_is_high = text(values, 0x00280004) == "MONOCHROME1" or (relation == "LOG" and sign < 0)
    grey = (1.0 - share if dark_is_high else share).astype(np.float32)
    if relation == "LOG" and processing:
        return Plane(**common, transmission=grey, reason=Phrase(
            context="Received",
            template="its values are logarithmic and nothing says in which unit: set log_scale of this scanner",
        ))  # fmt: skip
    return Plane(**common, transmission=grey, reason=for_the_eye(text(values, 0x00080068)))


def for_the_eye(intent: str) -> Phrase:
    """Why a picture for the eye is not analysed; `intent` is what it says of itself."""
    if not intent:
        return Phrase(
            context="Received", template="it does not say that its grey values are measured intensities: not analysed"
        )
    return Phrase(
        context="Received",
        template="a picture for the eye ({what}): its grey values are no measured intensities",
        values={"what": intent},
    )


def air_notes(knowledge: Knowledge) -> tuple[Phrase, ...]:
    """What to say of the open beam."""
    if knowledge.air_level:
        return ()
    return (Phrase(context="Note", template="the open beam was taken from the brightest part of the picture"),)


def pitch_of(head: DicomHead) -> tuple[float, float]:
    """(belt, detector) mm at the object: Pixel Spacing; Imager Pixel Spacing is at the detector and does not count."""
    spacing = numbers(head.values, 0x00280030)
    if len(spacing) != 2 or not all(1e-5 < value < 1000 for value in spacing):
        return 0.0, 0.0
    return spacing[0], spacing[1]


def stacked(planes: Sequence[Plane], head: ScanHead, own: Sequence[bytes]) -> tuple[RawScan, CorrectedScan]:
    """Planes of one shape as a scan, raw and corrected; `own` are all files of a scan that this program wrote."""
    transmission = np.stack([plane.transmission for plane in planes if plane.transmission is not None])
    valid = np.all([plane.valid for plane in planes], axis=0)
    # As of a picture without profile: the noise of 10,000 photons in air.
    variance = np.maximum(transmission, 0) * np.float32(1e-4) + np.float32(1e-6)
    scan = CorrectedScan(
        head=head, transmission=frozen(transmission), variance=frozen(variance), valid=frozen(valid),
        calibration=CalibrationState.NONE, profile_id=ProfileId(""),
    )  # fmt: skip
    if own:
        with contextlib.suppress(FormatError):  # a damaged record: the pixels alone are left
            known = decode_dicos(own)
            scan = replace(known, head=replace(known.head, simulated=head.simulated or known.head.simulated))
    counts = np.stack([plane.stored for plane in planes])
    return RawScan(head=scan.head, counts=frozen(counts), valid=frozen(valid.any(axis=1))), scan
