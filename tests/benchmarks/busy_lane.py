"""What a lane does beside an acquisition: `python busy_lane.py RUN_FOLDER SCANNER`, until standard input ends.

Takes every line and frees the spool, holds its GIL for half a second at random times, and runs the analysis of an
item again and again. At the end it says how many lines it got, how many of them were invalid, and how many never came.
"""

import json
import sys
import threading
import time
from pathlib import Path

import numpy as np

from drivers.acquisition.client import LineClient
from drivers.acquisition.interleave import interleaved
from station.clock import SystemClock
from station.ports.analysis import ItemContext
from tests.support.builders import simulated
from ui.wiring.pipeline import pipeline_of


def hold(stop: threading.Event, rng: np.random.Generator) -> None:
    """Hold the GIL, as a slow call of one library does."""
    words = [str(value) for value in rng.integers(0, 1 << 60, 250_000)]
    while not stop.wait(float(rng.uniform(0.2, 2.0))):
        began = time.monotonic()
        while time.monotonic() - began < 0.5:
            sorted(words)


def analyse(stop: threading.Event, scanner: str, done: list[int]) -> None:
    """The model, without a pause."""
    recording, scan = simulated(scanner, "cans", 3, 0)
    assert recording.profile is not None
    pipeline = pipeline_of("station-default")
    while not stop.is_set():
        pipeline.examine(scan, ItemContext(mass_g=None, mass_sigma_g=0.0, declaration=None))
        done[0] += 1


def main(folder: str, scanner: str) -> None:
    """Follow the lines until told to end."""
    stop, items = threading.Event(), [0]
    threads = [
        threading.Thread(target=hold, args=(stop, np.random.default_rng(2)), daemon=True),
        threading.Thread(target=analyse, args=(stop, scanner, items), daemon=True),
        threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True),
    ]
    client = LineClient(Path(folder), clock=SystemClock(), start=0)
    got = invalid = 0
    freed = worst = 0.0
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    for _, block in interleaved({"lines": client}, client.clock, stop.is_set):
        got += block.lines
        invalid += int((~block.valid).sum())
        if time.monotonic() - freed > 0.5:
            worst = max(worst, client.behind())
            client.free(client.cursor)
            freed = time.monotonic()
    # What was written before the end is still there.
    while (rest := client.next_block()) is not None:
        got += rest.lines
        invalid += int((~rest.valid).sum())
    print(json.dumps({"lines": got, "invalid": invalid, "missed": client.missed, "items": items[0], "behind": worst,
                      "from_spool": client.from_spool, "cursor": client.cursor}), flush=True)  # fmt: skip
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
