"""MT-SICS scales: what a real line brings, from an emulator and a client that we did not write."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

from drivers.link.tcp_link import TcpLink
from drivers.sensors.weigh_mtsics import WeighMtsics
from station.clock import ManualClock, SystemClock
from station.errors import DeadlinePassed, DeviceFault, DeviceUnavailable, LinkLost
from station.types.device import DeviceState
from station.types.reading import ReadingQuality
from tests.support.links import ScriptedLink
from tests.support.peers import met_package
from tests.support.ports import free_port

IDENTITY = {b"@\r\n": b'I4 A "B123"\r\n', b"I2\r\n": b'I2 A "Bench 60 kg"\r\n'}


def scale(weight: bytes, serial: str = "") -> tuple[WeighMtsics, ScriptedLink]:
    """A scale that answers `weight` to S."""
    clock = ManualClock()
    link = ScriptedLink(clock, lambda command: IDENTITY.get(command, weight))
    return WeighMtsics(name="scale", link=link, serial=serial, clock=clock), link


@pytest.mark.parametrize(
    ("reply", "grams", "quality"),
    [
        (b"S S     100.00 g\r\n", 100.0, ReadingQuality.STABLE),
        (b"S S      12.34 kg\r\n", 12_340.0, ReadingQuality.STABLE),
        (b"S S      1.000 lb\r\n", 453.59237, ReadingQuality.STABLE),
        (b"S S     - 5.00 g\r\n", -5.0, ReadingQuality.STABLE),
        (b"S D      99.40 g\r\n", 99.4, ReadingQuality.DYNAMIC),
        (b"S +\r\n", 0.0, ReadingQuality.OVERLOAD),
        (b"S -\r\n", 0.0, ReadingQuality.UNDERLOAD),
    ],
)
def test_replies_become_grams_with_their_quality(reply: bytes, grams: float, quality: ReadingQuality) -> None:
    reading = scale(reply)[0].read(2.0)
    assert (reading.value, reading.quality, reading.unit) == (pytest.approx(grams), quality, "g")


@pytest.mark.parametrize("noise", [b"", b"\x00\xff\x80\r\n", b'I4 A "B123"\r\n', b"Z A\r\n", b"S S\r\n", b"A" * 9000])
def test_foreign_lines_and_noise_are_dropped(noise: bytes) -> None:
    device, _ = scale(noise + b"\r\nS S     100.00 g\r\n")
    assert device.read(2.0).value == 100.0


@pytest.mark.parametrize("reply", [b"", b"S S     100.00", b"S I\r\n", b"ES\r\n", b"S S 1.2.3 g\r\n"])
def test_no_usable_answer_ends_at_the_deadline(reply: bytes) -> None:
    device, link = scale(reply)
    with pytest.raises((DeadlinePassed, DeviceUnavailable)):
        device.read(2.0)
    assert device.state is DeviceState.DISCONNECTED
    assert link.clock.elapsed < 6.0


def test_another_scale_is_refused_until_a_person_acts() -> None:
    device, link = scale(b"S S 1.00 g\r\n", serial="OTHER")
    with pytest.raises(DeviceFault, match="B123 answers instead of OTHER"):
        device.read(1.0)
    assert device.health().state is DeviceState.FAULTED
    assert not link.is_open


def test_a_pulled_cable_is_plugged_again_after_a_growing_pause() -> None:
    device, link = scale(b"S S     100.00 g\r\n")
    device.read(1.0)
    link.broken, link.absent = True, True
    with pytest.raises(LinkLost):
        device.read(1.0)
    pauses = []
    for _ in range(8):
        tried = link.opened
        with pytest.raises(DeviceUnavailable):
            device.read(1.0)
        assert link.opened == tried, "tried again before the pause was over"
        pauses.append(round(device.retry_at - link.clock.elapsed, 2))
        link.clock.advance(pauses[-1])
        with pytest.raises(DeviceUnavailable):
            device.read(1.0)
    assert pauses == [0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0]
    link.absent = False
    link.clock.advance(5.0)
    assert device.read(1.0).value == 100.0
    assert device.health().state is DeviceState.READY


@pytest.fixture
def emulator() -> Iterator[tuple[int, int]]:
    """The MT-SICS emulator of its project: ports of protocol and platform."""
    met_package("mt-sics-emulator")
    port, control = free_port(), free_port()
    words = [sys.executable, "-c", "from mtsics.transport.tcp import main; main()", "--host", "127.0.0.1"]
    words += ["--port", str(port), "--control-port", str(control), "--profile", "ohaus-ranger7000"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        link = TcpLink("127.0.0.1", port)
        for _ in range(100):
            try:
                link.open()
                break
            except DeviceUnavailable:
                time.sleep(0.05)
        link.close()
        yield port, control
        process.kill()


def put(control: int, kilograms: float) -> None:
    """Put a load on the emulator's platform."""
    body = f'{{"value": {kilograms}, "snap": true}}'.encode()
    request = urllib.request.Request(f"http://127.0.0.1:{control}/weight", data=body, method="POST")
    urllib.request.urlopen(request, timeout=5).close()  # noqa: S310 - our own loopback


@pytest.mark.peer
def test_an_emulator_of_others_is_weighed_and_found_again_after_it_hung_up(emulator: tuple[int, int]) -> None:
    port, control = emulator
    device = WeighMtsics(name="scale", link=TcpLink("127.0.0.1", port), clock=SystemClock())
    put(control, 12.5)
    reading = device.read(5.0)
    assert (reading.value, reading.quality) == (12_500.0, ReadingQuality.STABLE)
    assert device.health().identity is not None
    device.link.close()
    with pytest.raises(LinkLost):
        device.read(1.0)
    time.sleep(0.3)
    put(control, 3.0)
    assert device.read(5.0).value == 3_000.0
    device.close()
