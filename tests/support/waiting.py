"""Waiting for what other processes do."""

import time
from collections.abc import Callable


def until(what: Callable[[], object], deadline_s: float = 60.0) -> object:
    """The first true value of `what`."""
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        value = what()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"not within {deadline_s:.0f} s")
