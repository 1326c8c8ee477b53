"""A store for threads that must not lose what they hold: it waits while the disk is full or the store is busy."""

import logging
from collections.abc import Callable
from typing import Any

from station.clock import Clock
from station.errors import StationError, StorageFull, StoreBusy
from station.ports.store import StationStore

logger = logging.getLogger(__name__)

RETRY_S = 0.5


class PatientStore:
    """Every call of a `StationStore`, tried again until it works or the lane is told to stop.

    Attributes:
        trouble: what it waits for now, None if nothing.
    """

    def __init__(self, store: StationStore, clock: Clock, stop_wanted: Callable[[], bool]) -> None:
        self.store = store
        self.clock = clock
        self.stop_wanted = stop_wanted
        self.trouble: StationError | None = None

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.store, name)

        def patient(*arguments: Any, **named: Any) -> Any:
            while True:
                try:
                    result = call(*arguments, **named)
                except (StorageFull, StoreBusy) as err:
                    if self.trouble is None:
                        logger.warning("the lane waits for its store: %s", err)
                    self.trouble = err
                    if self.stop_wanted():
                        raise
                    self.clock.sleep(RETRY_S)
                else:
                    self.trouble = None
                    return result

        return patient
