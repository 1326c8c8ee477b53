"""Frames between STX and ETX.

    | STX 02 | any bytes but STX and ETX | ETX 03 |

Survives garbage before, between and inside frames: an STX always begins anew, an ETX without STX ends nothing,
what has no ETX within `limit` bytes is dropped. Dropped bytes are counted.
"""

STX, ETX = 0x02, 0x03


class StxEtxFramer:
    """Cuts out what stands between STX and ETX.

    Args:
        bare: words that the device sends without STX and ETX; each is a frame of its own.
    """

    def __init__(self, *, limit: int = 512, bare: tuple[bytes, ...] = ()) -> None:
        self.limit = limit
        self.bare = bare
        self.longest_bare = max(map(len, bare), default=0)
        self.buffer = bytearray()
        self.inside = False
        self.dropped = 0

    def feed(self, received: bytes) -> list[bytes]:
        """Contents of complete frames."""
        frames: list[bytes] = []
        for byte in received:
            if byte == STX:
                self.drop()
                self.inside = True
            elif not self.inside:
                frames.extend(self.outside(byte))
            elif byte == ETX:
                frames.append(bytes(self.buffer))
                self.buffer.clear()
                self.inside = False
            else:
                self.buffer.append(byte)
                if len(self.buffer) > self.limit:
                    self.drop()
                    self.inside = False
        return frames

    def outside(self, byte: int) -> list[bytes]:
        """A byte between frames: part of a bare word, or dropped."""
        self.buffer.append(byte)
        for word in self.bare:
            if self.buffer.endswith(word):
                self.dropped += len(self.buffer) - len(word)
                self.buffer.clear()
                return [word]
        surplus = max(len(self.buffer) - self.longest_bare, 0)
        self.dropped += surplus
        del self.buffer[:surplus]
        return []

    def drop(self) -> None:
        """Count and forget."""
        self.dropped += len(self.buffer)
        self.buffer.clear()

    def reset(self) -> None:
        """Forget the bytes so far."""
        self.buffer.clear()
        self.inside = False
