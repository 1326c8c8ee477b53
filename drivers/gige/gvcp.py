"""GVCP packets, pure (device rules, section 2.1; codes from the public aravis sources).

| 0x42 | flags | command u16 | length u16 | id u16 | data |      command
| status u16 | command + 1 u16 | length u16 | id u16 | data |  acknowledge
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

from station.errors import FrameError

PORT = 3956


class Command(IntEnum):
    """Command codes; the acknowledge is one higher."""

    DISCOVERY = 0x02
    PACKETRESEND = 0x40
    READREG = 0x80
    WRITEREG = 0x82
    READMEM = 0x84
    WRITEMEM = 0x86
    PENDING_ACK = 0x89


STATUS = {
    0x8001: "not implemented", 0x8002: "invalid parameter", 0x8003: "invalid address", 0x8004: "write protected",
    0x8005: "bad alignment", 0x8006: "access denied: another program controls the device", 0x8007: "busy",
    0x800C: "packet unavailable", 0x8FFF: "error",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """One answer."""

    status: int
    command: int
    request: int
    data: bytes


def encode(command: Command, request: int, data: bytes = b"", *, flags: int = 0x01) -> bytes:
    """A command packet."""
    return struct.pack(">BBHHH", 0x42, flags, command, len(data), request) + data


def decode(packet: bytes) -> Acknowledge:
    """An acknowledge.

    Raises:
        FrameError: too short, or its length disagrees.
    """
    if len(packet) < 8:
        raise FrameError("a GVCP answer of {size} bytes", remedy="check what else uses this port", size=len(packet))
    status, command, length, request = struct.unpack(">HHHH", packet[:8])
    if len(packet) < 8 + length:
        raise FrameError("a GVCP answer is cut short at {size} bytes", remedy="check the network", size=len(packet))
    return Acknowledge(status=status, command=command, request=request, data=packet[8 : 8 + length])


def resend_request(request: int, block: int, first: int, last: int, *, extended: bool = False) -> bytes:
    """Ask for packets `first`..`last` of a block again; no answer comes but the packets.

    | channel u16 | block u16 | first u32 | last u32 |      standard, ids of 24 bits
    | channel u16 | 0 u16 | first u32 | last u32 | block u64 |      extended, flag 0x10
    """
    if extended:
        return encode(Command.PACKETRESEND, request, struct.pack(">HHIIQ", 0, 0, first, last, block), flags=0x10)
    return encode(Command.PACKETRESEND, request, struct.pack(">HHII", 0, block, first, last), flags=0)
