"""Scales with A&D's standard format; device rules, section 4.3.

command | Q CR LF
reply   | ST,+00001.234 kg CR LF      ST stable, US unstable, OL out of range, QT counting
"""

import re

from drivers.weighing import GRAMS, LineScale, Weight, weight_of
from station.types.device import DeviceIdentity
from station.types.reading import ReadingQuality

# A second header (gross, net, tare, or a comparator's word) may stand before the value.
LINE = re.compile(r"^(ST|US),(?:[A-Z]{2},)?([+-])\s*([0-9]+\.?[0-9]*)\s*([a-z]{1,3})\s*$")
OUT_OF_RANGE = re.compile(r"^OL,(?:[A-Z]{2},)?([+-])")


class WeighAnd(LineScale):
    """One scale; it has no serial number to ask for."""

    request = b"Q\r\n"

    def identify(self) -> DeviceIdentity:
        """Whatever is on the configured link is the scale."""
        return DeviceIdentity(vendor="A&D", model="standard format", serial="", simulated=self.simulated)

    def parse(self, frame: bytes) -> Weight | None:
        """A weight or out of range."""
        text = frame.decode("ascii", "replace")
        if (beyond := OUT_OF_RANGE.match(text)) is not None:
            over = beyond[1] == "+"
            return Weight(value_g=0.0, quality=ReadingQuality.OVERLOAD if over else ReadingQuality.UNDERLOAD)
        found = LINE.match(text)
        if found is None or found[4] not in GRAMS:
            return None
        quality = ReadingQuality.STABLE if found[1] == "ST" else ReadingQuality.DYNAMIC
        return weight_of(found[2] + found[3], found[4], quality)
