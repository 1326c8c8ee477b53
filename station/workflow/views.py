"""Several views of one item: which lines of one detector belong to which of another.

Two views of one item overlap in time once the way between the two beams is taken off. Lines that overlap no
item of the first view, or two of them, are left over and shown as such.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from station.types.lines import ItemLines, LineBlock

PATIENCE_S = 1.0
LEAST_OVERLAP = 0.5


class Assembler(Protocol):
    """Cuts the stream of lines into items."""

    @property
    def active(self) -> bool:
        """An item is in the beam."""
        ...

    def feed(self, block: LineBlock) -> Sequence[ItemLines]:
        """Items that ended in this block."""
        ...

    def flush(self) -> ItemLines | None:
        """The item under way, interrupted."""
        ...


@dataclass(slots=True)
class Eye:
    """One view of a lane.

    Attributes:
        profile: under which its calibration profiles are kept.
        free_lines: called with a line number when everything before it is stored.
        delay_s: how much later than in the first view an item passes here.
    """

    name: str
    profile: str
    assembler: Assembler
    free_lines: Callable[[int], None]
    delay_s: float = 0.0
    freed: int = -1

    def free(self, line: int) -> None:
        """Everything before `line` is stored; never back, or a restarted lane would see an item's end again."""
        if line > self.freed:
            self.freed = line
            self.free_lines(line)


@dataclass(slots=True)
class ViewPairing:
    """Holds items of the further views until the first view asks for theirs."""

    eyes: tuple[Eye, ...]
    held: list[tuple[str, ItemLines]] = field(default_factory=list)
    since: dict[int, float] = field(default_factory=dict)

    @property
    def patience_s(self) -> float:
        """How long an item waits for its further views."""
        further = self.eyes[1:]
        return max((eye.delay_s for eye in further), default=0.0) + PATIENCE_S if further else 0.0

    def holds(self, view: str) -> bool:
        """Whether lines of a view wait here."""
        return any(name == view for name, _ in self.held)

    def put(self, view: str, lines: ItemLines) -> None:
        """An item has left a further beam."""
        self.held.append((view, lines))

    def fill(self, views: dict[str, ItemLines]) -> None:
        """Add to the first view of an item the further ones that overlap it, where just one does."""
        first = views.get(self.eyes[0].name)
        for eye in self.eyes[1:]:
            if first is None or eye.name in views:
                continue
            fitting = [held for held in self.held if held[0] == eye.name and overlap(first, held[1], eye.delay_s)]
            if len(fitting) == 1:
                views[eye.name] = fitting[0][1]
                self.held.remove(fitting[0])

    def left_over(self, now: float) -> list[tuple[str, ItemLines]]:
        """Lines that have waited for longer than the patience, taken out."""
        known = {id(lines): self.since.get(id(lines), now) for _, lines in self.held}
        self.since = known
        done = [held for held in self.held if now - known[id(held[1])] > self.patience_s]
        self.held = [held for held in self.held if held not in done]
        return done


def overlap(first: ItemLines, other: ItemLines, delay_s: float) -> bool:
    """Whether two runs of lines share more than half of the shorter one's time."""
    shift = round(delay_s * 1e9)
    begin = max(first.first_time_ns, other.first_time_ns - shift)
    end = min(first.last_time_ns, other.last_time_ns - shift)
    shorter = min(first.last_time_ns - first.first_time_ns, other.last_time_ns - other.first_time_ns)
    return end - begin > LEAST_OVERLAP * max(shorter, 1)
