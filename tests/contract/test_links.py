"""Every kind of link carries any byte both ways, keeps its deadline and tells a broken cable, over real ports."""

import contextlib
import os
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from drivers.link.address import link_of
from drivers.link.base import Link
from drivers.link.faults import FaultLink
from drivers.link.loopback import LoopLink
from drivers.link.serial_link import SerialLink
from drivers.link.tap import TapLink, read_capture
from station.clock import SystemClock
from station.errors import DeviceUnavailable, LinkLost, StationError
from tests.support.links import Echo
from tests.support.peers import FarEnd, device_server, null_modem
from tests.support.ports import free_port

# Without IAC (0xFF) doubling an RFC 2217 link would lose bytes; XON and XOFF must pass as data.
EVERY_BYTE = bytes(range(256)) * 4
pytestmark = [
    # pyserial 3.5 prepares its reader thread with calls that Python has since deprecated.
    pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning"),
]


@dataclass(frozen=True)
class Wire:
    """A link to something that says what it hears; `cut` breaks it from the far side."""

    link: Link
    cut: Callable[[], None]


class EchoHandler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.server.clients.append(self.request)  # type: ignore[attr-defined]
        with contextlib.suppress(OSError):
            while received := self.request.recv(4096):
                self.request.sendall(received)


class EchoServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), EchoHandler)
        self.clients: list[object] = []

    def hang_up(self) -> None:
        for client in self.clients:
            self.shutdown_request(client)  # type: ignore[arg-type] # they are sockets


@contextmanager
def over_tcp(folder: Path, scheme: str) -> Iterator[Wire]:
    with EchoServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Wire(link_of(f"{scheme}:127.0.0.1:{server.server_address[1]}"), server.hang_up)
        finally:
            server.shutdown()
            thread.join(20)


@contextmanager
def over_serial(folder: Path) -> Iterator[Wire]:
    with null_modem(folder) as modem, FarEnd(modem.theirs, feed=lambda received: received):
        yield Wire(link_of(f"serial:{modem.ours}?baud=115200"), modem.unplug)


@contextmanager
def over_device_server(folder: Path, scheme: str) -> Iterator[Wire]:
    with (
        null_modem(folder) as modem,
        FarEnd(modem.theirs, feed=lambda received: received),
        device_server(folder, modem.ours, scheme) as address,
    ):
        yield Wire(link_of(address), modem.unplug)


@contextmanager
def over_loop(folder: Path) -> Iterator[Wire]:
    link = LoopLink(Echo(), clock=SystemClock())
    yield Wire(link, link.unplug)


@contextmanager
def over_faults(folder: Path) -> Iterator[Wire]:
    with over_tcp(folder, "tcp") as wire:
        yield Wire(FaultLink(wire.link, [], clock=SystemClock()), wire.cut)


@contextmanager
def over_tap(folder: Path) -> Iterator[Wire]:
    with over_tcp(folder, "tcp") as wire:
        yield Wire(TapLink(wire.link, folder / "a.capture", clock=SystemClock()), wire.cut)


WIRES: dict[str, Callable[[Path], AbstractContextManager[Wire]]] = {
    "tcp": lambda folder: over_tcp(folder, "tcp"),
    "socket": lambda folder: over_tcp(folder, "socket"),
    "serial": over_serial,
    "socket to ser2net": lambda folder: over_device_server(folder, "socket"),
    "rfc2217 to ser2net": lambda folder: over_device_server(folder, "rfc2217"),
    "loop": over_loop,
    "faults": over_faults,
    "tap": over_tap,
}
FOREIGN = ("serial", "socket to ser2net", "rfc2217 to ser2net")
KINDS = [pytest.param(kind, marks=pytest.mark.peer) if kind in FOREIGN else kind for kind in WIRES]


@pytest.fixture(params=KINDS)
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Wire]:
    before = set(threading.enumerate())
    with WIRES[request.param](tmp_path) as made:
        yield made
        made.link.close()
    end = time.monotonic() + 20
    while not set(threading.enumerate()) <= before:
        assert time.monotonic() < end, "a thread is left"
        time.sleep(0.02)


def heard(link: Link, count: int) -> bytes:
    """`count` bytes, however they are cut."""
    received, end = b"", time.monotonic() + 20
    while len(received) < count and time.monotonic() < end:
        received += link.read(0.5)
    return received


def talk(link: Link) -> None:
    """Write and read; the first write after the far side closed may still succeed."""
    for _ in range(200):
        link.write(b"x")
        link.read(0.05)


def test_every_byte_passes_both_ways(wire: Wire) -> None:
    wire.link.open()
    wire.link.write(EVERY_BYTE)
    assert heard(wire.link, len(EVERY_BYTE)) == EVERY_BYTE


def test_silence_gives_nothing(wire: Wire) -> None:
    wire.link.open()
    assert [wire.link.read(deadline_s) for deadline_s in (0.0, 0.001, 0.2)] == [b"", b"", b""]


def test_after_closing_it_is_lost_until_it_is_opened_again(wire: Wire) -> None:
    for action in (lambda: wire.link.read(0.1), lambda: wire.link.write(b"x")):
        with pytest.raises(LinkLost) as told:
            action()
        assert told.value.remedy
    for _ in range(2):
        wire.link.open()
        wire.link.write(b"again")
        assert heard(wire.link, 5) == b"again"
        wire.link.close()
        wire.link.close()
        with pytest.raises(LinkLost):
            wire.link.read(0.1)


def test_opening_twice_is_opening_anew(wire: Wire) -> None:
    wire.link.open()
    wire.link.open()
    wire.link.write(b"abc")
    assert heard(wire.link, 3) == b"abc"


def test_a_cut_is_told_and_closing_after_it_is_safe(wire: Wire) -> None:
    wire.link.open()
    wire.link.write(b"abc")
    assert heard(wire.link, 3) == b"abc"
    wire.cut()
    with pytest.raises(LinkLost):
        talk(wire.link)
    wire.link.close()
    wire.link.close()


@pytest.mark.parametrize("address", ["tcp:127.0.0.1:{port}", "socket:127.0.0.1:{port}", "rfc2217:127.0.0.1:{port}",
                                     "serial:/dev/no-such-port", "replay:{folder}/none.capture"])  # fmt: skip
def test_nobody_there_is_unavailable_with_a_remedy(address: str, tmp_path: Path) -> None:
    link = link_of(address.format(port=free_port(), folder=tmp_path))
    with pytest.raises(DeviceUnavailable) as told:
        link.open()
    assert told.value.remedy
    link.close()
    with pytest.raises(LinkLost):
        link.read(0.1)


@pytest.mark.peer
def test_a_port_is_held_by_one_program_alone(tmp_path: Path) -> None:
    with null_modem(tmp_path) as modem:
        first, second = SerialLink(str(modem.ours)), SerialLink(str(modem.ours))
        first.open()
        with pytest.raises(DeviceUnavailable, match="another program holds"):
            second.open()
        first.close()
        second.open()
        second.close()


@pytest.mark.peer
@pytest.mark.parametrize("query", ["parity=E", "bits=7"])
def test_settings_that_a_port_does_not_have_are_named(tmp_path: Path, query: str) -> None:
    with null_modem(tmp_path) as modem:
        link = link_of(f"serial:{modem.ours}?{query}")
        with pytest.raises(DeviceUnavailable, match="does not support the settings 9600"):
            link.open()


@pytest.mark.peer
def test_settings_that_a_pseudo_terminal_ignores_do_no_harm(tmp_path: Path) -> None:
    with null_modem(tmp_path) as modem, FarEnd(modem.theirs, feed=lambda received: received):
        link = link_of(f"serial:{modem.ours}?baud=4800&stop=2&rtscts=1")
        link.open()
        link.write(b"abc")
        assert heard(link, 3) == b"abc"
        link.close()


@pytest.mark.peer
@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_port_without_permission_names_the_group(tmp_path: Path) -> None:
    with null_modem(tmp_path) as modem:
        modem.ours.chmod(0)
        with pytest.raises(DeviceUnavailable, match="dialout"):
            SerialLink(str(modem.ours)).open()


@pytest.mark.peer
def test_a_device_server_that_dies_is_told(tmp_path: Path) -> None:
    for scheme in ("socket", "rfc2217"):
        with null_modem(tmp_path) as modem, device_server(tmp_path, modem.ours, scheme) as address:
            link = link_of(address)
            link.open()
        # ser2net has been ended.
        with pytest.raises(LinkLost):
            talk(link)
        link.close()


def test_what_a_tap_has_seen_is_in_its_capture(tmp_path: Path) -> None:
    with over_tap(tmp_path) as wire:
        wire.link.open()
        wire.link.write(b"S\r\n")
        heard(wire.link, 3)
        wire.cut()
        with pytest.raises(StationError):
            heard(wire.link, 1)
        wire.link.close()
    assert "".join(record.mark for record in read_capture(tmp_path / "a.capture")) == "o><xc"
