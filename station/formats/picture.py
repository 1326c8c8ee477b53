"""Foreign pictures: 16-bit (or 8-bit) TIFF and PNG of one energy, and single DICOM files, as recordings."""

from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from station.errors import FormatError
from station.formats.dicom_io import read_dicom
from station.types.arrays import frozen
from station.types.ids import ItemId, ScanId
from station.types.recording import Recording
from station.types.scan import EnergyChannel, RawScan, ScanHead

PICTURES = frozenset({".tif", ".tiff", ".png"})
DICOM = frozenset({".dcm", ".dicom", ".dcs"})
MOST_PIXELS = 200_000_000


def read_picture(path: Path) -> Recording:
    """A grey picture as a recording without calibration, weight and papers.

    The air level is full scale where air saturates, else the 99.5th percentile of the counts.

    Raises:
        FormatError: unreadable, coloured, or too large.
    """
    counts = read_dicom_counts(path) if path.suffix.lower() in DICOM else read_grey(path)
    air = air_level(counts)
    head = ScanHead(
        scan_id=ScanId(path.name), item_id=ItemId(path.name), scanner="unknown", view="top",
        channels=(EnergyChannel(name="mono"),), pitch_mm=(0.0, 0.0),
        started_at=datetime.fromtimestamp(path.stat().st_mtime, UTC), simulated=False, source=path.name,
    )  # fmt: skip
    raw = RawScan(head=head, counts=frozen(counts[None]), valid=frozen(np.ones(len(counts), bool)))
    return Recording(
        identifier=path.name, raw=raw, profile=None, air_counts=air, weight=None, declaration=None, truth=None
    )


def air_level(counts: NDArray[np.uint16]) -> float:
    """Counts of the open beam: full scale where it saturates, else the 99.5th percentile; 1 at least."""
    full = 65535 if counts.max(initial=0) > 255 else 255
    saturated = np.count_nonzero(counts >= full) > counts.size // 1000
    return max(float(full if saturated or not counts.size else np.percentile(counts, 99.5)), 1.0)


def read_grey(path: Path) -> NDArray[np.uint16]:
    """(lines, pixels) uint16 of a TIFF or PNG."""
    try:
        content = path.read_bytes()
    except OSError as err:
        raise FormatError(
            "{path} cannot be read: {cause}", remedy="check its name and whether you may read it", path=path.name,
            cause=str(err),
        ) from err  # fmt: skip
    return decode_grey(content, path.name)


def decode_grey(content: bytes, name: str) -> NDArray[np.uint16]:
    """(lines, pixels) uint16 of the bytes of a TIFF or PNG called `name`."""
    try:
        picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED) if content else None
    except cv2.error as err:
        raise FormatError(
            "{path} cannot be read: {cause}", remedy="check its name and whether you may read it", path=name,
            cause=str(err),
        ) from err  # fmt: skip
    if picture is None:
        raise FormatError("{path} is no picture that can be read", remedy="export it as 16-bit TIFF", path=name)
    if picture.ndim != 2 or picture.dtype not in (np.uint8, np.uint16) or picture.size > MOST_PIXELS:
        raise FormatError(
            "{path} is no grey picture of 8 or 16 bits", remedy="export the grey values, not the colours", path=name
        )
    return picture.astype(np.uint16)


def read_dicom_counts(path: Path) -> NDArray[np.uint16]:
    """(lines, pixels) uint16 of a DICOM or DICOS file."""
    try:
        content = path.read_bytes()
    except OSError as err:
        raise FormatError("{path} cannot be read", remedy="check the file", path=path.name) from err
    return read_dicom(content)[1]
