"""Links: addresses, deadlines, what a broken line becomes."""

import errno
import socket
import termios
import threading
import time
from pathlib import Path

import pytest
import serial

from drivers.link.address import link_of
from drivers.link.serial_link import SerialLink, SerialSettings
from drivers.link.tap import ReplayLink, TapLink
from drivers.link.tcp_link import WRITE_S, TcpLink
from station.errors import ConfigError, DeviceUnavailable, LinkLost
from tests.support.ports import free_port


@pytest.mark.parametrize("address", ["", "tcp:", "tcp:host", "tcp:host:0", "tcp:host:70000", "serial:", "usb:1",
                                     "serial:/dev/ttyS0?baud=fast", "serial:/dev/ttyS0?baud=0",
                                     "serial:/dev/ttyS0?bits=9",
                                     "serial:/dev/ttyS0?parity=X", "serial:/dev/ttyS0?stop=3",
                                     "serial:/dev/ttyS0?speed=1",
                                     "serial:/dev/ttyS0?baud=1&baud=2", "serial:/dev/ttyS0?xonxoff=1&rtscts=1",
                                     "socket:host", "socket:host:2000?baud=9600", "rfc2217:host", "tap:file",
                                     "tap::tcp:a:1",
                                     "tap:file:usb:1", "replay:", "replay:file:tcp:a:1"])  # fmt: skip
def test_an_address_that_names_no_link_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="names no link"):
        link_of(address)


def test_addresses_of_links() -> None:
    port = link_of("serial:/dev/ttyUSB0?baud=19200")
    assert isinstance(port, SerialLink)
    assert (port.port_name, port.settings.baud) == ("/dev/ttyUSB0", 19200)
    assert link_of("tcp:10.0.0.5:8001").address == "tcp:10.0.0.5:8001"


def test_settings_of_a_serial_line() -> None:
    port = link_of("serial:/dev/ttyUSB0?baud=2400&bits=7&parity=E&stop=2&rtscts=1")
    assert isinstance(port, SerialLink)
    assert port.settings == SerialSettings(baud=2400, bits=7, parity="E", stop=2.0, rtscts=True)
    assert str(port.settings) == "2400 7E2 rtscts"
    remote = link_of("rfc2217:10.0.0.6:2001?baud=2400")
    assert isinstance(remote, SerialLink)
    assert (remote.scheme, remote.port_name, remote.settings.baud) == ("rfc2217", "10.0.0.6:2001", 2400)
    assert link_of("tcp:[::1]:8001").target == ("::1", 8001)  # type: ignore[attr-defined] # a TcpLink


def test_a_capture_is_named_before_the_link(tmp_path: Path) -> None:
    tap = link_of("tap:scale.capture:tcp:10.0.0.5:8001", folder=tmp_path)
    assert isinstance(tap, TapLink)
    assert (tap.path, tap.address) == (tmp_path / "scale.capture", "tcp:10.0.0.5:8001")
    assert isinstance(link_of("replay:scale.capture", folder=tmp_path), ReplayLink)


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (serial.SerialException(errno.EACCES, "x"), "dialout"),
        (serial.SerialException(errno.EAGAIN, "x"), "another program holds"),
        (serial.SerialException(errno.ENOENT, "x"), "there is no port"),
        (termios.error(errno.EINVAL, "x"), "does not support the settings 9600 8N1"),
        (ValueError("x"), "does not support the settings 9600 8N1"),
        (serial.SerialException("x"), "cannot open"),
    ],
)
def test_why_a_port_cannot_be_opened_is_told_with_what_to_do(cause: Exception, told: str) -> None:
    assert told in str(SerialLink("/dev/ttyUSB0").refused(cause))


def test_a_write_has_its_own_limit_not_the_last_deadline_of_a_read() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        link = TcpLink("127.0.0.1", server.getsockname()[1])
        link.open()
        link.read(0.001)
        link.write(b"x" * 100_000)
        assert link.opened().getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert link.opened().gettimeout() == WRITE_S
        link.close()


def test_tcp_reads_end_at_their_deadline_and_a_hang_up_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        link = TcpLink("127.0.0.1", server.getsockname()[1])
        link.open()
        client, _ = server.accept()
        started = time.monotonic()
        assert link.read(0.05) == b""
        assert time.monotonic() - started >= 0.04
        threading.Timer(0.02, client.sendall, [b"hello"]).start()
        assert link.read(2.0) == b"hello"
        client.close()
        with pytest.raises(LinkLost, match="closed by the device"):
            link.read(1.0)
        link.close()
        link.close()


@pytest.mark.parametrize("link", [TcpLink("127.0.0.1", free_port()), SerialLink("/dev/no-such-port")])
def test_nothing_there_is_unavailable_with_a_remedy(link: TcpLink | SerialLink) -> None:
    with pytest.raises(DeviceUnavailable, match="check"):
        link.open()
    with pytest.raises(LinkLost):
        link.read(0.1)
    link.close()
