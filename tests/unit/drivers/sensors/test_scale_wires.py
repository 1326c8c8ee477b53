"""All four scales over a serial line, a device server's raw port and RFC 2217, and simulators that we did not write.

The wires are socat's and ser2net's. MT-SICS and SBI speak to the simulators of labmcp; of A&D and CAS there is none,
so our own ends sit there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from labmcp_mettler_toledo.simulator import MTSICSSimulator
from labmcp_sartorius.simulator import SBISimulator

from drivers.catalog import DRIVERS
from drivers.link.address import link_of
from drivers.link.tap import ReplayLink, read_capture
from drivers.sim.line_scale_ends import AndEnd, CasEnd
from station.clock import SystemClock
from station.errors import StationError
from station.types.reading import Reading, ReadingQuality
from tests.support.peers import FarEnd, NullModem, device_server, line_server, met_package, null_modem, until

pytestmark = [
    pytest.mark.peer,
    # pyserial 3.5 prepares its reader thread with calls that Python has since deprecated.
    pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning"),
]


class LineEnd:
    """A simulator of labmcp, which takes and gives lines, for bytes."""

    def __init__(self, handle: Callable[[str], str | list[str] | None]) -> None:
        self.handle, self.buffer = handle, b""

    def feed(self, received: bytes) -> bytes:
        *lines, self.buffer = (self.buffer + received).split(b"\r\n")
        answers = [self.handle(line.decode("latin-1")) for line in lines]
        return b"".join(f"{answer}\r\n".encode() for answer in answers if answer is not None)


def far_end(name: str, port: Path) -> tuple[FarEnd, float]:
    """Who sits at the far side, and the grams that lie on it."""
    match name:
        case "weigh-mtsics":
            met_package("labmcp-mettler-toledo")
            return FarEnd(port, LineEnd(MTSICSSimulator(load_g=52.1873).handle).feed), 52.1873
        case "weigh-sbi":
            met_package("labmcp-sartorius")
            return FarEnd(port, LineEnd(SBISimulator(load_g=52.1873).handle).feed), 52.1873
        case "weigh-and":
            platform = AndEnd("")
            platform.place(12_345.0)
            return FarEnd(port, platform.feed), 12_345.0
        case _:
            stream = CasEnd("")
            stream.place(12_345.0)
            return FarEnd(port, spontaneous=stream.spontaneous), 12_345.0


@contextmanager
def wired(scheme: str, modem: NullModem, folder: Path) -> Iterator[str]:
    """The address of a link over the modem."""
    if scheme == "serial":
        yield f"serial:{modem.ours}?baud=9600"
        return
    with device_server(folder, modem.ours, scheme) as address:
        yield address


def weighed(device: Any) -> Reading | None:
    """A stable weight, or nothing yet."""
    try:
        reading: Reading = device.read(3.0)
    except StationError:
        return None
    return reading if reading.quality is ReadingQuality.STABLE else None


def comes(device: Any, grams: float) -> None:
    until(lambda: (reading := weighed(device)) is not None and abs(reading.value - grams) < 0.01, "no weight")


@pytest.mark.parametrize("scheme", ["serial", "socket", "rfc2217"])
@pytest.mark.parametrize("name", ["weigh-mtsics", "weigh-sbi", "weigh-and", "weigh-cas"])
def test_a_scale_is_weighed_over_every_serial_wire(name: str, scheme: str, tmp_path: Path) -> None:
    with null_modem(tmp_path) as modem, wired(scheme, modem, tmp_path) as address:
        capture = tmp_path / "scale.capture"
        device = DRIVERS.get(name)(
            name="scale", link=link_of(f"tap:{capture.name}:{address}", folder=tmp_path), clock=SystemClock()
        )
        end, grams = far_end(name, modem.theirs)
        with end:
            comes(device, grams)
            if scheme == "serial":
                modem.unplug()
                until(lambda: weighed(device) is None, "a pulled cable was not told")
                modem.plug()
        if scheme == "serial":
            with far_end(name, modem.theirs)[0]:
                comes(device, grams)
        device.close()
    # What was recorded is a device of its own.
    assert read_capture(capture)
    replayed = DRIVERS.get(name)(name="scale", link=ReplayLink(capture, clock=SystemClock()), clock=SystemClock())
    comes(replayed, grams)
    replayed.close()


def test_an_sbi_simulator_of_others_over_tcp_tells_model_serial_and_overload() -> None:
    met_package("labmcp-sartorius")
    simulator = SBISimulator(load_g=52.1873, time_scale=10.0)
    with line_server(simulator.handle) as address:
        device = DRIVERS.get("weigh-sbi")(name="scale", link=link_of(address), serial="0037402012", clock=SystemClock())
        comes(device, 52.1873)
        identity = device.health().identity
        assert identity is not None
        assert (identity.model, identity.serial) == ("QUINTIX224-1S", "0037402012")
        simulator.place(100.0)
        comes(device, 100.0)
        simulator.place(300.0)
        until(lambda: device.read(3.0).quality is ReadingQuality.OVERLOAD, "no overload")
        device.close()


def test_an_mt_sics_simulator_of_others_over_tcp_tells_overload() -> None:
    met_package("labmcp-mettler-toledo")
    simulator = MTSICSSimulator(load_g=52.1873)
    with line_server(simulator.handle) as address:
        device = DRIVERS.get("weigh-mtsics")(
            name="scale", link=link_of(address), serial="B123456789", clock=SystemClock()
        )
        comes(device, 52.1873)
        simulator.load_g = 300.0
        until(lambda: device.read(3.0).quality is ReadingQuality.OVERLOAD, "no overload")
        device.close()
