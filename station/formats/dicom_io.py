"""DICOM files: explicit VR little endian, size limits, our errors. The only place that knows pydicom."""

import io
import struct
import warnings
from collections.abc import Mapping

import numpy as np
import pydicom
import pydicom.config
from numpy.typing import NDArray
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from station.errors import FormatError

# What pydicom raises on damaged files.
UNREADABLE = (
    InvalidDicomError, BytesLengthException, ValueError, RuntimeError, OSError, EOFError, LookupError,
    TypeError, AttributeError, ArithmeticError, struct.error,
)  # fmt: skip
LARGEST_FILE = 2**31
Elements = Mapping[int, tuple[str, object]]


def new_uid() -> str:
    """A new UID under 2.25."""
    return str(generate_uid(prefix=None))


def write_dicom(sop_class: str, sop_instance: str, elements: Elements, pixels: NDArray[np.uint16]) -> bytes:
    """A file with 16-bit pixels; `elements` maps tag to (VR, value).

    Raises:
        FormatError: a value does not fit its VR.
    """
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.MediaStorageSOPClassUID = pydicom.uid.UID(sop_class)
    data.file_meta.MediaStorageSOPInstanceUID = pydicom.uid.UID(sop_instance)
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    rows, columns = pixels.shape
    image: Elements = {
        0x00080016: ("UI", sop_class), 0x00080018: ("UI", sop_instance), 0x00280010: ("US", rows),
        0x00280011: ("US", columns), 0x7FE00010: ("OW", pixels.astype("<u2").tobytes()),
    }  # fmt: skip
    try:
        for tag, (vr, value) in sorted({**elements, **image}.items()):
            data[tag] = DataElement(tag, vr, value, validation_mode=pydicom.config.RAISE)
        out = io.BytesIO()
        pydicom.dcmwrite(out, data, enforce_file_format=True)
    except (ValueError, TypeError, OverflowError) as err:
        raise FormatError(
            "a DICOM value does not fit: {cause}", remedy="shorten the text it names", cause=str(err)
        ) from err
    return out.getvalue()


def read_dicom(content: bytes) -> tuple[Mapping[int, object], NDArray[np.uint16]]:
    """Values by tag, and the pixels (lines, pixels) uint16 of a single-frame grey picture.

    Raises:
        FormatError: not DICOM, too large, or pixels that are not 16-bit grey.
    """
    if len(content) > LARGEST_FILE:
        raise FormatError("the DICOM file is larger than 2 GiB", remedy="store its frames one by one")
    try:
        with warnings.catch_warnings():
            # pydicom grumbles about foreign files that it reads all the same.
            warnings.simplefilter("ignore")
            data = pydicom.dcmread(io.BytesIO(content))
            pixels = data.pixel_array
            values = {int(element.tag): element.value for element in data if element.tag != 0x7FE00010}
    except UNREADABLE as err:
        raise FormatError(
            "the DICOM file cannot be read: {cause}",
            remedy="export it as uncompressed 16-bit picture",
            cause=str(err)[:200],
        ) from err
    if pixels.ndim != 2 or pixels.dtype.itemsize > 2:
        raise FormatError("the DICOM file holds no 16-bit grey picture", remedy="export it as one 16-bit picture")
    return values, pixels.astype(np.uint16)
