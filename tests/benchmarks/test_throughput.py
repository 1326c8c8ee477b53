"""The highest rate of lines without a loss, beside a busy lane, at least four times a dual-view one; and libaravis.

Four times 2 views x 1,280 pixels x 2 energies x 1,000 lines/s x 2 bytes, as one stream: 4,000 lines/s of 10,240 bytes.

    THROUGHPUT_S=600 .venv/bin/python -m pytest -q -s -o 'norecursedirs=.*' tests/benchmarks/test_throughput.py
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from station.storage.store import SqlStore
from tests.support.namespace import in_own_network
from ui.supervisor import command
from ui.wiring.acquisition import LOCK

HOST, SCANNER, CHANNELS, PIXELS, LINES = "127.0.0.1", "mail-de160", 2, 2560, 32
LINE_BYTES = 2 * CHANNELS * PIXELS
GOAL = 4000
SECONDS = float(os.environ.get("THROUGHPUT_S", "60"))
SEARCH_S = min(SECONDS, 8.0)
# What keeps nothing runs shorter.
ALONE_S = min(SECONDS, 240.0)
FOLDER = Path(__file__).parent
CONFIG = f"""[station]
site = "Throughput"
lane = "Lane 1"
folder = "data"
[detector]
model = "{SCANNER}"
address = "{HOST}"
pixels = {PIXELS}
line_rate_hz = %f
simulated = true
"""
pytestmark = pytest.mark.timeout(4 * SECONDS + 600)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One run; memory is anonymous, at its begin and end."""

    rate: float
    lines: int
    lost: int
    seconds: float
    cpu_s: float
    memory_mb: tuple[float, float]
    sender: dict[str, float]
    more: dict[str, Any]

    def row(self, name: str) -> str:
        megabytes = self.lines * LINE_BYTES / 1e6
        begin, end = self.memory_mb
        return (f"{name:<34}{self.rate:>8.0f}{self.lines / self.seconds:>9.0f}{megabytes / self.seconds:>8.1f}"
                f"{self.lost:>8}{1000 * self.cpu_s / max(megabytes, 1e-9):>9.2f}{begin:>8.0f}{end:>6.0f}"
                f"{1000 * self.sender['behind_s']:>9.0f}")  # fmt: skip

    def causes(self) -> str:
        """Where lines were lost."""
        names = ("system_dropped_packets", "queue_full", "not_kept_lines", "invalid", "missed")
        return ", ".join(f"{name} {self.more[name]:.0f}" for name in names if self.more.get(name))


HEAD = (f"{'receiver':<34}{'asked':>8}{'lines/s':>9}{'MB/s':>8}{'lost':>8}{'ms CPU/MB':>9}{'MB begin':>8}{'end':>6}"
        f"{'late ms':>9}")  # fmt: skip


@contextlib.contextmanager
def started(*words: str) -> Iterator[subprocess.Popen[str]]:
    """A program that says `ready`, and its figures when its input ends."""
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield process
        process.kill()


def ended(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Its figures."""
    words, _ = process.communicate(timeout=60)
    return dict(json.loads(words.splitlines()[-1]))


def python(name: str, *words: str) -> list[str]:
    return [sys.executable, str(FOLDER / name), *words]


def camera() -> contextlib.AbstractContextManager[subprocess.Popen[str]]:
    return started(*python("fast_camera.py", HOST, str(PIXELS), str(CHANNELS)))


def spent(pid: int) -> tuple[float, float]:
    """CPU seconds and anonymous memory of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    words = Path(f"/proc/{pid}/status").read_text(encoding="ascii").split()
    cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return cpu, int(words[words.index("RssAnon:") + 1]) / 1024


def health(store: SqlStore) -> dict[str, float]:
    """The figures that the acquisition reports, and when, in seconds."""
    return next(
        ({**found.values, "at": found.time.timestamp()} for found in store.health() if found.name == "detector"), {}
    )


def whole(folder: Path, rate: float, seconds: float) -> Figures:
    """The acquisition process, as on a lane: spool, ring, and a busy lane that takes every line."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    config = folder / "station.toml"
    config.write_text(CONFIG % rate, encoding="utf-8")
    run_folder = folder / "data" / "run"
    run_folder.mkdir(parents=True)
    with started(*python("busy_lane.py", str(run_folder), SCANNER)) as lane, camera() as source:
        acquisition = subprocess.Popen(command("acquire", "--config", str(config)))
        store = SqlStore(folder / "data")
        while health(store).get("lines", 0) < rate:
            time.sleep(0.1)
        pid = int((run_folder / LOCK).read_text())
        first = health(store)
        cpu, begin = spent(pid)
        time.sleep(seconds)
        values = health(store)
        cpu_end, end = spent(pid)
        acquisition.terminate()
        acquisition.wait(30)
        last = health(store)
        store.close()
        got, sender = ended(lane), ended(source)
    # The health is up to half a second old: what the lane got is the last word.
    lost = max(int(last["lost_lines"]), got["invalid"]) + got["missed"] + int(last["not_kept_lines"])
    return Figures(
        rate=rate, lines=int(values["lines"] - first["lines"]), lost=lost, seconds=values["at"] - first["at"],
        cpu_s=cpu_end - cpu, memory_mb=(begin, end), sender=sender, more={**last, **got},
    )  # fmt: skip


def alone(rate: float, seconds: float, *words: str) -> Figures:
    """A receiver that throws the lines away."""
    with camera() as source:
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, timeout=seconds + 60)
        sender = ended(source)
    got = json.loads(done.stdout.splitlines()[-1])
    begin, end = got["memory_mb"]
    return Figures(rate=rate, lines=got["blocks"] * LINES, lost=got["lost"] * LINES, seconds=seconds,
                   cpu_s=got["cpu_s"], memory_mb=(begin, end), sender=sender, more=got)  # fmt: skip


def kept_up(found: Figures) -> bool:
    """Nothing lost, and the sender really sent at this rate."""
    return not found.lost and found.lines / found.seconds > 0.98 * found.rate


def highest(name: str, receive: Callable[[float], Figures]) -> float:
    """The highest rate without loss: by doubling until one is not kept up, then by halving between."""
    good, bad = 0.0, 0.0
    rate = float(GOAL)
    for _ in range(8):
        found = receive(rate)
        print(found.row(f"  search: {name}"), found.causes(), flush=True)
        good, bad = (rate, bad) if kept_up(found) else (good, rate)
        if bad and bad - good < 0.15 * bad:
            break
        rate = (good + bad) / 2 if bad else 2 * rate
    print(f"highest rate without loss, {name}: {good:.0f} lines/s, {good * LINE_BYTES / 1e6:.0f} MB/s", flush=True)
    return good


def our_driver(rate: float, seconds: float) -> Figures:
    return alone(rate, seconds, *python("receive_only.py", HOST, str(CHANNELS), str(PIXELS), str(rate), str(seconds)))


def libaravis(rate: float, seconds: float) -> Figures:
    script = str(FOLDER / "aravis_receiver.py")
    return alone(rate, seconds, "/usr/bin/python3", script, HOST, str(LINES), str(int(rate)), str(seconds))


@in_own_network
def test_throughput(tmp_path: Path) -> None:
    print(f"\n{SECONDS:.0f} s, {os.cpu_count()} cores, {LINE_BYTES} bytes a line, {LINES} lines a block")
    print(HEAD)
    folder = tmp_path / "station"
    found = whole(folder, GOAL, SECONDS)
    print(found.row("acquisition process, busy lane"), flush=True)
    more = found.more
    print(f"  slowest append {more['slowest_append_ms']:.0f} ms, queue at most {more['queue_peak_percent']:.0f} %, "
          f"dropped by the system {more['system_dropped_packets']:.0f}; the lane got {more['lines']:.0f} lines, "
          f"{more['from_spool']} from the spool, and analysed {more['items']} items")  # fmt: skip
    print(our_driver(GOAL, ALONE_S).row("our driver alone, nothing kept"), flush=True)
    print(libaravis(GOAL, ALONE_S).row("libaravis 0.8, nothing kept"), flush=True)
    highest("acquisition, busy lane", lambda rate: whole(folder, rate, SEARCH_S))
    highest("our driver alone", lambda rate: our_driver(rate, SEARCH_S))
    highest("libaravis", lambda rate: libaravis(rate, SEARCH_S))
    assert not found.lost
