"""Modbus: pyModbusTCP's server as the peer, and a peer that lies, dribbles or says nothing."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drivers.link.modbus
from drivers.link.address import link_of
from drivers.link.modbus import ModbusLink
from station.errors import ConfigError, DeadlinePassed, DeviceFault, DeviceUnavailable, LinkLost, StationError
from tests.support.modbus import peer_module
from tests.support.ports import free_port


@pytest.fixture
def server() -> Iterator[Any]:
    running = peer_module("server").ModbusServer("127.0.0.1", free_port(), no_block=True)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def link(server: Any) -> Iterator[ModbusLink]:
    made = ModbusLink("127.0.0.1", server.port)
    made.open()
    yield made
    made.close()


@contextlib.contextmanager
def liar(answer: Callable[[bytes], bytes]) -> Iterator[ModbusLink]:
    """A link to a peer that answers each request as it likes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    with client, contextlib.suppress(OSError):
                        while request := client.recv(1024):
                            client.sendall(answer(request))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        made = ModbusLink("127.0.0.1", listener.getsockname()[1])
        try:
            yield made
        finally:
            made.close()
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def reply(request: bytes, body: bytes) -> bytes:
    """A reply with the transaction and unit of its request."""
    return request[:4] + (len(body) + 1).to_bytes(2, "big") + request[6:7] + body


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries of 0.1 s, where the length of the wait is not what is tested."""
    monkeypatch.setattr(drivers.link.modbus, "TRY_S", 0.1)


@pytest.mark.parametrize(
    ("text", "target", "unit"),
    [("modbus:10.0.0.7:502", ("10.0.0.7", 502), 1), ("modbus:plc:1502?unit=9", ("plc", 1502), 9)],
)
def test_addresses(text: str, target: tuple[str, int], unit: int) -> None:
    made = link_of(text)
    assert isinstance(made, ModbusLink)
    assert (made.target, made.unit, made.address) == (target, unit, text)


@pytest.mark.parametrize("text", ["modbus:", "modbus:host", "modbus:host:0", "modbus:host:502?unit=300",
                                  "modbus:host:502?baud=9600", "modbus::502"])  # fmt: skip
def test_an_address_that_names_no_unit_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="names no link"):
        link_of(text)


@pytest.mark.peer
def test_registers_and_inputs_of_a_server_of_others(server: Any, link: ModbusLink) -> None:
    server.data_bank.set_holding_registers(100, [1, 65535, 0x1234])
    server.data_bank.set_discrete_inputs(20, [True, False, True, True, False, False, True, False, True])
    assert link.read_registers(100, 3) == [1, 65535, 0x1234]
    assert link.read_inputs(20, 9) == [True, False, True, True, False, False, True, False, True]
    link.write_register(200, 7)
    link.write_registers(201, [8, 9])
    assert server.data_bank.get_holding_registers(200, 3) == [7, 8, 9]


@pytest.mark.peer
def test_a_refusal_is_a_fault_that_a_person_mends_and_the_link_goes_on(server: Any, link: ModbusLink) -> None:
    with pytest.raises(DeviceFault, match="exception code 2: check the register addresses"):
        link.read_registers(65534, 4)
    assert link.read_registers(0, 1) == [0]


@pytest.mark.peer
def test_a_server_that_died_is_lost_and_comes_back_with_a_fresh_client(
    server: Any, link: ModbusLink, hasty: None
) -> None:
    assert link.read_registers(0, 1) == [0]
    # It stops listening and leaves the sockets of its clients open until they ask again.
    server.stop()
    with pytest.raises(DeviceUnavailable):
        link.read_registers(0, 1)
    with pytest.raises(LinkLost, match="not connected"):
        link.read_registers(0, 1)
    with pytest.raises(DeviceUnavailable, match="nothing answers Modbus at modbus:127"):
        link.open()
    server.start()
    link.open()
    assert link.read_registers(0, 1) == [0]


def test_silence_ends_after_two_tries_and_the_client_is_dropped() -> None:
    with liar(lambda _: b"") as link:
        link.open()
        with pytest.raises(DeadlinePassed, match=r"no Modbus reply for 2\.0 s"):
            link.read_registers(0, 2)
        assert link.client is None


def test_a_reply_that_comes_too_late_is_not_taken_for_the_next(hasty: None) -> None:
    answers: list[bytes] = []

    def late(request: bytes) -> bytes:
        """Nothing to the first try; then what was missed comes before what is asked for."""
        answers.append(reply(request, b"\x03\x02" + len(answers).to_bytes(2, "big")))
        return b"" if len(answers) == 1 else b"".join(answers)

    with liar(late) as link:
        link.open()
        assert link.read_registers(0, 1) == [0]  # both tries have one number: either reply is its own
        assert link.read_registers(0, 1) == [2]


@pytest.mark.parametrize(
    "answer",
    [
        lambda r: reply(r, b"\x03\x02\0\1"),  # one register where two were asked for
        lambda r: reply(r, b"\x04\x04\0\1\0\2"),  # input registers
        lambda r: reply(r, b"\x03"),
        lambda r: reply(r, b""),
        lambda r: reply(r, b"\x63\0"),
        lambda _: b"\xff" * 40,
        lambda r: r[:6] + b"\x09" + reply(r, b"\x03\x04\0\1\0\2")[7:],  # another unit
        lambda r: b"\0\0\0\0\0\0" + r[6:],
    ],
)
def test_a_reply_that_does_not_fit_is_a_lost_link(answer: Callable[[bytes], bytes], hasty: None) -> None:
    with liar(answer) as link:
        link.open()
        with pytest.raises(DeviceUnavailable):
            link.read_registers(0, 2)
        assert link.client is None


def test_a_write_that_is_answered_as_a_read_is_lost(hasty: None) -> None:
    with liar(lambda r: reply(r, b"\x03\x02\0\1")) as link:
        for write in (lambda: link.write_register(0, 1), lambda: link.write_registers(0, [1])):
            link.open()
            with pytest.raises(LinkLost, match="does not fit"):
                write()


def test_a_reply_split_at_every_byte_is_read() -> None:
    class Splitting:
        """Sends byte after byte."""

        def __call__(self, request: bytes) -> bytes:
            whole = reply(request, b"\x03\x04\0\1\0\2")
            for index in range(len(whole)):
                self.client.sendall(whole[index : index + 1])
            return b""

        client: socket.socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        link = ModbusLink("127.0.0.1", listener.getsockname()[1])
        link.open()
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        splitting = Splitting()
        splitting.client = client
        thread = threading.Thread(target=lambda: splitting(client.recv(1024)))
        thread.start()
        assert link.read_registers(0, 2) == [1, 2]
        thread.join(10)
        link.close()
        client.close()


@settings(max_examples=25)
@given(body=st.binary(max_size=30), raw=st.booleans())
def test_whatever_comes_gives_registers_or_an_error_of_our_tree(body: bytes, raw: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drivers.link.modbus, "TRY_S", 0.02)
        with liar(lambda request: body if raw else reply(request, body)) as link:
            for ask in (lambda: link.read_registers(0, 2), lambda: link.read_inputs(0, 3),
                        lambda: link.write_register(0, 1)):  # fmt: skip
                with contextlib.suppress(StationError):
                    link.open()
                    ask()


def test_closing_twice_is_safe_and_nobody_there_is_told() -> None:
    link = ModbusLink("127.0.0.1", free_port())
    with pytest.raises(DeviceUnavailable, match="check that the device is on"):
        link.open()
    link.close()
    link.close()
    with pytest.raises(LinkLost, match="not connected"):
        link.write_register(0, 1)
