"""GVSP packets, pure (device rules, section 2.2; the all-in order is that of Wireshark's public dissector).

| status u16 | block u16 | kind u8 | packet id u24 | data |                                  standard, 8 bytes
| status u16 | flags u16 | kind u32, bit 31 set | block u64 | packet id u32 | data |        extended, 20 bytes

data of kind 1 leader:  | flags u16 | payload type u16 | timestamp u64 | pixel format u32 | width u32 | height u32 | ...
data of kind 2 trailer: | 0 u16 | payload type u16 | height u32 |
data of kind 3 payload: bytes of the picture
data of kind 4 all-in:  leader (36 bytes), trailer (8 bytes), the whole picture
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

from station.errors import FrameError

STANDARD_OVERHEAD, EXTENDED_OVERHEAD = 36, 48
LEADER_BYTES, TRAILER_BYTES = 36, 8
IMAGE = 1
RESENT, FAILED = 0x0100, 0x8000
STANDARD, EXTENDED = struct.Struct(">HHI"), struct.Struct(">QI")


class Content(IntEnum):
    """Content types."""

    LEADER = 1
    TRAILER = 2
    PAYLOAD = 3
    ALL_IN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """What a leader says of its block."""

    payload_type: int
    timestamp: int
    pixel_format: int
    width: int
    height: int


def decode_head(packet: bytes | bytearray | memoryview, size: int) -> tuple[int, int, int, int, int]:
    """Status, block, content, packet id, and where the data begin: plain numbers, for thousands come each second.

    Args:
        packet: a buffer whose first `size` bytes are the packet.
        size: of the packet.

    Raises:
        FrameError: too short for its header.
    """
    if size < 8:
        raise FrameError("a stream packet of {size} bytes", remedy="check what else sends here", size=size)
    status, block, info = STANDARD.unpack_from(packet)
    if info < 0x80000000:
        return status, block, info >> 24, info & 0xFFFFFF, 8
    if size < 20:
        raise FrameError("a stream packet of {size} bytes", remedy="check the network", size=size)
    block, number = EXTENDED.unpack_from(packet, 8)
    return status, block, info >> 24 & 0x7F, number, 20


def decode_leader(data: memoryview) -> Leader:
    """The content of a leader.

    Raises:
        FrameError: too short.
    """
    if len(data) < 24:
        raise FrameError("a leader of {size} bytes", remedy="check the network", size=len(data))
    _, payload_type, timestamp, pixel_format, width, height = struct.unpack_from(">HHQIII", data)
    return Leader(payload_type=payload_type, timestamp=timestamp, pixel_format=pixel_format, width=width, height=height)


def unwrapped(block: int, newest: int) -> int:
    """A 16-bit block id as a number that never wraps, near to `newest`, which is one: 65535 is followed by 1."""
    step = (block - newest) % 0xFFFF
    return newest + (step if step < 0x8000 else step - 0xFFFF)


def wrapped(number: int) -> int:
    """The 16-bit id of an unwrapped block number."""
    return (number - 1) % 0xFFFF + 1
