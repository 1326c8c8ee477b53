"""The GigE Vision driver against the fake camera of the Aravis project, which shares no code with ours."""

import contextlib
import os
import shutil
import socket
import struct
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from drivers.gige.discovery import discovered
from drivers.gige.gvcp import PORT, Command, encode
from drivers.scanners.gige_line_scan import GigeLineScan
from station.clock import SystemClock
from station.errors import DeviceFault
from station.types.lines import LineBlock
from tests.support.namespace import in_own_network

CAMERA = "arv-fake-gv-camera-0.8"
PIXELS, HEIGHT, LINES_PER_S = 1280, 32, 1000
SERIAL = "GV7"
pytestmark = [
    pytest.mark.peer,
    pytest.mark.timeout(150),
    pytest.mark.skipif(
        shutil.which(CAMERA) is None and not os.environ.get("CI"),
        reason="needs Debian's aravis-tools: make setup installs it",
    ),
]


@contextlib.contextmanager
def camera(dropped: int = 0, host: str = "127.0.0.1", serial: str = SERIAL) -> Iterator[None]:
    """The peer, dropping so many packets of a thousand."""
    words = [CAMERA, "-i", host, "-s", serial, "-r", str(dropped)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        try:
            wait_answer(host)
            yield
        finally:
            process.kill()


def wait_answer(host: str) -> None:
    """Until the camera answers a discovery."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.2)
        for _ in range(50):
            probe.sendto(encode(Command.DISCOVERY, 1), (host, PORT))
            try:
                probe.recv(1024)
            except (TimeoutError, ConnectionRefusedError):
                time.sleep(0.1)
            else:
                return
    raise AssertionError("the fake camera does not answer")


def opened(serial: str = SERIAL, host: str = "127.0.0.1") -> GigeLineScan:
    detector = GigeLineScan(
        name="detector", address=host, channels=1, pixels=PIXELS, block_lines=HEIGHT, serial=serial,
        clock=SystemClock(),
    )  # fmt: skip
    detector.open()
    return detector


def received(detector: GigeLineScan, lines: int) -> list[LineBlock]:
    blocks: list[LineBlock] = []
    for block in detector.blocks():
        blocks.append(block)
        if block.first_line + block.lines >= lines:
            break
    return blocks


def check_valid_rows(blocks: list[LineBlock]) -> None:
    """Rows marked valid carry the camera's pattern, diagonal stripes, pixel for pixel."""
    stripes = 256 * (np.arange(HEIGHT)[:, None] + np.arange(PIXELS)[None, :])
    for block in blocks:
        rows = np.flatnonzero(block.valid)
        if len(rows):
            start = int(block.counts[rows[0], 0, 0]) - 256 * int(rows[0])
            assert np.array_equal(block.counts[rows, 0], (start + stripes[rows]) % 65535)


@in_own_network
def test_no_line_is_lost_in_a_minute() -> None:
    with camera():
        minute()


def minute() -> None:
    detector = opened()
    detector.set_feature("AcquisitionFramePeriod", 1e6 * HEIGHT / LINES_PER_S)
    detector.start()
    started = time.monotonic()
    blocks = received(detector, 61 * LINES_PER_S)
    seconds = time.monotonic() - started
    detector.stop()
    detector.close()
    print(f"{sum(b.lines for b in blocks)} lines in {seconds:.1f} s, {detector.lost_lines} lost")
    assert seconds >= 60
    assert detector.lost_lines == 0
    assert [b.first_line for b in blocks] == list(range(0, len(blocks) * HEIGHT, HEIGHT))
    check_valid_rows(blocks)


class Tap:
    """Stands before the stream socket and writes down which packets came, by its own reading of their heads."""

    def __init__(self, inner: socket.socket) -> None:
        self.inner = inner
        self.arrived: dict[int, set[int]] = defaultdict(set)

    def recv_into(self, buffer: memoryview) -> int:
        count = self.inner.recv_into(buffer)
        _, block, kind, high, low = struct.unpack_from(">HHBBH", buffer)
        if kind == 3:
            self.arrived[block].add((high << 16) + low)
        return count

    def close(self) -> None:
        self.inner.close()


@in_own_network
def test_exactly_the_lost_lines_are_marked() -> None:
    with camera(dropped=25):
        losses()


def losses() -> None:
    detector = opened()
    detector.set_feature("AcquisitionFramePeriod", 1e6 * HEIGHT / LINES_PER_S)
    detector.start()
    receiver = detector.receiver
    assert receiver is not None
    tap = Tap(receiver.socket)
    receiver.socket = tap  # type: ignore[assignment] # has what the receiver uses
    blocks = received(detector, 10 * LINES_PER_S)
    detector.stop()
    detector.close()
    piece, size = receiver.piece, 2 * PIXELS * HEIGHT
    # Block ids have 16 bits and go from 65535 to 1; this camera begins shortly before, to try us.
    number, lost = next(iter(tap.arrived)), 0
    for block in blocks:
        whole = np.zeros(size, dtype=bool)
        for packet in tap.arrived[number]:
            whole[(packet - 1) * piece : packet * piece] = True
        expected = whole.reshape(HEIGHT, 2 * PIXELS).all(axis=1)
        assert np.array_equal(block.valid, expected), number
        lost += int((~expected).sum())
        number = number % 65535 + 1
    print(f"{lost} lines lost of {len(blocks) * HEIGHT}")
    assert lost > 0
    assert lost == sum(int((~b.valid).sum()) for b in blocks)
    check_valid_rows(blocks)


@in_own_network
def test_another_serial_number_is_refused() -> None:
    with camera(), pytest.raises(DeviceFault, match="GV7 answers instead of OTHER"):
        opened(serial="OTHER")


@in_own_network
def test_features_that_the_camera_computes_are_read_and_written() -> None:
    with camera():
        detector = opened()
        # A Converter over the register of the frame period, both ways.
        detector.set_feature("AcquisitionFrameRate", 40.0)
        assert detector.feature("AcquisitionFrameRate") == 40
        assert detector.feature("AcquisitionFramePeriod") == 25_000
        detector.close()


@in_own_network
def test_a_broadcast_finds_the_camera_on_a_network_without_a_default_route() -> None:
    for words in (
        "link add d0 type veth peer name d1",
        "link set d0 up",
        "link set d1 up",
        "addr add 10.9.9.1/24 dev d0",
    ):
        subprocess.run(["ip", *words.split()], check=True)
    with camera(host="10.9.9.1"):
        (found,) = discovered(own="10.9.9.1", wait_s=2)
    assert (found.address, found.vendor, found.model, found.serial) == ("10.9.9.1", "Aravis", "Fake", SERIAL)
    print(f"{found.vendor} {found.version}")


@in_own_network
def test_two_cameras_are_received_at_once() -> None:
    hosts = {"127.0.0.1": "LOW", "127.0.0.2": "HIGH"}
    subprocess.run(["ip", "addr", "add", "127.0.0.2/8", "dev", "lo"], check=True)
    with contextlib.ExitStack() as stack:
        for host, serial in hosts.items():
            stack.enter_context(camera(host=host, serial=serial))
        found = {camera.address: camera.serial for host in hosts for camera in discovered(host)}
        assert set(found.values()) == {"LOW", "HIGH"}
        detectors = [opened(serial, host) for host, serial in hosts.items()]
        for detector in detectors:
            detector.set_feature("AcquisitionFramePeriod", 1e6 * HEIGHT / LINES_PER_S)
            detector.start()
        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(lambda detector: received(detector, 3 * LINES_PER_S), detectors))
        for detector, blocks in zip(detectors, both, strict=True):
            assert detector.lost_lines == 0
            assert sum(int(block.valid.sum()) for block in blocks) >= 3 * LINES_PER_S
            check_valid_rows(blocks)
            detector.stop()
            detector.close()
