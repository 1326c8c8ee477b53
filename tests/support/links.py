"""A link that answers from a script, breaks on command, and moves a clock instead of waiting."""

from collections.abc import Callable

from station.clock import ManualClock
from station.errors import DeviceUnavailable, LinkLost


class ScriptedLink:
    """`answer` is called with what was written and gives the bytes that come back."""

    address = "scripted"

    def __init__(self, clock: ManualClock, answer: Callable[[bytes], bytes] = lambda _: b"") -> None:
        self.clock = clock
        self.answer = answer
        self.waiting = b""
        self.written: list[bytes] = []
        self.broken = False
        self.absent = False
        self.is_open = False
        self.opened = 0

    def open(self) -> None:
        self.opened += 1
        if self.absent:
            raise DeviceUnavailable("nothing answers", remedy="switch it on", source=self.address)
        self.is_open, self.broken = True, False

    def read(self, deadline_s: float) -> bytes:
        self.check()
        if not self.waiting:
            self.clock.advance(max(deadline_s, 0.001))
            return b""
        received, self.waiting = self.waiting, b""
        return received

    def write(self, content: bytes) -> None:
        self.check()
        self.written.append(content)
        self.waiting += self.answer(content)

    def check(self) -> None:
        if self.broken or not self.is_open:
            raise LinkLost("the link broke", remedy="check the cable", source=self.address)

    def close(self) -> None:
        self.is_open = False


class Echo:
    """Says what it hears, and remembers it."""

    def __init__(self) -> None:
        self.heard = b""

    def feed(self, received: bytes) -> bytes:
        self.heard += received
        return received

    def hung_up(self) -> None:
        self.heard = b""
