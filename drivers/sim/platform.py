"""A platform that settles after its load changes: what all simulated scales stand on."""

from station.clock import Clock, SystemClock

SETTLING_S = 0.25
CAPACITY_G = 300_000.0


class Platform:
    """Load, tare and whether it still moves."""

    def __init__(self, serial: str, *, clock: Clock | None = None) -> None:
        self.serial = serial
        self.clock = clock or SystemClock()
        self.load_g = 0.0
        self.tare_g = 0.0
        self.changed_at = self.clock.monotonic() - SETTLING_S
        self.buffer = b""

    def place(self, mass_g: float) -> None:
        """Change the load."""
        self.load_g = mass_g
        self.changed_at = self.clock.monotonic()

    @property
    def settled(self) -> bool:
        """No longer moving."""
        return self.clock.monotonic() - self.changed_at >= SETTLING_S

    @property
    def overloaded(self) -> bool:
        """More than it can weigh."""
        return self.load_g > CAPACITY_G

    @property
    def net_g(self) -> float:
        """What the display shows."""
        return self.load_g - self.tare_g

    def settle(self) -> None:
        """Wait until it stands still."""
        self.clock.sleep(max(self.changed_at + SETTLING_S - self.clock.monotonic(), 0))

    def hung_up(self) -> None:
        """The client has gone: forget half a command."""
        self.buffer = b""

    def feed(self, received: bytes) -> bytes:
        """Answers to all complete commands in the bytes so far."""
        self.buffer += received
        *lines, rest = self.buffer.split(b"\n")
        self.buffer = rest[-256:]
        return b"".join(answer.encode() + b"\r\n" for line in lines for answer in self.answers(line))

    def answers(self, line: bytes) -> list[str]:
        """Answer lines to one command; filled by members."""
        del line
        return []
