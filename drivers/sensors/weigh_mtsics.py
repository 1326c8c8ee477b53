"""Scales that speak MT-SICS (Mettler-Toledo, Ohaus and others); device rules, section 4.1.

command  | S CR LF
reply    | S S     100.00 g CR LF      ID, status, value in 10 characters, unit
"""

import re

from drivers.weighing import GRAMS, LineScale, Weight, weight_of
from station.errors import DeadlinePassed
from station.types.device import DeviceIdentity
from station.types.reading import ReadingQuality

REPLY_S = 1.0
# The sign may stand apart from the digits.
WEIGHT = re.compile(r"^(?:S|SI) ([SD])\s+(-?)\s*([0-9]+\.?[0-9]*)\s*([a-z]+)\s*$")
QUALITY = {"S": ReadingQuality.STABLE, "D": ReadingQuality.DYNAMIC}
OUT_OF_RANGE = {"S +": ReadingQuality.OVERLOAD, "S -": ReadingQuality.UNDERLOAD}


class WeighMtsics(LineScale):
    """One scale; one command outstanding, replies matched by their ID, other lines dropped."""

    request = b"S\r\n"
    # `S` is answered when the scale is stable; another `S` before would only start it again.
    answer_s = 15.0

    def identify(self) -> DeviceIdentity:
        """`@` resets and answers `I4 A "serial"`; then the model from I2."""
        serial = self.quoted("@", "I4")
        return DeviceIdentity(vendor="MT-SICS", model=self.quoted("I2", "I2"), serial=serial, simulated=self.simulated)

    def quoted(self, command: str, identifier: str) -> str:
        """The quoted text of a reply."""
        reply = self.ask(command, re.compile(rf'^{identifier} A "?(.*?)"?\s*$'), REPLY_S)
        return reply[1]

    def parse(self, frame: bytes) -> Weight | None:
        """A weight, overload or underload."""
        text = frame.decode("ascii", "replace").strip()
        if text in OUT_OF_RANGE:
            return Weight(value_g=0.0, quality=OUT_OF_RANGE[text])
        found = WEIGHT.match(text)
        if found is None or found[4] not in GRAMS:
            return None
        return weight_of(found[2] + found[3], found[4], QUALITY[found[1]])

    def busy(self, frame: bytes) -> bool:
        """S I: it cannot now; ES, ET, EL: it did not understand. Each ends the command."""
        return frame.strip() in (b"S I", b"ES", b"ET", b"EL")

    def ask(self, command: str, wanted: re.Pattern[str], deadline_s: float) -> re.Match[str]:
        """Send a command and wait for its reply; what does not match is an unsolicited line."""
        self.link.write(command.encode("ascii") + b"\r\n")
        end = self.clock.monotonic() + deadline_s
        while (frame := self.next_frame(end)) is not None:
            found = wanted.match(frame.decode("ascii", "replace"))
            if found:
                return found
            self.count("other_lines")
        raise DeadlinePassed(
            "the scale gave no answer to {command} for {seconds:.1f} s",
            remedy="check the platform, its cable and its interface (MT-SICS), and that no other program uses it",
            source=self.name,
            command=command,
            seconds=deadline_s,
        )
