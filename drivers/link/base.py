"""What a link is: bytes both ways, every wait with a deadline."""

from typing import Protocol


class Connection(Protocol):
    """A connection to one device, of whatever protocol; it is opened again after it was lost."""

    address: str

    def open(self) -> None:
        """Connect.

        Raises:
            DeviceUnavailable: nothing there, or somebody else holds it.
        """
        ...

    def close(self) -> None:
        """Let go; safe to call twice."""
        ...


class Link(Connection, Protocol):
    """A connection that carries bytes."""

    def read(self, deadline_s: float) -> bytes:
        """The bytes that are there; waits up to `deadline_s` for the first, then gives b"".

        Raises:
            LinkLost: the other side is gone.
        """
        ...

    def write(self, content: bytes) -> None:
        """Send all of it.

        Raises:
            LinkLost: the other side is gone.
        """
        ...
