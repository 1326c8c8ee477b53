"""What a framer is: bytes in, complete frames out."""

from typing import Protocol


class Framer(Protocol):
    """Cuts a stream into frames; holds a bounded number of bytes."""

    def feed(self, received: bytes) -> list[bytes]:
        """Frames that are complete now."""
        ...

    def reset(self) -> None:
        """Forget the bytes so far."""
        ...
