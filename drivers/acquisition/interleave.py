"""The lines of several detectors in one loop."""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from drivers.acquisition.client import hollow
from station.clock import Clock
from station.types.lines import LineBlock

SILENCE_S = 0.02


class LineFeed(Protocol):
    """What the lane asks of the lines of one view."""

    def next_block(self) -> LineBlock | None:
        """The next lines; None if there are none yet."""
        ...

    def newest(self) -> int:
        """The number after the last line that was received."""
        ...

    def free(self, line: int) -> None:
        """Everything before `line` is stored."""
        ...

    def values(self) -> dict[str, float]:
        """Figures of this consumer."""
        ...


def interleaved(
    clients: Mapping[str, LineFeed], clock: Clock, stop_wanted: Callable[[], bool]
) -> Iterator[tuple[str, LineBlock]]:
    """Blocks of all clients by name until `stop_wanted`; an empty block in silence, so that the caller looks around."""
    empty: dict[str, LineBlock] = {}
    while not stop_wanted():
        silent = True
        for name, client in clients.items():
            block = client.next_block()
            if block is not None:
                silent = False
                empty[name] = hollow(block)
                yield name, block
        if silent:
            clock.sleep(SILENCE_S)
            yield from empty.items()
