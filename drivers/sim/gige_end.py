"""The camera's side of GigE Vision: registers over GVCP, lines over GVSP, on UDP.

Register map and packets: device rules, section 2 (from the public aravis sources). One row holds all energy
channels, channel after channel; `stacked`, each channel of a line is a row of its own. Packets stay in memory
for a while, to be sent again on request.
"""

import socket
import struct
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from drivers.sim.gige_pixels import CODES, NAMES, packed

XML = (Path(__file__).parent / "gige_device.xml").read_bytes()
XML_ADDRESS = 0x40000
CCP, HEARTBEAT, STREAM_PORT, STREAM_PACKET, STREAM_IP = 0xA00, 0x938, 0xD00, 0xD04, 0xD18
WIDTH, HEIGHT, PIXELS, PAYLOAD, RATE, CHANNELS, XRAY, RUN, MODE, TRIGGER = range(0x10000, 0x10028, 4)
EXTENDED_IDS, ALL_IN = 1, 2  # bits of MODE
WRITABLE = frozenset({
    CCP, HEARTBEAT, STREAM_PORT, STREAM_PACKET, STREAM_IP, 0xD08, HEIGHT, PIXELS, RATE, XRAY, RUN, MODE, TRIGGER,
})  # fmt: skip
NOT_IMPLEMENTED, INVALID_PARAMETER, INVALID_ADDRESS, WRITE_PROTECT, ACCESS_DENIED = (
    0x8001,
    0x8002,
    0x8003,
    0x8004,
    0x8006,
)
KEPT_BLOCKS = 64


class GigeEnd:
    """A simulated line-scan detector.

    Args:
        address: (host, port) to answer GVCP on; port 0 takes a free one.
        pixels: per channel, `channels` of them in a row.
        next_lines: called with a number of lines and whether the beam is on; gives (lines, channels, pixels) uint16.
        lose_per_thousand: GVSP packets not sent at first; a resend request still gets them.
        resends: whether there is such a request.
        pixel_format: name of the format after power-on.
        extended: block ids of 64 bits after power-on.
        stacked: a row for each channel.
    """

    def __init__(
        self,
        address: tuple[str, int],
        *,
        pixels: int,
        channels: int,
        line_rate_hz: float,
        serial: str,
        next_lines: Callable[[int, bool], NDArray[np.uint16]],
        lose_per_thousand: int = 0,
        seed: int = 0,
        resends: bool = True,
        pixel_format: str = "Mono16",
        extended: bool = False,
        stacked: bool = False,
    ) -> None:
        self.control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.control.bind(address)
        self.control.settimeout(0.2)
        self.stream = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.stream.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        self.stream.bind((address[0], 0))
        self.next_lines = next_lines
        self.lose_per_thousand = lose_per_thousand
        self.rng = np.random.default_rng(seed)
        self.lock = threading.Lock()
        self.stop_wanted = threading.Event()
        self.owner: tuple[str, int] | None = None
        self.last_control = 0.0
        self.block = 0
        self.sent: OrderedDict[int, list[bytes]] = OrderedDict()
        self.counters = {"lost": 0, "resent": 0, "blocks": 0}
        self.channel_rows = channels if stacked else 1
        width = pixels if stacked else pixels * channels
        self.registers = self.power_on(address[0], width, channels, round(line_rate_hz))
        self.registers |= {PIXELS: CODES[pixel_format], MODE: EXTENDED_IDS * extended, 0x934: 0b100 * resends}
        self.set_payload()
        self.memory = self.bootstrap(serial)
        self.threads: list[threading.Thread] = []

    @property
    def address(self) -> tuple[str, int]:
        """Where it answers."""
        host, port = self.control.getsockname()
        return str(host), int(port)

    def power_on(self, host: str, width: int, channels: int, rate: int) -> dict[int, int]:
        """Registers as after power-on."""
        ip = struct.unpack(">I", socket.inet_aton(host))[0]
        return {
            0x0000: 0x00020000, 0x0004: 0x80000001, 0x0024: ip, HEARTBEAT: 3000,
            0x093C: 0, 0x0940: 1_000_000_000, 0x0900: 1, 0x0904: 1, CCP: 0,
            STREAM_PORT: 0, STREAM_PACKET: 9000, 0xD08: 0, STREAM_IP: 0,
            WIDTH: width, HEIGHT: 32 * self.channel_rows, RATE: rate, CHANNELS: channels, XRAY: 1, RUN: 0, TRIGGER: 0,
        }  # fmt: skip

    def bootstrap(self, serial: str) -> bytearray:
        """Text fields of the bootstrap block."""
        memory = bytearray(0xB00)
        url = f"Local:inspection.xml;{XML_ADDRESS:x};{len(XML):x}"
        for place, text in ((0x48, "SIM"), (0x68, "VirtualLineDetector"), (0x88, "1.0"), (0xD8, serial), (0x200, url)):
            memory[place : place + len(text)] = text.encode()
        return memory

    def start(self) -> None:
        """Answer and stream in two threads."""
        for loop in (self.answer, self.send):
            thread = threading.Thread(target=loop, name=f"gige-end-{loop.__name__}", daemon=True)
            thread.start()
            self.threads.append(thread)

    def stop(self) -> None:
        """End both threads and free the ports."""
        self.stop_wanted.set()
        for thread in self.threads:
            thread.join(3)
        self.control.close()
        self.stream.close()

    # control channel

    def answer(self) -> None:
        """GVCP loop."""
        while not self.stop_wanted.is_set():
            try:
                packet, sender = self.control.recvfrom(2048)
            except TimeoutError:
                packet, sender = b"", ("", 0)
            self.watch_heartbeat()
            if len(packet) >= 8 and packet[0] == 0x42:
                _, flags, command, length, request = struct.unpack(">BBHHH", packet[:8])
                body = packet[8 : 8 + length]
                if command == 0x40:
                    self.resend(body, extended=bool(flags & 0x10))
                    continue
                status, data = self.execute(command, body, sender)
                self.control.sendto(struct.pack(">HHHH", status, command + 1, len(data), request) + data, sender)

    def watch_heartbeat(self) -> None:
        """Control is lost when its owner stays silent; the stream stops then."""
        if self.owner and time.monotonic() - self.last_control > self.registers[HEARTBEAT] / 1000:
            self.owner = None
            self.registers.update({CCP: 0, RUN: 0})

    def execute(self, command: int, body: bytes, sender: tuple[str, int]) -> tuple[int, bytes]:
        """Status and data of one command."""
        if sender == self.owner:
            self.last_control = time.monotonic()
        if command == 0x02:
            return 0, self.read(0, 0xF8)
        if command == 0x80:
            address = struct.unpack(">I", body[:4])[0]
            known = address in self.registers or address < len(self.memory)
            return (0, self.read(address, 4)) if known else (INVALID_ADDRESS, b"")
        if command == 0x84:
            address, _, count = struct.unpack(">IHH", body[:8])
            return 0, body[:4] + self.read(address, count)
        if command == 0x82:
            address, value = struct.unpack(">II", body[:8])
            return self.write(address, value, sender), struct.pack(">HH", 0, 1)
        return NOT_IMPLEMENTED, b""

    def read(self, address: int, count: int) -> bytes:
        """Bytes of the address space: XML, registers, text fields."""
        if address >= XML_ADDRESS:
            offset = address - XML_ADDRESS
            return XML[offset : offset + count].ljust(count, b"\0")
        out = bytearray(self.memory[address : address + count].ljust(count, b"\0"))
        for place in range(0, count, 4):
            if address + place in self.registers:
                out[place : place + 4] = struct.pack(">I", self.registers[address + place] & 0xFFFFFFFF)
        return bytes(out)

    def write(self, address: int, value: int, sender: tuple[str, int]) -> int:
        """Status of a write: only the owner of the control channel may write."""
        if address == CCP:
            if self.owner not in (None, sender):
                return ACCESS_DENIED
            self.owner = sender if value else None
            self.last_control = time.monotonic()
            if not value:
                self.registers[RUN] = 0
        elif self.owner != sender:
            return ACCESS_DENIED
        elif address not in WRITABLE:
            return WRITE_PROTECT if address in self.registers else INVALID_ADDRESS
        if address == PIXELS and value not in NAMES:
            return INVALID_PARAMETER
        self.registers[address] = value
        self.set_payload()
        return 0

    def set_payload(self) -> None:
        """Bytes of a block."""
        bits = self.registers[PIXELS] >> 16 & 0xFF
        self.registers[PAYLOAD] = self.registers[WIDTH] * self.registers[HEIGHT] * bits // 8

    # stream channel

    def send(self) -> None:
        """GVSP loop: a block every height / rate seconds, paced by deadlines."""
        due = time.monotonic()
        while not self.stop_wanted.is_set():
            if not self.registers[RUN]:
                time.sleep(0.005)
                due = time.monotonic()
                continue
            height = self.registers[HEIGHT]
            lines = height // self.channel_rows
            self.send_block(self.next_lines(lines, bool(self.registers[XRAY])).reshape(height, -1))
            due += lines / max(self.registers[RATE], 1)
            pause = due - time.monotonic()
            if pause > 0:
                self.stop_wanted.wait(pause)
            elif pause < -1:
                due = time.monotonic()

    def send_block(self, rows: NDArray[np.uint16]) -> None:
        """Leader, data packets, trailer of one block."""
        extended = self.registers[MODE] & EXTENDED_IDS
        self.block = self.block + 1 if extended else self.block % 0xFFFF + 1
        packets = self.packets(rows)
        with self.lock:
            self.sent[self.block] = packets
            while len(self.sent) > KEPT_BLOCKS:
                self.sent.popitem(last=False)
        self.counters["blocks"] += 1
        lost = self.rng.integers(0, 1000, len(packets)) < self.lose_per_thousand
        self.counters["lost"] += int(lost.sum())
        target = (socket.inet_ntoa(struct.pack(">I", self.registers[STREAM_IP])), self.registers[STREAM_PORT])
        for packet, missing in zip(packets, lost, strict=True):
            if not missing:
                self.stream.sendto(packet, target)

    def packets(self, rows: NDArray[np.uint16]) -> list[bytes]:
        """GVSP packets of a block."""
        height, width = rows.shape
        mode, pixels = self.registers[MODE], self.registers[PIXELS]
        data = packed(rows, NAMES[pixels])
        leader = struct.pack(">HHQIIIIIHH", 0, 1, time.time_ns(), pixels, width, height, 0, 0, 0, 0)
        trailer = struct.pack(">HHI", 0, 1, height)
        size = (self.registers[STREAM_PACKET] & 0xFFFF) - (48 if mode & EXTENDED_IDS else 36)
        if mode & ALL_IN and len(leader + trailer + data) <= size:
            return [self.head(4, 0) + leader + trailer + data]
        bodies = [(1, leader), *((3, data[at : at + size]) for at in range(0, len(data), size)), (2, trailer)]
        return [self.head(kind, number) + body for number, (kind, body) in enumerate(bodies)]

    def head(self, kind: int, number: int) -> bytes:
        """Header of a packet of the block under way."""
        if self.registers[MODE] & EXTENDED_IDS:
            return struct.pack(">HHIQI", 0, 0, (0x80 | kind) << 24, self.block, number)
        return struct.pack(">HHI", 0, self.block, kind << 24 | number)

    def resend(self, body: bytes, *, extended: bool) -> None:
        """PACKETRESEND: the packets again, marked as such."""
        _, block, first, last = struct.unpack(">HHII", body[:12])
        if extended:
            block = struct.unpack(">Q", body[12:20])[0]
        with self.lock:
            packets = self.sent.get(block, [])
        target = (socket.inet_ntoa(struct.pack(">I", self.registers[STREAM_IP])), self.registers[STREAM_PORT])
        for packet in packets[first & 0xFFFFFF : (last & 0xFFFFFF) + 1]:
            self.counters["resent"] += 1
            self.stream.sendto(struct.pack(">H", 0x0100) + packet[2:], target)
