"""Which GigE Vision devices are there: one question by broadcast or to one address, many answers.

Sent: a DISCOVERY command. Received: the first 248 bytes of the bootstrap registers of each device.
| ... 0x0A MAC 6 | 0x24 IP 4 | 0x48 vendor 32 | 0x68 model 32 | 0x88 version 32 | 0xD8 serial 16 | 0xE8 user name 16 |
"""

import contextlib
import socket
import time
from dataclasses import dataclass

from drivers.gige.gvcp import PORT, Command, decode, encode
from station.errors import FrameError

BROADCAST = "255.255.255.255"
ACK_REQUIRED, ACK_BY_BROADCAST = 0x01, 0x10
SMALLEST = 0xF8


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDevice:
    """One device that answered.

    Attributes:
        address: where its answer came from; `own_address` is what it says of itself.
    """

    address: str
    own_address: str
    mac: str
    vendor: str
    model: str
    version: str
    serial: str
    user_name: str


def discovered(
    address: str = BROADCAST, *, own: str = "", port: int = PORT, wait_s: float = 0.5
) -> tuple[FoundDevice, ...]:
    """The devices that answer within `wait_s`, each once; none where nothing can be sent.

    Args:
        address: to ask; all devices of the network if left out.
        own: our address on the network to ask by broadcast; the one with the default route if left out.
        port: of the devices.
        wait_s: for answers.
    """
    found: dict[str, FoundDevice] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        flags = ACK_REQUIRED | (ACK_BY_BROADCAST if address == BROADCAST else 0)
        try:
            asker.bind((own, 0))
            asker.sendto(encode(Command.DISCOVERY, 1, flags=flags), (address, port))
        except OSError:
            return ()
        end = time.monotonic() + wait_s
        while (left := end - time.monotonic()) > 0:
            asker.settimeout(left)
            try:
                packet, sender = asker.recvfrom(2048)
            except (TimeoutError, ConnectionRefusedError):
                break
            # Something else on this port is no device.
            with contextlib.suppress(FrameError):
                device = decode_discovery(packet, sender[0])
                found[device.address] = device
    return tuple(found.values())


def decode_discovery(packet: bytes, sender: str) -> FoundDevice:
    """What an answer tells.

    Raises:
        FrameError: it is none.
    """
    answer = decode(packet)
    data = answer.data
    if answer.command != Command.DISCOVERY + 1 or answer.status or len(data) < SMALLEST:
        raise FrameError("no answer to a discovery", remedy="check what else uses this port")
    vendor, model, version, serial, user_name = (
        data[start : start + size].split(b"\0")[0].decode("utf-8", "replace")
        for start, size in ((0x48, 32), (0x68, 32), (0x88, 32), (0xD8, 16), (0xE8, 16))
    )
    return FoundDevice(
        address=sender, own_address=socket.inet_ntoa(data[0x24:0x28]), mac=data[0x0A:0x10].hex(":"),
        vendor=vendor, model=model, version=version, serial=serial, user_name=user_name,
    )  # fmt: skip
