"""The lines of a view whose energies come from separate heads, as one client: lines joined, places told apart again."""

from collections import deque
from collections.abc import Callable, Sequence

from drivers.acquisition.client import LineClient
from drivers.acquisition.heads import Head, HeadJoiner
from station.types.lines import LineBlock


class HeadsClient:
    """Looks to the lane like the client of one detector.

    Args:
        clients: one per head, in the order of their channels.
        free_heads: called with a head's index and its own line number when everything before it is stored.
    """

    def __init__(
        self, clients: Sequence[LineClient], joiner: HeadJoiner, free_heads: Callable[[int, int], None]
    ) -> None:
        self.clients = tuple(clients)
        self.joiner = joiner
        self.free_heads = free_heads
        self.joined: deque[LineBlock] = deque()

    def next_block(self) -> LineBlock | None:
        """The next lines that all heads gave, or that are not waited for any longer; None if there are none yet."""
        for index, client in enumerate(self.clients):
            block = client.next_block()
            if block is not None:
                self.joined.extend(lines.block for lines in self.joiner.feed(index, block))
        return self.joined.popleft() if self.joined else None

    def newest(self) -> int:
        """The common number after the last line that any head received."""
        numbers = [client.newest() + (head.offset or 0) for client, head in self.pairs()]
        return max(numbers)

    def free(self, line: int) -> None:
        """Everything before the common `line` is stored."""
        for index, (_, head) in enumerate(self.pairs()):
            if head.offset is not None and line > head.offset:
                self.free_heads(index, line - head.offset)

    def values(self) -> dict[str, float]:
        """The figures of the head that is worst off, and how often the heads were aligned."""
        figures = [client.values() for client in self.clients]
        worst = {name: max(figure[name] for figure in figures) for name in figures[0]}
        return {**worst, "late_lines": self.joiner.late_lines, "heads_aligned": self.joiner.realigned}

    def pairs(self) -> list[tuple[LineClient, Head]]:
        """Each client with what is known of its head."""
        return list(zip(self.clients, self.joiner.heads, strict=True))
