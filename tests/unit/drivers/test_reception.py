"""Received objects are on disk before anybody is told, wait for their fellows, and survive a kill."""

import shutil
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from drivers.gathering import Gathering
from drivers.inbox import Inbox
from drivers.reception import Reception
from station.clock import ManualClock
from station.errors import FormatError, StorageFull
from station.formats.intensity import Knowledge
from station.formats.received import part_of
from tests.support import dicom

AT = datetime(2026, 3, 1, tzinfo=UTC)


def reception(folder: Path, clock: ManualClock) -> Reception:
    made = Reception(folder, Knowledge(), clock=clock, wait_s=10.0, least_free=0)
    made.open()
    return made


def test_an_object_comes_back_with_its_source_and_time(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "in", least_free=0)
    assert inbox.open() == []
    name = inbox.put(b"line\nline\n", source="A@b", received_at=AT)
    again = Inbox(tmp_path / "in", least_free=0)
    assert again.open() == [name]
    waiting = again.get(name)
    assert (waiting.content, waiting.source, waiting.received_at) == (b"line\nline\n", "A@b", AT)
    again.remove(name)
    again.remove(name)
    assert again.open() == []


def test_half_written_files_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    (tmp_path / "x.received.part").write_bytes(b"half")
    assert Inbox(tmp_path, least_free=0).open() == []
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = Inbox(tmp_path, least_free=1000)
    inbox.open()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10_000, 8_995, 1_005))
    with pytest.raises(StorageFull, match="too little room"):
        inbox.put(b"123456", source="A@b", received_at=AT)
    inbox.put(b"12345", source="A@b", received_at=AT)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_write_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = Inbox(tmp_path, least_free=0)
    inbox.open()
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(StorageFull, match="No space left"):
        inbox.put(b"123456", source="A@b", received_at=AT)
    assert list(tmp_path.iterdir()) == []


def test_an_altered_file_is_told(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path, least_free=0)
    inbox.open()
    (tmp_path / "1.received").write_bytes(b"no header")
    with pytest.raises(FormatError):
        inbox.get("1.received")


def test_a_pair_is_one_scan_in_the_order_of_channels(tmp_path: Path, rng: np.random.Generator) -> None:
    waiting = reception(tmp_path, ManualClock())
    low, high = dicom.pair(rng)
    waiting.put(part_of("", high), source="A@b")
    assert waiting.next_scan() is None
    assert waiting.figures["waiting"] == 1
    waiting.put(part_of("", low), source="A@b")
    scan = waiting.next_scan()
    assert scan is not None
    assert scan.counts is not None
    assert [channel.name for channel in scan.counts.head.channels] == ["low", "high"]
    assert [original.content for original in scan.originals] == [low, high]


def test_a_lone_half_is_handed_on_as_such_when_its_time_is_over(tmp_path: Path, rng: np.random.Generator) -> None:
    clock = ManualClock()
    waiting = reception(tmp_path, clock)
    waiting.put(part_of("", dicom.pair(rng)[0]), source="A@b")
    assert waiting.next_scan() is None
    clock.advance(9.9)
    assert waiting.next_scan() is None
    clock.advance(0.2)
    scan = waiting.next_scan()
    assert scan is not None
    assert len(scan.originals) == 1
    assert scan.unsuitable is not None


def test_halves_of_two_sources_or_scans_are_never_joined(tmp_path: Path, rng: np.random.Generator) -> None:
    waiting = reception(tmp_path, ManualClock())
    low, high = dicom.pair(rng)
    waiting.put(part_of("", low), source="A@b")
    waiting.put(part_of("", high), source="C@d")
    assert waiting.next_scan() is None
    waiting.put(part_of("", dicom.pair(rng, study="1.2.3")[1]), source="A@b")
    assert waiting.next_scan() is None


def test_a_second_low_ends_the_wait_of_the_first(rng: np.random.Generator) -> None:
    gathering = Gathering(clock=ManualClock(), wait_s=10)
    low, high = dicom.pair(rng)
    for name, content in (("a", low), ("b", dicom.pair(rng)[0]), ("c", high)):
        gathering.add(name, part_of(name, content), source="s", received_at=AT)
    first, second = gathering.due(), gathering.due()
    assert first is not None
    assert second is not None
    assert (first.names, second.names) == (("a",), ("b", "c"))


def test_the_same_object_twice_waits_once(tmp_path: Path, rng: np.random.Generator) -> None:
    waiting = reception(tmp_path, ManualClock())
    low = dicom.pair(rng)[0]
    assert waiting.put(part_of("", low), source="A@b")
    assert not waiting.put(part_of("", low), source="A@b")
    assert waiting.figures["not_accepted"] == 1


def test_the_same_object_again_after_a_kill_waits_once_even_before_the_first_read(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    low, high = (part_of("", content) for content in dicom.pair(rng))
    assert reception(tmp_path, ManualClock()).put(low, source="A@b")
    after = reception(tmp_path, ManualClock())
    assert not after.put(low, source="A@b"), "its sender was not told and sends it again"
    assert after.put(high, source="A@b")
    scan = after.read(0.0)
    assert scan is not None
    assert [original.data_sha256 for original in scan.originals] == [
        low.original.data_sha256, high.original.data_sha256,
    ]  # fmt: skip
    assert after.read(0.0) is None


def test_what_is_not_accepted_comes_again_after_a_restart(tmp_path: Path, rng: np.random.Generator) -> None:
    waiting = reception(tmp_path, ManualClock())
    for content in dicom.pair(rng):
        waiting.put(part_of("", content), source="A@b")
    assert waiting.next_scan() is not None
    assert waiting.next_scan() is None
    again = reception(tmp_path, ManualClock())
    scan = again.next_scan()
    assert scan is not None
    assert scan.source == "A@b"
    assert not again.put(part_of("", scan.originals[0].content), source="A@b")
    again.accept(scan)
    assert reception(tmp_path, ManualClock()).next_scan() is None
    assert list(tmp_path.iterdir()) == []


def test_an_object_that_was_damaged_on_disk_is_handed_on_with_the_reason(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    waiting = reception(tmp_path, ManualClock())
    waiting.put(part_of("", dicom.pair(rng)[0]), source="A@b")
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes().replace(b"DICM", b"XXXX"))
    scan = waiting.next_scan()
    assert scan is not None
    assert scan.scan is None
    assert scan.unsuitable is not None
    path.unlink()
    waiting.accept(scan)
    assert waiting.figures == {"waiting": 0, "not_accepted": 0}
