"""TCP links with deadlines."""

import socket

from station.errors import DeviceUnavailable, LinkLost

CONNECT_S = 2.0


class TcpLink:
    """A client connection to host:port."""

    def __init__(self, host: str, port: int) -> None:
        self.address = f"tcp:{host}:{port}"
        self.target = (host, port)
        self.socket: socket.socket | None = None

    def open(self) -> None:
        """Connect."""
        self.close()
        try:
            self.socket = socket.create_connection(self.target, timeout=CONNECT_S)
        except OSError as err:
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
        except TimeoutError:
            return b""
        except OSError as err:
            raise self.lost(err) from err
        if not received:
            raise self.lost(OSError("closed by the device"))
        return received

    def write(self, content: bytes) -> None:
        """Send all of it."""
        try:
            self.opened().sendall(content)
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
