"""When lines were taken that arrived in blocks."""

from dataclasses import replace

import numpy as np

from station.types.arrays import frozen
from station.types.lines import LineBlock
from tests.support.builders import block


def arrived(lines: int, at_ns: int) -> LineBlock:
    return replace(block(0, np.zeros((lines, 1, 4))), time_ns=frozen(np.full(lines, at_ns, np.int64)))


def test_lines_of_a_block_are_spread_since_the_block_before() -> None:
    assert arrived(4, 1000).taken_ns(600).tolist() == [700, 800, 900, 1000]
    assert arrived(1, 1000).taken_ns(600).tolist() == [1000]


def test_without_a_block_before_and_with_times_of_their_own_lines_keep_their_times() -> None:
    assert arrived(3, 1000).taken_ns(None).tolist() == [1000] * 3
    assert block(0, np.zeros((3, 1, 4))).taken_ns(-100).tolist() == [0, 1, 2]
    assert arrived(0, 1000).taken_ns(5).tolist() == []
