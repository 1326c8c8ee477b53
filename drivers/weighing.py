"""Scales that tell their weight in lines: units, and the loop that waits for a stable one."""

from dataclasses import dataclass

from drivers.device import LinkDevice
from station.errors import DeadlinePassed
from station.types.reading import Reading, ReadingQuality

GRAMS = {"g": 1.0, "kg": 1000.0, "t": 1e6, "mg": 1e-3, "lb": 453.59237, "oz": 28.349523125}
ANSWER_S, ASK_AGAIN_S = 0.3, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one line says; `value_g` is 0 where the quality tells that there is no value."""

    value_g: float
    quality: ReadingQuality


class LineScale(LinkDevice):
    """Members say how a weight is asked for and what a line means."""

    kind = "scale"
    # Sent before each line is awaited; empty for a scale that sends by itself.
    request = b""

    def parse(self, frame: bytes) -> Weight | None:
        """The weight of a line, None for a line that tells none; filled by members."""
        raise NotImplementedError

    def read(self, deadline_s: float) -> Reading:
        """The stable weight in grams; overload and underload are readings of their own quality."""
        return self.attempt(lambda: self.stable(self.clock.monotonic() + deadline_s))

    def stable(self, end: float) -> Reading:
        """Ask, or listen, until a line is stable or the deadline is over."""
        self.forget_old_lines()
        last: Weight | None = None
        while self.clock.monotonic() < end:
            if self.request:
                self.link.write(self.request)
            last = self.next_weight(min(end, self.clock.monotonic() + ANSWER_S)) or last
            if last is not None and last.quality is not ReadingQuality.DYNAMIC:
                return self.reading(last)
            if self.request:
                self.clock.sleep(ASK_AGAIN_S)
        if last is not None:
            return self.reading(last)
        raise DeadlinePassed(
            "the scale told no weight", remedy="check its cable, its output format and its unit (g, kg, lb)",
            source=self.name,
        )  # fmt: skip

    def forget_old_lines(self) -> None:
        """A streaming scale has filled the line with weights of the item before."""
        if not self.request:
            self.frames.clear()
            self.framer.feed(self.link.read(0.001))
            self.framer.reset()

    def next_weight(self, end: float) -> Weight | None:
        """The next line that tells a weight; others are counted."""
        while (frame := self.next_frame(end)) is not None:
            weight = self.parse(frame)
            if weight is not None:
                return weight
            self.values["other_lines"] = self.values.get("other_lines", 0) + 1
        return None

    def reading(self, weight: Weight) -> Reading:
        """A reading of now."""
        self.values["weight_g"] = weight.value_g
        return Reading(
            source=self.name, channel="weight", value=weight.value_g, unit="g", time=self.clock.now(),
            quality=weight.quality, simulated=self.simulated,
        )  # fmt: skip
