"""Two simulated heads on one trigger, each with its own acquisition process, joined line by line; one is killed."""

import itertools
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from drivers.acquisition.client import LineClient
from drivers.acquisition.heads import HeadJoiner
from drivers.sim.gige_end import GigeEnd
from station.clock import SystemClock
from ui.supervisor import command

pytestmark = [pytest.mark.system, pytest.mark.timeout(120)]
PIXELS, BLOCK, RATE_HZ = 64, 32, 320
CONFIG = """[station]
site = "Heads"
lane = "Lane 1"
folder = "data"
[detector]
model = "dense-de450"
address = "{address}"
pixels = {pixels}
line_rate_hz = {rate}
simulated = true
"""


def triggered(head: int) -> Callable[[int, bool], np.ndarray]:
    """Lines that carry the number of their trigger, taken when it fires; the same for all heads."""
    numbers: itertools.count[int] | None = None

    def next_lines(count: int, _: bool) -> np.ndarray:
        nonlocal numbers
        block_s = count / RATE_HZ
        now = int(time.monotonic() / block_s) + 1
        number = now if numbers is None else next(numbers)
        if numbers is None or abs(number - now) > 3:
            number, numbers = now, itertools.count(now + 1)
        time.sleep(max((number + 1) * block_s - time.monotonic(), 0))
        lines = np.arange(number * count, (number + 1) * count) % 30_000 + 1 + 30_000 * head
        return np.broadcast_to(lines[:, None, None], (count, 2, PIXELS)).astype(np.uint16)

    return next_lines


class Head:
    """A detector end in this process, and its acquisition in another."""

    def __init__(self, folder: Path, head: int) -> None:
        self.folder = folder
        folder.mkdir()
        self.end = GigeEnd(
            ("127.0.0.1", 0), pixels=PIXELS, channels=2, line_rate_hz=10 * RATE_HZ, serial=f"HEAD-{head}",
            next_lines=triggered(head), seed=head,
        )  # fmt: skip
        self.end.start()
        address = "{}:{}".format(*self.end.address)
        text = CONFIG.format(address=address, pixels=PIXELS, rate=10.0 * RATE_HZ)
        (folder / "station.toml").write_text(text, encoding="utf-8")
        self.launch()
        self.client = LineClient(folder / "data" / "run", clock=SystemClock(), start=0)

    def launch(self) -> None:
        self.process = subprocess.Popen(command("acquire", "--config", str(self.folder / "station.toml")))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.end.stop()


def test_two_heads_are_one_detector_and_a_killed_one_comes_back(tmp_path: Path) -> None:
    heads = [Head(tmp_path / name, number) for number, name in enumerate(("low", "high"))]
    joiner = HeadJoiner(channels=(2, 2), pixels=PIXELS, line_period_s=1 / RATE_HZ, patience_lines=RATE_HZ)
    counts, masks = [], []
    whole, killed = 0, False
    end = time.monotonic() + 90
    try:
        # Until both have given lines together, one was killed, and they have done so again.
        while time.monotonic() < end and not (killed and whole >= 300):
            for index, head in enumerate(heads):
                block = head.client.next_block()
                for part in joiner.feed(index, block) if block is not None else ():
                    counts.append(part.block.counts[:, :, 0].astype(int))
                    masks.append(part.heads)
                    whole += int(part.block.valid.sum())
            if whole >= 300 and not killed:
                heads[1].process.send_signal(signal.SIGKILL)
                heads[1].process.wait()
                heads[1].launch()
                killed, whole = True, 0
            time.sleep(0.01)
    finally:
        for head in heads:
            head.stop()
    lines, mask = np.concatenate(counts), np.concatenate(masks, axis=1)
    both = mask.all(axis=0)
    assert killed
    assert whole >= 300
    # Aligned by arrival: a loaded machine may be a line or two off; never more, and always the same until a restart.
    off = lines[both, 2] - 30_000 - lines[both, 0]
    print(f"{both.sum()} lines of both heads, offsets {np.unique(off)}, {(~both).sum()} of one head alone")
    assert np.abs(off).max() <= 2
    assert len(np.unique(off)) <= 2
    # While one head was away its channels are invalid and empty, and the other's lines go on.
    alone = mask[0] & ~mask[1]
    assert alone.sum() > 0
    assert not lines[alone, 2:].any()
    assert joiner.realigned == 3
