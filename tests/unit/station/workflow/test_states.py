"""The table of states: the moves that matter, and the ones that must not exist."""

import pytest

from station.errors import IllegalMove
from station.types.item import ItemState
from station.workflow.states import MOVES, moved
from tests.support.builders import item


@pytest.mark.parametrize("state", [ItemState.NOT_ANALYSED, ItemState.INTERRUPTED, ItemState.ANALYSED])
def test_the_only_way_on_is_a_decision(state: ItemState) -> None:
    assert MOVES[state] == {ItemState.DECIDED}


def test_an_illegal_move_names_both_states() -> None:
    with pytest.raises(IllegalMove, match="from arrived to decided"):
        moved(item(), ItemState.DECIDED)
