"""The socket of a stream: its buffer outlasts a pause of the process, and the system counts what it dropped."""

import logging
import socket
import struct
from pathlib import Path

logger = logging.getLogger(__name__)

RECEIVE_BUFFER = 16 << 20
SO_RCVBUFFORCE = 33  # Linux; the socket module has no name for it
IDLE_S = 0.1
SOCKETS = Path("/proc/net/udp")


def opened_socket(host: str) -> socket.socket:
    """A bound socket with a buffer that outlasts a pause; a read of it ends after 0.1 s of silence."""
    stream = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        # Root may go beyond net.core.rmem_max.
        stream.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER)
    except OSError:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    stream.bind((host, 0))
    # The kernel's own timeout: that of Python's sockets costs a poll for every packet.
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, round(IDLE_S * 1e6)))
    granted = stream.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    if granted < RECEIVE_BUFFER // 2:
        logger.warning("receive buffer is %d bytes; raise net.core.rmem_max to %d", granted, RECEIVE_BUFFER)
    return stream


def kernel_drops(port: int, table: Path = SOCKETS) -> int:
    """Packets that the system dropped because the buffer of the socket at `port` was full; 0 where it does not say."""
    try:
        lines = table.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return 0
    wanted = f":{port:04X}"
    rows = (line.split() for line in lines)
    return sum(int(row[-1]) for row in rows if len(row) > 2 and row[1].endswith(wanted) and row[-1].isdigit())
