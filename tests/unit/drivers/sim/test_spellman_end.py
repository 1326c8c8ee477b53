"""The simulated generator: against a client that we did not write, and what it does by itself."""

import importlib
import importlib.metadata
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from drivers.sim.serving import serve
from drivers.sim.spellman_end import SpellmanEnd, checksum
from drivers.sim.spellman_families import FAMILIES

MODEL = "SIM-GENERATOR-5"


def client_of_others() -> Any:
    """PyMeasure's driver; it may be missing on a desk, never in CI."""
    try:
        module = importlib.import_module("pymeasure.instruments.spellmanhv.spellmanXRV")
        importlib.import_module("pyvisa_py")
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("PyMeasure and PyVISA-py are not installed")
    print("met PyMeasure", importlib.metadata.version("PyMeasure"))
    return module


@pytest.fixture(params=["tcp", "pty"])
def met(request: pytest.FixtureRequest) -> Iterator[tuple[Any, Any, SpellmanEnd]]:
    """The client's module, the client, our device."""
    module = client_of_others()
    end = SpellmanEnd("xrv", summed=request.param == "pty", model=MODEL)
    address = serve(end, request.param, 0)
    where = address.partition(":")[2]
    resource = f"TCPIP::{where.replace(':', '::')}::SOCKET" if request.param == "tcp" else f"ASRL{where}::INSTR"
    client = module.SpellmanXRV(resource, visa_library="@py", query_delay=0.0)
    yield module, client, end
    client.adapter.close()


def eventually(holds: Any) -> None:
    """Wait until something holds."""
    for _ in range(2000):
        if holds():
            return
        threading.Event().wait(0.01)
    pytest.fail("it did not come")


@pytest.mark.peer
@pytest.mark.filterwarnings("default")
def test_a_client_of_others_operates_it(met: tuple[Any, Any, SpellmanEnd]) -> None:
    module, client, end = met
    assert client.scaling == {"voltage": 160_000, "current": pytest.approx(0.03), "polarity": 0}
    assert client.dsp[0] == MODEL
    client.voltage_setpoint, client.current_setpoint = 100_000, 0.005
    assert client.voltage_setpoint == pytest.approx(100_000, abs=40)
    assert client.unscaled.current_setpoint == end.set["ma"] == 682
    status = module.StatusCode
    assert client.status & (status.INTERLOCK_1_CLOSED | status.INTERLOCK_2_CLOSED) == 6
    assert status.POWER_SUPPLY_READY in client.status
    client.output_enabled = True
    assert status.HV_ENABLED in client.status
    eventually(lambda: client.voltage == pytest.approx(100_000, abs=100))
    assert client.analog_monitor["current"] == pytest.approx(0.005, abs=1e-4)
    assert client.hv_on_timer == pytest.approx(1.6, abs=0.1)
    assert client.configuration["watchdog_timer"] == 5
    end.play({"fault": "ARC_ANODE"})
    assert module.ErrorCode.ANODE_ARC in client.errors
    assert status.HV_ENABLED not in client.status
    with pytest.raises(ValueError, match=r"expected '\$', got '2'"):
        client.output_enabled = True
    client.reset_errors()
    client.output_enabled = True
    client.output_enabled = False
    assert client.errors == module.ErrorCode.NO_ERROR


@pytest.mark.peer
@pytest.mark.filterwarnings("default")
def test_a_client_of_others_finds_damage_by_the_checksum_and_misses_it_on_ethernet(
    met: tuple[Any, Any, SpellmanEnd],
) -> None:
    module, client, end = met
    end.corrupt = 1
    if end.summed:
        with pytest.raises(ConnectionError, match="Checksum"):
            _ = client.status
    else:
        assert module.StatusCode.INTERNAL_INTERLOCK_CLOSED not in client.status
        assert module.StatusCode.INTERNAL_INTERLOCK_CLOSED in client.status


class Time:
    """Seconds by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def end_of(family: str = "xrv", *, summed: bool = False, watchdog_s: float = 5.0) -> tuple[SpellmanEnd, Time]:
    now = Time()
    return SpellmanEnd(family, summed=summed, model=MODEL, watchdog_s=watchdog_s, now=now), now


def test_a_wrong_checksum_is_not_answered() -> None:
    end, _ = end_of(summed=True)
    assert end.feed(b"\x0228,j\x03") == b"\x0228,160,30,0,|\x03"
    assert end.feed(b"\x0228,k\x03") == b""
    assert end.feed(b"\x0228,\x03") == b""
    assert checksum(b"98,1,") == b"F"


@pytest.mark.parametrize("command", [b"\x0228,\x03", b"\x02028,\x03", b"\x020028,\x03", b"junk\x0222\x0228,\x03"])
def test_leading_zeros_and_garbage_before(command: bytes) -> None:
    end, _ = end_of()
    answers = [end.feed(command[:cut]) + end.feed(command[cut:]) for cut in range(len(command))]
    assert answers == [b"\x0228,160,30,0,\x03"] * len(command)


def test_it_ramps_and_falls() -> None:
    end, now = end_of()
    end.feed(b"\x0210,4095,\x03\x0298,1,\x03")
    now.seconds = 1.0
    end.feed(b"\x0222,\x03")
    assert end.actual["kv"] == pytest.approx(80)
    now.seconds = 3.0
    assert end.feed(b"\x0260,\x03") == b"\x0260,3412,\x03"
    end.feed(b"\x0298,0,\x03")
    now.seconds = 4.0
    end.tick()
    assert end.actual["kv"] == 0


@pytest.mark.parametrize(("watchdog_s", "on"), [(5.0, False), (0.0, True)])
def test_the_watchdog_drops_xrays_when_nobody_asks(watchdog_s: float, on: bool) -> None:
    end, now = end_of(watchdog_s=watchdog_s)
    end.feed(b"\x0298,1,\x03")
    for _ in range(10):
        now.seconds += 4.0
        end.feed(b"\x0222,\x03")
    assert end.on
    now.seconds += 5.1
    assert end.play({}) == {"on": on, "kv": 0.0, "faults": [] if on else ["WATCH_DOG"]}


@pytest.mark.parametrize("family", FAMILIES)
def test_98_and_99_are_what_they_are_in_each_family(family: str) -> None:
    for number in (98, 99):
        end, _ = end_of(family)
        answer = end.feed(f"\x02{number},1,\x03".encode())
        switches = (family, number) in {("xrv", 98), ("xrb011", 99), ("ux", 99)}
        assert end.on is switches
        assert bool(answer) is (switches or (family, number) == ("st", 99))


def test_some_families_tell_an_open_interlock_unasked_once() -> None:
    for family in FAMILIES:
        end, _ = end_of(family)
        heard: list[bytes] = []
        end.connected(heard.append)
        end.feed(b"\x0299,1,\x03")
        end.play({"open_interlock": 1})
        assert heard == ([b"\x0222,0,0,0,\x03"] if family == "ux" else [])
        assert not end.on


def test_a_bare_error_comes_on_ethernet_only() -> None:
    for summed, wanted in ((False, b"E#1"), (True, b"\x0210,1,V\x03")):
        end, _ = end_of("ux", summed=summed)
        command = b"10,5000,"
        assert end.feed(b"\x02" + command + (checksum(command) if summed else b"") + b"\x03") == wanted


def test_an_unknown_event_is_told() -> None:
    with pytest.raises(ValueError, match="colour"):
        end_of()[0].play({"colour": 1})
