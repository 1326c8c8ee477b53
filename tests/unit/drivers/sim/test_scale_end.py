"""The simulated scale against a client that we did not write."""

import sys
from collections.abc import Iterator

import pytest

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
