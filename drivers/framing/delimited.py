"""Terminated frames: data, terminator, data, terminator.

    | any bytes but the terminators | CR, LF or CR LF |

Survives garbage of any length: what has no terminator within `limit` bytes is dropped and counted.
"""


class DelimitedFramer:
    """Cuts frames at CR or LF; empty frames are skipped. GS1 separators (0x1D) stay in the data.

    Args:
        terminators: each of these bytes ends a frame; with none, only `rest` ends one.
        limit: most bytes of a frame.
    """

    def __init__(self, *, terminators: bytes = b"\r\n", limit: int = 4096) -> None:
        self.terminators = terminators
        self.limit = limit
        self.buffer = bytearray()
        self.dropped = 0
        # All terminators become the first one, so that bytes.split, which is C, finds them.
        self.same = bytes.maketrans(terminators, terminators[:1] * len(terminators))

    def feed(self, received: bytes) -> list[bytes]:
        """Complete frames, without terminators."""
        if not self.terminators:
            self.append(received)
            return []
        frames: list[bytes] = []
        *ended, begun = received.translate(self.same).split(self.terminators[:1])
        for piece in ended:
            self.append(piece)
            if self.buffer:
                frames.append(bytes(self.buffer))
                self.buffer.clear()
        self.append(begun)
        return frames

    def append(self, piece: bytes) -> None:
        """More bytes of the frame under way; every time it has grown beyond the limit it is dropped."""
        self.buffer += piece
        if len(self.buffer) > self.limit:
            beyond = len(self.buffer) - len(self.buffer) % (self.limit + 1)
            self.dropped += beyond
            del self.buffer[:beyond]

    def rest(self) -> bytes:
        """The frame under way, taken out."""
        begun = bytes(self.buffer)
        self.buffer.clear()
        return begun

    def reset(self) -> None:
        """Forget the bytes so far."""
        self.buffer.clear()
