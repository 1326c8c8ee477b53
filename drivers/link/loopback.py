"""A null modem in one process: a device end answers in the same thread, on the same clock. No sockets, no sleeps."""

from collections.abc import Callable
from typing import Protocol

from station.clock import Clock
from station.errors import DeviceUnavailable, LinkLost

STEP_S = 0.01


class DeviceEnd(Protocol):
    """What sits at the far end of the cable; the ends of drivers.sim are such."""

    def feed(self, received: bytes) -> bytes:
        """Answers to what came."""
        ...

    def hung_up(self) -> None:
        """The client has gone."""
        ...


def silence() -> bytes:
    """An end that sends nothing by itself."""
    return b""


class LoopLink:
    """A link to an end in this process; waiting moves `clock` on.

    Args:
        spontaneous: what the end has sent by itself since it was asked last.
    """

    def __init__(self, end: DeviceEnd, *, clock: Clock, spontaneous: Callable[[], bytes] = silence) -> None:
        self.address = "loop:"
        self.end = end
        self.clock = clock
        self.spontaneous = spontaneous
        self.waiting = bytearray()
        self.is_open = False
        self.plugged = True

    def open(self) -> None:
        """Connect; what was on the line before is gone."""
        if not self.plugged:
            raise DeviceUnavailable("the cable is unplugged", remedy="plug it in", source=self.address)
        self.end.hung_up()
        self.spontaneous()
        self.waiting.clear()
        self.is_open = True

    def read(self, deadline_s: float) -> bytes:
        """Bytes that are there; at most 4096."""
        end = self.clock.monotonic() + deadline_s
        while True:
            self.check()
            self.waiting += self.spontaneous()
            left = end - self.clock.monotonic()
            if self.waiting or left <= 0:
                break
            self.clock.sleep(min(STEP_S, left))
        received = bytes(self.waiting[:4096])
        del self.waiting[:4096]
        return received

    def write(self, content: bytes) -> None:
        """Hand it to the end."""
        self.check()
        self.waiting += self.end.feed(content)

    def close(self) -> None:
        """Let go."""
        self.is_open = False

    def unplug(self) -> None:
        """Pull the cable, until `plug`."""
        self.plugged = False

    def plug(self) -> None:
        """Put the cable back; a link that was open stays broken."""
        self.is_open, self.plugged = False, True

    def check(self) -> None:
        """The link must be open and its cable in place."""
        if not (self.is_open and self.plugged):
            raise LinkLost("the cable is unplugged", remedy="plug it in", source=self.address)
