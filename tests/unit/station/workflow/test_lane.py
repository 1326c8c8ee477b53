"""The lane loop with an in-memory belt: items joined, broken steps told, killed lanes taken up again."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from drivers.acquisition.assembler import ItemAssembler
from drivers.sim.world import World
from station.clock import ManualClock
from station.errors import DeadlinePassed, DeviceFault, InputUnsuitable, StationError, StorageFull
from station.ports.analysis import ItemContext
from station.storage.store import SqlStore
from station.types.analysis import Advice, Analysis, NotAnalysed
from station.types.arrays import frozen
from station.types.device import DeviceHealth
from station.types.item import Item, ItemState
from station.types.lines import ItemLines, LineBlock
from station.types.material import MaterialMap
from station.types.reading import BarcodeRead, Reading, ReadingQuality
from station.types.scan import CorrectedScan
from station.workflow.belt_watch import EPOCH
from station.workflow.intake import Intake
from station.workflow.lane import Lane, LaneSetup, recover
from station.workflow.patience import PatientStore
from station.workflow.pipeline import Pipeline
from station.workflow.views import Eye
from tests.support.builders import MADE_AT
from ui.wiring.pipeline import pipeline_of

WORLD = World(scanner_name="dense-de450", scenario="gold-in-tungsten", seed=8)


class Scale:
    """Weighs what the world says, or fails."""

    name = "scale"

    def __init__(self, grams: float | None, wrong: int = 0) -> None:
        self.grams = grams
        self.asked, self.wrong = 0, wrong

    def open(self) -> None: ...

    def close(self) -> None: ...

    def health(self) -> DeviceHealth:
        raise NotImplementedError

    def read(self, deadline_s: float) -> Reading:
        self.asked += 1
        if self.asked <= self.wrong:
            raise DeviceFault("another scale answers", remedy="connect the right one", source="scale")
        if self.grams is None:
            raise DeadlinePassed("no answer", remedy="look at the scale", source="scale")
        return Reading(source="scale", channel="weight", value=self.grams, unit="g", time=MADE_AT,
                       quality=ReadingQuality.STABLE, simulated=True)  # fmt: skip


class Broken:
    """An analyzer that breaks in one way or another."""

    name, version = "broken", "0"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def analyse(self, scan: CorrectedScan, materials: MaterialMap, context: ItemContext) -> Analysis:
        raise self.error


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(tmp_path / "data")
    opened.put_profile(WORLD.profile(made_at=MADE_AT))
    opened.put_declarations([WORLD.scene(number).declaration() for number in range(4)])
    yield opened
    opened.close()


def lane_of(
    store: SqlStore, *, grams: float | None = None, pipeline: Pipeline | None = None, views: tuple[str, ...] = ("top",)
) -> tuple[Lane, list[int]]:
    """A lane, and the numbers before which it freed the lines of its first view."""
    freed: list[int] = []
    ignored: list[int] = []
    clock = ManualClock(MADE_AT)
    scanner = WORLD.scanner
    setup = LaneSetup(
        scanner=scanner.name, channels=scanner.channels, pitch_mm=scanner.pitch_mm, mass_sigma=0.002,
        weight_wait_s=1.0, simulated=True,
    )  # fmt: skip
    intake = Intake(store, clock, reader=None, scale=Scale(grams), simulated=True)
    intake.start()
    profile = store.active_profile(scanner.name)
    eyes = [
        Eye(name=view, profile=scanner.name, assembler=ItemAssembler(air=profile.air if profile else None),
            free_lines=freed.append if view == "top" else ignored.append)
        for view in views
    ]  # fmt: skip
    lane = Lane(
        setup, eyes=eyes, store=store, intake=intake, pipeline=pipeline or pipeline_of("physics-only"), clock=clock,
        resumed=recover(store),
    )  # fmt: skip
    return lane, freed


def stream(*numbers: int, first: int = 0, cut: int | None = None) -> Iterator[LineBlock]:
    """The lines of items with air between them; `cut` ends the stream early."""
    air = WORLD.air_lines(40)
    parts = [air] + [part for number in numbers for part in (WORLD.item_lines(number), air)]
    lines = np.concatenate(parts)[:cut]
    for start in range(0, len(lines), 32):
        piece = lines[start : start + 32]
        yield LineBlock(
            first_line=first + start, counts=frozen(piece), valid=frozen(np.ones(len(piece), bool)),
            time_ns=frozen(np.full(len(piece), start, np.int64)), simulated=True,
        )  # fmt: skip


def arrive(lane: Lane, number: int) -> None:
    """The reader reads the code of an item."""
    lane.intake.arrive(
        BarcodeRead(source="barcode", text=WORLD.barcode(number), symbology="", time=MADE_AT, simulated=True)
    )


def never() -> bool:
    return False


def seen(view: str, blocks: Iterator[LineBlock]) -> Iterator[tuple[str, LineBlock]]:
    return ((view, block) for block in blocks)


def run(lane: Lane, blocks: Iterator[LineBlock]) -> list[Item]:
    lane.run(seen("top", blocks), never)
    lane.intake.stop()
    return list(lane.store.items())


def test_items_are_joined_with_barcode_weight_and_papers(store: SqlStore) -> None:
    lane, freed = lane_of(store, grams=WORLD.weight_g(0))
    arrive(lane, 0)
    (item,) = run(lane, stream(0))
    assert (item.identifier, item.state, item.mass_g) == (WORLD.barcode(0), ItemState.ANALYSED, WORLD.weight_g(0))
    assert store.declaration(item.identifier) is not None
    stored = store.analysis(item.item_id)
    assert stored is not None
    assert isinstance(stored.result, Analysis)
    assert freed == sorted(freed)
    assert store.faults() == ()


def test_an_item_without_a_code_is_shown_as_such_and_never_joined_by_guess(store: SqlStore) -> None:
    lane, _ = lane_of(store)
    (item,) = run(lane, stream(0))
    assert item.identifier == ""
    assert item.state is ItemState.ANALYSED


def test_each_item_is_told_with_the_time_of_its_lines_in_the_first_beam(store: SqlStore) -> None:
    lane, _ = lane_of(store, views=("top", "side"))
    told: list[tuple[str, datetime, datetime]] = []
    lane.passed = lambda item_id, begin, end: told.append((item_id, begin, end))
    lane.eyes["side"].delay_s = 0.5
    lane.run(both(0), never)
    lane.keep_alone("side", ItemLines(
        counts=frozen(np.zeros((2, 3, WORLD.width), np.uint16)), valid=frozen(np.ones(3, bool)), first_line=0,
        time_ns=frozen(np.array([2, 3, 4], np.int64) * 10**9), interrupted=False,
    ))  # fmt: skip
    lane.intake.stop()
    (first, alone) = told
    assert [first[0], alone[0]] == [item.item_id for item in store.items()]
    assert first[1] <= first[2]
    assert alone[1:] == (EPOCH + timedelta(seconds=1.5), EPOCH + timedelta(seconds=3.5))


def test_two_items_keep_their_order(store: SqlStore) -> None:
    lane, _ = lane_of(store, grams=1000.0)
    arrive(lane, 0)
    arrive(lane, 1)
    items = run(lane, stream(0, 1))
    assert [item.identifier for item in items] == [WORLD.barcode(0), WORLD.barcode(1)]


def test_a_silent_scale_leaves_the_weight_unknown_and_the_lane_goes_on(store: SqlStore) -> None:
    lane, _ = lane_of(store, grams=None)
    arrive(lane, 0)
    (item,) = run(lane, stream(0))
    assert (item.mass_g, item.state) == (None, ItemState.ANALYSED)
    stored = store.analysis(item.item_id)
    assert stored is not None
    assert isinstance(stored.result, Analysis)
    assert any("not weighed" in note.text("en") for note in stored.result.notes)


def test_a_wrong_scale_costs_one_weight_and_the_next_item_is_weighed_again(store: SqlStore) -> None:
    intake = Intake(store, ManualClock(MADE_AT), reader=None, scale=Scale(1000.0, wrong=1), simulated=True)
    intake.start()
    for number in (0, 1):
        intake.arrive(BarcodeRead(source="b", text=str(number), symbology="", time=MADE_AT, simulated=True))
    assert all(arrival.weighed.wait(5) for arrival in intake.waiting)
    intake.stop()
    assert [item.mass_g for item in store.items()] == [None, 1000.0]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (InputUnsuitable("odd pixels", remedy="calibrate"), "odd pixels: calibrate"),
        (ZeroDivisionError("division by zero"), "judge by eye or scan again"),
        (MemoryError("no memory"), "judge by eye or scan again"),
    ],
)
def test_a_broken_analysis_is_not_analysed_and_the_next_item_comes(
    store: SqlStore, error: Exception, words: str
) -> None:
    good = pipeline_of("physics-only")
    broken = Pipeline(corrector=good.corrector, decomposer=good.decomposer, analyzer=Broken(error))
    lane, _ = lane_of(store, pipeline=broken)
    items = run(lane, stream(0, 1))
    assert [item.state for item in items] == [ItemState.NOT_ANALYSED] * 2
    stored = store.analysis(items[0].item_id)
    assert stored is not None
    assert isinstance(stored.result, NotAnalysed)
    assert words in stored.result.reason.text("en")


def test_a_stream_that_ends_inside_an_item_leaves_it_interrupted(store: SqlStore) -> None:
    lane, _ = lane_of(store)
    arrive(lane, 0)
    (item,) = run(lane, stream(0, cut=150))
    assert item.state is ItemState.INTERRUPTED
    (stored,) = store.scans(item.item_id)
    assert stored.head.interrupted


def test_a_killed_lane_takes_its_item_up_again_from_the_spool(store: SqlStore) -> None:
    lane, freed = lane_of(store)
    arrive(lane, 0)
    for block in stream(0, cut=150):
        lane.take("top", block)
    lane.intake.stop()
    assert store.items()[0].state is ItemState.SCANNING
    # Killed here. The next lane begins at the first line that was not freed.
    again, _ = lane_of(store)
    assert again.resumed
    start = max(freed, default=0)
    again.run(seen("top", (b for b in stream(0) if b.first_line >= start)), never)
    again.intake.stop()
    (item,) = store.items()
    assert item.identifier == WORLD.barcode(0)
    assert store.scans(item.item_id)[0].head.interrupted
    assert store.faults() == ()


def test_a_lane_killed_before_the_analysis_leaves_a_result_that_says_so(store: SqlStore) -> None:
    class Killed(BaseException):
        """Stands for the end of the process."""

    good = pipeline_of("physics-only")
    analyzer = Broken(Killed())  # type: ignore[arg-type] # not an Exception on purpose
    lane, _ = lane_of(store, pipeline=Pipeline(corrector=good.corrector, decomposer=good.decomposer, analyzer=analyzer))
    with pytest.raises(Killed):
        lane.run(seen("top", stream(0)), never)
    lane.intake.stop()
    (item,) = store.items()
    assert item.state is ItemState.SCANNED
    assert recover(store) is False
    (item,) = store.items()
    assert item.state is ItemState.NOT_ANALYSED


def test_a_stop_is_obeyed_between_blocks(store: SqlStore) -> None:
    lane, _ = lane_of(store)
    stop = threading.Event()
    stop.set()
    lane.run(seen("top", stream(0)), stop.is_set)
    lane.intake.stop()
    assert store.items() == ()


def test_a_corrector_that_refuses_keeps_the_raw_lines(store: SqlStore) -> None:
    class Refuses:
        """A profile of another detector."""

        def correct(self, *_: object) -> CorrectedScan:
            raise InputUnsuitable("another detector", remedy="calibrate")

    good = pipeline_of("physics-only")
    lane, _ = lane_of(store, pipeline=Pipeline(corrector=Refuses(), decomposer=good.decomposer, analyzer=good.analyzer))
    (item,) = run(lane, stream(0))
    assert item.state is ItemState.INTERRUPTED
    (stored,) = store.scans(item.item_id)
    assert stored.image_sha256 == ()
    assert store.load_raw(stored.head.scan_id).counts.shape[1] > 100
    assert isinstance(InputUnsuitable("", remedy=""), StationError)


def both(number: int, *, side: tuple[int, ...] | None = None) -> Iterator[tuple[str, LineBlock]]:
    """Item `number` under two detectors at once; the second sees the items `side`."""
    top, beside = stream(number), stream(*((number,) if side is None else side))
    for block in top:
        yield "top", block
        following = next(beside, None)
        if following is not None:
            yield "side", following
    yield from seen("side", beside)


def test_two_views_of_an_item_are_one_item_with_two_scans(store: SqlStore) -> None:
    lane, freed = lane_of(store, views=("top", "side"))
    arrive(lane, 0)
    lane.run(both(0), never)
    lane.intake.stop()
    (item,) = store.items()
    assert (item.identifier, item.state) == (WORLD.barcode(0), ItemState.ANALYSED)
    assert [stored.head.view for stored in store.scans(item.item_id)] == ["top", "side"]
    stored = store.analysis(item.item_id)
    assert stored is not None
    assert isinstance(stored.result, Analysis)
    findings = stored.result.findings
    assert [finding.number for finding in findings] == list(range(1, len(findings) + 1))
    assert {finding.view for finding in findings} == {"top", "side"}
    assert freed == sorted(freed)
    assert store.faults() == ()


def test_a_view_that_saw_nothing_is_told_and_the_item_is_not_let_pass(store: SqlStore) -> None:
    lane, _ = lane_of(store, views=("top", "side"))
    arrive(lane, 3)
    lane.run(both(3, side=()), never)
    lane.intake.stop()
    (item,) = store.items()
    stored = store.analysis(item.item_id)
    assert stored is not None
    assert isinstance(stored.result, Analysis)
    assert any("the view side saw nothing" in note.text("en") for note in stored.result.notes)
    assert stored.result.advice is not Advice.NONE


def test_what_only_the_side_saw_is_an_item_of_its_own(store: SqlStore) -> None:
    lane, _ = lane_of(store, views=("top", "side"))

    def blocks() -> Iterator[tuple[str, LineBlock]]:
        yield from seen("side", stream(0))
        for block in stream(first=100_000):
            lane.clock.sleep(1.0)
            yield "top", block

    lane.run(blocks(), never)
    lane.intake.stop()
    (item,) = store.items()
    assert item.identifier == ""
    assert [stored.head.view for stored in store.scans(item.item_id)] == ["side"]


def test_a_full_disk_makes_the_lane_wait_and_nothing_is_lost(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = PatientStore(store, ManualClock(MADE_AT), never)
    lane, _ = lane_of(cast("SqlStore", patient))
    arrive(lane, 0)
    put, refusals = store.put_scan, iter(range(3))
    troubles = []

    def refuse(*arguments: object) -> object:
        troubles.append(patient.trouble)
        if next(refusals, None) is not None:
            raise StorageFull("no space left on device", remedy="free space")
        return put(*arguments)  # type: ignore[arg-type] # as it is called

    monkeypatch.setattr(store, "put_scan", refuse)
    (item,) = run(lane, stream(0))
    assert (item.identifier, item.state) == (WORLD.barcode(0), ItemState.ANALYSED)
    assert troubles[0] is None
    assert "no space left" in str(troubles[-1])
    assert patient.trouble is None


def test_a_lane_that_is_told_to_stop_does_not_wait_for_its_disk(store: SqlStore) -> None:
    class Full:
        """No room at all."""

        def put_item(self, _: object) -> None:
            raise StorageFull("no space left on device", remedy="free space")

    patient = PatientStore(cast("SqlStore", Full()), ManualClock(MADE_AT), lambda: True)
    with pytest.raises(StorageFull):
        patient.put_item(None)
