"""A link named in one line of configuration.

serial:/dev/ttyUSB0?baud=9600&bits=7&parity=E&stop=1&xonxoff=1&rtscts=1    a port of this machine
rfc2217:10.0.0.6:2001?baud=2400                                            a port behind a device server (RFC 2217)
socket:10.0.0.6:2000                                                       a port behind a device server (raw TCP)
tcp:10.0.0.5:8001                                                          a device with a network of its own
modbus:10.0.0.7:502?unit=1                                                 a device that speaks Modbus TCP
tap:scale.capture:ADDRESS                                                  any of them, with its traffic recorded
replay:scale.capture                                                       a recording, as the device
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from drivers.link.base import Link
from drivers.link.modbus import ModbusLink
from drivers.link.serial_link import SerialLink, SerialSettings
from drivers.link.tap import ReplayLink, TapLink
from drivers.link.tcp_link import TcpLink
from station.clock import Clock, SystemClock
from station.errors import ConfigError

FLAGS = {"0": False, "1": True}
BITS, STOP = {"5": 5, "6": 6, "7": 7, "8": 8}, {"1": 1.0, "1.5": 1.5, "2": 2.0}
HIGHEST_BAUD = 4_000_000


def link_of(address: str, *, folder: Path = Path(), clock: Clock | None = None) -> Any:
    """The `Link` or `ModbusLink` that `address` names, not opened yet; the driver says which it takes.

    Args:
        address: one of the forms above.
        folder: where captures lie whose path is relative.
        clock: times of captures.

    Raises:
        ConfigError: it names none.
    """
    scheme, _, rest = address.partition(":")
    try:
        match scheme:
            case "tap" | "replay":
                return capture_link(scheme, rest, folder, clock or SystemClock())
            case "tcp":
                host, port = host_and_port(rest)
                return TcpLink(host, port)
            case "modbus":
                return modbus_link(rest)
            case "serial" | "socket" | "rfc2217" if rest:
                return port_link(scheme, rest)
    except (ValueError, KeyError):
        pass
    raise ConfigError(
        "{address!r} names no link",
        remedy="write serial:/dev/ttyUSB0?baud=9600 or tcp:10.0.0.5:8001; docs/reference/links.md has all forms",
        address=address,
    )


def capture_link(scheme: str, rest: str, folder: Path, clock: Clock) -> Link:
    """A link that is recorded, or a recording."""
    name, _, inner = rest.partition(":")
    if not name or (scheme == "replay" and inner):
        raise ValueError(rest)
    if scheme == "replay":
        return ReplayLink(folder / name, clock=clock)
    if inner.startswith("modbus:"):
        raise ValueError(rest)
    return TapLink(link_of(inner, folder=folder, clock=clock), folder / name, clock=clock)


def modbus_link(rest: str) -> ModbusLink:
    """HOST:PORT or HOST:PORT?unit=N; ValueError if it is none."""
    target, _, options = rest.partition("?")
    host, port = host_and_port(target)
    unit = int(options.removeprefix("unit=")) if options else 1
    if not 0 <= unit < 256:
        raise ValueError(rest)
    return ModbusLink(host, port, unit=unit)


def port_link(scheme: str, rest: str) -> SerialLink:
    """A serial port, here or elsewhere."""
    port, _, query = rest.partition("?")
    if scheme != "serial":
        host_and_port(port)
    if scheme == "socket" and query:
        # The device server has the settings; to accept them here would only pretend to set them.
        raise ValueError(query)
    return SerialLink(port, scheme=scheme, settings=serial_settings(query))


def serial_settings(query: str) -> SerialSettings:
    """The settings of baud=9600&bits=7&parity=E&stop=1&xonxoff=1&rtscts=1.

    Raises:
        ValueError, KeyError: unknown, twice, or no such value.
    """
    pairs = parse_qsl(query, strict_parsing=True, keep_blank_values=True) if query else []
    given = dict(pairs)
    if len(given) < len(pairs) or given.keys() - {"baud", "bits", "parity", "stop", "xonxoff", "rtscts"}:
        raise ValueError(query)
    baud, parity = int(given.get("baud", "9600")), given.get("parity", "N")
    if not 0 < baud <= HIGHEST_BAUD or parity not in ("N", "E", "O", "M", "S"):
        raise ValueError(query)
    flow = [FLAGS[given.get(name, "0")] for name in ("xonxoff", "rtscts")]
    if all(flow):
        raise ValueError(query)
    return SerialSettings(
        baud=baud, bits=BITS[given.get("bits", "8")], parity=parity, stop=STOP[given.get("stop", "1")],
        xonxoff=flow[0], rtscts=flow[1],
    )  # fmt: skip


def host_and_port(text: str) -> tuple[str, int]:
    """host:port, [::1]:port.

    Raises:
        ValueError: it is none.
    """
    host, _, number = text.rpartition(":")
    if not host or not 0 < int(number) < 65536:
        raise ValueError(text)
    return host, int(number)
