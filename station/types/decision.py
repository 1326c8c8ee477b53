"""What the inspector decides."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from station.types.ids import DecisionId, ItemId


class Verdict(StrEnum):
    """The four decisions of the Review screen."""

    CLEAR = "clear"
    REFER = "refer"
    RESCAN = "rescan"
    HOLD = "hold"


class Resolution(StrEnum):
    """What the inspector says of one finding."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingResolution:
    """The inspector's word on finding `number`; `reason` is a code when rejected."""

    number: int
    resolution: Resolution
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision on one item."""

    decision_id: DecisionId
    item_id: ItemId
    verdict: Verdict
    inspector: str
    decided_at: datetime
    resolutions: tuple[FindingResolution, ...]
    note: str = ""
