"""The portal's side of Aspect's register map: function 3 of Modbus TCP, answered with few lines of our own.

request | transaction 2 | 0 2 | length 2 | unit 1 | function 1 | address 2 | count 2 |
"""

import struct
from collections.abc import Callable, Mapping

HEAD = (0x5349, 0x4D20, 0, 0, 0, 100, 21, 0)
LARGEST = 260
READY = 1 << 7


class AspectEnd:
    """Answers from a state that is asked for at every request."""

    def __init__(self, state: Callable[[], Mapping[str, int]]) -> None:
        self.state = state
        self.buffer = b""

    def hung_up(self) -> None:
        """The client has gone: forget half a request."""
        self.buffer = b""

    def feed(self, received: bytes) -> bytes:
        """Answers to all complete requests in the bytes so far."""
        self.buffer += received
        answers = b""
        while len(self.buffer) >= 7:
            transaction, protocol, length = struct.unpack(">HHH", self.buffer[:6])
            if protocol or not 2 <= length <= LARGEST:
                self.buffer = b""
            elif len(self.buffer) < 6 + length:
                break
            else:
                unit, request = self.buffer[6:7], self.buffer[7 : 6 + length]
                self.buffer = self.buffer[6 + length :]
                answer = unit + self.answer(request)
                answers += struct.pack(">HHH", transaction, 0, len(answer)) + answer
        return answers

    def answer(self, request: bytes) -> bytes:
        """The reply to one request, or a refusal."""
        if request[0] != 3:
            return bytes([request[0] | 0x80, 1])
        if len(request) != 5:
            return bytes([0x83, 3])
        address, count = struct.unpack(">HH", request[1:])
        held = dict(enumerate(HEAD)) | dict(enumerate(block(self.state()), 100))
        if not 1 <= count <= 125 or any(register not in held for register in range(address, address + count)):
            return bytes([0x83, 2])
        words = [held[register] for register in range(address, address + count)]
        return bytes([3, 2 * count]) + struct.pack(f">{count}H", *words)


def block(state: Mapping[str, int]) -> list[int]:
    """The 21 registers from 100 on; 32 bits with the low word first."""
    return [
        *low_first(">i", state["elapsed"]), state["occupied"] | state["tampered"] << 10,
        *channel(state, "gamma"), *channel(state, "neutron"), state["counter"], 0, 0, 0,
    ]  # fmt: skip


def channel(state: Mapping[str, int], kind: str) -> list[int]:
    """Status, count, background, variance."""
    background = state[f"{kind}_background"]
    return [
        READY | state[f"{kind}_alarm"], *low_first(">i", state[kind]), *low_first(">f", background),
        *low_first(">f", background),
    ]  # fmt: skip


def low_first(code: str, value: float) -> tuple[int, int]:
    """A 32-bit value as two registers."""
    high, low = struct.unpack(">HH", struct.pack(code, value))
    return low, high
