"""The watched folder: complete files once, everything else said."""

import errno
import hashlib
import os
import subprocess
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from drivers.scanners.folder_watch import FolderWatch
from station.clock import ManualClock
from station.errors import DeviceUnavailable, FormatError
from station.types.received import ReceivedScan
from tests.support import dicom


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drop"
    made.mkdir()
    return made


def watch(folder: Path, **options: Any) -> FolderWatch:
    watched = FolderWatch(name="drop", address=str(folder), clock=ManualClock(), **options)
    watched.open()
    return watched


def picture(rng: np.random.Generator, end: str = ".png") -> bytes:
    return cv2.imencode(end, rng.integers(0, 65_000, (12, 16), dtype=np.uint16))[1].tobytes()


def taken(watched: FolderWatch, most: int = 100) -> list[ReceivedScan]:
    """Everything that comes, accepted."""
    found: list[ReceivedScan] = []
    while len(found) < most and (scan := watched.read(4.0)) is not None:
        watched.accept(scan)
        found.append(scan)
    return found


def test_a_file_is_taken_once_and_kept_with_its_hash(folder: Path, rng: np.random.Generator) -> None:
    content = picture(rng)
    (folder / "99912345674.png").write_bytes(content)
    watched = watch(folder, identifiers=True)
    (scan,) = taken(watched)
    assert (scan.identifier, scan.form) == ("99912345674", "PNG")
    assert scan.originals[0].content == content
    assert not (folder / "99912345674.png").exists()
    assert (folder / "taken" / "99912345674.png").read_bytes() == content
    sums = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder / "taken", capture_output=True, check=False)
    assert sums.returncode == 0
    assert taken(watched) == []
    assert taken(watch(folder)) == []


def test_what_a_simulated_scanner_drops_is_marked(folder: Path, rng: np.random.Generator) -> None:
    (folder / "a.png").write_bytes(picture(rng))
    (scan,) = taken(watch(folder, simulated=True))
    assert scan.simulated
    assert scan.scan is not None
    assert scan.scan.head.simulated


def test_a_growing_file_waits_until_it_has_settled(folder: Path, rng: np.random.Generator) -> None:
    content = picture(rng)
    watched = watch(folder, settle_s=2.0)
    for cut in (100, 200, len(content)):
        (folder / "a.png").write_bytes(content[:cut])
        assert watched.read(1.5) is None
    scan = watched.read(3.0)
    assert scan is not None
    assert scan.originals[0].content == content


def test_unfinished_names_wait_for_their_rename(folder: Path, rng: np.random.Generator) -> None:
    watched = watch(folder)
    for name in ("a.png.part", "b.png.TMP", ".hidden.png", "c.png.filepart"):
        (folder / name).write_bytes(picture(rng))
    assert watched.read(10.0) is None
    (folder / "a.png.part").rename(folder / "a.png")
    assert [scan.originals[0].name for scan in taken(watched)] == ["a.png"]


def test_a_sentinel_says_that_a_file_is_complete(folder: Path, rng: np.random.Generator) -> None:
    watched = watch(folder, sentinel=".done")
    (folder / "a.png").write_bytes(picture(rng))
    assert watched.read(10.0) is None
    (folder / "a.png.done").touch()
    assert len(taken(watched)) == 1
    assert {path.name for path in folder.iterdir()} == {"taken", "quarantine"}


def test_a_pair_in_two_files_is_one_scan_and_a_lone_half_is_told(folder: Path, rng: np.random.Generator) -> None:
    low, high = dicom.pair(rng)
    (folder / "b").mkdir()
    (folder / "b" / "low.dcm").write_bytes(low)
    (folder / "high.without-ending").write_bytes(high)
    watched = watch(folder, wait_s=20.0)
    (scan,) = taken(watched)
    assert [original.content for original in scan.originals] == [low, high]
    assert (folder / "taken" / "b" / "low.dcm").exists()
    (folder / "lone.dcm").write_bytes(dicom.pair(rng, study="1.2.3")[0])
    assert taken(watched) == []
    watched.clock.sleep(20.0)
    (lone,) = taken(watched)
    assert lone.unsuitable is not None


def test_what_is_no_scan_goes_to_quarantine_with_the_reason(folder: Path, rng: np.random.Generator) -> None:
    (folder / "notes.txt").write_text("hello")
    (folder / "cut.dcm").write_bytes(dicom.pair(rng)[0][:200])
    (folder / "good.png").write_bytes(picture(rng))
    (folder / "large.png").write_bytes(bytes(1 << 20) + b"1")
    watched = watch(folder, largest_mb=1)
    assert [scan.originals[0].name for scan in taken(watched)] == ["good.png"]
    kept = {path.name for path in (folder / "quarantine").iterdir()}
    assert {"notes.txt", "notes.txt.reason.txt", "cut.dcm", "large.png"} < kept
    assert "cannot be read" in (folder / "quarantine" / "notes.txt.reason.txt").read_text(encoding="utf-8")
    assert watched.health().values["quarantined"] == 3


def test_a_damaged_picture_is_handed_on_with_the_reason(folder: Path) -> None:
    (folder / "a.png").write_bytes(b"\x89PNG nothing")
    (scan,) = taken(watch(folder))
    assert scan.scan is None
    assert scan.unsuitable is not None


def test_links_are_not_followed(folder: Path, tmp_path: Path, rng: np.random.Generator) -> None:
    outside = tmp_path / "secret.png"
    outside.write_bytes(picture(rng))
    (folder / "link.png").symlink_to(outside)
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "x.png").write_bytes(picture(rng))
    (folder / "tree").symlink_to(tmp_path / "tree")
    os.mkfifo(folder / "pipe.png")
    watched = watch(folder)
    assert taken(watched) == []
    assert watched.health().values["links"] == 1
    assert outside.exists()
    # Swapped for a link, or its folder for one, after it was seen.
    with pytest.raises(OSError, match="symbolic links"):
        watched.content("link.png")
    with pytest.raises(FormatError, match="out of the folder"):
        watched.content("tree/x.png")


def test_what_was_read_and_not_accepted_comes_again_after_a_restart(folder: Path, rng: np.random.Generator) -> None:
    (folder / "a.png").write_bytes(picture(rng))
    watched = watch(folder)
    assert watched.read(4.0) is not None
    assert watched.read(4.0) is None
    assert (folder / "a.png").exists()
    assert len(taken(watch(folder))) == 1


def test_the_same_name_and_the_same_content_again(folder: Path, rng: np.random.Generator) -> None:
    first, second = picture(rng), picture(rng)
    watched = watch(folder)
    for content in (first, second):
        (folder / "a.png").write_bytes(content)
        assert len(taken(watched)) == 1
    kept = [path for path in (folder / "taken").iterdir() if path.suffix == ".png"]
    assert {path.read_bytes() for path in kept} == {first, second}
    (folder / "b.png").write_bytes(first)
    (folder / "c.png").write_bytes(first)
    assert [scan.originals[0].name for scan in taken(watched)] == ["b.png"]
    assert watched.health().values["again"] == 1


def test_a_file_that_may_not_be_read_is_told_and_the_others_go_on(
    folder: Path, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.png").write_bytes(picture(rng))
    (folder / "b.png").write_bytes(picture(rng))
    really = os.open

    def refused(path: Any, *arguments: Any, **options: Any) -> int:
        if str(path).endswith("a.png"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return really(path, *arguments, **options)

    watched = watch(folder)
    with monkeypatch.context() as patched:  # root may read everything
        patched.setattr(os, "open", refused)
        assert [scan.originals[0].name for scan in taken(watched)] == ["b.png"]
        assert "Permission denied" in watched.health().reason
        assert watched.health().values["stuck"] == 1
    (folder / "a.png").write_bytes(picture(rng))  # written anew: looked at anew
    os.utime(folder / "a.png", ns=(1, 1))
    assert [scan.originals[0].name for scan in taken(watched)] == ["a.png"]


def test_a_full_disk_leaves_the_file_where_it_is_and_says_so(
    folder: Path, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.png").write_bytes(picture(rng))
    watched = watch(folder)
    scan = watched.read(4.0)
    assert scan is not None

    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", full)
        watched.accept(scan)
        assert "No space left" in watched.health().reason
        assert watched.read(4.0) is None  # not handed over again
        assert (folder / "a.png").exists()
    assert watched.read(4.0) is None
    assert (folder / "taken" / "a.png").exists()
    assert watched.health().reason == ""


def test_a_file_that_changes_between_looking_and_reading_is_looked_at_anew(
    folder: Path, rng: np.random.Generator
) -> None:
    low, high = dicom.pair(rng)
    (folder / "low.dcm").write_bytes(low)
    watched = watch(folder)
    assert watched.read(4.0) is None
    (folder / "low.dcm").unlink()
    (folder / "high.dcm").write_bytes(high)
    assert watched.read(4.0) is None
    (folder / "low.dcm").write_bytes(low)
    (scan,) = taken(watched)
    assert len(scan.originals) == 2


def test_a_folder_that_went_away_is_unavailable_and_comes_back(folder: Path, rng: np.random.Generator) -> None:
    watched = watch(folder)
    moved = folder.with_name("elsewhere")
    folder.rename(moved)
    watched.clock.sleep(1.0)
    with pytest.raises(DeviceUnavailable, match="cannot be watched"):
        watched.read(1.0)
    assert watched.health().reason
    moved.rename(folder)
    (folder / "a.png").write_bytes(picture(rng))
    assert len(taken(watched)) == 1
    watched.close()
    watched.close()


def test_two_thousand_files_come_one_by_one_and_none_twice(folder: Path, rng: np.random.Generator) -> None:
    hashes = set()
    for number in range(2000):
        content = cv2.imencode(".png", rng.integers(0, 65_000, (3, 4), dtype=np.uint16))[1].tobytes()
        hashes.add(hashlib.sha256(content).hexdigest())
        (folder / f"{number:04d}.png").write_bytes(content)
    found = taken(watch(folder), 3000)
    assert [scan.originals[0].name for scan in found] == [f"{number:04d}.png" for number in range(2000)]
    assert {scan.originals[0].sha256 for scan in found} == hashes
