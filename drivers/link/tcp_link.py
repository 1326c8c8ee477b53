"""TCP links with deadlines. Keepalive tells of a peer that vanished without a word, also where we only listen."""

import socket

from station.errors import DeviceUnavailable, LinkLost

CONNECT_S, WRITE_S = 2.0, 2.0
# Silent for 5 s, then three probes 2 s apart: a pulled cable is told after 11 s.
KEEPALIVE_S = 11.0
KEEPALIVE = ((socket.TCP_KEEPIDLE, 5), (socket.TCP_KEEPINTVL, 2), (socket.TCP_KEEPCNT, 3))


def keep_alive(connection: socket.socket) -> None:
    """Let the system find out that the other side is gone."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in KEEPALIVE:
        connection.setsockopt(socket.IPPROTO_TCP, option, value)
    # Keepalive pauses while bytes wait for their acknowledgement; this limit does not.
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(1000 * KEEPALIVE_S))


class TcpLink:
    """A client connection to host:port."""

    def __init__(self, host: str, port: int) -> None:
        self.address = f"tcp:{host}:{port}"
        self.target = (host.strip("[]"), port)
        self.socket: socket.socket | None = None

    def open(self) -> None:
        """Connect."""
        self.close()
        try:
            self.socket = socket.create_connection(self.target, timeout=CONNECT_S)
            keep_alive(self.socket)
        except OSError as err:
            self.close()
            raise DeviceUnavailable(
                "nothing answers: {cause}",
                remedy="check that the device is on and its network address",
                source=self.address,
                cause=str(err),
            ) from err

    def read(self, deadline_s: float) -> bytes:
        """Bytes that are there."""
        connection = self.opened()
        connection.settimeout(max(deadline_s, 1e-3))
        try:
            received = connection.recv(4096)
        except TimeoutError as err:
            # Without an error number it is our own deadline, with one (ETIMEDOUT) the keepalive's.
            if err.errno is None:
                return b""
            raise self.lost(err) from err
        except OSError as err:
            raise self.lost(err) from err
        if not received:
            raise self.lost(OSError("closed by the device"))
        return received

    def write(self, content: bytes) -> None:
        """Send all of it."""
        connection = self.opened()
        connection.settimeout(WRITE_S)
        try:
            connection.sendall(content)
        except OSError as err:
            raise self.lost(err) from err

    def close(self) -> None:
        """Hang up."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def opened(self) -> socket.socket:
        """The socket, which must be connected."""
        if self.socket is None:
            raise self.lost(OSError("not connected"))
        return self.socket

    def lost(self, cause: Exception) -> LinkLost:
        """What to tell of a broken link."""
        return LinkLost(
            "the connection broke: {cause}", remedy="check the device and its cable", source=self.address,
            cause=str(cause),
        )  # fmt: skip
