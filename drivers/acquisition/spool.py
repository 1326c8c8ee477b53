"""The spool: every raw line on disk, in segments, before anybody else sees it."""

import itertools
import logging
import os
from pathlib import Path

import numpy as np

from station.errors import FormatError, StorageDamaged
from station.formats.line_file import HEADER, LineLayout, read_header
from station.types.lines import LineBlock

logger = logging.getLogger(__name__)

SEGMENT_LINES = 4096


class Spool:
    """Segments in a folder, named by their first line; the writer's side."""

    def __init__(self, folder: Path, layout: LineLayout) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.layout = layout
        self.file: int | None = None
        self.lines_in_file = 0

    def append(self, block: LineBlock) -> None:
        """Write a block; it is in the system's hands when this returns, and survives a killed process.

        Raises:
            StorageDamaged: the disk is full or broken.
        """
        try:
            if self.file is None or self.lines_in_file >= SEGMENT_LINES:
                self.next_segment(block.first_line)
            os.write(self.file or 0, self.layout.encode(block).tobytes())
        except OSError as err:
            raise StorageDamaged(
                "raw lines cannot be written: {cause}",
                remedy="free space on the disk of the data folder; scans of this time are marked interrupted",
                source=str(self.folder),
                cause=err.strerror or str(err),
            ) from err
        self.lines_in_file += block.lines

    def next_segment(self, first: int) -> None:
        """Begin a new file."""
        self.close()
        path = self.folder / f"{first:016d}.lines"
        self.file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o644)
        os.write(self.file, self.layout.header(first))
        self.lines_in_file = 0

    def close(self) -> None:
        """Close the segment under way, flushed to the disk."""
        if self.file is not None:
            os.fsync(self.file)
            os.close(self.file)
            self.file = None


def segments(folder: Path) -> list[tuple[int, Path]]:
    """(first line, path) of all segments, oldest first."""
    return sorted((int(path.stem), path) for path in folder.glob("*.lines"))


def next_line(folder: Path) -> int:
    """The number after the last line of the spool."""
    found = segments(folder)
    if not found:
        return 0
    first, path = found[-1]
    try:
        layout, _ = read_header(path)
    except FormatError:
        return first
    return first + (path.stat().st_size - HEADER.itemsize) // layout.record.itemsize


def read_from(folder: Path, line: int, most: int = 1024) -> LineBlock | None:
    """Lines from number `line` on, up to the end of their segment; the next segment's if `line` is in none.

    A torn record at the end of a killed writer's segment is left out.
    """
    for first, path in segments(folder):
        try:
            layout, _ = read_header(path)
        except FormatError as err:
            logger.warning("spool segment left out: %s", err)
            continue
        held = (path.stat().st_size - HEADER.itemsize) // layout.record.itemsize
        if first + held <= line or not held:
            continue
        skip = max(line - first, 0)
        count = min(held - skip, most)
        offset = HEADER.itemsize + skip * layout.record.itemsize
        return layout.decode(np.fromfile(path, layout.record, count, offset=offset))
    return None


def free_before(folder: Path, line: int) -> None:
    """Remove segments all of whose lines are stored elsewhere; the newest always stays."""
    found = segments(folder)
    for (_, path), (following, _) in itertools.pairwise(found):
        if following <= line:
            path.unlink(missing_ok=True)
