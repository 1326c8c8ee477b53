"""The simulated scale against a client that we did not write."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from drivers.catalog import DRIVERS
from drivers.link.address import link_of
from station.clock import SystemClock
from station.types.reading import ReadingQuality
from ui.wiring.demo import End

pytestmark = pytest.mark.peer


@pytest.fixture
def end() -> Iterator[End]:
    running = End("scale", "dense-de450", "gold-in-tungsten", 5, 0.0)
    yield running
    running.stop()


@pytest.mark.filterwarnings("default")
def test_a_client_of_others_reads_the_scale(end: End) -> None:
    driver = pytest.importorskip("labmcp_mettler_toledo.driver")
    transports = pytest.importorskip("labmcp.transports")
    host, port = end.address.removeprefix("tcp:").split(":")
    transport = transports.open_transport(
        f"tcp://{host}:{port}", read_termination="\r\n", write_termination="\r\n", timeout=3.0
    )
    balance = driver.MTSICSBalance(transport)
    assert balance.identify()["serial"] == "SIM-SCALE-5"
    end.place(0)
    weight = balance.weight(stable=True)
    assert weight.stable
    assert weight.unit == "g"
    assert weight.value > 1000
    balance.close()
    assert sys.modules["labmcp_mettler_toledo"] is not None


@pytest.mark.parametrize(("protocol", "link"), [("sbi", "tcp"), ("and", "pty"), ("cas", "pty")])
def test_the_other_protocols_are_served_too(protocol: str, link: str) -> None:
    words = [sys.executable, "-m", "drivers.sim.end_main", "scale", "--scanner", "dense-de450", "--scenario"]
    words += ["gold-in-tungsten", "--seed", "5", "--link", link, "--set", f"protocol={protocol}"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["link"]
        device = DRIVERS.get(f"weigh-{protocol}")(name="scale", link=link_of(address), clock=SystemClock())
        device.open()
        process.stdin.write('{"place": 0}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"placed": 0}
        reading = device.read(20.0)
        assert reading.quality is ReadingQuality.STABLE
        assert reading.value > 1000
        device.close()
        process.stdin.write('{"quit": true}\n')
