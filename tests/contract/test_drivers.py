"""Every row of the driver catalogue keeps the contract of its kind."""

import contextlib
from pathlib import Path
from typing import Any

import pytest

from drivers.catalog import DRIVERS
from drivers.link.modbus import ModbusLink
from station.clock import ManualClock
from station.errors import DeviceFault, DeviceUnavailable, StationError
from station.types.device import DeviceState
from station.types.generator import HighVoltage
from tests.support.links import ScriptedLink
from tests.support.ports import free_port
from tests.support.slow import MODBUS, SLOW, call, made

DEVICES = [row.name for row in DRIVERS if row.kind != "recording"]
LINKED = [*SLOW, *(row.name for row in DRIVERS if row.kind == "generator")]
SCANNERS = [row.name for row in DRIVERS if row.kind == "scanner"]
RECORDINGS = [row.name for row in DRIVERS if row.kind == "recording"]


def slow(name: str) -> tuple[Any, ScriptedLink]:
    link = ScriptedLink(ManualClock())
    return made(name, link, link.clock), link


def scanner(name: str, folder: Path) -> Any:
    """A receiver, or a watcher of a folder that is there if `folder` is."""
    address = str(folder / "drop") if name == "folder-watch" else f"127.0.0.1:{free_port()}"
    return DRIVERS.get(name)(name="device", address=address, spool=folder / "spool", clock=ManualClock())


def lonely(name: str) -> Any:
    """A device that nobody answers for."""
    if name in SCANNERS:
        # A listener needs nobody on the other side: what it lacks is a disk.
        return scanner(name, Path("/dev/null"))
    if name in LINKED:
        device, link = slow(name)
        link.absent = True
        return device
    if name in MODBUS:
        return DRIVERS.get(name)(name="device", link=ModbusLink("127.0.0.1", free_port()), clock=ManualClock())
    return DRIVERS.get(name)(
        name="device", address=f"127.0.0.1:{free_port()}", channels=2, pixels=64, clock=ManualClock()
    )


@pytest.mark.parametrize("name", DEVICES)
def test_a_constructor_touches_no_hardware(name: str) -> None:
    device = lonely(name)
    health = device.health()
    assert health.state is DeviceState.DISCONNECTED
    assert health.kind == DRIVERS.row(name).kind


@pytest.mark.parametrize("name", DEVICES)
def test_nobody_there_is_unavailable_with_a_remedy_and_closing_is_safe(name: str) -> None:
    device = lonely(name)
    with pytest.raises((DeviceUnavailable, DeviceFault)) as told:
        device.open()
    assert told.value.remedy
    assert device.health().state is DeviceState.DISCONNECTED
    assert device.health().reason
    device.close()
    device.close()


@pytest.mark.parametrize("name", SLOW)
@pytest.mark.parametrize(
    "noise", [b"\0" * 50, bytes(range(256)) * 40, b"\r\n" * 100, b"S S x g\r\n", "重量\r\n".encode()]
)
def test_noise_gives_a_value_nothing_or_an_error_of_our_tree(name: str, noise: bytes) -> None:
    device, link = slow(name)
    link.answer = lambda _: noise
    link.waiting = noise
    for _ in range(3):
        # Anything that is no error of our tree passes through and fails the test.
        with contextlib.suppress(StationError):
            call(name, device)
        link.clock.advance(10)
        link.waiting = noise


@pytest.mark.parametrize("name", [row.name for row in DRIVERS if row.kind == "generator"])
@pytest.mark.parametrize("noise", [b"\0" * 50, bytes(range(256)) * 40, b"\x02\x03" * 100, b"\x0222,1,\x03" * 9])
def test_a_generator_in_noise_switches_nothing_on_and_off_is_tried(name: str, noise: bytes) -> None:
    made, link = slow(name)
    link.answer = lambda _: noise
    link.waiting = noise
    with contextlib.suppress(StationError):
        made.open()
    for act in (lambda: made.prepare(1.0, 1.0, "A"), lambda: made.off("A"), lambda: made.reset_faults("A")):
        with pytest.raises(StationError) as told:
            act()
        assert told.value.remedy
    assert made.status().hv is HighVoltage.UNKNOWN
    made.close()


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
