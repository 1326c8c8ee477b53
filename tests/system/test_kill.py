"""kill -9 of any process during a scan: what was recorded is there, the broken scan says so, the lane goes on."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.events import Topic
from station.types.ids import ItemId
from station.types.item import ItemState
from tests.support.waiting import until
from ui.supervisor import command
from ui.wiring.acquisition import LOCK
from ui.wiring.demo import Demo

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
DEADLINE_S = 60.0


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A lane with one item done; its belt is slow enough to be killed while an item passes."""
    with Demo(
        tmp_path, scanner="dense-de450", scenario="gold-in-tungsten", seed=5, model="physics-only", items=4,
        line_rate=150.0,
    ) as running:  # fmt: skip
        running.wait_ready()
        running.calibrate()
        mark = running.store.last_event_number()
        running.put_on_belt(0)
        running.wait_result(mark)
        yield running


def scan_under_way(demo: Demo, number: int) -> tuple[ItemId, threading.Thread]:
    """Put an item on the belt; its id once some of its lines have passed."""
    mark = demo.store.last_event_number()
    belt = threading.Thread(target=demo.put_on_belt, args=(number,))
    belt.start()

    def started() -> ItemId | None:
        events = demo.store.events_after(mark)
        return next((ItemId(e.subject) for e in events if e.topic is Topic.SCAN_STARTED), None)

    item_id = until(started)
    time.sleep(0.3)
    assert demo.store.item(ItemId(str(item_id))).state is ItemState.SCANNING
    return ItemId(str(item_id)), belt


def finished(demo: Demo, item_id: ItemId) -> bool:
    return demo.store.item(item_id).state not in (ItemState.ARRIVED, ItemState.SCANNING, ItemState.SCANNED)


def check_store(demo: Demo, interrupted: ItemId) -> None:
    """Every stored scan opens and agrees with its hash; the broken one is there and says so."""
    assert demo.store.faults() == ()
    heads = [stored.head for stored in demo.store.scans(interrupted)]
    assert heads
    assert heads[0].interrupted
    assert demo.store.load_raw(heads[0].scan_id).counts.shape[1] > 20


def check_goes_on(demo: Demo, number: int) -> None:
    """The next item is scanned and analysed as ever."""
    until(lambda: [h for h in demo.store.health() if h.name == "detector" and h.state.value == "acquiring"])
    time.sleep(1.0)
    mark = demo.store.last_event_number()
    demo.put_on_belt(number)
    item_id, _, _ = demo.wait_result(mark)
    assert demo.store.item(item_id).identifier == demo.world.barcode(number)
    assert demo.store.item(item_id).state is ItemState.ANALYSED
    assert not demo.store.scans(item_id)[-1].head.interrupted


def test_a_killed_lane_finds_its_item_again(demo: Demo) -> None:
    item_id, belt = scan_under_way(demo, 1)
    lane = demo.lane.processes["lane"]
    lane.kill()
    lane.wait()
    belt.join()
    demo.lane.launch("lane")
    until(lambda: finished(demo, item_id))
    check_store(demo, item_id)
    check_goes_on(demo, 2)


def test_a_killed_acquisition_interrupts_the_item_and_is_started_again(demo: Demo) -> None:
    item_id, belt = scan_under_way(demo, 1)
    os.kill(int((demo.folder / "data" / "run" / LOCK).read_text()), signal.SIGKILL)
    belt.join()
    until(lambda: finished(demo, item_id))
    assert demo.store.item(item_id).state is ItemState.INTERRUPTED
    check_store(demo, item_id)
    check_goes_on(demo, 2)


def views(demo: Demo) -> list[object]:
    return [entry for entry in demo.store.audit_entries() if entry["action"] == "view"]


def test_a_killed_window_harms_nothing(demo: Demo) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    window = subprocess.Popen(command("ui", "--config", str(demo.config)), env=environment)
    # Opening a case is written to the audit log: the window is at work on the first item.
    until(lambda: views(demo))
    mark = demo.store.last_event_number()
    item_id, belt = scan_under_way(demo, 1)
    window.kill()
    window.wait()
    belt.join()
    done, _, _ = demo.wait_result(mark)
    assert done == item_id
    assert demo.store.faults() == ()
    assert not demo.store.scans(item_id)[-1].head.interrupted
    again = subprocess.Popen(command("ui", "--config", str(demo.config)), env=environment)
    opened = len(views(demo))
    until(lambda: len(views(demo)) > opened)
    again.terminate()
    again.wait(10)


def test_a_second_lane_is_refused_and_names_the_first(demo: Demo) -> None:
    done = subprocess.run(
        command("lane", "--config", str(demo.config)), capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 1
    assert str(demo.lane.processes["lane"].pid) in done.stderr
