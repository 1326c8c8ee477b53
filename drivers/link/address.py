"""A link named in one line of configuration: "serial:/dev/ttyUSB0?baud=9600", "tcp:10.0.0.5:8001"."""

from drivers.link.base import Link
from drivers.link.serial_link import SerialLink
from drivers.link.tcp_link import TcpLink
from station.errors import ConfigError


def link_of(address: str) -> Link:
    """The link that `address` names, not opened yet.

    Raises:
        ConfigError: it names none.
    """
    kind, _, rest = address.partition(":")
    try:
        if kind == "serial" and rest:
            port, _, options = rest.partition("?")
            baud = int(options.removeprefix("baud=")) if options else 9600
            return SerialLink(port, baud=baud)
        if kind == "tcp":
            host, _, number = rest.rpartition(":")
            if host and 0 < int(number) < 65536:
                return TcpLink(host, int(number))
    except ValueError:
        pass
    raise ConfigError(
        "{address!r} names no link",
        remedy="write serial:/dev/ttyUSB0?baud=9600 or tcp:10.0.0.5:8001",
        address=address,
    )
