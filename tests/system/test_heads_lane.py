"""Low and high energy from separate heads: two acquisition processes, one scan with both channels."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.sim.world import World
from station.storage.store import SqlStore
from station.types.device import DeviceState
from station.types.item import ItemState
from station.types.job import JobState
from tests.support.beltheads import BeltHead, carry
from tests.support.waiting import until
from ui.supervisor import Supervisor, command

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
WORLD = World(scanner_name="dense-de450", scenario="gold-in-tungsten", seed=5)
DETECTOR = """
[[detector]]
name = "{name}"
channels = 1
model = "dense-de450"
address = "{address}"
pixels = 640
line_rate_hz = 200.0
simulated = true
"""


@pytest.fixture
def heads() -> Iterator[list[BeltHead]]:
    running = [BeltHead(WORLD, serial=f"HEAD-{number}", channels=slice(number, number + 1)) for number in (0, 1)]
    yield running
    for head in running:
        head.end.stop()


@pytest.fixture
def store(tmp_path: Path, heads: list[BeltHead]) -> Iterator[SqlStore]:
    tables = [
        DETECTOR.format(name=name, address=head.address) for name, head in zip(("low", "high"), heads, strict=True)
    ]
    config = tmp_path / "station.toml"
    text = '[station]\nfolder = "data"\n' + "".join(tables) + '[analysis]\nmodel = "physics-only"\n'
    config.write_text(text, encoding="utf-8")
    opened = SqlStore(tmp_path / "data")
    lane = Supervisor({"lane": command("lane", "--config", str(config))})
    lane.start()
    yield opened
    lane.stop()
    opened.close()


def test_two_heads_make_one_scan(store: SqlStore, heads: list[BeltHead]) -> None:
    def acquiring() -> bool:
        states = {health.name: health.state for health in store.health()}
        return all(states.get(name) is DeviceState.ACQUIRING for name in ("low", "high"))

    until(acquiring)
    job = store.request("dark-air", {"lines": 128})
    until(lambda: store.job(job).state is JobState.DONE)
    carry(heads, WORLD.item_lines(0))
    until(lambda: store.items((ItemState.ANALYSED,)))
    (found,) = store.items()
    (stored,) = store.scans(found.item_id)
    assert [channel.name for channel in stored.head.channels] == ["low", "high"]
    assert stored.calibration == "valid"
    raw = store.load_raw(stored.head.scan_id)
    assert raw.counts.shape[0] == 2
    assert raw.valid.mean() > 0.9
    # Both heads saw the same bars. These two have no common trigger: which lines is tested with the joiner.
    dark = [(channel.astype(float) < 0.5 * channel.max()).any(axis=1) for channel in raw.counts]
    assert abs(int(dark[0].sum()) - int(dark[1].sum())) < 0.3 * dark[0].sum()
    assert store.faults() == ()
