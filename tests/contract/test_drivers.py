"""Every row of the driver catalogue keeps the contract of its kind."""

import contextlib
from pathlib import Path
from typing import Any

import pytest

from drivers.catalog import DRIVERS
from station.clock import ManualClock
from station.errors import DeviceFault, DeviceUnavailable, StationError
from station.types.device import DeviceState
from tests.support.links import ScriptedLink
from tests.support.ports import free_port

DEVICES = [row.name for row in DRIVERS if row.kind != "recording"]
SCANNERS = [row.name for row in DRIVERS if row.kind == "scanner"]
SLOW = [row.name for row in DRIVERS if row.kind in ("scale", "barcode")]
RECORDINGS = [row.name for row in DRIVERS if row.kind == "recording"]


def slow(name: str) -> tuple[Any, ScriptedLink]:
    clock = ManualClock()
    link = ScriptedLink(clock)
    return DRIVERS.get(name)(name="device", link=link, clock=clock), link


def scanner(name: str, folder: Path) -> Any:
    """A receiver, or a watcher of a folder that is there if `folder` is."""
    address = str(folder / "drop") if name == "folder-watch" else f"127.0.0.1:{free_port()}"
    return DRIVERS.get(name)(name="device", address=address, spool=folder / "spool", clock=ManualClock())


def device(name: str) -> Any:
    """A device that nobody answers for."""
    if name in SCANNERS:
        # A listener needs nobody on the other side: what it lacks is a disk.
        return scanner(name, Path("/dev/null"))
    if name in SLOW:
        made, link = slow(name)
        link.absent = True
        return made
    return DRIVERS.get(name)(
        name="device", address=f"127.0.0.1:{free_port()}", channels=2, pixels=64, clock=ManualClock()
    )


@pytest.mark.parametrize("name", DEVICES)
def test_a_constructor_touches_no_hardware(name: str) -> None:
    made = device(name)
    health = made.health()
    assert health.state is DeviceState.DISCONNECTED
    assert health.kind == DRIVERS.row(name).kind


@pytest.mark.parametrize("name", DEVICES)
def test_nobody_there_is_unavailable_with_a_remedy_and_closing_is_safe(name: str) -> None:
    made = device(name)
    with pytest.raises((DeviceUnavailable, DeviceFault)) as told:
        made.open()
    assert told.value.remedy
    assert made.health().state is DeviceState.DISCONNECTED
    assert made.health().reason
    made.close()
    made.close()


@pytest.mark.parametrize("name", SLOW)
@pytest.mark.parametrize(
    "noise", [b"\0" * 50, bytes(range(256)) * 40, b"\r\n" * 100, b"S S x g\r\n", "重量\r\n".encode()]
)
def test_noise_gives_a_value_nothing_or_an_error_of_our_tree(name: str, noise: bytes) -> None:
    made, link = slow(name)
    link.answer = lambda _: noise
    link.waiting = noise
    for _ in range(3):
        # Anything that is no error of our tree passes through and fails the test.
        with contextlib.suppress(StationError):
            made.read(0.5)
        link.clock.advance(10)
        link.waiting = noise


@pytest.mark.parametrize("name", SCANNERS)
def test_a_scanner_without_scans_gives_none_in_time_and_marks_what_is_simulated(name: str, tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    made = scanner(name, tmp_path)
    made.open()
    try:
        assert made.read(0.5) is None
        assert made.clock.monotonic() < 1.5
        assert made.health().state is DeviceState.READY
        assert made.health().identity is not None
        assert isinstance(made.simulated, bool)
    finally:
        made.close()
        made.close()
    assert made.health().state is DeviceState.DISCONNECTED
    made.open()
    made.close()


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_source_names_what_it_cannot_read_and_goes_on(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    (tmp_path / "b.dcm").write_bytes(b"no dicom" * 100)
    (tmp_path / "c.tif").write_bytes(b"")
    source = DRIVERS.get(name)(tmp_path)
    assert list(source.recordings()) == []
    assert [path.name for path, _ in source.refused] == ["a.png", "b.dcm", "c.tif"]
    assert all(reason for _, reason in source.refused)
