"""The scale's side of SBI, A&D's standard format and CAS's 22 bytes (device rules, sections 4.2 and 4.3)."""

from drivers.sim.platform import Platform

EVERY_S = 0.1


class SbiEnd(Platform):
    """ESC P prints: ID, sign, value, unit; the unit stays blank while the platform moves."""

    def answers(self, line: bytes) -> list[str]:
        """Answer lines to one command."""
        match line.strip(b"\r"):
            case b"\x1bx1_":
                return ["Model     SIMPLATFORM"]
            case b"\x1bx2_":
                return [f"SerNo.    {self.serial}"]
            case b"\x1bP" if self.overloaded:
                return ["Stat       High     "]
            case b"\x1bP":
                sign, unit = "-" if self.net_g < 0 else "+", "g" if self.settled else ""
                return [f"{'N':<6}{sign} {abs(self.net_g):8.0f} {unit:<3}"]
            case _:
                return []


class AndEnd(Platform):
    """Q answers the header, sign and eight digits, unit."""

    def answers(self, line: bytes) -> list[str]:
        """Answer lines to one command."""
        if line.strip(b"\r") != b"Q":
            return ["?E"]
        if self.overloaded:
            return ["OL,+9999999E+19"]
        return [f"{'ST' if self.settled else 'US'},{self.net_g / 1000:+010.3f} kg"]


class CasEnd(Platform):
    """Sends 22 bytes ten times a second; nothing can be asked of it."""

    next_at = 0.0

    def spontaneous(self) -> bytes:
        """What was sent since the last call."""
        sent, now = b"", self.clock.monotonic()
        # Behind by more than a second: a terminal's buffer holds no more either.
        self.next_at = max(self.next_at, now - 1.0)
        while self.next_at <= now:
            sent += self.line()
            self.next_at += EVERY_S
        return sent

    def line(self) -> bytes:
        """One line of now."""
        header = b"OL" if self.overloaded else b"ST" if self.settled else b"US"
        lamp = 0x80 | 0x40 * self.settled | 0x02 * bool(self.tare_g)
        return b"%s,GS,\x01%c,%8.3f kg\r\n" % (header, lamp, self.net_g / 1000)
