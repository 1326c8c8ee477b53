"""What the devices of a lane saw, where on the belt, and what becomes of it: the words of the assembly."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was seen."""

    CODE = "code"
    WEIGHT = "weight"
    PASSAGE = "passage"
    OCCUPANCY = "occupancy"
    SCAN = "scan"


OPENING = (Kind.CODE, Kind.PASSAGE, Kind.SCAN)


class Reason(StrEnum):
    """Why a sighting belongs to no item."""

    REPEATED = "repeated"  # this very sighting came before
    TAKEN = "taken"  # its item has one of this kind already
    AMBIGUOUS = "ambiguous"  # it meets several items
    NO_PLACE = "no-place"  # the belt's position at its time is not known
    NOTHING_THERE = "nothing-there"  # no item came to where it was seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of the belt.

    Attributes:
        begin_mm: and `end_mm`: belt position minus place of the device; equal for a point.
        slack_mm: how far off both may be.
        epoch: as `BeltReading`; pieces of two epochs cannot be compared.
    """

    begin_mm: float
    end_mm: float
    slack_mm: float
    epoch: int

    def meets(self, other: "Piece") -> bool:
        """Whether they overlap, the larger slack allowed."""
        slack = max(self.slack_mm, other.slack_mm)
        near = self.begin_mm <= other.end_mm + slack and other.begin_mm <= self.end_mm + slack
        return near and self.epoch == other.epoch

    def joined(self, other: "Piece") -> "Piece":
        """Both together, as exact as the better of the two; a point tells nothing of an extent that is known."""
        if (self.begin_mm == self.end_mm) != (other.begin_mm == other.end_mm):
            return other if self.begin_mm == self.end_mm else self
        return Piece(
            begin_mm=min(self.begin_mm, other.begin_mm), end_mm=max(self.end_mm, other.end_mm),
            slack_mm=min(self.slack_mm, other.slack_mm), epoch=self.epoch,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One thing that one device saw.

    Attributes:
        number: given once to each; the same number again is the same sighting again.
        station: which device, which gate of it: an item has one sighting of a kind from each.
        piece: where on the belt; None where that is not known.
        asked_for: number of the item that was to be weighed, where only the order is known.
    """

    number: int
    kind: Kind
    station: str
    piece: Piece | None = None
    asked_for: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The sighting belongs to `item`.

    Attributes:
        opened: it is the first of the item.
        late: the item was scanned before.
    """

    sighting: Sighting
    item: int
    opened: bool
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjoined:
    """The sighting belongs to no item."""

    sighting: Sighting
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Nothing joins `item` any more; `missing` are the expected kinds that never came."""

    item: int
    missing: tuple[Kind, ...]


Outcome = Joined | Unjoined | Closed
