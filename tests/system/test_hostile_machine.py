"""A disk that fills, a clock that jumps, a scale that two stations want: a clear state, and on by itself."""

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.link.address import link_of
from drivers.sensors.weigh_mtsics import WeighMtsics
from drivers.sim.scale_end import ScaleEnd
from drivers.sim.serving import serve
from station.clock import SystemClock
from station.errors import DeviceUnavailable
from station.types.device import DeviceState
from station.types.item import ItemState
from tests.support.waiting import until
from ui.supervisor import command
from ui.wiring.demo import Demo
from ui.wiring.desk import StoreDesk

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
SKEWED = Path(__file__).parent.parent / "support" / "skewed_clock"
ROOM_MB = 220
ENDED = (ItemState.ANALYSED, ItemState.NOT_ANALYSED, ItemState.INTERRUPTED)


def demo(folder: Path) -> Demo:
    return Demo(
        folder, scanner="dense-de450", scenario="gold-in-tungsten", seed=5, model="physics-only", items=6,
        line_rate=300.0,
    )  # fmt: skip


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={ROOM_MB}m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip("no right to mount a small disk here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all the room that there is."""
    filler = folder / "filler"
    with filler.open("wb") as file:
        try:
            while True:
                file.write(bytes(1 << 16))
                file.flush()
        except OSError:
            return filler


def test_a_full_disk_is_told_in_the_window_and_the_lane_goes_on_when_there_is_room(small_disk: Path) -> None:
    with demo(small_disk) as running:
        running.wait_ready()
        running.calibrate()
        mark = running.store.last_event_number()
        running.put_on_belt(0)
        running.wait_result(mark)
        from station.config.load import load_config

        desk = StoreDesk(load_config(running.config))
        assert desk.status().trouble == ""
        filler = fill(small_disk)
        running.put_on_belt(1)
        assert "The disk is full" in desk.status().trouble
        assert running.lane.processes["lane"].poll() is None
        filler.unlink()
        until(lambda: len(running.store.items(ENDED)) == 2)
        until(lambda: [h for h in running.store.health() if h.name == "lane" and h.state is DeviceState.READY])
        running.put_on_belt(2)
        until(lambda: len(running.store.items(ENDED)) == 3)
        first, second, third = running.store.items()
        assert second.identifier in ("", running.world.barcode(1))
        assert (third.identifier, third.state) == (running.world.barcode(2), ItemState.ANALYSED)
        assert first.state is ItemState.ANALYSED
        assert running.store.faults() == ()
        assert desk.status().trouble == ""
        desk.close()


def test_a_station_on_a_disk_that_cannot_be_written_says_so_and_does_not_start(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "station.toml").write_text(
        '[detector]\nmodel = "dense-de450"\naddress = "127.0.0.1:1"\npixels = 640\n', encoding="utf-8"
    )
    mount = ["mount", "--bind", str(folder), str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount a disk read-only here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        done = subprocess.run(
            command("lane", "--config", str(folder / "station.toml")), capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_clock_that_jumps_an_hour_mixes_no_items_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shift = tmp_path / "shift"
    shift.write_text("0")
    monkeypatch.setenv("CLOCK_SHIFT", str(shift))
    monkeypatch.setenv("PYTHONPATH", str(SKEWED))
    with demo(tmp_path / "station") as running:
        running.wait_ready()
        running.calibrate()
        for number, jump in enumerate(("0", "3600", "-3600", "0")):
            belt = threading.Thread(target=running.put_on_belt, args=(number,))
            belt.start()
            time.sleep(0.8)  # while the item passes
            shift.write_text(jump)
            belt.join()
            until(lambda count=number + 1: len(running.store.items(ENDED)) == count)
        items = running.store.items()
        assert [item.identifier for item in items] == [running.world.barcode(number) for number in range(4)]
        assert [item.state for item in items] == [ItemState.ANALYSED] * 4
        assert running.store.faults() == ()
        spans = [abs((items[n].arrived_at - items[0].arrived_at).total_seconds()) for n in (2, 3)]
        assert spans[0] > 3000  # the clock did jump
        calibration = [running.store.scans(item.item_id)[0].calibration for item in items]
        assert calibration[0] == calibration[1] == "valid"
        # Before the time at which it was made a profile says nothing.
        assert calibration[2] == "expired"


def test_two_stations_on_one_scale_tell_the_second_that_it_is_taken() -> None:
    for kind in ("pty", "tcp"):
        end = serve(ScaleEnd("B1"), kind, 0)
        first, second = (WeighMtsics(name=name, link=link_of(end), clock=SystemClock()) for name in ("first", "second"))
        first.open()
        with pytest.raises(DeviceUnavailable) as told:
            second.open()
        assert second.health().state is DeviceState.DISCONNECTED
        assert "other program" in f"{told.value} {told.value.remedy}"
        assert first.read(2.0).value == 0.0
        first.close()
        end_time = time.monotonic() + 20
        while time.monotonic() < end_time:
            try:
                second.open()
                break
            except DeviceUnavailable:
                time.sleep(0.2)
        assert second.read(2.0).value == 0.0
        second.close()
