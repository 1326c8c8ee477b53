"""Who may connect to a listener of the station, over TLS or not, and how much a peer may send."""

import contextlib
import socket
import socketserver
import ssl
from collections.abc import Callable, Sequence
from typing import Any

from station.errors import ConfigError

LARGEST_PDU = 1_048_576
LOOPBACK = ("127.0.0.1", "::1")


class Bounded:
    """A socket of a peer that speaks DICOM's PDUs, type u8, reserved u8, length u32 big-endian, content.

    A PDU longer than 1 MiB, or more than `largest_object` bytes before `object_bytes` is set back, ends the
    connection.
    """

    object_bytes = 0
    largest_object = 0
    left_of_pdu = 0
    header = b""

    def recv(self, *arguments: Any) -> bytes:
        """Bytes as they come, counted."""
        received: bytes = super().recv(*arguments)  # type: ignore[misc] # a socket stands beside this class
        self.object_bytes += len(received)
        if self.object_bytes > self.largest_object:
            raise OSError("the object is larger than allowed")
        rest = received
        while rest:
            if self.left_of_pdu:
                taken = min(self.left_of_pdu, len(rest))
                self.left_of_pdu, rest = self.left_of_pdu - taken, rest[taken:]
                continue
            wanted = 6 - len(self.header)
            self.header, rest = self.header + rest[:wanted], rest[wanted:]
            if len(self.header) == 6:
                self.left_of_pdu, self.header = int.from_bytes(self.header[2:6], "big"), b""
                if self.left_of_pdu > LARGEST_PDU:
                    raise OSError("the PDU is longer than allowed")
        return received


class PlainPeer(Bounded, socket.socket):
    """Without TLS."""


class TlsPeer(Bounded, ssl.SSLSocket):
    """With TLS."""


class Doorkeeper(socketserver.TCPServer):
    """A server that refuses strangers before a byte is read; a TLS handshake holds up nobody but its own thread.

    Attributes:
        admit: whether an address may connect; `broken` is told of an address whose connection came to nothing.
        largest_object: bytes of one object; `timeout_s` silence after which a peer is hung up on.
    """

    daemon_threads = True
    admit: Callable[[str], bool]
    broken: Callable[[str], None]
    largest_object = 0
    timeout_s = 0.0
    sockets: Sequence[Any] = ()

    def get_request(self) -> tuple[Any, Any]:
        """The next connection, with deadlines and bounds."""
        peer: Any
        peer, address = self.socket.accept()
        context: ssl.SSLContext | None = getattr(self, "ssl_context", None)
        if context is None:
            peer = PlainPeer(peer.family, peer.type, peer.proto, fileno=peer.detach())
        else:
            peer = context.wrap_socket(peer, server_side=True, do_handshake_on_connect=False)
        peer.settimeout(self.timeout_s)
        peer.largest_object = self.largest_object
        self.sockets = [*self.live(), peer]
        return peer, address

    def live(self) -> list[Any]:
        """Sockets of peers that are not closed, from the first byte on."""
        return [peer for peer in self.sockets if peer.fileno() >= 0]

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Whether the address is one of the peers."""
        del request
        return self.admit(client_address[0])

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shake hands, in the thread of this connection, and serve."""
        if isinstance(request, ssl.SSLSocket):
            request.do_handshake()
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke before it was one: a failed handshake above all."""
        del request
        self.broken(client_address[0])

    def shutdown(self) -> None:
        """Stop accepting; a server of a library may look for itself in a list where it never was."""
        socketserver.BaseServer.shutdown(self)
        self.server_close()

    def hang_up(self) -> None:
        """End every connection."""
        for peer in self.live():
            with contextlib.suppress(OSError):  # gone by itself
                peer.shutdown(socket.SHUT_RDWR)


def endpoint(address: str, source: str) -> tuple[str, int]:
    """Host and port of "host:port".

    Raises:
        ConfigError: it is none.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ConfigError(
            "{address!r} is no address to listen on", remedy="write 127.0.0.1:11112", source=source, address=address
        )
    return host, int(port)


def allowed_peers(peers: str, host: str, source: str) -> frozenset[tuple[str, str]]:
    """(title, address) of "TITLE@ADDRESS, ...": who may send; none may be listed on loopback alone.

    Raises:
        ConfigError: it makes no sense, or would hear a whole network.
    """
    entries = [entry.strip().partition("@") for entry in peers.split(",") if entry.strip()]
    pairs = frozenset((title.strip(), address.strip()) for title, _, address in entries)
    if any(not title or not address for title, address in pairs):
        raise ConfigError(
            "{peers!r} names no peers", remedy="write TITLE@ADDRESS, TITLE@ADDRESS", source=source, peers=peers
        )
    if not pairs and host not in LOOPBACK:
        raise ConfigError(
            "everybody on the network could send scans",
            remedy="list the scanners as TITLE@ADDRESS in peers, or listen on 127.0.0.1", source=source,
        )  # fmt: skip
    return pairs


def tls_context(certificate: str, key: str, authority: str, source: str) -> ssl.SSLContext | None:
    """The TLS side of a listener, None without a certificate; with an authority peers must show one of its.

    Raises:
        ConfigError: the files cannot be used.
    """
    if not certificate:
        if key or authority:
            raise ConfigError("TLS needs a certificate", remedy="set certificate and key", source=source)
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = TlsPeer
    try:
        context.load_cert_chain(certificate, key or None)
        if authority:
            context.load_verify_locations(authority)
            context.verify_mode = ssl.CERT_REQUIRED
    except OSError as err:
        raise ConfigError(
            "the certificate files cannot be used: {cause}",
            remedy="check the paths of certificate, key and authority, and who may read them", source=source,
            cause=str(err),
        ) from err  # fmt: skip
    return context
