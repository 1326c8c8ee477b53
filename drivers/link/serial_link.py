"""Serial ports, here or behind a network: /dev/ttyUSB0, socket:HOST:PORT (raw TCP), rfc2217:HOST:PORT.

Ports are always held exclusively. pyserial reports a pulled cable in several ways (SerialException, OSError,
termios.error, TypeError); all become LinkLost. What its `in_waiting` says of a socket is never trusted.
"""

import contextlib
import errno
import termios
import time
from dataclasses import dataclass
from typing import Any

import serial

from drivers.link.tcp_link import keep_alive
from station.errors import DeviceUnavailable, LinkLost

BROKEN = (serial.SerialException, OSError, termios.error, TypeError, ValueError)
# termios.error stands outside OSError.
REFUSED = (serial.SerialException, OSError, termios.error, ValueError)
SIZES = {5: termios.CS5, 6: termios.CS6, 7: termios.CS7, 8: termios.CS8}
WRITE_S, SLICE_S, CHUNK = 2.0, 0.02, 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialSettings:
    """What both sides of a serial line have to agree on."""

    baud: int = 9600
    bits: int = 8
    parity: str = "N"
    stop: float = 1
    xonxoff: bool = False
    rtscts: bool = False

    def __str__(self) -> str:
        flow = " xonxoff" * self.xonxoff + " rtscts" * self.rtscts
        return f"{self.baud} {self.bits}{self.parity}{self.stop:g}{flow}"


class SerialLink:
    """A serial port.

    Args:
        port: /dev/ttyUSB0, or what stands behind socket: and rfc2217:, HOST:PORT.
        scheme: "serial", "socket" or "rfc2217".
    """

    def __init__(
        self, port: str, *, scheme: str = "serial", settings: SerialSettings = SerialSettings()
    ) -> None:  # fmt: skip
        self.address = f"{scheme}:{port}"
        self.port_name = port
        self.scheme = scheme
        self.settings = settings
        self.port: serial.SerialBase | None = None

    def open(self) -> None:
        """Open the port for ourselves alone."""
        self.close()
        try:
            self.port = self.made()
            if self.scheme == "socket":
                keep_alive(vars(self.port)["_socket"])
        except REFUSED as err:
            self.close()
            raise self.refused(err) from err

    def made(self) -> serial.SerialBase:
        """The open port of pyserial."""
        told = self.settings
        common: dict[str, Any] = {
            "baudrate": told.baud, "bytesize": told.bits, "parity": told.parity, "stopbits": told.stop,
            "xonxoff": told.xonxoff, "rtscts": told.rtscts,
        }  # fmt: skip
        if self.scheme == "socket":
            return serial.serial_for_url(f"socket://{self.port_name}", write_timeout=WRITE_S, **common)
        if self.scheme == "rfc2217":
            # Most servers never answer SET-CONTROL. Each change of the timeout would negotiate all settings
            # anew, so it is set once; a write has pyserial's own limit of 5 s.
            return serial.serial_for_url(f"rfc2217://{self.port_name}?ign_set_control", timeout=SLICE_S, **common)
        port = serial.Serial(self.port_name, exclusive=True, write_timeout=WRITE_S, **common)
        try:
            self.check_kept(port.fileno())
            port.reset_input_buffer()
        except REFUSED:
            port.close()
            raise
        return port

    def check_kept(self, descriptor: int) -> None:
        """Some drivers take settings without keeping them: then both sides would talk past each other for ever.

        Raises:
            ValueError: bits or parity are others now.
        """
        flags = termios.tcgetattr(descriptor)[2]
        bits, parity = SIZES[self.settings.bits], self.settings.parity != "N"
        if flags & termios.CSIZE != bits or bool(flags & termios.PARENB) != parity:
            raise ValueError("the port did not keep them")

    def read(self, deadline_s: float) -> bytes:
        """Bytes that are there."""
        try:
            port = self.opened()
            first = self.first(port, deadline_s)
        except BROKEN as err:
            raise self.lost(err) from err
        if first:
            # A link that broke behind the first byte says so at the next read.
            with contextlib.suppress(*BROKEN):
                first += self.rest(port)
        return first

    def first(self, port: serial.SerialBase, deadline_s: float) -> bytes:
        """The first byte, or none within the deadline."""
        if self.scheme != "rfc2217":
            port.timeout = max(deadline_s, 0.0)
            return bytes(port.read(1))
        end = time.monotonic() + deadline_s
        while not (received := bytes(port.read(1))) and time.monotonic() < end:
            pass
        return received

    def rest(self, port: Any) -> bytes:
        """What came with the first byte; pyserial's base class does not know `in_waiting`."""
        if self.scheme == "rfc2217":
            return bytes(port.read(min(port.in_waiting, CHUNK)))
        port.timeout = 0
        return bytes(port.read(CHUNK))

    def write(self, content: bytes) -> None:
        """Send all of it."""
        try:
            self.opened().write(content)
        except BROKEN as err:
            raise self.lost(err) from err

    def close(self) -> None:
        """Let go of the port."""
        if self.port is not None:
            # pyserial leaves the socket open when the other side has hung up first.
            held = vars(self.port).get("_socket")
            with contextlib.suppress(*BROKEN):
                self.port.close()
            if held is not None:
                held.close()
            self.port = None

    def opened(self) -> serial.SerialBase:
        """The port, which must be open."""
        if self.port is None:
            raise self.lost(OSError("not open"))
        return self.port

    def lost(self, cause: Exception) -> LinkLost:
        """What to tell of a broken link."""
        return LinkLost(
            "the serial link broke: {cause}", remedy="check the cable", source=self.address, cause=str(cause)
        )

    def refused(self, cause: Exception) -> DeviceUnavailable:
        """Why a port cannot be opened, and what to do about it."""
        number = getattr(cause, "errno", None)
        if number is None and isinstance(cause, termios.error | ValueError):
            number = errno.EINVAL
        told = {"source": self.address, "port": self.port_name, "cause": str(cause)}
        match number:
            case errno.EACCES | errno.EPERM:
                return DeviceUnavailable(
                    "no permission for {port}", remedy="add the user of the station to the group dialout "
                    "(sudo usermod -aG dialout USER) and log in again", **told,
                )  # fmt: skip
            case errno.EAGAIN | errno.EBUSY:
                return DeviceUnavailable(
                    "another program holds {port}", remedy="end it; `fuser -v {port}` names it", **told
                )
            case errno.ENOENT | errno.ENODEV | errno.ENXIO:
                return DeviceUnavailable(
                    "there is no port {port}",
                    remedy="check the cable; `ls /dev/serial/by-id` names the ports there are",
                    **told,
                )
            case errno.EINVAL:
                return DeviceUnavailable(
                    "{port} does not support the settings {settings}: {cause}",
                    remedy="change baud, bits, parity and stop in its link, on both sides, or use another adapter",
                    settings=str(self.settings), **told,
                )  # fmt: skip
            case _:
                return DeviceUnavailable(
                    "cannot open {port}: {cause}",
                    remedy="check the cable, and that no other program uses the port",
                    **told,
                )
