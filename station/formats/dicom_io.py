"""DICOM files: explicit VR little endian, size limits, our errors. The only place that knows pydicom."""

import io
import struct
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

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
MOST_PIXELS = 200_000_000
PIXEL_GROUP = 0x7FE0
READING = threading.Lock()
Elements = Mapping[int, tuple[str, object]]
Tree = Mapping[int, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DicomHead:
    """A DICOM file without its pixels.

    Attributes:
        values: by tag; a sequence is a tuple of such mappings.
        data_start: where the data set begins, behind the file meta group.
    """

    sop_class: str
    sop_instance: str
    transfer_syntax: str
    values: Tree
    data_start: int


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


@contextmanager
def quiet() -> Iterator[None]:
    """pydicom grumbles about foreign files that it reads all the same; one reader at a time, filters are global."""
    with READING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def parsed(content: bytes, *, stop_before_pixels: bool = False) -> Dataset:
    """The data set of a file that is not too large; what pydicom raises passes through."""
    if len(content) > LARGEST_FILE:
        raise FormatError("the DICOM file is larger than 2 GiB", remedy="store its frames one by one")
    return pydicom.dcmread(io.BytesIO(content), stop_before_pixels=stop_before_pixels)


def unreadable(err: Exception) -> FormatError:
    """What to tell of a file that pydicom cannot read."""
    return FormatError(
        "the DICOM file cannot be read: {cause}",
        remedy="export it as uncompressed 16-bit picture",
        cause=str(err)[:200],
    )


def read_dicom(content: bytes) -> tuple[Mapping[int, object], NDArray[np.uint16]]:
    """Values by tag, and the pixels (lines, pixels) uint16 of a single-frame grey picture.

    Raises:
        FormatError: not DICOM, too large, or pixels that are not 16-bit grey.
    """
    try:
        with quiet():
            data = parsed(content)
            if int(data.Rows) * int(data.Columns) > MOST_PIXELS:
                raise FormatError("the DICOM file has too many pixels", remedy="export it in smaller parts")
            pixels = data.pixel_array
            values = {int(element.tag): element.value for element in data if element.tag != 0x7FE00010}
    except UNREADABLE as err:
        raise unreadable(err) from err
    if pixels.ndim != 2 or pixels.dtype.itemsize > 2 or pixels.dtype.kind != "u":
        raise FormatError("the DICOM file holds no 16-bit grey picture", remedy="export it as one 16-bit picture")
    return values, pixels.astype(np.uint16)


def read_head(content: bytes) -> DicomHead:
    """What a DICOM file says besides its pixels, sequences included.

    Raises:
        FormatError: not DICOM, damaged, or without class or instance.
    """
    try:
        with quiet():
            data = parsed(content, stop_before_pixels=True)
            meta_length = int(data.file_meta.get(0x00020000).value) if 0x00020000 in data.file_meta else 0
            head = DicomHead(
                sop_class=str(data.SOPClassUID), sop_instance=str(data.SOPInstanceUID),
                transfer_syntax=str(data.file_meta.TransferSyntaxUID), values=tree_of(data),
                # Preamble and magic, then the element with the length of the group.
                data_start=132 + 12 + meta_length if meta_length else 0,
            )  # fmt: skip
    except UNREADABLE as err:
        raise unreadable(err) from err
    return head


def tree_of(data: Dataset) -> dict[int, Any]:
    """Values by tag, sequences as tuples of the same."""
    values: dict[int, Any] = {}
    for element in data:
        if element.tag.group != PIXEL_GROUP:
            is_sequence = element.VR == "SQ"
            values[int(element.tag)] = tuple(tree_of(item) for item in element.value) if is_sequence else element.value
    return values
