"""A detector that is away for half a minute, and another unit in its place: told, refused, and back by itself."""

import subprocess
import time
from pathlib import Path

import pytest

from drivers.acquisition.client import LineClient
from drivers.acquisition.loop import EPOCH_JUMP
from drivers.sim.gige_end import GigeEnd
from drivers.sim.world import World
from station.clock import SystemClock
from station.storage.store import SqlStore
from station.types.device import DeviceState
from tests.support.waiting import until
from ui.supervisor import command

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
WORLD = World(scanner_name="dense-de450", scenario="mail", seed=3, width=64)
AIR = WORLD.air_lines(64)
AWAY_S = 30.0
CONFIG = """[station]
folder = "data"
[detector]
model = "dense-de450"
address = "127.0.0.1:{port}"
serial = "RIGHT"
pixels = 64
stall_s = 1.0
simulated = true
"""


def plugged(port: int, serial: str) -> GigeEnd:
    """A detector at a port."""
    end = GigeEnd(
        ("127.0.0.1", port), pixels=64, channels=2, line_rate_hz=500.0, serial=serial,
        next_lines=lambda count, _: AIR[:count],
    )  # fmt: skip
    end.start()
    return end


def test_away_for_half_a_minute_then_another_unit_then_back(tmp_path: Path) -> None:
    end = plugged(0, "RIGHT")
    port = end.address[1]
    config = tmp_path / "station.toml"
    config.write_text(CONFIG.format(port=port), encoding="utf-8")
    store = SqlStore(tmp_path / "data")

    def told(state: DeviceState) -> str | None:
        """The reason, once the detector is in this state; a space stands for none."""
        return next((h.reason or " " for h in store.health() if h.name == "detector" and h.state is state), None)

    with subprocess.Popen(command("acquire", "--config", str(config))) as process:
        try:
            until(lambda: told(DeviceState.ACQUIRING))
            end.stop()
            until(lambda: told(DeviceState.DISCONNECTED))
            away = time.monotonic()
            assert "check" in str(told(DeviceState.DISCONNECTED))
            held = LineClient(tmp_path / "data" / "run", clock=SystemClock(), start=0).newest()
            time.sleep(AWAY_S - (time.monotonic() - away))

            other = plugged(port, "OTHER")
            until(lambda: told(DeviceState.FAULTED))
            assert "OTHER" in str(told(DeviceState.FAULTED))
            client = LineClient(tmp_path / "data" / "run", clock=SystemClock(), start=0)
            assert client.newest() == held
            other.stop()

            again = plugged(port, "RIGHT")
            until(lambda: told(DeviceState.ACQUIRING))
            until(lambda: client.newest() > held + EPOCH_JUMP)
            again.stop()
        finally:
            process.terminate()
            process.wait(20)
    store.close()
