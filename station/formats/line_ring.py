"""The newest lines in shared memory: a file mapped by writer and readers.

The writer never waits. A reader keeps its own cursor and learns how many lines it missed.
"""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station.errors import StorageFull
from station.formats.line_file import HEADER, LineLayout, read_header
from station.types.lines import LineBlock


class RingWriter:
    """Creates the ring anew; readers of an older one see its lines stop and attach again.

    Raises:
        StorageFull: there is no room for it.
    """

    def __init__(self, path: Path, layout: LineLayout, *, slots: int = 8192) -> None:
        self.layout = layout
        self.slots = slots
        fresh = path.with_suffix(".new")
        try:
            with fresh.open("wb") as file:
                file.write(layout.header(0))
                file.flush()
                # All of it now: a hole in a mapped file ends the process when the disk is full.
                os.posix_fallocate(file.fileno(), 0, HEADER.itemsize + slots * layout.record.itemsize)
        except OSError as err:
            raise StorageFull(
                "the ring of the newest lines cannot be made: {cause}",
                remedy="free space on the disk of the data folder",
                source=str(path),
                cause=err.strerror or str(err),
            ) from err
        self.map = np.memmap(fresh, layout.record, "r+", HEADER.itemsize, (slots,))
        self.bytes = as_bytes(self.map)
        fresh.replace(path)

    def write(self, block: LineBlock) -> None:
        """Lines become visible one by one, each with its number last."""
        self.put(self.layout.encode(block))

    def put(self, records: NDArray[np.void]) -> None:
        """Write the records of a block, as `write`; their numbers are taken out of them."""
        numbers = records["number"].copy()
        records["number"] = 0
        place, done = (int(numbers[0]) - 1) % self.slots, 0
        while done < len(records):
            count = min(len(records) - done, self.slots - place)
            self.map["number"][place : place + count] = 0
            # The whole records, without numbers; bytes, because fields one by one take thrice as long.
            self.bytes[place : place + count] = as_bytes(records[done : done + count])
            self.map["number"][place : place + count] = numbers[done : done + count]
            place, done = 0, done + count


class RingReader:
    """One consumer.

    Args:
        start: number of the first line wanted; None for what comes next.
    """

    def __init__(self, path: Path, *, start: int | None = None) -> None:
        self.path = path
        self.layout, _ = read_header(path)
        self.inode = path.stat().st_ino
        self.map = np.memmap(path, self.layout.record, "r", HEADER.itemsize)
        newest = int(self.map["number"].max())
        self.cursor = newest if start is None else start
        self.dropped = 0

    def read(self, most: int = 256) -> LineBlock | None:
        """The next lines, at most `most`; None if there are none. Lines that were overwritten are counted."""
        slots = len(self.map)
        wanted = self.cursor + np.arange(min(most, slots))
        numbers = self.map["number"][wanted % slots]
        count = (
            int(np.argmin(numbers == wanted.astype(np.uint64) + 1)) if (numbers != wanted + 1).any() else len(wanted)
        )
        if count == 0:
            self.skip_overwritten()
            return None
        records = self.map[wanted[:count] % slots].copy()
        if (records["number"] != wanted[:count].astype(np.uint64) + 1).any():
            return None  # overwritten while it was copied: the next call skips
        self.cursor += count
        return self.layout.decode(records)

    def skip_overwritten(self) -> None:
        """Move on to the oldest line that is still there, past lines overwritten and jumps of the numbers."""
        held = self.map["number"].copy()
        ahead = held[held > self.cursor]
        # A line written since then is no gap: look again before skipping it.
        if ahead.size and self.map["number"][self.cursor % len(self.map)] != self.cursor + 1:
            oldest = int(ahead.min()) - 1
            self.dropped += oldest - self.cursor
            self.cursor = oldest

    def behind(self) -> float:
        """The share of the ring that this consumer has not read yet; at 1 it loses lines."""
        return int(np.count_nonzero(self.map["number"] > self.cursor)) / len(self.map)

    @property
    def replaced(self) -> bool:
        """The writer was started again and made a new ring."""
        return not self.path.exists() or self.path.stat().st_ino != self.inode


def as_bytes(records: NDArray[np.void]) -> NDArray[np.uint8]:
    """Contiguous records as rows of bytes, the same memory."""
    return np.asarray(records).view(np.uint8).reshape(len(records), records.dtype.itemsize)
