"""kill -9 at random moments, many times: what was acknowledged is there, what was lost is marked, how long it takes.

KILLS=200 .venv/bin/python -m pytest -q -s -o 'norecursedirs=.*' tests/benchmarks/test_kill_campaign.py
"""

import itertools
import os
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from drivers.acquisition.client import LineClient
from drivers.acquisition.loop import EPOCH_JUMP
from drivers.acquisition.spool import next_line
from drivers.sim.gige_end import GigeEnd
from station.clock import SystemClock
from station.types.ids import ItemId
from station.types.item import ItemState
from station.types.lines import LineBlock
from ui.supervisor import command
from ui.wiring.acquisition import LOCK
from ui.wiring.demo import Demo

KILLS = int(os.environ.get("KILLS", "20"))
PIXELS, RATE_HZ = 64, 1000
CONFIG = """[station]
site = "Campaign"
lane = "Lane 1"
folder = "data"
[detector]
model = "dense-de450"
address = "{address}"
pixels = {pixels}
line_rate_hz = {rate}
stall_s = 1.0
simulated = true
"""
DONE = (ItemState.ARRIVED, ItemState.SCANNING, ItemState.SCANNED)
pytestmark = pytest.mark.timeout(60 * KILLS + 300)


@dataclass(slots=True)
class Tally:
    """What a campaign found."""

    recover_s: list[float] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, count: int) -> None:
        self.figures[name] = self.figures.get(name, 0) + count

    def show(self, what: str) -> None:
        counts = ", ".join(f"{name} {count}" for name, count in self.figures.items())
        print(f"\nkill -9 of the {what}, {len(self.recover_s)} times: {counts}; back after "
              f"{statistics.median(self.recover_s):.1f} s (median), {max(self.recover_s):.1f} s (worst)")  # fmt: skip


def until(what: Callable[[], object], deadline_s: float = 60.0) -> object:
    """The first true value of `what`."""
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        value = what()
        if value:
            return value
        time.sleep(0.01)
    raise AssertionError(f"not within {deadline_s:.0f} s")


class Counter:
    """The detector: every line carries its number."""

    def __init__(self) -> None:
        self.next = 0

    def lines(self, count: int, _: bool) -> np.ndarray:
        numbers = np.arange(self.next, self.next + count)
        self.next += count
        lines = np.empty((count, 2, PIXELS), np.uint16)
        lines[:, 0], lines[:, 1] = (numbers & 0xFFFF)[:, None], (numbers >> 16)[:, None]
        return lines


def device_numbers(block: LineBlock) -> np.ndarray:
    """The detector's own numbers of the lines; -1 where a line is invalid."""
    low, high = block.counts[:, 0, :].astype(np.int64), block.counts[:, 1, :].astype(np.int64)
    numbers = low | high << 16
    # All pixels must agree: nothing torn, nothing mixed.
    assert (numbers == numbers[:, :1])[block.valid].all()
    return np.where(block.valid, numbers[:, 0], -1)


def test_acquisition(tmp_path: Path) -> None:
    counter, rng, tally = Counter(), np.random.default_rng(7), Tally()
    end = GigeEnd(("127.0.0.1", 0), pixels=PIXELS, channels=2, line_rate_hz=RATE_HZ, serial="COUNT",
                  next_lines=counter.lines)  # fmt: skip
    end.start()
    config = tmp_path / "station.toml"
    address = "{}:{}".format(*end.address)
    config.write_text(CONFIG.format(address=address, pixels=PIXELS, rate=float(RATE_HZ)), encoding="utf-8")
    run = tmp_path / "data" / "run"
    client = LineClient(run, clock=SystemClock(), start=0)
    words = command("acquire", "--config", str(config))
    process = subprocess.Popen(words)
    own: list[np.ndarray] = []
    firsts: list[tuple[int, int]] = []

    def follow() -> int:
        """Take what is there; the number after the last line."""
        while (block := client.next_block()) is not None:
            own.append(device_numbers(block))
            firsts.append((block.first_line, block.lines))
        return client.cursor

    try:
        until(lambda: follow() > 100)
        for _ in range(KILLS):
            time.sleep(float(rng.uniform(0, 0.5)))
            acknowledged = next_line(run / "spool")
            process.kill()
            killed = time.monotonic()
            process.wait()
            process = subprocess.Popen(words)
            follow()
            tally.add("acknowledged lines lost", max(acknowledged - client.cursor, 0))
            held = client.cursor
            until(lambda held=held: follow() > held + EPOCH_JUMP)  # type: ignore[misc] # bound now
            tally.recover_s.append(time.monotonic() - killed)
            client.free(client.cursor)
    finally:
        process.terminate()
        process.wait(20)
        end.stop()
    jumps = [first - (before + lines) for (before, lines), (first, _) in itertools.pairwise(firsts)]
    numbers = np.concatenate(own)
    whole = numbers[numbers >= 0]
    steps = np.diff(whole)
    tally.add("lines kept", len(whole))
    tally.add("lines invalid", int((numbers < 0).sum()))
    tally.add("lines taken while it was away", int((steps - 1).sum()))
    tally.add("jumps of the numbers", sum(jump >= EPOCH_JUMP for jump in jumps))
    tally.show("acquisition")
    assert tally.figures["acknowledged lines lost"] == 0
    # Every gap in what the detector took is a jump of the numbers, and nothing came twice or in another order.
    assert (steps >= 1).all()
    assert all(jump == 0 or jump >= EPOCH_JUMP for jump in jumps)
    assert tally.figures["jumps of the numbers"] == KILLS
    assert int((steps > 1).sum()) <= KILLS + tally.figures["lines invalid"]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A lane that is ready, one item done."""
    with Demo(
        tmp_path, scanner="dense-de450", scenario="gold-in-tungsten", seed=5, model="physics-only", items=KILLS + 2,
        line_rate=600.0,
    ) as running:  # fmt: skip
        running.wait_ready()
        running.calibrate()
        mark = running.store.last_event_number()
        running.put_on_belt(0)
        running.wait_result(mark)
        yield running


def items_since(demo: Demo, mark: int) -> list[ItemId]:
    """Items whose scan has begun."""
    subjects = [event.subject for event in demo.store.events_after(mark) if event.topic == "scan.started"]
    return [ItemId(subject) for subject in subjects]


def test_lane(demo: Demo) -> None:
    rng, tally = np.random.default_rng(8), Tally()
    for number in range(1, KILLS + 1):
        mark = demo.store.last_event_number()
        belt = threading.Thread(target=demo.put_on_belt, args=(number,))
        belt.start()
        time.sleep(float(rng.uniform(0.3, 1.2)))
        demo.lane.processes["lane"].kill()
        killed = time.monotonic()
        demo.lane.processes["lane"].wait()
        demo.lane.launch("lane")
        belt.join()

        def over(mark: int = mark) -> list[ItemId]:
            found = items_since(demo, mark)
            return found if found and all(demo.store.item(i).state not in DONE for i in found) else []

        items = until(over)
        assert isinstance(items, list)
        tally.recover_s.append(time.monotonic() - killed)
        heads = [demo.store.scans(item_id) for item_id in items]
        tally.add("items without a scan", sum(not head for head in heads))
        tally.add("scans marked interrupted", sum(head[0].head.interrupted for head in heads if head))
        tally.add("scans whole", sum(not head[0].head.interrupted for head in heads if head))
        tally.add("damaged files or rows", len(demo.store.faults()))
    tally.show("lane")
    assert tally.figures["items without a scan"] == 0
    assert tally.figures["damaged files or rows"] == 0


def test_window(demo: Demo) -> None:
    rng, tally = np.random.default_rng(9), Tally()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    words = command("ui", "--config", str(demo.config))

    def opened() -> int:
        # Opening a case is written to the audit log.
        return sum(entry["action"] == "view" for entry in demo.store.audit_entries())

    window, before = subprocess.Popen(words, env=environment), opened()
    until(lambda: opened() > before)
    for _ in range(KILLS):
        time.sleep(float(rng.uniform(0, 0.4)))
        kept = len(demo.store.audit_entries())
        window.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        window.wait()
        before = opened()
        window = subprocess.Popen(words, env=environment)
        until(lambda before=before: opened() > before)  # type: ignore[misc] # bound now
        tally.recover_s.append(time.monotonic() - killed)
        tally.add("audit entries lost", max(kept - len(demo.store.audit_entries()), 0))
        tally.add("damaged files or rows", len(demo.store.faults()))
    window.terminate()
    window.wait(20)
    tally.show("window")
    assert (demo.folder / "data" / "run" / LOCK).exists()
    assert tally.figures == {"audit entries lost": 0, "damaged files or rows": 0}
