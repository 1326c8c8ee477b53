"""GVSP packets, pure (device rules, section 2.2).

| status u16 | block u16 | kind u8 | packet id u24 | data |                        standard
| status u16 | flags u16 | kind u32, bit 31 set | block u64 | packet id u32 | data |  extended
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

from station.errors import FrameError

MONO16 = 0x01100007
STANDARD_OVERHEAD = 36


class Content(IntEnum):
    """Content types."""

    LEADER = 1
    TRAILER = 2
    PAYLOAD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One stream packet; `data` is a view of the received bytes."""

    status: int
    block: int
    content: int
    number: int
    data: memoryview


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """What a leader says of its block."""

    payload_type: int
    timestamp: int
    pixel_format: int
    width: int
    height: int


def decode(packet: memoryview) -> Packet:
    """A stream packet.

    Raises:
        FrameError: too short for its header.
    """
    if len(packet) < 8:
        raise FrameError("a stream packet of {size} bytes", remedy="check what else sends here", size=len(packet))
    status, block, info = struct.unpack_from(">HHI", packet)
    if info >> 31:
        if len(packet) < 20:
            raise FrameError("a stream packet of {size} bytes", remedy="check the network", size=len(packet))
        block, number = struct.unpack_from(">QI", packet, 8)
        return Packet(status=status, block=block, content=info >> 24 & 0x7F, number=number, data=packet[20:])
    return Packet(status=status, block=block, content=info >> 24 & 0x7F, number=info & 0xFFFFFF, data=packet[8:])


def decode_leader(data: memoryview) -> Leader:
    """The content of a leader.

    Raises:
        FrameError: too short.
    """
    if len(data) < 24:
        raise FrameError("a leader of {size} bytes", remedy="check the network", size=len(data))
    _, payload_type, timestamp, pixel_format, width, height = struct.unpack_from(">HHQIII", data)
    return Leader(payload_type=payload_type, timestamp=timestamp, pixel_format=pixel_format, width=width, height=height)


def next_block(block: int, *, extended: bool = False) -> int:
    """The id after `block`: 16-bit ids wrap from 65535 to 1."""
    return block + 1 if extended else block % 0xFFFF + 1


def blocks_between(last: int, now: int) -> int:
    """How many 16-bit blocks were lost between `last` and `now`; negative ids ahead count as late packets."""
    distance = (now - last) % 0xFFFF
    return distance - 1 if 0 < distance < 0x8000 else -1
