"""Scales that tell their weight in lines: units, and the loop that waits for a stable one."""

import math
from dataclasses import dataclass

from drivers.device import LinkDevice
from station.errors import DeadlinePassed
from station.types.reading import Reading, ReadingQuality

GRAMS = {"g": 1.0, "kg": 1000.0, "t": 1e6, "mg": 1e-3, "lb": 453.59237, "oz": 28.349523125}
ANSWER_S, ASK_AGAIN_S = 0.3, 0.05
# Lines that come in one burst have been held up together somewhere: they do not confirm each other.
APART_S = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one line says; `value_g` is 0 where the quality tells that there is no value.

    Attributes:
        step_g: worth of the last digit; two lines that differ by no more say the same.
    """

    value_g: float
    quality: ReadingQuality
    step_g: float = 0.0

    def agrees(self, other: "Weight") -> bool:
        """Both lines say the same, written alike: a number that lost its decimals on the way is another one."""
        alike = self.quality is other.quality and math.isclose(self.step_g, other.step_g)
        return alike and math.isclose(self.value_g, other.value_g, abs_tol=1.01 * self.step_g)


def weight_of(number: str, unit: str, quality: ReadingQuality) -> Weight:
    """The weight of a number as the line writes it, with its unit of GRAMS."""
    decimals = len(number.partition(".")[2])
    return Weight(value_g=float(number) * GRAMS[unit], quality=quality, step_g=10**-decimals * GRAMS[unit])


class LineScale(LinkDevice):
    """Members say how a weight is asked for and what a line means.

    None of these protocols has a checksum: a digit that was changed on its way makes another good line. So a
    weight counts only when two lines, one after the other, agree; alone it is told as not stable.
    """

    kind = "scale"
    # Sent before each line is awaited; empty for a scale that sends by itself.
    request = b""
    # How long an answer may take before the question is put again.
    answer_s = ANSWER_S
    # So many lines, one after the other, must agree.
    lines_needed = 2
    # Questions whose answer has not come yet.
    owed = 0

    def parse(self, frame: bytes) -> Weight | None:
        """The weight of a line, None for a line that tells none; filled by members."""
        raise NotImplementedError

    def busy(self, frame: bytes) -> bool:
        """Whether the line says that the question has to be put again later."""
        del frame
        return False

    def read(self, deadline_s: float) -> Reading:
        """The stable weight in grams; overload and underload are readings of their own quality.

        A question that was left unanswered may be answered late, with the weight of the item before: then the
        link is opened anew first.
        """
        if self.owed:
            self.close()
        return self.attempt(lambda: self.stable(self.clock.monotonic() + deadline_s))

    def stable(self, end: float) -> Reading:
        """Ask, or listen, until two lines agree on a stable weight or the deadline is over."""
        self.drain()
        self.owed = 0
        last: Weight | None = None
        agreed, line_at = 0, 0.0
        while self.clock.monotonic() < end:
            if self.request:
                self.link.write(self.request)
                self.owed += 1
            told = self.next_weight(min(end, self.clock.monotonic() + self.answer_s))
            if told is not None:
                apart_s, line_at = self.clock.monotonic() - line_at, self.clock.monotonic()
                if last is None or not told.agrees(last):
                    if last is not None and ReadingQuality.DYNAMIC not in (last.quality, told.quality):
                        self.count("disagreed")
                    last, agreed = told, 1
                else:
                    agreed = self.agreeing(agreed, apart_s)
                if agreed >= self.lines_needed and told.quality is not ReadingQuality.DYNAMIC:
                    return self.reading(told)
            if self.request:
                self.clock.sleep(ASK_AGAIN_S)
        if last is not None:
            return self.reading(Weight(value_g=last.value_g, quality=ReadingQuality.DYNAMIC))
        raise DeadlinePassed(
            "the scale told no weight", remedy="check its cable, its output format and its unit (g, kg, lb)",
            source=self.name,
        )  # fmt: skip

    def agreeing(self, lines: int, apart_s: float) -> int:
        """How many lines agree, with one more that came `apart_s` after the line before it."""
        return lines + (apart_s >= APART_S)

    def next_weight(self, end: float) -> Weight | None:
        """The next line that tells a weight; others are counted."""
        while (frame := self.next_frame(end)) is not None:
            self.owed = max(self.owed - 1, 0)
            weight = self.parse(frame)
            if weight is not None:
                return weight
            if self.busy(frame):
                return None
            self.count("other_lines")
        return None

    def reading(self, weight: Weight) -> Reading:
        """A reading of now."""
        self.values["weight_g"] = weight.value_g
        return Reading(
            source=self.name, channel="weight", value=weight.value_g, unit="g", time=self.clock.now(),
            quality=weight.quality, simulated=self.simulated,
        )  # fmt: skip
