"""The stream channel: packets in any order -> blocks of rows, what is missing marked invalid.

A block is complete when all its data packets are there; it is given up when a later block has begun and
the packets asked again did not come. A gap in the block ids stands for whole lost blocks.
"""

import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from drivers.gige.gvsp import STANDARD_OVERHEAD, Content, Packet, blocks_between, decode, decode_leader
from station.errors import DeviceFault, FrameError

logger = logging.getLogger(__name__)

RECEIVE_BUFFER = 16 << 20
SO_RCVBUFFORCE = 33  # Linux; the socket module has no name for it
OPEN_BLOCKS = 3
PATIENCE_S = 0.25


@dataclass(slots=True)
class OpenBlock:
    """A block that is being filled; `time_ns` is when its last packet so far arrived."""

    number: int
    data: bytearray
    arrived: NDArray[np.bool_]
    time_ns: int
    asked: bool = False
    since: float = field(default_factory=time.monotonic)

    @property
    def complete(self) -> bool:
        """All data packets are there."""
        return bool(self.arrived.all())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """One finished block: (height, width) uint16 and which rows arrived whole."""

    rows: NDArray[np.uint16]
    valid: NDArray[np.bool_]
    time_ns: int


class StreamReceiver:
    """Receives the stream of one device.

    Args:
        host: our address.
        width: and `height`: of a block, as configured.
        packet_size: as negotiated, IP, UDP and GVSP headers included.
        ask_again: called with block, first and last packet; None if the device cannot send again.
    """

    def __init__(
        self, host: str, *, width: int, height: int, packet_size: int, ask_again: Callable[[int, int, int], None] | None
    ) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            # Root may go beyond net.core.rmem_max.
            self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
        except OSError:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        self.socket.bind((host, 0))
        self.socket.settimeout(0.1)
        granted = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
        if granted < RECEIVE_BUFFER // 2:
            logger.warning("receive buffer is %d bytes; raise net.core.rmem_max to %d", granted, RECEIVE_BUFFER)
        self.width, self.height = width, height
        self.piece = packet_size - STANDARD_OVERHEAD
        self.size = width * height * 2
        self.packets = -(-self.size // self.piece)
        self.ask_again = ask_again
        self.open: dict[int, OpenBlock] = {}
        self.last_done: int | None = None
        self.counters = dict.fromkeys(("packets", "resent", "lost_packets", "blocks", "lost_blocks", "bad_packets"), 0)
        self.buffer = bytearray(65536)

    @property
    def port(self) -> int:
        """Where the device shall send."""
        return int(self.socket.getsockname()[1])

    def receive(self) -> list[Rows]:
        """Wait up to 0.1 s for a packet; the blocks that are finished by it, in order."""
        try:
            count = self.socket.recv_into(self.buffer)
        except TimeoutError:
            return self.finish(idle=True)
        try:
            self.take(decode(memoryview(self.buffer)[:count]))
        except FrameError:
            self.counters["bad_packets"] += 1
            return []
        return self.finish(idle=False)

    def take(self, packet: Packet) -> None:
        """Put one packet where it belongs."""
        self.counters["packets"] += 1
        if packet.status == 0x0100:
            self.counters["resent"] += 1
        if packet.status & 0x8000:
            self.counters["bad_packets"] += 1
            return
        if self.last_done is not None and blocks_between(self.last_done, packet.block) < 0:
            return  # of a block that was given up or is done already
        block = self.open.get(packet.block)
        if block is None:
            arrived = np.zeros(self.packets, dtype=bool)
            block = OpenBlock(packet.block, bytearray(self.size), arrived, time.time_ns())
            self.open[packet.block] = block
        block.time_ns = time.time_ns()
        if packet.content == Content.LEADER:
            self.check(packet)
        elif packet.content == Content.PAYLOAD and 1 <= packet.number <= self.packets:
            start = (packet.number - 1) * self.piece
            end = min(start + self.piece, self.size)
            if len(packet.data) >= end - start:
                block.data[start:end] = packet.data[: end - start]
                block.arrived[packet.number - 1] = True

    def check(self, packet: Packet) -> None:
        """A leader must tell the geometry that was configured."""
        leader = decode_leader(packet.data)
        if (leader.width, leader.height) != (self.width, self.height):
            raise DeviceFault(
                "the detector sends blocks of {width} x {height}",
                remedy="check pixels and channels in station.toml against the detector",
                width=leader.width,
                height=leader.height,
            )

    def finish(self, *, idle: bool) -> list[Rows]:
        """Blocks that are complete or given up, oldest first, with whole lost blocks between them."""
        done: list[Rows] = []
        for number in self.in_order():
            block = self.open[number]
            newer = len(self.open) > OPEN_BLOCKS or (idle and time.monotonic() - block.since > PATIENCE_S)
            if not block.complete:
                if (len(self.open) > 1 or idle) and not block.asked:
                    self.request_missing(block)
                if not newer:
                    break
            lost = 0 if self.last_done is None else blocks_between(self.last_done, number)
            self.counters["lost_blocks"] += lost
            done.extend(self.missing(block.time_ns) for _ in range(lost))
            done.append(self.rows(block))
            self.last_done = number
            del self.open[number]
        return done

    def in_order(self) -> list[int]:
        """Numbers of the open blocks, oldest first, across the wrap from 65535 to 1."""
        if self.last_done is None:
            return list(self.open)
        last = int(self.last_done)

        def age(number: int) -> int:
            return blocks_between(last, number)

        return sorted(self.open, key=age)

    def request_missing(self, block: OpenBlock) -> None:
        """Ask once for the packets that are missing, as one range."""
        block.asked = True
        if self.ask_again is not None:
            missing = np.flatnonzero(~block.arrived)
            self.ask_again(block.number, int(missing[0]) + 1, int(missing[-1]) + 1)

    def rows(self, block: OpenBlock) -> Rows:
        """The rows of a block; those that a missing packet touches are invalid and zero."""
        self.counters["blocks"] += 1
        rows = np.frombuffer(bytes(block.data), "<u2").reshape(self.height, self.width).copy()
        valid = np.ones(self.height, dtype=bool)
        for index in np.flatnonzero(~block.arrived):
            self.counters["lost_packets"] += 1
            start, end = int(index) * self.piece, min((int(index) + 1) * self.piece, self.size)
            valid[start // (2 * self.width) : (end - 1) // (2 * self.width) + 1] = False
        rows[~valid] = 0
        return Rows(rows=rows, valid=valid, time_ns=block.time_ns)

    def missing(self, time_ns: int) -> Rows:
        """A block of which nothing arrived."""
        rows = np.zeros((self.height, self.width), np.uint16)
        return Rows(rows=rows, valid=np.zeros(self.height, dtype=bool), time_ns=time_ns)

    def close(self) -> None:
        """Free the port."""
        self.socket.close()
