"""Scales that stream CAS's 22 bytes; device rules, section 4.3.

| ST or US or OL | , | GS or NT | , | id byte | lamp byte | , | value 8 | space | unit 2 | CR LF |

Id and lamp are binary: the frame is taken apart as bytes. Lamp bits: 7 always, 6 stable, 4 hold, 1 tare, 0 zero.
"""

import re

from drivers.weighing import APART_S, GRAMS, LineScale, Weight, weight_of
from station.types.device import DeviceIdentity
from station.types.reading import ReadingQuality

FRAME = re.compile(rb"^(ST|US|OL),(?:GS|NT),(.)([\x80-\xff]),([ +\-0-9.]{8}) ([a-z ]{2})$", re.DOTALL)
VALUE = re.compile(rb"^\s*([+-]?)\s*([0-9]+\.?[0-9]*)\s*$")
STABLE_LAMP = 0x40
# The scale sends several lines a second; a pause longer than this means that something held them up.
LONGEST_PAUSE_S = 0.5


class WeighCas(LineScale):
    """One scale that sends by itself.

    Nothing in a line tells when it was sent. What a network held up comes in bursts, or after a pause: such lines are
    no witness, and three that came at the pace of a scale must agree.
    """

    lines_needed = 3

    def agreeing(self, lines: int, apart_s: float) -> int:
        """A line that came with the one before, or long after it, begins anew."""
        return lines + 1 if APART_S <= apart_s <= LONGEST_PAUSE_S else 1

    def identify(self) -> DeviceIdentity:
        """Whatever is on the configured link is the scale."""
        return DeviceIdentity(vendor="CAS", model="22 bytes", serial="", simulated=self.simulated)

    def parse(self, frame: bytes) -> Weight | None:
        """A weight or out of range; header and lamp must agree that it is stable."""
        found = FRAME.match(frame)
        if found is None:
            return None
        if found[1] == b"OL":
            return Weight(value_g=0.0, quality=ReadingQuality.OVERLOAD)
        value, unit = VALUE.match(found[4]), found[5].decode("ascii").strip()
        if value is None or unit not in GRAMS:
            return None
        stable = found[1] == b"ST" and found[3][0] & STABLE_LAMP
        quality = ReadingQuality.STABLE if stable else ReadingQuality.DYNAMIC
        return weight_of((value[1] + value[2]).decode("ascii"), unit, quality)
