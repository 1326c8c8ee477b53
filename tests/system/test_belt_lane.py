"""A lane with a PLC: code, weight, light gates and lines of one item joined by their place on the moving belt."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.sim.world import World, write_declarations
from station.events import Topic
from station.storage.store import SqlStore
from station.types.device import DeviceState
from station.types.item import Item, ItemState
from station.types.job import JobState
from station.types.scan import Geometry
from tests.support.waiting import until
from ui.supervisor import Supervisor, command
from ui.wiring.demo import End

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
SPEED_MM_S, LINE_HZ = 240.0, 120.0
CONFIG = """[station]
folder = "data"
[detector]
model = "dense-de450"
address = "{camera}"
pixels = 640
line_rate_hz = {line_hz}
simulated = true
[scale]
driver = "weigh-mtsics"
link = "{scale}"
simulated = true
[barcode]
driver = "barcode-serial"
link = "{barcode}"
simulated = true
[conveyor]
driver = "conveyor-modbus"
link = "{plc}"
simulated = true
[places]
reader_mm = 100.0
scale_mm = 100.0
platform_mm = 300.0
gates_mm = [100.0, 1000.0, 2500.0]
beam_mm = 700.0
slack_mm = 200.0
[declarations]
csv = "declarations.csv"
[analysis]
model = "physics-only"
"""


class BeltLane:
    """Camera, scale, reader and PLC around a lane."""

    def __init__(self, folder: Path) -> None:
        self.world = World(scanner_name="dense-de450", scenario="gold-in-tungsten", seed=5)
        write_declarations(folder / "declarations.csv", self.world, range(4))
        kinds = ("camera", "scale", "barcode", "plc")
        self.ends = {kind: End(kind, "dense-de450", "gold-in-tungsten", 5, LINE_HZ) for kind in kinds}
        config = folder / "station.toml"
        addresses = {kind: end.address for kind, end in self.ends.items()}
        config.write_text(CONFIG.format(line_hz=LINE_HZ, **addresses), encoding="utf-8")
        self.store = SqlStore(folder / "data")
        self.lane = Supervisor({"lane": command("lane", "--config", str(config))})
        self.lane.start()

    def carry(self, number: int, *, readable: bool = True) -> None:
        """Item `number` rides from the beginning of the belt through the beam."""
        self.ends["plc"].place(number)
        time.sleep(0.5)  # its front is at the reader and the scale now
        self.ends["scale"].place(number)
        if readable:
            self.ends["barcode"].place(number)
        time.sleep(1.9)  # until a little before the beam: the camera begins with air
        self.ends["camera"].place(number)

    def ready(self) -> bool:
        states = {health.name: health.state for health in self.store.health()}
        return states.get("detector") is DeviceState.ACQUIRING and states.get("conveyor") is DeviceState.READY

    def close(self) -> None:
        self.lane.stop()
        for end in self.ends.values():
            end.stop()
        self.store.close()


@pytest.fixture
def lane(tmp_path: Path) -> Iterator[BeltLane]:
    running = BeltLane(tmp_path)
    until(running.ready)
    job = running.store.request("dark-air", {"lines": 128})
    until(lambda: running.store.job(job).state is JobState.DONE)
    yield running
    running.close()


def over(lane: BeltLane, count: int) -> tuple[Item, ...]:
    ended = (ItemState.ANALYSED, ItemState.NOT_ANALYSED, ItemState.INTERRUPTED)
    until(lambda: len(lane.store.items(ended)) == count)
    return lane.store.items(ended)


def test_items_are_joined_by_their_place_and_an_unread_label_names_nobody(lane: BeltLane) -> None:
    for number, readable in ((0, True), (1, False), (2, True)):
        lane.carry(number, readable=readable)
        over(lane, number + 1)
        time.sleep(1.0)
    items = over(lane, 3)
    assert [item.identifier for item in items] == [lane.world.barcode(0), "", lane.world.barcode(2)]
    assert [item.state for item in items] == [ItemState.ANALYSED] * 3
    assert [item.mass_g for item in items][::2] == [lane.world.weight_g(0), lane.world.weight_g(2)]
    heads = [lane.store.scans(item.item_id)[0].head for item in items]
    assert {head.geometry for head in heads} == {Geometry.ENCODER}
    # Rows at the pitch of the scanner: as many as the item was rendered with, but for the air around it.
    for number, item in enumerate(items):
        raw = lane.store.load_raw(lane.store.scans(item.item_id)[0].head.scan_id)
        length = float(raw.belt_mm[-1] - raw.belt_mm[0]) if raw.belt_mm is not None else 0.0
        assert abs(length - lane.world.scene(number).size_mm[1]) < 120
    assert not [event for event in lane.store.events_after(0) if event.topic is Topic.SIGHTING_UNJOINED]
    assert lane.store.faults() == ()
