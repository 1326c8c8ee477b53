"""Times of lines that arrive in blocks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.line_clock import LineClock


def test_lines_are_spread_since_the_block_before() -> None:
    clock = LineClock()
    assert clock.taken(2, 1000).tolist() == [1000, 1000]  # no block before it
    assert clock.taken(4, 1400).tolist() == [1100, 1200, 1300, 1400]
    assert clock.taken(2, 1600).tolist() == [1500, 1600]


def test_a_lost_block_does_not_take_the_time_of_the_one_that_told_it() -> None:
    clock = LineClock()
    clock.taken(4, 0)
    clock.taken(4, 400)
    times = np.r_[clock.taken(4, 1600, lost=True), clock.taken(4, 1600, lost=True), clock.taken(4, 1600)]
    assert np.diff(times).tolist() == pytest.approx([100] * 11)


@given(st.lists(st.tuples(st.integers(1, 64), st.integers(-50, 5000), st.booleans()), max_size=40))
def test_times_never_run_backwards_and_never_past_the_arrival(blocks: list[tuple[int, int, bool]]) -> None:
    clock, arrived, last = LineClock(), 10**18, 0
    for lines, later, lost in blocks:
        arrived += later * 1000
        times = clock.taken(lines, arrived, lost=lost)
        assert len(times) == lines
        assert times[-1] <= arrived
        assert (np.diff(times) >= 0).all()
        if later >= 0:
            assert times[0] >= last
        last = int(times[-1])
