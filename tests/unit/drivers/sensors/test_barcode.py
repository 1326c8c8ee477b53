"""Barcode readers: framings, repeats, noise; over a pseudo-terminal pair of socat as well."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.link.serial_link import SerialLink
from drivers.sensors.barcode import BarcodeSerial
from station.clock import ManualClock, SystemClock
from station.errors import DeviceUnavailable, LinkLost
from tests.support.links import ScriptedLink


def reader(received: bytes) -> tuple[BarcodeSerial, ScriptedLink]:
    clock = ManualClock()
    link = ScriptedLink(clock)
    device = BarcodeSerial(name="barcode", link=link, clock=clock)
    device.open()
    link.waiting = received
    return device, link


@pytest.mark.parametrize(
    ("received", "text", "symbology"),
    [
        (b"99912345674\r", "99912345674", ""),
        (b"99912345674\r\n", "99912345674", ""),
        (b"\x0299912345674\x03", "99912345674", ""),
        (b"]C1RR123456785JP\r", "RR123456785JP", "]C1"),
        (b"]d20103453120000011\x1d17261231\r", "0103453120000011\x1d17261231", "]d2"),
        ("]Q1荷物-7\r".encode(), "荷物-7", "]Q1"),
        (b"\r\n\r\n99912345674\r", "99912345674", ""),
    ],
)
def test_framings(received: bytes, text: str, symbology: str) -> None:
    read = reader(received)[0].read(1.0)
    assert read is not None
    assert (read.text, read.symbology) == (text, symbology)


def test_nothing_read_is_no_error() -> None:
    assert reader(b"")[0].read(1.0) is None
    assert reader(b"half a co")[0].read(1.0) is None


def test_the_same_code_again_is_suppressed_for_two_seconds() -> None:
    device, link = reader(b"A\rA\rA\r")
    first = device.read(0.5)
    assert first is not None
    assert device.read(0.5) is None
    assert device.health().values["suppressed"] == 2
    link.clock.advance(2.0)
    link.waiting = b"A\r"
    assert device.read(0.5) is not None


def test_a_stuck_line_does_not_fill_the_memory() -> None:
    device, _ = reader(b"x" * 100_000 + b"\r99912345674\r")
    codes = []
    while (read := device.read(0.5)) is not None:
        codes.append(read.text)
    assert codes[-1] == "99912345674"
    assert len(device.framer.buffer) <= 512


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A null-modem of socat: our end and the reader's."""
    if shutil.which("socat") is None:
        pytest.skip("needs socat: make setup installs it")
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    words = ["socat", f"pty,raw,echo=0,link={ours}", f"pty,raw,echo=0,link={theirs}"]
    with subprocess.Popen(words) as process:
        while not (ours.exists() and theirs.exists()):
            time.sleep(0.02)
        yield ours, theirs
        process.kill()


@pytest.mark.peer
def test_over_a_serial_line_and_after_the_line_broke(line: tuple[Path, Path]) -> None:
    ours, theirs = line
    device = BarcodeSerial(name="barcode", link=SerialLink(str(ours)), clock=SystemClock())
    device.open()
    with theirs.open("wb", buffering=0) as wire:
        wire.write(b"]C199912345674\r")
        read = device.read(2.0)
    assert read is not None
    assert read.text == "99912345674"
    subprocess.run(["pkill", "-f", f"link={ours}"], check=True)
    time.sleep(0.2)
    with pytest.raises(LinkLost):
        device.read(0.5)
    with pytest.raises(DeviceUnavailable):
        device.read(0.5)
    assert "serial" in device.health().reason or "open" in device.health().reason
