"""A detector that sends as fast as the system takes it: packets made once, handed over a block at a time.

`python fast_camera.py HOST PIXELS CHANNELS`: registers are those of the simulated detector, so that any client can
set lines per block and line rate. It says on standard output where it listens, and at the end of standard input
how many blocks it sent, how many packets the system refused, and its CPU seconds.
"""

import ctypes
import json
import resource
import socket
import struct
import sys
import time

import numpy as np

from drivers.sim.gige_end import HEIGHT, RATE, RUN, STREAM_IP, STREAM_PORT, GigeEnd

POOL = 8


class Vector(ctypes.Structure):
    """struct iovec."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class Head(ctypes.Structure):
    """struct mmsghdr; its numbers of four bytes are padded to eight."""

    _fields_ = (
        ("name", ctypes.c_void_p), ("name_length", ctypes.c_uint32), ("vectors", ctypes.c_void_p),
        ("count", ctypes.c_size_t), ("control", ctypes.c_void_p), ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_size_t), ("sent", ctypes.c_size_t),
    )  # fmt: skip


class Batch:
    """The packets of a block in memory, with the structures that sendmmsg takes."""

    def __init__(self, packets: list[bytes]) -> None:
        self.memory = [bytearray(packet) for packet in packets]
        count = len(packets)
        self.vectors = (Vector * count)()
        self.heads = (Head * count)()
        for index, memory in enumerate(self.memory):
            view = (ctypes.c_char * len(memory)).from_buffer(memory)
            self.vectors[index] = Vector(ctypes.addressof(view), len(memory))
            self.heads[index].vectors = ctypes.addressof(self.vectors[index])
            self.heads[index].count = 1

    def number(self, block: int) -> None:
        """Write the block id into all packets."""
        identifier = struct.pack(">H", block)
        for memory in self.memory:
            memory[2:4] = identifier


class FastEnd(GigeEnd):
    """Sends prepared blocks; nothing is sent again."""

    refused = 0
    behind_s = 0.0

    def send(self) -> None:
        """Blocks by deadlines, as long as the detector runs."""
        system = ctypes.CDLL(None, use_errno=True)
        while not self.stop_wanted.is_set():
            if not self.registers[RUN]:
                time.sleep(0.002)
                continue
            height, rate = self.registers[HEIGHT], self.registers[RATE]
            ip = socket.inet_ntoa(struct.pack(">I", self.registers[STREAM_IP]))
            self.stream = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.stream.connect((ip, self.registers[STREAM_PORT]))
            batches = [Batch(self.packets(self.next_lines(height, True).reshape(height, -1))) for _ in range(POOL)]
            due = time.monotonic()
            while self.registers[RUN] and not self.stop_wanted.is_set():
                self.block = self.block % 0xFFFF + 1
                batch = batches[self.block % POOL]
                batch.number(self.block)
                count = len(batch.heads)
                done = system.sendmmsg(self.stream.fileno(), batch.heads, count, 0)
                self.refused += count - max(done, 0)
                self.counters["blocks"] += 1
                due += height / rate
                pause = due - time.monotonic()
                if pause > 0:
                    time.sleep(pause)
                self.behind_s = max(self.behind_s, -pause)


def main(host: str, pixels: str, channels: str) -> None:
    """Serve until standard input ends."""
    shape = int(channels), int(pixels)
    rng = np.random.default_rng(1)
    end = FastEnd(
        (host, 3956), pixels=shape[1], channels=shape[0], line_rate_hz=1000, serial="FAST", resends=False,
        next_lines=lambda count, _: rng.integers(0, 65_536, (count, *shape), dtype=np.uint16),
    )  # fmt: skip
    end.start()
    print("ready", flush=True)
    sys.stdin.read()
    end.stop()
    used = resource.getrusage(resource.RUSAGE_SELF)
    facts = {"blocks": end.counters["blocks"], "refused": end.refused, "behind_s": end.behind_s,
             "cpu_s": used.ru_utime + used.ru_stime}  # fmt: skip
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
