"""Scales that speak MT-SICS (Mettler-Toledo, Ohaus and others); device rules, section 4.1.

command  | S CR LF
reply    | S S     100.00 g CR LF      ID, status, value in 10 characters, unit
"""

import re

from drivers.device import LinkDevice
from drivers.weighing import GRAMS
from station.errors import DeadlinePassed
from station.types.device import DeviceIdentity
from station.types.reading import Reading, ReadingQuality

REPLY_S = 1.0
# The sign may stand apart from the digits.
WEIGHT = re.compile(r"^(?:S|SI) ([SD])\s+(-?)\s*([0-9]+\.?[0-9]*)\s*([a-z]+)\s*$")
QUALITY = {"S": ReadingQuality.STABLE, "D": ReadingQuality.DYNAMIC}
OUT_OF_RANGE = {"S +": ReadingQuality.OVERLOAD, "S -": ReadingQuality.UNDERLOAD}


class WeighMtsics(LinkDevice):
    """One scale; one command outstanding, replies matched by their ID, other lines dropped."""

    kind = "scale"

    def identify(self) -> DeviceIdentity:
        """`@` resets and answers `I4 A "serial"`; then the model from I2."""
        serial = self.quoted("@", "I4")
        return DeviceIdentity(vendor="MT-SICS", model=self.quoted("I2", "I2"), serial=serial, simulated=self.simulated)

    def quoted(self, command: str, identifier: str) -> str:
        """The quoted text of a reply."""
        reply = self.ask(command, re.compile(rf'^{identifier} A "?(.*?)"?\s*$'), REPLY_S)
        return reply[1]

    def read(self, deadline_s: float) -> Reading:
        """The stable weight in grams; overload and underload are readings of their own quality."""
        return self.attempt(lambda: self.stable_weight(deadline_s))

    def stable_weight(self, deadline_s: float) -> Reading:
        """Ask with `S` until the scale is stable or the deadline is over."""
        pattern = re.compile(rf"{WEIGHT.pattern}|^S [+\-I]\s*$")
        end = self.clock.monotonic() + deadline_s
        while True:
            reply = self.ask("S", pattern, end - self.clock.monotonic())[0].strip()
            if reply in OUT_OF_RANGE:
                return self.reading(0.0, OUT_OF_RANGE[reply])
            if reply != "S I":
                return self.weight(reply)
            self.clock.sleep(0.1)

    def weight(self, reply: str) -> Reading:
        """The reading of a weight reply."""
        found = WEIGHT.match(reply)
        if found is None or found[4] not in GRAMS:
            raise DeadlinePassed(
                "the scale answered {reply!r}", remedy="set its unit to g or kg", source=self.name, reply=reply
            )
        value = float(found[2] + found[3]) * GRAMS[found[4]]
        self.values["weight_g"] = value
        return self.reading(value, QUALITY[found[1]])

    def reading(self, value_g: float, quality: ReadingQuality) -> Reading:
        """A reading of now."""
        return Reading(
            source=self.name, channel="weight", value=value_g, unit="g", time=self.clock.now(), quality=quality,
            simulated=self.simulated,
        )  # fmt: skip

    def ask(self, command: str, wanted: re.Pattern[str], deadline_s: float) -> re.Match[str]:
        """Send a command and wait for its reply; what does not match is an unsolicited line."""
        self.link.write(command.encode("ascii") + b"\r\n")
        end = self.clock.monotonic() + deadline_s
        while (frame := self.next_frame(end)) is not None:
            found = wanted.match(frame.decode("ascii", "replace"))
            if found:
                return found
            self.values["other_lines"] = self.values.get("other_lines", 0) + 1
        raise DeadlinePassed(
            "the scale gave no answer to {command} for {seconds:.1f} s",
            remedy="check that nothing touches the platform, its cable and its interface setting (MT-SICS)",
            source=self.name,
            command=command,
            seconds=deadline_s,
        )
