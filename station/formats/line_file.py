"""Lines on disk and in shared memory: fixed-size records, so that a line is found by its number.

    header  | magic 8 | version u32 | channels u32 | pixels u32 | simulated u32 | first line u64 |
    record  | number + 1 u64 | time ns i64 | valid u32 | CRC-32 of the counts u32 | counts u16 ... |

A spool segment is the header and its records, appended. A ring is the same file of fixed length whose
record for line n lies at n modulo its slots; the number is written last, so that a reader sees whole lines.
"""

import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from station.errors import FormatError
from station.types.arrays import frozen
from station.types.lines import LineBlock

MAGIC = b"ISLINES\0"
VERSION = 1
HEADER = np.dtype([
    ("magic", "S8"), ("version", "<u4"), ("channels", "<u4"), ("pixels", "<u4"), ("simulated", "<u4"), ("first", "<u8"),
])  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLayout:
    """Shape of a line, and whether it is simulated."""

    channels: int
    pixels: int
    simulated: bool

    @property
    def record(self) -> np.dtype[np.void]:
        """The dtype of one line."""
        return np.dtype([
            ("number", "<u8"), ("time_ns", "<i8"), ("valid", "<u4"), ("crc", "<u4"),
            ("counts", "<u2", (self.channels, self.pixels)),
        ])  # fmt: skip

    def header(self, first: int) -> bytes:
        """The first bytes of a file."""
        return np.array([(MAGIC, VERSION, self.channels, self.pixels, self.simulated, first)], HEADER).tobytes()

    def encode(self, block: LineBlock) -> NDArray[np.void]:
        """The records of a block."""
        records = np.empty(block.lines, self.record)
        records["number"] = block.first_line + 1 + np.arange(block.lines, dtype=np.uint64)
        records["time_ns"], records["valid"], records["counts"] = block.time_ns, block.valid, block.counts
        records["crc"] = [zlib.crc32(line) for line in records["counts"]]
        return records

    def decode(self, records: NDArray[np.void]) -> LineBlock:
        """Consecutive records as a block; a line whose checksum disagrees is invalid."""
        counts = records["counts"].copy()
        whole = np.array([zlib.crc32(line) for line in counts], np.uint32) == records["crc"]
        return LineBlock(
            first_line=int(records["number"][0]) - 1,
            counts=frozen(counts),
            valid=frozen((records["valid"] != 0) & whole),
            time_ns=frozen(records["time_ns"].copy()),
            simulated=self.simulated,
        )


def read_header(path: Path) -> tuple[LineLayout, int]:
    """Layout and first line number of a file.

    Raises:
        FormatError: not such a file, or of a newer version.
    """
    with path.open("rb") as file:
        raw = file.read(HEADER.itemsize)
    if len(raw) < HEADER.itemsize or raw[:8] != MAGIC:
        raise FormatError("{path} holds no lines", remedy="remove it if it is not needed", path=str(path))
    head = np.frombuffer(raw, HEADER)[0]
    if head["version"] > VERSION:
        raise FormatError("{path} is of a newer version", remedy="update this program", path=str(path))
    layout = LineLayout(channels=int(head["channels"]), pixels=int(head["pixels"]), simulated=bool(head["simulated"]))
    return layout, int(head["first"])
