"""Serial ports, always exclusive. pyserial reports a pulled cable in several ways; all become LinkLost."""

import serial

from station.errors import DeviceUnavailable, LinkLost


class SerialLink:
    """A serial port such as /dev/ttyUSB0, 8N1."""

    def __init__(self, port: str, *, baud: int = 9600) -> None:
        self.address = f"serial:{port}"
        self.port_name = port
        self.baud = baud
        self.port: serial.Serial | None = None

    def open(self) -> None:
        """Open the port for ourselves alone."""
        self.close()
        try:
            self.port = serial.Serial(self.port_name, self.baud, exclusive=True, write_timeout=2.0)
            self.port.reset_input_buffer()
        except (serial.SerialException, OSError) as err:
            raise DeviceUnavailable(
                "cannot open {port}: {cause}",
                remedy="check the cable, and that no other program uses the port",
                source=self.address,
                port=self.port_name,
                cause=str(err),
            ) from err

    def read(self, deadline_s: float) -> bytes:
        """Bytes that are there."""
        try:
            port = self.opened()
            port.timeout = deadline_s
            first = port.read(1)
            return first + port.read(port.in_waiting) if first else b""
        except (serial.SerialException, OSError, TypeError) as err:
            raise self.lost(err) from err

    def write(self, content: bytes) -> None:
        """Send all of it."""
        try:
            self.opened().write(content)
        except (serial.SerialException, OSError) as err:
            raise self.lost(err) from err

    def close(self) -> None:
        """Let go of the port."""
        if self.port is not None:
            self.port.close()
            self.port = None

    def opened(self) -> serial.Serial:
        """The port, which must be open."""
        if self.port is None:
            raise self.lost(OSError("not open"))
        return self.port

    def lost(self, cause: Exception) -> LinkLost:
        """What to tell of a broken link."""
        return LinkLost(
            "the serial link broke: {cause}", remedy="check the cable", source=self.address, cause=str(cause)
        )
