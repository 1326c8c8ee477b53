"""What belongs together waits for its fellows, as long as the time-out says, and is then handed on as it is."""

from dataclasses import dataclass, field
from datetime import datetime

from station.clock import Clock
from station.formats.received import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Names of the objects of one scan, in the order of its channels."""

    names: tuple[str, ...]
    source: str
    received_at: datetime


@dataclass(slots=True, kw_only=True)
class Gathered:
    """A group that is not whole yet."""

    wanted: tuple[str, ...]
    source: str
    received_at: datetime
    until: float
    slots: dict[str, str] = field(default_factory=dict)

    def group(self) -> Group:
        """As far as it came."""
        names = tuple(self.slots[slot] for slot in self.wanted if slot in self.slots)
        return Group(names=names, source=self.source, received_at=self.received_at)


class Gathering:
    """Joins the energies of one scan and view of one source.

    Args:
        wait_s: how long the first of them waits for the others.
    """

    def __init__(self, *, clock: Clock, wait_s: float) -> None:
        self.clock = clock
        self.wait_s = wait_s
        self.open_groups: dict[tuple[str, str], Gathered] = {}
        self.ready: list[Group] = []

    @property
    def waiting(self) -> int:
        """Objects that wait for their fellows."""
        return sum(len(gathered.slots) for gathered in self.open_groups.values())

    def add(self, name: str, part: Part, *, source: str, received_at: datetime) -> None:
        """One object more. Its place taken already means another scan: the group before is handed on as it is."""
        if not part.group:
            self.alone(name, source=source, received_at=received_at)
            return
        key = (source, part.group)
        gathered = self.open_groups.get(key)
        if gathered is not None and (part.slot in gathered.slots or part.wanted != gathered.wanted):
            self.ready.append(self.open_groups.pop(key).group())
            gathered = None
        if gathered is None:
            gathered = self.open_groups[key] = Gathered(
                wanted=part.wanted, source=source, received_at=received_at, until=self.clock.monotonic() + self.wait_s
            )
        gathered.slots[part.slot] = name
        if len(gathered.slots) == len(gathered.wanted):
            self.ready.append(self.open_groups.pop(key).group())

    def alone(self, name: str, *, source: str, received_at: datetime) -> None:
        """An object that has no fellows."""
        self.ready.append(Group(names=(name,), source=source, received_at=received_at))

    def due(self) -> Group | None:
        """The next group that is whole, or whose time is over."""
        now = self.clock.monotonic()
        for key in [key for key, gathered in self.open_groups.items() if gathered.until <= now]:
            self.ready.append(self.open_groups.pop(key).group())
        return self.ready.pop(0) if self.ready else None
