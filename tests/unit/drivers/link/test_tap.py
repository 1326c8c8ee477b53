"""Captures: what is written, how it is bounded, what damage costs, and a capture that answers as the device did."""

from pathlib import Path

import pytest

from drivers.link.faults import Fault, FaultLink, FaultSort
from drivers.link.loopback import LoopLink
from drivers.link.tap import ReplayLink, TapLink, read_capture
from station.clock import ManualClock
from station.errors import DeviceUnavailable, FormatError, LinkLost
from tests.support.links import Echo


def recorded(path: Path, clock: ManualClock, limit_bytes: int = 1 << 20) -> TapLink:
    return TapLink(LoopLink(Echo(), clock=clock), path, clock=clock, limit_bytes=limit_bytes)


def session(path: Path) -> None:
    """Two openings: a question and its answer, then a break."""
    clock = ManualClock()
    broken = FaultLink(LoopLink(Echo(), clock=clock), [Fault(sort=FaultSort.RESET, at=6)], clock=clock)
    link = TapLink(broken, path, clock=clock)
    link.open()
    link.write(b"abc")
    clock.sleep(0.5)
    assert link.read(1.0) == b"abc"
    link.write(b"defg")
    assert link.read(1.0) == b"def"
    with pytest.raises(LinkLost):
        link.read(1.0)
    link.close()
    link.open()
    link.write(b"xyz")
    link.read(1.0)
    link.close()


def test_a_capture_holds_time_way_and_bytes(tmp_path: Path) -> None:
    session(tmp_path / "a.capture")
    records = read_capture(tmp_path / "a.capture")
    assert "".join(record.mark for record in records) == "o><><xco><c"
    assert [record.content for record in records if record.content] == [b"abc", b"abc", b"defg", b"def", b"xyz", b"xyz"]
    assert records[2].seconds == pytest.approx(0.5)


def test_a_capture_answers_as_the_device_did(tmp_path: Path) -> None:
    session(tmp_path / "a.capture")
    clock = ManualClock()
    link = ReplayLink(tmp_path / "a.capture", clock=clock)
    link.open()
    assert link.read(1.0) == b"", "nothing was said before the first command"
    link.write(b"abc")
    assert link.read(0.2) == b""
    assert link.read(0.4) == b"abc"
    link.write(b"never sent")
    assert link.unknown == 1
    link.write(b"defg")
    assert link.read(1.0) == b"def"
    with pytest.raises(LinkLost):
        link.read(1.0)
    link.close()
    link.open()
    link.write(b"xyz")
    assert link.read(1.0) == b"xyz"
    link.close()
    with pytest.raises(DeviceUnavailable, match="over"):
        link.open()


def test_a_capture_is_bounded_and_keeps_the_newest(tmp_path: Path) -> None:
    path, clock = tmp_path / "a.capture", ManualClock()
    link = recorded(path, clock, limit_bytes=2_000)
    link.open()
    for number in range(500):
        link.write(b"%04d" % number)
        link.read(0.1)
    link.close()
    sizes = [file.stat().st_size for file in tmp_path.iterdir()]
    assert len(sizes) == 2
    assert max(sizes) < 2_100
    assert read_capture(path)[-2].content == b"0499"
    assert read_capture(tmp_path / "a.capture.1")


def test_an_older_capture_is_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "a.capture"
    session(path)
    first = path.read_bytes()
    session(path)
    assert (tmp_path / "a.capture.1").read_bytes() == first


def test_a_file_that_cannot_be_written_does_not_stop_the_traffic(tmp_path: Path) -> None:
    link = recorded(tmp_path / "no-such-folder" / "a.capture", ManualClock())
    link.open()
    link.write(b"abc")
    assert link.read(0.1) == b"abc"
    link.close()


def test_a_line_cut_by_a_kill_is_left_out_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.capture"
    session(path)
    whole = path.read_text(encoding="ascii")
    path.write_text(whole[:-5], encoding="ascii")
    assert "".join(record.mark for record in read_capture(path)) == "o><><xco><"
    path.write_text(whole.replace(" > ", " ? ", 1), encoding="ascii")
    with pytest.raises(FormatError, match="line 4"):
        read_capture(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(DeviceUnavailable):
        ReplayLink(path, clock=ManualClock()).open()
