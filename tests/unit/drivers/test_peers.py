"""Who may connect, and how much a peer may send."""

import socket
from pathlib import Path

import pytest

from drivers.peers import LARGEST_PDU, PlainPeer, allowed_peers, endpoint, tls_context
from station.errors import ConfigError


def test_addresses_and_peers() -> None:
    assert endpoint("127.0.0.1:104", "s") == ("127.0.0.1", 104)
    for wrong in ("", "104", ":104", "host:", "host:0", "host:70000", "host:x"):
        with pytest.raises(ConfigError):
            endpoint(wrong, "s")
    assert allowed_peers("A@10.0.0.5, B@10.0.0.6 ,", "192.0.2.1", "s") == {("A", "10.0.0.5"), ("B", "10.0.0.6")}
    assert allowed_peers("", "127.0.0.1", "s") == frozenset()
    for wrong in ("A", "A@", "@10.0.0.5"):
        with pytest.raises(ConfigError):
            allowed_peers(wrong, "127.0.0.1", "s")
    with pytest.raises(ConfigError, match="everybody"):
        allowed_peers("", "192.0.2.1", "s")


def test_certificates_that_are_none_are_told(tmp_path: Path) -> None:
    assert tls_context("", "", "", "s") is None
    with pytest.raises(ConfigError, match="needs a certificate"):
        tls_context("", "", "ca.pem", "s")
    (tmp_path / "c.pem").write_text("no certificate")
    for path in (tmp_path / "c.pem", tmp_path / "missing.pem"):
        with pytest.raises(ConfigError, match="cannot be used"):
            tls_context(str(path), "", "", "s")


def pdu(length: int, content: bytes = b"") -> bytes:
    return b"\x04\0" + length.to_bytes(4, "big") + content


def read_header(peer: PlainPeer, step: int) -> None:
    for _ in range(6):
        peer.recv(step)


@pytest.mark.parametrize("step", [1, 5, 6, 7, 4096])
def test_pdus_pass_in_any_pieces_and_too_long_ones_end_it(step: int) -> None:
    here, there = socket.socketpair()
    peer = PlainPeer(here.family, here.type, here.proto, fileno=here.detach())
    peer.largest_object = 10_000
    with peer, there:
        sent = pdu(3, b"abc") + pdu(0) + pdu(500, bytes(500))
        there.sendall(sent)
        got = b""
        while len(got) < len(sent):
            got += peer.recv(step)
        assert got == sent
        there.sendall(pdu(LARGEST_PDU + 1))
        with pytest.raises(OSError, match="longer than allowed"):
            read_header(peer, step)


def test_an_object_larger_than_allowed_ends_it() -> None:
    here, there = socket.socketpair()
    peer = PlainPeer(here.family, here.type, here.proto, fileno=here.detach())
    peer.largest_object = 100
    with peer, there:
        there.sendall(pdu(200, bytes(200)))
        peer.recv(60)
        peer.object_bytes = 0  # the message was complete
        peer.recv(100)
        with pytest.raises(OSError, match="larger than allowed"):
            peer.recv(1)
