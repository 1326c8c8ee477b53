"""The states of an item as one table; a move that is not in it is refused with both states named."""

from collections.abc import Mapping
from dataclasses import replace

from station.errors import IllegalMove
from station.types.item import Item, ItemState

# From an item that was not analysed, or was interrupted, the only way on is an inspector's decision.
MOVES: Mapping[ItemState, frozenset[ItemState]] = {
    ItemState.ARRIVED: frozenset({ItemState.SCANNING, ItemState.SCANNED, ItemState.INTERRUPTED}),
    ItemState.SCANNING: frozenset({ItemState.SCANNED, ItemState.INTERRUPTED}),
    ItemState.SCANNED: frozenset({ItemState.ANALYSED, ItemState.NOT_ANALYSED, ItemState.INTERRUPTED}),
    ItemState.ANALYSED: frozenset({ItemState.DECIDED}),
    ItemState.NOT_ANALYSED: frozenset({ItemState.DECIDED}),
    ItemState.INTERRUPTED: frozenset({ItemState.DECIDED}),
    ItemState.DECIDED: frozenset(),
}

# States in which an item waits for an inspector.
REVIEWABLE = (ItemState.ANALYSED, ItemState.NOT_ANALYSED, ItemState.INTERRUPTED)
UNDER_WAY = (ItemState.ARRIVED, ItemState.SCANNING, ItemState.SCANNED)


def moved(item: Item, state: ItemState) -> Item:
    """The item in its new state.

    Raises:
        IllegalMove: the table has no such move.
    """
    if state not in MOVES[item.state]:
        raise IllegalMove(
            "item {identifier} cannot go from {old} to {new}",
            remedy="reload the item and look at its state",
            identifier=item.identifier or item.item_id,
            old=item.state.value,
            new=state.value,
        )
    return replace(item, state=state)
