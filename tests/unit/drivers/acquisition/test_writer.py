"""Disks that are full, slow, broken or read-only: what is kept is whole, what is not is told, memory is bounded."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from drivers.acquisition.client import LineClient
from drivers.acquisition.loop import EPOCH_JUMP, Acquisition
from drivers.acquisition.spool import Spool, next_line, read_from, segments
from drivers.acquisition.writer import LineWriter
from station.clock import ManualClock
from station.errors import DeviceFault, StorageDamaged
from station.formats.line_file import HEADER, LineLayout
from station.formats.line_ring import RingReader, RingWriter
from station.types.device import DeviceHealth, DeviceState
from station.types.lines import LineBlock
from tests.support.builders import block

LAYOUT = LineLayout(channels=2, pixels=8, simulated=True)
RECORD = LAYOUT.record.itemsize


def numbered(first: int, lines: int) -> LineBlock:
    return block(first, np.repeat(np.arange(first, first + lines), 16).reshape(lines, 2, 8) % 60_000)


class Disk:
    """Stands before os.write: takes `free` bytes, then a part of what comes, then nothing."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, free: int) -> None:
        self.free = free
        self.write = os.write
        monkeypatch.setattr(os, "write", self.take)

    def take(self, file: int, content: bytes | memoryview) -> int:
        size = min(len(content), self.free)
        if not size:
            raise OSError(28, "No space left on device")
        self.free -= size
        return self.write(file, bytes(content)[:size])


def whole_lines(folder: Path) -> list[int]:
    """Numbers of all lines of the spool; every one must carry what was written."""
    numbers: list[int] = []
    while (found := read_from(folder, numbers[-1] + 1 if numbers else 0)) is not None:
        assert found.valid.all()
        assert np.array_equal(
            found.counts[:, 0, 0], np.arange(found.first_line, found.first_line + found.lines) % 60_000
        )
        numbers += range(found.first_line, found.first_line + found.lines)
    return numbers


@pytest.mark.parametrize("left", [0, 1, HEADER.itemsize, RECORD - 1, RECORD, 3 * RECORD + 5])
@pytest.mark.parametrize("before", [0, 4])
def test_a_disk_that_fills_up_leaves_no_torn_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int, before: int
) -> None:
    spool = Spool(tmp_path, LAYOUT)
    if before:
        spool.append(numbered(0, before))
    disk = Disk(monkeypatch, left)
    for first in (4, 8, 12):
        with pytest.raises(StorageDamaged, match="No space left on device: free space"):
            spool.append(numbered(first, 4))
    disk.free = 1 << 30
    spool.append(numbered(16, 4))
    spool.append(numbered(20, 4))
    spool.close()
    assert whole_lines(tmp_path) == [*range(before), *range(16, 24)]
    assert all((path.stat().st_size - HEADER.itemsize) % RECORD == 0 for _, path in segments(tmp_path))
    assert next_line(tmp_path) == 24


def test_a_system_that_takes_a_part_at_a_time_gets_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, content: write(file, bytes(content)[:7]))
    spool = Spool(tmp_path, LAYOUT)
    spool.append(numbered(0, 5))
    spool.close()
    assert whole_lines(tmp_path) == list(range(5))


def test_a_disk_that_became_read_only_is_told_and_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path, LAYOUT)
    spool.append(numbered(0, 4))

    def refuse(*_: object) -> int:
        raise OSError(30, "Read-only file system")

    for name in ("write", "ftruncate", "open"):
        monkeypatch.setattr(os, name, refuse)
    for first in (4, 8):
        with pytest.raises(StorageDamaged, match="Read-only file system"):
            spool.append(numbered(first, 4))
    monkeypatch.undo()
    spool.append(numbered(12, 4))
    spool.close()
    assert whole_lines(tmp_path) == [*range(4), *range(12, 16)]


def test_a_limit_of_the_system_on_files_is_met_the_same_way(tmp_path: Path) -> None:
    """A real short write: the kernel takes what fits below RLIMIT_FSIZE, then none, in a process of its own."""
    child = os.fork()
    if child == 0:
        import resource
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limit = HEADER.itemsize + 6 * RECORD + 10
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        spool = Spool(tmp_path, LAYOUT)
        refused = 0
        for first in range(0, 12, 4):
            try:
                spool.append(numbered(first, 4))
            except StorageDamaged:
                refused += 1
        os._exit(refused)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    # The second block did not fit into the first file; the third began another.
    assert whole_lines(tmp_path) == [*range(4), *range(8, 12)]


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not what():
        assert time.monotonic() < end
        time.sleep(0.005)


class SlowSpool(Spool):
    """Waits in every append until it is let go."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, LAYOUT)
        self.go = threading.Event()

    def keep(self, records: np.ndarray) -> None:
        assert self.go.wait(30)
        super().keep(records)


def test_a_slow_disk_keeps_no_line_waiting_until_the_queue_is_full(tmp_path: Path) -> None:
    spool, ring = SlowSpool(tmp_path / "spool"), RingWriter(tmp_path / "ring", LAYOUT, slots=64)
    size = numbered(0, 4).counts.nbytes
    writer = LineWriter(spool, ring, most_bytes=4 * size)
    writer.start()
    for number in range(4):
        writer.put(numbered(4 * number, 4))
    assert writer.values()["queue_percent"] == 100
    assert writer.alarmed
    # The fifth waits: the memory is bounded, and the receiver learns of it by waiting.
    fifth = threading.Thread(target=writer.put, args=(numbered(16, 4),))
    fifth.start()
    until(lambda: writer.full)
    assert fifth.is_alive()
    assert writer.waiting_bytes == 4 * size
    spool.go.set()
    fifth.join(30)
    writer.close()
    assert whole_lines(tmp_path / "spool") == list(range(20))
    assert (writer.kept_lines, writer.not_kept_lines, writer.values()["queue_percent"]) == (20, 0, 0)
    assert writer.values()["slowest_append_ms"] > 0


def test_lines_that_are_not_kept_reach_the_ring_and_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = LineWriter(Spool(tmp_path / "spool", LAYOUT), RingWriter(tmp_path / "ring", LAYOUT, slots=64))
    writer.start()
    disk = Disk(monkeypatch, 1 << 20)
    writer.put(numbered(0, 4))
    until(lambda: writer.kept_lines == 4)
    disk.free = 10
    writer.put(numbered(4, 4))
    until(lambda: writer.fault is not None)
    disk.free = 1 << 20
    writer.put(numbered(8, 4))
    writer.close()
    assert writer.fault is None
    assert writer.not_kept_lines == 4
    assert whole_lines(tmp_path / "spool") == [*range(4), *range(8, 12)]
    seen = RingReader(tmp_path / "ring", start=0).read()
    assert seen is not None
    assert seen.lines == 12
    client = LineClient(tmp_path, clock=ManualClock(), start=0)
    assert client.next_block() is not None


def test_a_consumer_learns_how_far_it_is_behind(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spool, ring = Spool(tmp_path / "spool", LAYOUT), RingWriter(tmp_path / "ring", LAYOUT, slots=64)
    client = LineClient(tmp_path, clock=ManualClock(), start=0)
    shares = []
    for first in range(0, 160, 16):
        spool.append(numbered(first, 16))
        ring.write(numbered(first, 16))
        if not first:
            assert client.next_block() is not None
        shares.append(client.behind())
    assert shares[:5] == [0, 0.25, 0.5, 0.75, 1.0]
    assert set(shares[5:]) == {1.0}
    assert [record.getMessage()[:3] for record in caplog.records] == ["75 ", "100"]
    while client.next_block() is not None:
        pass
    assert client.values() == {"behind_percent": 0, "lines_from_spool": 144, "missed_lines": 0}
    # A jump of the numbers is no loss; segments that were freed too early are.
    for first, missed in ((EPOCH_JUMP * 2, 0), (EPOCH_JUMP * 2 + 10, 6)):
        spool.append(numbered(first, 4))
        ring.write(numbered(first, 4))
        assert client.next_block() is not None
        assert client.missed == missed
    spool.close()


class OtherUnit:
    """Another device behind the address: it is refused each time."""

    name = "detector"

    def __init__(self, stop: threading.Event) -> None:
        self.stop_wanted = stop
        self.tries = 0

    def open(self) -> None:
        self.tries += 1
        if self.tries == 2:
            self.stop_wanted.set()
        raise DeviceFault("serial number X answers instead of Y", remedy="connect the configured detector")

    def close(self) -> None:
        pass

    def health(self) -> DeviceHealth:
        return DeviceHealth(name="detector", kind="detector", state=DeviceState.DISCONNECTED, identity=None, reason="",
                            time=ManualClock().now())  # fmt: skip


def test_another_unit_is_a_fault_for_a_person_and_gives_no_lines(tmp_path: Path) -> None:
    stop = threading.Event()
    source = OtherUnit(stop)
    acquisition = Acquisition(
        source, spool=Spool(tmp_path / "spool", LAYOUT), ring=RingWriter(tmp_path / "ring", LAYOUT, slots=64),
        first_line=100, clock=ManualClock(), report=lambda _: None, stop_wanted=stop,
    )  # fmt: skip
    acquisition.run()
    health = acquisition.health()
    assert source.tries == 2
    assert health.state is DeviceState.FAULTED
    assert "X answers instead of Y" in health.reason
    assert acquisition.next_line == 100
    assert next_line(tmp_path / "spool") == 0
