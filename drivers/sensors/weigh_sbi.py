"""Scales that speak Sartorius SBI; device rules, section 4.2.

command | ESC letters CR LF
reply   | [ID 6] sign, value and unit in 16 characters CR LF      a blank unit means: not stable
"""

import re

from drivers.weighing import GRAMS, LineScale, Weight, weight_of
from station.errors import DeadlinePassed
from station.types.device import DeviceIdentity
from station.types.reading import ReadingQuality

IDENTIFY_S = 1.0
# An ID has no dot: "SerNo.    0031801165" is no weight.
LINE = re.compile(r"^(?:[A-Za-z][A-Za-z ]{5})?\s*([+-]?)\s*([0-9]+\.?[0-9]*)\s*([a-z]{0,3})\s*$")
SPECIAL = {"High": ReadingQuality.OVERLOAD, "Low": ReadingQuality.UNDERLOAD}


class WeighSbi(LineScale):
    """One scale; its print command is repeated until the unit appears."""

    request = b"\x1bP\r\n"

    def identify(self) -> DeviceIdentity:
        """Model and serial number, each the last word of a line."""
        serial, model = (self.told(command) for command in (b"\x1bx2_\r\n", b"\x1bx1_\r\n"))
        return DeviceIdentity(vendor="SBI", model=model, serial=serial, simulated=self.simulated)

    def told(self, command: bytes) -> str:
        """The answer to an x command."""
        self.link.write(command)
        frame = self.next_frame(self.clock.monotonic() + IDENTIFY_S)
        words = (frame or b"").decode("ascii", "replace").split()
        if not words:
            raise DeadlinePassed(
                "the scale does not tell who it is", remedy="set its interface to SBI, and check baud rate and parity",
                source=self.name,
            )  # fmt: skip
        return words[-1]

    def parse(self, frame: bytes) -> Weight | None:
        """A weight, or Stat High and Stat Low."""
        text = frame.decode("ascii", "replace")
        words = text.split()
        if words[:1] == ["Stat"] and len(words) == 2:
            quality = SPECIAL.get(words[1])
            return None if quality is None else Weight(value_g=0.0, quality=quality)
        found = LINE.match(text)
        if found is None or found[3] not in ("", *GRAMS):
            return None
        if not found[3]:
            # Without its unit a moving weight has no size that could be told.
            return Weight(value_g=0.0, quality=ReadingQuality.DYNAMIC)
        return weight_of(found[1] + found[2], found[3], ReadingQuality.STABLE)
