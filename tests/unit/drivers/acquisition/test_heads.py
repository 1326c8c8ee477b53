"""Two heads on one trigger: stacked line by line, aligned anew after restarts; what is missing is never guessed."""

import numpy as np
import pytest

from drivers.acquisition.heads import SETTLE_BLOCKS, HeadJoiner, JoinedLines
from drivers.acquisition.loop import EPOCH_JUMP
from station.errors import InputUnsuitable
from station.types.arrays import frozen
from station.types.lines import LineBlock

PIXELS, LINES, PERIOD_S = 4, 16, 0.001
START_NS = 1_700_000_000 * 10**9


class Trigger:
    """Two heads that see the same lines: their counts carry the number of the trigger, and the head."""

    def __init__(self, *, patience: int = 100, shift: int = 7) -> None:
        self.joiner = HeadJoiner(channels=(1, 2), pixels=PIXELS, line_period_s=PERIOD_S, patience_lines=patience)
        # Own number of the line of trigger 0.
        self.own = [0, shift]
        self.rng = np.random.default_rng(5)
        self.clock_ns = START_NS
        self.done: list[JoinedLines] = []

    def give(self, index: int, trigger: int, *, lost: slice | None = None, delay_s: float = 0.0) -> None:
        """Head `index` sends the block that begins at `trigger`, some of its lines lost on the way."""
        numbers = np.arange(trigger, trigger + LINES) % 30_000
        channels = (1, 2)[index]
        counts = (numbers[:, None, None] + 30_000 * index + np.zeros((1, channels, PIXELS))).astype(np.uint16)
        valid = np.ones(LINES, bool)
        if lost is not None:
            valid[lost] = False
            counts[lost] = 0
        late_s = delay_s + float(self.rng.exponential(0.0001)) + (0.02 if self.rng.random() < 0.2 else 0)
        time = self.clock_ns + round((trigger + LINES - 1) * PERIOD_S * 1e9 + late_s * 1e9)
        self.done += self.joiner.feed(index, LineBlock(
            first_line=trigger + self.own[index], counts=frozen(counts), valid=frozen(valid),
            time_ns=frozen(np.full(LINES, time, np.int64)), simulated=True,
        ))  # fmt: skip

    def both(self, first: int, blocks: int) -> int:
        """Both heads send blocks in turn; the trigger after them."""
        for number in range(blocks):
            self.give(0, first + number * LINES)
            self.give(1, first + number * LINES)
        return first + blocks * LINES

    def taken(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Counts of one pixel per channel, validity per head, of all lines that came out."""
        counts = np.concatenate([part.block.counts[:, :, 0] for part in self.done]).astype(int)
        heads = np.concatenate([part.heads for part in self.done], axis=1)
        valid = np.concatenate([part.block.valid for part in self.done])
        return counts, heads, valid

    def check(self) -> None:
        """Lines that are valid belong together, in all channels; what is invalid is zero; the numbers have no hole."""
        counts, heads, valid = self.taken()
        assert valid.any()
        assert np.array_equal(valid, heads.all(axis=0))
        assert np.array_equal(counts[valid, 0], counts[valid, 1] - 30_000)
        assert np.array_equal(counts[valid, 1], counts[valid, 2])
        assert not counts[~heads[0], 0].any()
        assert not counts[~heads[1], 1:].any()


@pytest.mark.parametrize("shift", [0, 7, -3, 5000])
def test_lines_of_one_trigger_come_together_whatever_the_heads_call_them(shift: int) -> None:
    trigger = Trigger(shift=shift, patience=1000)
    trigger.own[0] = 10_000
    trigger.both(0, 100)
    trigger.check()
    _, _, valid = trigger.taken()
    assert valid.sum() >= 100 * LINES - 2 * SETTLE_BLOCKS * LINES
    assert trigger.joiner.realigned == 2


def test_lost_lines_and_lost_blocks_are_invalid_and_shift_nothing() -> None:
    trigger = Trigger()
    now = trigger.both(0, 30)
    trigger.give(0, now, lost=slice(3, 5))
    trigger.give(1, now, lost=slice(0, LINES))
    # A jump: three whole blocks of head 1 never came, and its numbers say so.
    for number in range(1, 4):
        trigger.give(0, now + number * LINES)
    trigger.both(now + 4 * LINES, 30)
    trigger.check()
    _, heads, _ = trigger.taken()
    settled = heads[:, SETTLE_BLOCKS * LINES :]
    assert (~settled[0]).sum() == 2
    assert (~settled[1]).sum() == 4 * LINES
    assert trigger.joiner.realigned == 2


def test_a_silent_head_is_not_waited_for_and_not_invented() -> None:
    trigger = Trigger(patience=64)
    now = trigger.both(0, 30)
    for number in range(40):
        trigger.give(0, now + number * LINES)
    counts, heads, valid = trigger.taken()
    assert trigger.joiner.next_line == now + 40 * LINES - 64
    assert heads[0, -64:].all()
    assert not heads[1, -64:].any()
    assert not valid[-64:].any()
    assert not counts[-64:, 1:].any()
    trigger.both(now + 40 * LINES, 20)
    trigger.check()
    assert trigger.taken()[2][-10:].all()


def test_a_restarted_head_is_aligned_again() -> None:
    trigger = Trigger(patience=400)
    now = trigger.both(0, 30)
    trigger.own[1] += 3 * EPOCH_JUMP - 12_345
    for number in range(5):
        trigger.give(0, now + number * LINES)
    now = trigger.both(now + 5 * LINES, 40)
    trigger.check()
    assert trigger.taken()[2][-100:].all()
    assert trigger.joiner.realigned == 3
    # And the one that gave the numbers until now.
    trigger.own[0] += EPOCH_JUMP + 77
    trigger.both(now, 40)
    trigger.check()
    assert trigger.taken()[2][-100:].all()
    assert trigger.joiner.realigned == 4
    firsts = [part.block.first_line for part in trigger.done]
    assert firsts == sorted(firsts)


def test_after_a_break_of_both_the_numbers_jump() -> None:
    trigger = Trigger()
    now = trigger.both(0, 30)
    before = trigger.joiner.next_line
    for index in (0, 1):
        trigger.own[index] += EPOCH_JUMP * (index + 1)
    trigger.clock_ns += 60 * 10**9
    trigger.both(now, 40)
    trigger.check()
    assert before is not None
    jumps = np.diff([part.block.first_line for part in trigger.done])
    assert jumps.max() >= EPOCH_JUMP
    assert trigger.taken()[2][-100:].all()


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_is_set_while_heads_settle_misaligns_nothing(hours: int) -> None:
    trigger = Trigger(patience=2000)
    trigger.both(0, SETTLE_BLOCKS // 2)
    trigger.clock_ns += hours * 3600 * 10**9
    trigger.both(SETTLE_BLOCKS // 2 * LINES, 40)
    trigger.check()


def test_another_shape_is_refused() -> None:
    trigger = Trigger()
    with pytest.raises(InputUnsuitable, match="head 1 gives lines of"):
        trigger.joiner.feed(1, LineBlock(
            first_line=0, counts=frozen(np.zeros((2, 1, PIXELS), np.uint16)), valid=frozen(np.ones(2, bool)),
            time_ns=frozen(np.zeros(2, np.int64)), simulated=True,
        ))  # fmt: skip
