"""A link named in one line: "serial:/dev/ttyUSB0?baud=9600", "tcp:10.0.0.5:8001", "modbus:10.0.0.7:502?unit=1"."""

from typing import Any

from drivers.link.modbus import ModbusLink
from drivers.link.serial_link import SerialLink
from drivers.link.tcp_link import TcpLink
from station.errors import ConfigError


def link_of(address: str) -> Any:
    """The `Link` or `ModbusLink` that `address` names, not opened yet; the driver says which it takes.

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
        if kind == "modbus":
            return modbus_link(rest)
    except ValueError:
        pass
    raise ConfigError(
        "{address!r} names no link",
        remedy="write serial:/dev/ttyUSB0?baud=9600, tcp:10.0.0.5:8001 or modbus:10.0.0.7:502?unit=1",
        address=address,
    )


def modbus_link(rest: str) -> ModbusLink:
    """HOST:PORT or HOST:PORT?unit=N; ValueError if it is none."""
    target, _, options = rest.partition("?")
    host, _, number = target.rpartition(":")
    unit = int(options.removeprefix("unit=")) if options else 1
    if not host or not 0 < int(number) < 65536 or not 0 <= unit < 256:
        raise ValueError(rest)
    return ModbusLink(host, int(number), unit=unit)
