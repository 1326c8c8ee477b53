"""The lane with a belt: scans joined by place, pictures true although the belt stopped, refused when it ran back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from drivers.acquisition.assembler import ItemAssembler
from drivers.sim.world import World
from station.clock import ManualClock
from station.events import Topic
from station.storage.store import SqlStore
from station.types.analysis import Analysis
from station.types.arrays import frozen
from station.types.belt import LanePlaces
from station.types.item import ItemState
from station.types.lines import LineBlock
from station.types.reading import BarcodeRead
from station.types.scan import Geometry
from station.workflow.belt_watch import nanoseconds
from station.workflow.intake import Intake
from station.workflow.lane import Lane, LaneSetup
from station.workflow.views import Eye
from tests.support.belt import at, watched
from tests.support.builders import MADE_AT
from ui.wiring.pipeline import pipeline_of

WORLD = World(scanner_name="dense-de450", scenario="gold-in-tungsten", seed=8)
PITCH = WORLD.scanner.pitch_mm[0]
LINE_S = 0.002
SPEED = PITCH / LINE_S
PLACES = LanePlaces(beam_mm=1500.0)
START_S = 5.0
AIR = 60


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(tmp_path / "data")
    opened.put_profile(WORLD.profile(made_at=MADE_AT))
    yield opened
    opened.close()


def lane_of(store: SqlStore, position_mm: Callable[[float], float], end: float) -> Lane:
    scanner = WORLD.scanner
    setup = LaneSetup(
        scanner=scanner.name, channels=scanner.channels, pitch_mm=scanner.pitch_mm, mass_sigma=0.002,
        weight_wait_s=1.0, simulated=True,
    )  # fmt: skip
    clock = ManualClock(MADE_AT)
    belt = watched(position_mm, PLACES, end=end)
    intake = Intake(store, clock, reader=None, scale=None, simulated=True, belt=belt)
    intake.start()
    profile = store.active_profile(scanner.name)
    assembler = ItemAssembler(air=profile.air if profile else None)
    eye = Eye(name="top", profile=scanner.name, assembler=assembler, free_lines=lambda _: None)
    return Lane(
        setup, eyes=[eye], store=store, intake=intake, pipeline=pipeline_of("physics-only"), clock=clock
    )  # fmt: skip


def blocks(lines: np.ndarray) -> Iterator[LineBlock]:
    """The lines in blocks of 32, each line with its time."""
    for start in range(0, len(lines), 32):
        piece = lines[start : start + 32]
        numbers = start + np.arange(len(piece), dtype=np.int64)
        time_ns = nanoseconds(at(START_S)) + (numbers + 1) * round(LINE_S * 1e9)
        yield LineBlock(
            first_line=start, counts=frozen(piece), valid=frozen(np.ones(len(piece), bool)),
            time_ns=frozen(time_ns), simulated=True,
        )  # fmt: skip


def run(lane: Lane, lines: np.ndarray) -> None:
    lane.run((("top", block) for block in blocks(lines)), lambda: False)
    lane.intake.stop()


def steady(seconds: float) -> float:
    return SPEED * seconds


def test_codes_that_came_late_and_in_the_wrong_order_find_their_scans(store: SqlStore) -> None:
    air = WORLD.air_lines(AIR)
    items = [WORLD.item_lines(number) for number in range(2)]
    lines = np.concatenate([air, items[0], air, items[1], air])
    lane = lane_of(store, steady, START_S + len(lines) * LINE_S + 1)
    middles = [AIR + len(items[0]) / 2, 2 * AIR + len(items[0]) + len(items[1]) / 2]
    for number in (1, 0):  # the second item's code arrives first
        time = at(START_S + middles[number] * LINE_S - PLACES.beam_mm / SPEED)
        lane.intake.arrive(
            BarcodeRead(source="reader", text=WORLD.barcode(number), symbology="", time=time, simulated=True)
        )
    run(lane, lines)
    in_order = sorted(store.items(), key=lambda found: store.scans(found.item_id)[0].head.scan_id)
    assert [found.identifier for found in in_order] == [WORLD.barcode(0), WORLD.barcode(1)]
    assert {found.state for found in in_order} == {ItemState.ANALYSED}
    heads = [store.scans(found.item_id)[0].head for found in in_order]
    assert [head.geometry for head in heads] == [Geometry.ENCODER] * 2


def test_a_belt_that_stopped_in_the_middle_gives_the_picture_of_one_that_did_not(store: SqlStore) -> None:
    air, whole = WORLD.air_lines(AIR), WORLD.item_lines(0)
    half, standing = AIR + len(whole) // 2, 200
    moving = np.concatenate([air, whole, air])
    stopped = np.concatenate([moving[:half], np.repeat(moving[half : half + 1], standing, axis=0), moving[half:]])
    halt_s = START_S + half * LINE_S

    def position(seconds: float) -> float:
        stood = min(max(seconds - halt_s, 0.0), standing * LINE_S)
        return steady(seconds - stood)

    for lines, way in ((moving, steady), (stopped, position)):
        run(lane_of(store, way, START_S + len(lines) * LINE_S + 1), lines)
    straight, halted = (store.scans(found.item_id)[0].head.scan_id for found in store.items())
    assert store.load_raw(halted).counts.shape[1] - store.load_raw(straight).counts.shape[1] == standing
    pictures = [store.load_corrected(scan).transmission for scan in (straight, halted)]
    rows = min(picture.shape[1] for picture in pictures)
    assert abs(pictures[0].shape[1] - pictures[1].shape[1]) <= 2
    # Readings of the belt come every 20 ms, ten lines: the corners of the stop are round by as much.
    shadows = [picture[-1, :rows].mean(axis=1) for picture in pictures]
    assert np.corrcoef(*shadows)[0, 1] > 0.99
    analysis = store.analysis(store.items()[1].item_id)
    assert analysis is not None
    assert isinstance(analysis.result, Analysis)


def test_a_belt_that_ran_back_keeps_the_raw_lines_and_says_why_there_is_no_picture(store: SqlStore) -> None:
    lines = np.concatenate([WORLD.air_lines(AIR), WORLD.item_lines(0), WORLD.air_lines(AIR)])
    turn_s = START_S + len(lines) / 2 * LINE_S
    lane = lane_of(store, lambda s: steady(turn_s - abs(s - turn_s)), START_S + len(lines) * LINE_S + 1)
    run(lane, lines)
    (item,) = store.items()
    assert item.state is ItemState.INTERRUPTED
    (event,) = [event for event in store.events_after(0) if event.topic is Topic.STEP_FAILED]
    assert "the belt ran backwards" in str(event.values["reason"])
    (scan,) = store.scans(item.item_id)
    assert store.load_raw(scan.head.scan_id).belt_mm is not None
