"""The stream channel: packets in any order -> blocks of rows, what is missing marked invalid.

A block is complete when all its data packets are there. What is missing when a later block has begun is asked
again, twice at most; the block is given up when nothing came of it for a while. A gap in the block ids stands
for whole lost blocks: they are asked again too, if there are few.
"""

import time
from collections.abc import Callable

import numpy as np

from drivers.gige.blocks import OpenBlock, Rows
from drivers.gige.gvsp import (
    EXTENDED_OVERHEAD,
    FAILED,
    IMAGE,
    LEADER_BYTES,
    RESENT,
    STANDARD_OVERHEAD,
    TRAILER_BYTES,
    Content,
    decode_head,
    decode_leader,
    unwrapped,
    wrapped,
)
from drivers.gige.pixels import PixelFormat, format_of_name
from drivers.gige.resend import Again, Asker
from drivers.gige.stream_socket import opened_socket
from station.errors import DeviceFault, FrameError

# Without resending a block is given up after so many later ones: packets overtake each other on the way.
OPEN_BLOCKS = 3
# Blocks that may wait for packets sent again; each holds its memory.
MOST_WAITING = 64
# So many lost blocks in a row become rows; beyond that the line numbers jump.
MOST_ROWS_OF_LOST = 64
COUNTERS = ("packets", "resent", "resend_requests", "packets_asked", "lost_packets", "blocks", "lost_blocks",
            "bad_packets")  # fmt: skip


class StreamReceiver:
    """Receives the stream of one device.

    Args:
        host: our address.
        width: and `height`: of a block, as configured.
        packet_size: as negotiated, IP, UDP and GVSP headers included.
        ask_again: called with block, first and last packet, and whether ids are extended; None if the device
            cannot send again.
    """

    def __init__(
        self,
        host: str,
        *,
        width: int,
        height: int,
        packet_size: int,
        ask_again: Callable[[int, int, int, bool], None] | None,
        pixel_format: PixelFormat | None = None,
    ) -> None:
        self.socket = opened_socket(host)
        self.port = int(self.socket.getsockname()[1])
        self.width, self.height = width, height
        self.packet_size = packet_size
        self.format = pixel_format or format_of_name("Mono16")
        self.row_bytes = self.format.row_bytes(width)
        self.size = self.row_bytes * height
        self.asker = None if ask_again is None else Asker(ask_again)
        self.open: dict[int, OpenBlock] = {}
        self.current: OpenBlock | None = None
        self.current_id = -1
        self.newest: int | None = None
        self.last_done: int | None = None
        self.counters = dict.fromkeys(COUNTERS, 0)
        self.buffer = memoryview(bytearray(65536))

    @property
    def piece(self) -> int:
        """Data bytes per packet with standard ids."""
        return self.packet_size - STANDARD_OVERHEAD

    def receive(self) -> list[Rows]:
        """Wait up to 0.1 s for a packet; the blocks that are finished by it, in order."""
        try:
            count = self.socket.recv_into(self.buffer)
        except BlockingIOError:
            return self.finish(idle=True)
        try:
            ready = self.take(count)
        except FrameError:
            self.counters["bad_packets"] += 1
            return []
        # Most packets finish nothing: the blocks are looked at when one is complete or a new one has begun.
        return self.finish(idle=False) if ready else []

    def take(self, size: int) -> bool:
        """Put the packet in the buffer where it belongs; whether a block may be finished by it."""
        status, identifier, content, number, start = decode_head(self.buffer, size)
        self.counters["packets"] += 1
        if status:
            self.counters["resent"] += status == RESENT
            if status & FAILED:
                self.counters["bad_packets"] += 1
                return False
        begun = identifier != self.current_id
        if begun and not self.turn_to(identifier, extended=start > 8):
            return False
        block = self.current
        if block is None:
            return False
        block.time_ns = time.time_ns()
        block.again.since = time.monotonic()
        if content == Content.PAYLOAD:
            self.put(block, number, self.buffer[start:size])
        elif content == Content.LEADER:
            self.check(self.buffer[start:size])
        elif content == Content.ALL_IN:
            self.check(self.buffer[start:size])
            self.put_whole(block, self.buffer[start + LEADER_BYTES + TRAILER_BYTES : size])
        return begun or not block.left

    def put(self, block: OpenBlock, number: int, data: memoryview) -> None:
        """One data packet; a repeated or impossible one harms nothing."""
        if not 1 <= number <= len(block.arrived) or block.arrived[number - 1]:
            return
        start = (number - 1) * block.piece
        end = min(start + block.piece, self.size)
        if len(data) >= end - start:
            block.content[start:end] = data[: end - start]
            block.arrived[number - 1] = 1
            block.left -= 1

    def put_whole(self, block: OpenBlock, data: memoryview) -> None:
        """The only packet of an all-in block."""
        if len(data) >= self.size and block.left:
            block.content[:] = data[: self.size]
            block.arrived[:] = b"\1" * len(block.arrived)
            block.left = 0

    def turn_to(self, identifier: int, *, extended: bool) -> bool:
        """Make the block of this id the current one; False if it is done or given up already."""
        self.current, self.current_id = None, -1
        known = identifier if extended or self.newest is None else unwrapped(identifier, self.newest)
        if self.last_done is not None and known <= self.last_done:
            return False
        block = self.open.get(known)
        if block is None:
            block = self.begin(known, extended=extended)
            if self.asker is not None and self.newest is not None:
                # A short gap: perhaps all packets of these blocks were lost, and can come again.
                for lost in range(max(self.newest + 1, known - OPEN_BLOCKS), known):
                    if lost not in self.open:
                        self.begin(lost, extended=extended)
            self.newest = known if self.newest is None else max(known, self.newest)
        self.current, self.current_id = block, identifier
        return True

    def begin(self, number: int, *, extended: bool) -> OpenBlock:
        """An empty block."""
        piece = self.packet_size - (EXTENDED_OVERHEAD if extended else STANDARD_OVERHEAD)
        packets = -(-self.size // piece)
        content = memoryview(bytearray(self.size))
        block = OpenBlock(number, extended, piece, content, bytearray(packets), packets, time.time_ns(), Again())
        self.open[number] = block
        return block

    def check(self, data: memoryview) -> None:
        """A leader must tell what was configured.

        Raises:
            DeviceFault: it tells something else.
        """
        leader = decode_leader(data)
        if leader.payload_type != IMAGE:
            raise DeviceFault(
                "the detector sends payload type {kind}",
                remedy="switch chunk data and multi-part off in the detector",
                kind=hex(leader.payload_type),
            )
        if (leader.width, leader.height) != (self.width, self.height):
            raise DeviceFault(
                "the detector sends blocks of {width} x {height}",
                remedy="check pixels and channels in station.toml against the detector",
                width=leader.width,
                height=leader.height,
            )
        if leader.pixel_format != self.format.code:
            raise DeviceFault(
                "the detector sends pixel format {code} instead of {wanted}",
                remedy="check pixel_format in station.toml against the detector",
                code=hex(leader.pixel_format),
                wanted=self.format.name,
            )

    def finish(self, *, idle: bool) -> list[Rows]:
        """Blocks that are complete or given up, oldest first, with whole lost blocks between them."""
        done: list[Rows] = []
        now = time.monotonic()
        for number in sorted(self.open):
            block = self.open[number]
            if block.left and not self.given_up(block, now, idle=idle):
                break
            done.extend(self.lost_before(block))
            done.append(self.rows(block, self.skipped_before(number)))
            self.last_done = number
            del self.open[number]
            if block is self.current:
                self.current, self.current_id = None, -1
        if self.asker is not None:
            self.ask(now, idle=idle)
        return done

    def given_up(self, block: OpenBlock, now: float, *, idle: bool) -> bool:
        """No more packets of this block are waited for."""
        late = block.again.late(now)
        if self.asker is None:
            return len(self.open) > OPEN_BLOCKS or (idle and late)
        return late or len(self.open) > MOST_WAITING

    def ask(self, now: float, *, idle: bool) -> None:
        """Ask for what is missing of all blocks but the one that is just being sent."""
        if self.asker is None:
            return
        for block in self.open.values():
            if block.left and (idle or block.number != self.newest):
                number = block.number if block.extended else wrapped(block.number)
                asked = self.asker.ask(block.again, number, block.arrived, now, extended=block.extended)
                self.counters["resend_requests"] += asked.requests
                self.counters["packets_asked"] += asked.packets

    def gap_before(self, number: int) -> int:
        """How many blocks are lost between the last one and this."""
        return 0 if self.last_done is None else number - self.last_done - 1

    def skipped_before(self, number: int) -> int:
        """How many of them are too many to become rows."""
        gap = self.gap_before(number)
        return gap if gap > MOST_ROWS_OF_LOST else 0

    def lost_before(self, block: OpenBlock) -> list[Rows]:
        """Rows of the blocks that were lost as a whole."""
        gap = self.gap_before(block.number)
        self.counters["lost_blocks"] += gap
        return [] if gap > MOST_ROWS_OF_LOST else [self.missing(block.time_ns) for _ in range(gap)]

    def rows(self, block: OpenBlock, skipped: int) -> Rows:
        """The rows of a block; those that a missing packet touches are invalid and zero."""
        valid = np.ones(self.height, dtype=bool)
        if block.left == len(block.arrived):
            self.counters["lost_blocks"] += 1
            return self.missing(block.time_ns)
        self.counters["blocks"] += 1
        for index in np.flatnonzero(np.frombuffer(block.arrived, np.uint8) == 0) if block.left else ():
            self.counters["lost_packets"] += 1
            start, end = int(index) * block.piece, min((int(index) + 1) * block.piece, self.size)
            valid[start // self.row_bytes : (end - 1) // self.row_bytes + 1] = False
        rows = self.format.unpack(np.frombuffer(block.content, np.uint8)).reshape(self.height, self.width)
        rows[~valid] = 0
        return Rows(rows=rows, valid=valid, time_ns=block.time_ns, skipped=skipped)

    def missing(self, time_ns: int) -> Rows:
        """A block of which nothing arrived."""
        rows = np.zeros((self.height, self.width), np.uint16)
        return Rows(rows=rows, valid=np.zeros(self.height, dtype=bool), time_ns=time_ns)

    def close(self) -> None:
        """Free the port."""
        self.socket.close()
