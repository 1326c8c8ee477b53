"""A device that writes the packets of its stream by its own reading of the standard."""

import socket
import struct

import numpy as np

from drivers.gige.blocks import Rows
from drivers.gige.gvsp import EXTENDED_OVERHEAD, STANDARD_OVERHEAD
from drivers.gige.receiver import StreamReceiver

WIDTH, HEIGHT, PIECE, MONO16 = 100, 8, 256, 0x01100007
PACKETS = -(-2 * WIDTH * HEIGHT // PIECE)


class Source:
    """Writes the packets of blocks by its own reading of the standard."""

    def __init__(self, *, resends: bool = True) -> None:
        self.receiver = StreamReceiver(
            "127.0.0.1", width=WIDTH, height=HEIGHT, packet_size=PIECE + STANDARD_OVERHEAD,
            ask_again=self.ask if resends else None,
        )  # fmt: skip
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.asked: list[tuple[int, int, int]] = []
        self.extended_asked: list[bool] = []

    def ask(self, block: int, first: int, last: int, extended: bool) -> None:
        self.asked.append((block, first, last))
        self.extended_asked.append(extended)

    @staticmethod
    def rows(block: int) -> np.ndarray:
        return (np.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH) + block).astype("<u2")

    def packets(self, block: int, width: int = WIDTH) -> list[bytes]:
        """Leader, payload packets, trailer."""
        leader = struct.pack(">HHQIIIIIHH", 0, 1, 0, MONO16, width, HEIGHT, 0, 0, 0, 0)
        data = self.rows(block).tobytes()
        parts = [data[start : start + PIECE] for start in range(0, len(data), PIECE)]
        kinds = [(1, leader), *((3, part) for part in parts), (2, struct.pack(">HHI", 0, 1, HEIGHT))]
        return [
            struct.pack(">HHBBH", 0, block, kind, 0, number) + content for number, (kind, content) in enumerate(kinds)
        ]

    def extended(self, block: int) -> list[bytes]:
        """The same with ids of 64 bits; fewer data fit into a packet."""
        piece = PIECE + STANDARD_OVERHEAD - EXTENDED_OVERHEAD
        leader = self.packets(1)[0][8:]
        data = self.rows(block).tobytes()
        kinds = [(1, leader), *((3, data[at : at + piece]) for at in range(0, len(data), piece))]
        return [
            struct.pack(">HHIQI", 0, 0, (0x80 | kind) << 24, block, number) + content
            for number, (kind, content) in enumerate(kinds)
        ]

    def send(self, *packets: bytes) -> list[Rows]:
        """Send packets; the rows that came of them."""
        done: list[Rows] = []
        for packet in packets:
            self.socket.sendto(packet, ("127.0.0.1", self.receiver.port))
            done.extend(self.receiver.receive())
        return done

    def drain(self) -> list[Rows]:
        """What a silence of a second brings."""
        return [rows for _ in range(10) for rows in self.receiver.receive()]
