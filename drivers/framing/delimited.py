"""Terminated frames: data, terminator, data, terminator.

    | any bytes but the terminators | CR, LF or CR LF |

Survives garbage of any length: what has no terminator within `limit` bytes is dropped and counted.
"""


class DelimitedFramer:
    """Cuts frames at CR or LF; empty frames are skipped. GS1 separators (0x1D) stay in the data."""

    def __init__(self, *, terminators: bytes = b"\r\n", limit: int = 4096) -> None:
        self.terminators = terminators
        self.limit = limit
        self.buffer = bytearray()
        self.dropped = 0

    def feed(self, received: bytes) -> list[bytes]:
        """Complete frames, without terminators."""
        frames: list[bytes] = []
        for byte in received:
            if byte in self.terminators:
                if self.buffer:
                    frames.append(bytes(self.buffer))
                    self.buffer.clear()
            else:
                self.buffer.append(byte)
                if len(self.buffer) > self.limit:
                    self.dropped += len(self.buffer)
                    self.buffer.clear()
        return frames

    def reset(self) -> None:
        """Forget the bytes so far."""
        self.buffer.clear()
