"""Asking for lost packets again: in ranges, at once and once more, then never."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

TRIES = 2
# A second request before the first could be answered doubles the traffic of a full line.
AGAIN_S = 0.05
PATIENCE_S = 0.25
# Scattered losses cost a request each up to here, then the rest as one range.
MOST_RANGES = 16


@dataclass(slots=True)
class Again:
    """How often a block's packets were asked for; `since` is when the last one came, monotonic."""

    since: float = field(default_factory=time.monotonic)
    tries: int = 0
    asked_at: float = 0.0

    def late(self, now: float) -> bool:
        """Nobody waits for the block any more."""
        return now - max(self.asked_at, self.since) > PATIENCE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one round asked for."""

    requests: int = 0
    packets: int = 0


class Asker:
    """Sends the requests of one stream.

    Args:
        ask_again: called with block id, first and last packet, and whether ids are extended.
    """

    def __init__(self, ask_again: Callable[[int, int, int, bool], None]) -> None:
        self.ask_again = ask_again

    def ask(self, again: Again, block: int, arrived: bytearray, now: float, *, extended: bool) -> Asked:
        """Ask for the packets of a block that have not arrived, if it is time to."""
        if again.tries >= TRIES or (again.tries and now - again.asked_at < AGAIN_S):
            return Asked()
        again.tries, again.asked_at = again.tries + 1, now
        found = ranges(arrived)
        for first, last in found:
            self.ask_again(block, first, last, extended)
        return Asked(requests=len(found), packets=sum(last - first + 1 for first, last in found))


def ranges(arrived: bytearray) -> list[tuple[int, int]]:
    """First and last packet id of each stretch that is missing; data packets count from 1."""
    missing = np.flatnonzero(np.frombuffer(arrived, np.uint8) == 0) + 1
    if not missing.size:
        return []
    breaks = np.flatnonzero(np.diff(missing) > 1)[: MOST_RANGES - 1]
    firsts = [missing[0], *missing[breaks + 1]]
    lasts = [*missing[breaks], missing[-1]]
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]
