"""DICOM and DICOS objects as other makers write them, made with pydicom alone, and a peer's programs."""

import io
import os
import shutil
import subprocess
import warnings
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

DX_PROCESSING = "1.2.840.10008.5.1.4.1.1.501.2.2"
CT = "1.2.840.10008.5.1.4.1.1.501.1"
TDR = "1.2.840.10008.5.1.4.1.1.501.3"
PLAIN_DX, CR, SC = "1.2.840.10008.5.1.4.1.1.1.1.1", "1.2.840.10008.5.1.4.1.1.1", "1.2.840.10008.5.1.4.1.1.7"
# As some scanners write them: a component with leading zeros, which DICOM forbids.
STUDY = "1.2.826.0.1.3680043.2.1.082120118137038089"


def foreign(function: Callable[..., Any]) -> Callable[..., Any]:
    """pydicom grumbles about UIDs that real scanners write."""

    @wraps(function)
    def quiet(*arguments: Any, **keywords: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*arguments, **keywords)

    return quiet


@foreign
def read(content: bytes) -> Dataset:
    return pydicom.dcmread(io.BytesIO(content))


@foreign
def written(data: Dataset) -> bytes:
    out = io.BytesIO()
    pydicom.dcmwrite(out, data, enforce_file_format=True)
    return out.getvalue()


def empty(sop_class: str, uid: str = "") -> Dataset:
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.SOPClassUID = sop_class
    data.SOPInstanceUID = uid or generate_uid(prefix=None)
    data.file_meta.MediaStorageSOPClassUID, data.file_meta.MediaStorageSOPInstanceUID = sop_class, data.SOPInstanceUID
    return data


@foreign
def picture(sop_class: str, pixels: np.ndarray, *, uid: str = "", **elements: Any) -> bytes:
    """A grey picture; `elements` by keyword."""
    data = empty(sop_class, uid)
    data.StudyInstanceUID, data.SeriesInstanceUID = generate_uid(prefix=None), generate_uid(prefix=None)
    data.Modality = "DX"
    data.Rows, data.Columns = pixels.shape
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    bits = pixels.dtype.itemsize * 8
    data.BitsAllocated = data.BitsStored = bits
    data.HighBit, data.PixelRepresentation = bits - 1, 0
    for keyword, value in elements.items():
        setattr(data, keyword, value)
    data.add_new(0x7FE00010, "OW" if bits == 16 else "OB", pixels.tobytes())
    return written(data)


def half(energy: str, pixels: np.ndarray, *, study: str = STUDY, uid: str = "", **elements: Any) -> bytes:
    """One energy of a pair, with linear intensities."""
    values = {
        "ImageType": ["ORIGINAL", energy], "StudyInstanceUID": study, "Modality": "DX",
        "PatientID": "99912345674", "PixelIntensityRelationship": "LIN", "PixelIntensityRelationshipSign": 1,
        "PresentationIntentType": "FOR PROCESSING", "PixelSpacing": [1.5, 1.25], "KVP": "160",
    }  # fmt: skip
    return picture(DX_PROCESSING, pixels, uid=uid, **{**values, **elements})


def pair(rng: np.random.Generator, *, study: str = STUDY, lines: int = 40) -> tuple[bytes, bytes]:
    """Low and high of a slab in open beam."""
    low = rng.integers(59_000, 60_000, (lines, 32), dtype=np.uint16)
    high = rng.integers(49_000, 50_000, (lines, 32), dtype=np.uint16)
    low[10:25, 8:20] //= 8
    high[10:25, 8:20] //= 4
    return half("LOW ENERGY", low, study=study), half("HIGH ENERGY", high, study=study)


@foreign
def threat_report(images: list[str], mask: np.ndarray, *, base: tuple[int, int] = (3, 5), **elements: Any) -> bytes:
    """A machine's report of one threat and one object that is none."""
    data = empty(TDR)
    data.StudyInstanceUID, data.Modality = STUDY, "TDR"
    data.ReferencedStudySequence = [reference(uid) for uid in images]
    values = {
        "TDRType": "MACHINE", "AlarmDecision": "ALARM", "AlarmDecisionTime": "20260101120000+0900",
        "AbortFlag": "SUCCESS", "ThreatDetectionAlgorithmAndVersion": ["finder", "2.1"], "NumberOfTotalObjects": 2,
        "NumberOfAlarmObjects": 1,
    }  # fmt: skip
    for keyword, value in {**values, **elements}.items():
        setattr(data, keyword, value)
    data.ThreatSequence = [threat(1, "THREAT", images, mask, base), threat(2, "NO_THREAT", images, mask[:0], base)]
    return written(data)


def reference(uid: str) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = DX_PROCESSING, uid
    return item


def threat(number: int, flag: str, images: list[str], mask: np.ndarray, base: tuple[int, int]) -> Dataset:
    found, judged, view, voxel = Dataset(), Dataset(), Dataset(), Dataset()
    judged.ThreatCategory, judged.ThreatCategoryDescription = "CONTRABAND", "gold"
    judged.ATDAbilityAssessment, judged.ATDAssessmentFlag = "NO_INTERFERENCE", flag
    judged.ATDAssessmentProbability = 0.75
    packed = np.packbits(mask.ravel(), bitorder="little").tobytes()
    voxel.ThreatROIBase, voxel.ThreatROIExtents = [*base, 0], [7, 9, 1]
    voxel.ThreatROIBitmap = packed + b"\0" * (len(packed) % 2)
    view.ReferencedInstanceSequence = [reference(uid) for uid in images]
    view.ThreatROIVoxelSequence = [voxel]
    found.PotentialThreatObjectID = number
    found.ATDAssessmentSequence, found.PTORepresentationSequence = [judged], [view]
    return found


def dcmtk(program: str) -> str:
    """The path of a dcmtk program; pynetdicom installs others of the same names into the environment."""
    for folder in ("/usr/bin", "/usr/local/bin"):
        path = Path(folder) / program
        if path.exists():
            told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
            if "dcmtk" in told:
                print(told.splitlines()[0])
                return str(path)
    return absent(f"dcmtk's {program}", "dcmtk")


def orthanc() -> str:
    """The path of Orthanc."""
    path = shutil.which("Orthanc", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if path is None:
        return absent("Orthanc", "orthanc")
    print(subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.splitlines()[0])
    return path


def absent(what: str, package: str) -> str:
    """A peer that is not installed: visible, and a failure where everything has to be there."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed: apt install {package}")
    pytest.skip(f"needs {what}: apt install {package}")
