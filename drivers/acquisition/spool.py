"""The spool: every raw line on disk, in segments, before anybody else sees it."""

import itertools
import logging
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station.errors import FormatError, StorageDamaged
from station.formats.line_file import HEADER, LineLayout, read_header
from station.types.lines import LineBlock

logger = logging.getLogger(__name__)

SEGMENT_LINES = 4096


class Spool:
    """Segments in a folder, named by their first line; the writer's side.

    Lines of a segment follow each other without a jump, so that a line is found by its number.
    """

    def __init__(self, folder: Path, layout: LineLayout) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.layout = layout
        self.file: int | None = None
        self.path = folder
        self.lines_in_file = 0
        self.next_line = 0

    def append(self, block: LineBlock) -> None:
        """Write a block; it is in the system's hands when this returns, and survives a killed process.

        Raises:
            StorageDamaged: the disk is full or broken; nothing of the block was kept.
        """
        self.keep(self.layout.encode(block))

    def keep(self, records: NDArray[np.void]) -> None:
        """Write the records of a block, as `append`."""
        first = int(records["number"][0]) - 1
        try:
            if self.file is None or self.lines_in_file >= SEGMENT_LINES or first != self.next_line:
                self.next_segment(first)
            write_all(self.file or 0, records.view(np.uint8).data)
        except OSError as err:
            self.cut_back()
            raise StorageDamaged(
                "raw lines cannot be written: {cause}",
                remedy="free space on the disk of the data folder; scans of this time are marked interrupted",
                source=str(self.folder),
                cause=err.strerror or str(err),
            ) from err
        self.lines_in_file += len(records)
        self.next_line = first + len(records)

    def next_segment(self, first: int) -> None:
        """Begin a new file."""
        self.close()
        self.lines_in_file = 0
        self.path = self.folder / f"{first:016d}.lines"
        self.file = os.open(self.path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o644)
        write_all(self.file, self.layout.header(first))

    def cut_back(self) -> None:
        """After a failure: no part of a record stays, and what comes next begins a new segment."""
        if self.file is None:
            return
        try:
            if self.lines_in_file:
                os.ftruncate(self.file, HEADER.itemsize + self.lines_in_file * self.layout.record.itemsize)
            else:
                self.path.unlink(missing_ok=True)
            os.close(self.file)
        except OSError as err:
            # Readers leave out half a record at the end of a segment.
            logger.warning("spool segment not cut back: %s", err)
        self.file = None

    def close(self) -> None:
        """Close the segment under way, flushed to the disk."""
        if self.file is not None:
            file, self.file = self.file, None
            try:
                os.fsync(file)
            finally:
                os.close(file)


def write_all(file: int, content: bytes | memoryview) -> None:
    """Write all of it; a system that took only a part is asked again, and then tells why."""
    left = memoryview(content)
    while left:
        left = left[os.write(file, left) :]


def segments(folder: Path) -> list[tuple[int, Path]]:
    """(first line, path) of all segments, oldest first."""
    return sorted((int(path.stem), path) for path in folder.glob("*.lines") if path.stem.isdigit())


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
