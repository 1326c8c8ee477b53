"""Links: addresses, deadlines, what a broken line becomes."""

import socket
import threading
import time

import pytest

from drivers.link.address import link_of
from drivers.link.serial_link import SerialLink
from drivers.link.tcp_link import TcpLink
from station.errors import ConfigError, DeviceUnavailable, LinkLost
from tests.support.ports import free_port


@pytest.mark.parametrize("address", ["", "tcp:", "tcp:host", "tcp:host:0", "tcp:host:70000", "serial:", "usb:1",
                                     "serial:/dev/ttyS0?baud=fast"])  # fmt: skip
def test_an_address_that_names_no_link_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="names no link"):
        link_of(address)


def test_addresses_of_links() -> None:
    serial = link_of("serial:/dev/ttyUSB0?baud=19200")
    assert isinstance(serial, SerialLink)
    assert (serial.port_name, serial.settings.baud) == ("/dev/ttyUSB0", 19200)
    assert link_of("tcp:10.0.0.5:8001").address == "tcp:10.0.0.5:8001"


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
