"""A folder of recorded scans, one after another: own recordings, DICOS, DICOM, TIFF and PNG."""

from collections.abc import Iterator
from pathlib import Path

from station.errors import StationError
from station.formats.picture import DICOM, PICTURES, read_picture
from station.formats.recording import MANIFEST, read_recording
from station.types.recording import Recording


class RecordedScans:
    """Plays files and folders.

    Args:
        paths: files, recordings, or folders that are searched for both.

    Attributes:
        refused: (path, reason) of what could not be read; the rest goes on.
    """

    def __init__(self, *paths: Path) -> None:
        self.paths = paths
        self.refused: list[tuple[Path, str]] = []

    def found(self) -> list[Path]:
        """Recordings and pictures, in order of their names."""
        found: list[Path] = []
        for path in self.paths:
            if path.is_dir():
                found += [manifest.parent for manifest in sorted(path.rglob(MANIFEST))]
                found += sorted(entry for entry in path.rglob("*") if entry.suffix.lower() in PICTURES | DICOM)
            else:
                found.append(path)
        return found

    def recordings(self) -> Iterator[Recording]:
        """One item after another; what cannot be read is named in `refused`."""
        for path in self.found():
            try:
                yield read_recording(path) if path.is_dir() else read_picture(path)
            except StationError as err:
                self.refused.append((path, str(err)))
