"""An item on its way through the lane."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from station.types.ids import ItemId


class ItemState(StrEnum):
    """Where an item stands; the moves between them are in station.workflow.states."""

    ARRIVED = "arrived"
    SCANNING = "scanning"
    SCANNED = "scanned"
    ANALYSED = "analysed"
    NOT_ANALYSED = "not-analysed"
    INTERRUPTED = "interrupted"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One parcel or pallet.

    Attributes:
        identifier: what the barcode said, empty if nothing was read.
        mass_g: stable weight, None if there is none.
    """

    item_id: ItemId
    identifier: str
    arrived_at: datetime
    state: ItemState
    mass_g: float | None
    simulated: bool
