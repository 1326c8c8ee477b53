"""The belt as the lane sees it: pieces, gates, gaps, epochs, belts without an encoder."""

import threading

import numpy as np
import pytest

from drivers.link.modbus import ModbusLink
from drivers.sensors.conveyor import ConveyorModbus
from drivers.sim.plc_end import GATES_MM, Belt, PlcEnd
from station.clock import SystemClock
from station.types.belt import LanePlaces
from station.workflow.belt_watch import TIME_SLACK, BeltWatch, nanoseconds
from station.workflow.sightings import Piece
from tests.support.belt import NoConveyor, at, reading, watched

PLACES = LanePlaces(gates_mm=(100.0, 500.0), beam_mm=1000.0, slack_mm=20.0)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("station.workflow.belt_watch.WAIT_S", 0.05)


def test_a_piece_is_the_belt_less_the_place() -> None:
    watch = watched(lambda s: 300 * s, PLACES)
    assert watch.piece(at(2.005), at(2.005), 150.0, half_mm=40.0) == Piece(
        begin_mm=pytest.approx(411.5), end_mm=pytest.approx(491.5), slack_mm=20.0, epoch=0
    )


def test_a_belt_that_went_back_in_between_has_passed_more_than_its_ends() -> None:
    watch = watched(lambda s: 100 * abs(s - 5), PLACES)
    piece = watch.piece(at(4.0), at(6.0), 0.0)
    assert piece is not None
    assert (piece.begin_mm, piece.end_mm) == (pytest.approx(0.0), pytest.approx(100.0))


@pytest.mark.parametrize(("begin", "end"), [(-1.0, 2.0), (9.5, 11.0)])
def test_times_that_no_reading_covers_have_no_piece(begin: float, end: float) -> None:
    assert watched(lambda s: 300 * s, PLACES).piece(at(begin), at(end), 0.0) is None


def test_neither_a_gap_nor_two_epochs_give_a_piece() -> None:
    watch = BeltWatch(NoConveyor(), PLACES)
    for seconds, epoch in ((0.0, 0), (0.1, 0), (0.9, 0), (1.0, 0), (1.1, 1), (1.2, 1)):
        watch.take(reading(seconds, 100 * seconds, epoch=epoch))
    assert watch.piece(at(0.05), at(0.95), 0.0) is None
    assert watch.piece(at(0.95), at(1.15), 0.0) is None
    assert watch.piece(at(1.1), at(1.2), 0.0) is not None


def test_a_passage_is_told_when_its_gate_becomes_free() -> None:
    told: list[tuple[int, Piece | None]] = []
    watch = BeltWatch(NoConveyor(), PLACES)
    watch.passed = lambda gate, piece: told.append((gate, piece))
    for seconds, blocked in ((0.0, (True, False)), (0.1, (False, False)), (0.2, (False, True)), (0.3, (False, True)),
                             (0.4, (False, False))):  # fmt: skip
        watch.take(reading(seconds, 1000 * seconds, gates=blocked))
    # What stood in gate 0 before the first reading has no beginning that is known.
    assert told[0] == (0, None)
    assert told[1][0] == 1
    assert told[1][1] is not None
    assert (told[1][1].begin_mm, told[1][1].end_mm) == (pytest.approx(-300), pytest.approx(-100))


def test_a_new_epoch_forgets_what_blocked() -> None:
    told: list[object] = []
    watch = BeltWatch(NoConveyor(), PLACES)
    watch.passed = lambda *passage: told.append(passage)
    watch.take(reading(0.0, 0.0, gates=(False,)))
    watch.take(reading(0.1, 10.0, gates=(True,)))
    watch.take(reading(0.2, 0.0, gates=(False,), epoch=1))
    watch.take(reading(0.3, 0.0, gates=(True,), epoch=1))
    assert told == []


def test_lines_have_the_place_of_the_encoder() -> None:
    watch = watched(lambda s: 300 * s, PLACES)
    time_ns = nanoseconds(at(1.0)) + np.arange(160) * 1_000_000
    belt_mm = watch.belt_mm(time_ns)
    assert belt_mm is not None
    assert np.diff(belt_mm) == pytest.approx(np.full(159, 0.3), abs=1e-3)
    piece = watch.piece_of_lines(time_ns)
    assert piece is not None
    assert (piece.begin_mm, piece.end_mm) == (pytest.approx(belt_mm[0] - 1000), pytest.approx(belt_mm[-1] - 1000))


def test_without_an_encoder_pieces_come_from_the_speed_and_are_less_exact_and_geometry_stays_time_based() -> None:
    watch = BeltWatch(NoConveyor(), PLACES)
    for step in range(100):
        watch.take(reading(step * 0.02, None, speed=250.0))
    piece = watch.piece(at(0.5), at(1.5), 0.0)
    assert piece is not None
    assert (piece.end_mm - piece.begin_mm, piece.slack_mm) == (pytest.approx(250.0), 20.0 * TIME_SLACK)
    assert watch.belt_mm(np.array([nanoseconds(at(0.5)), nanoseconds(at(1.5))], np.int64)) is None


def test_the_thread_survives_a_conveyor_that_does_not_answer_and_ends() -> None:
    watch = BeltWatch(NoConveyor(), PLACES)
    watch.start()
    watch.stop()
    assert not watch.thread.is_alive()


def test_a_simulated_belt_is_watched_through_its_driver() -> None:
    end = PlcEnd(Belt(speed_mm_s=1000.0))
    end.start()
    driver = ConveyorModbus(name="belt", link=ModbusLink("127.0.0.1", end.port), clock=SystemClock(), simulated=True)
    told: list[tuple[int, Piece | None]] = []
    passed = threading.Event()

    def keep(gate: int, piece: Piece | None) -> None:
        told.append((gate, piece))
        if gate == 1:
            passed.set()

    watch = BeltWatch(driver, LanePlaces(gates_mm=GATES_MM, slack_mm=100.0))
    watch.passed = keep
    watch.start()
    try:
        end.belt.place(300.0)
        assert passed.wait(30)
    finally:
        watch.stop()
        driver.close()
        end.stop()
    assert [gate for gate, _ in told] == [0, 1]
    (first, second) = (piece for _, piece in told)
    assert first is not None
    assert second is not None
    # One item at both gates: its piece of the belt is the same, as far as the readings are apart.
    assert first.meets(second)
    assert first.end_mm - first.begin_mm > 0
