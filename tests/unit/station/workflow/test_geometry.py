"""Belt positions of lines, and pictures of a belt that stops, creeps, hurries and runs backwards."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.errors import InputUnsuitable
from station.types.arrays import frozen
from station.types.scan import Geometry, RawScan
from station.workflow.geometry import line_positions, uniform
from tests.support.builders import raw_scan

PITCH = 2.0
LENGTH = 300.0


def picture(at_mm: np.ndarray) -> np.ndarray:
    """What the detector counts with the belt at `at_mm`, (2, lines, 32): smooth along the belt."""
    along = 30_000 + 12_000 * np.sin(np.nan_to_num(at_mm) / 15.0)[None, :, None]
    return np.rint(np.broadcast_to(along * np.array([1.0, 0.7])[:, None, None], (2, len(at_mm), 32))).astype(np.uint16)


def scan(belt_mm: np.ndarray, valid: np.ndarray | None = None) -> RawScan:
    head = replace(raw_scan(np.random.default_rng(1)).head, geometry=Geometry.ENCODER)
    ok = np.ones(len(belt_mm), bool) if valid is None else valid
    return RawScan(head=head, counts=frozen(picture(belt_mm)), valid=frozen(ok), belt_mm=frozen(belt_mm))


def assert_true(drawn: RawScan, first_mm: float, tolerance: float = 0.02) -> None:
    """The rows show the item as it is."""
    rows = first_mm + PITCH * np.arange(drawn.counts.shape[1])
    wanted = picture(rows).astype(float)
    error = np.abs(drawn.counts - wanted)[:, drawn.valid]
    assert error.max() <= tolerance * 30_000


def belt(kind: str) -> np.ndarray:
    steady = np.arange(0, LENGTH, PITCH)
    match kind:
        case "steady":
            return steady
        case "stopped":
            return np.r_[steady[:70], np.full(500, steady[70]), steady[70:]]
        case "slow":
            return np.arange(0, LENGTH, PITCH / 7)
        case "slowing":
            return np.cumsum(np.linspace(PITCH, PITCH / 20, 400))
        case "fast":
            return np.arange(0, LENGTH, PITCH * 1.7)
        case _:
            return np.r_[steady[:70], steady[70] - np.linspace(0, 3, 10), steady[70:]]


@pytest.mark.parametrize("kind", ["steady", "stopped", "slow", "slowing", "fast", "swinging back 3 mm"])
def test_whatever_the_belt_does_the_picture_is_the_same(kind: str) -> None:
    places = belt(kind)
    drawn = uniform(scan(places))
    assert drawn.valid.all()
    assert abs(drawn.counts.shape[1] - (np.ptp(places) / PITCH + 1)) <= 1
    assert_true(drawn, places.min())
    assert drawn.belt_mm is None


def test_without_an_encoder_nothing_is_moved() -> None:
    raw = raw_scan(np.random.default_rng(1))
    assert raw.head.geometry is Geometry.TIME
    assert uniform(raw) is raw


def test_rows_without_a_line_near_are_invalid_and_the_others_right() -> None:
    places = belt("steady")
    valid = np.ones(len(places), bool)
    valid[40:60] = False
    drawn = uniform(scan(places, valid))
    assert 18 <= np.count_nonzero(~drawn.valid) <= 21
    assert_true(drawn, 0.0)


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (np.r_[np.arange(0, 100, 2.0), np.arange(100, 60, -2.0), np.arange(60, 200, 2.0)], "backwards by 40 mm"),
        (np.arange(200, 0, -2.0), "backwards"),
        (np.full(100, 7.0), "moved 0 mm"),
        (np.arange(0, 100) * 1e5, "moved 9900000 mm"),
        (np.r_[np.arange(50.0), np.nan], "damaged"),
    ],
)
def test_what_makes_no_picture_is_refused(places: np.ndarray, words: str) -> None:
    with pytest.raises(InputUnsuitable, match=words):
        uniform(scan(places))


def test_no_valid_line_is_refused() -> None:
    with pytest.raises(InputUnsuitable, match="moved 0 mm"):
        uniform(scan(belt("steady"), np.zeros(150, bool)))


@given(st.lists(st.integers(-20, 200), min_size=2, max_size=30), st.floats(0, 1), st.floats(0, 1))
def test_positions_follow_the_samples(steps: list[int], first: float, last: float) -> None:
    sample_ns = np.arange(len(steps), dtype=np.int64) * 50_000_000
    sample_mm = np.cumsum(np.array(steps, float))
    between = np.sort(np.array([first, last]) * sample_ns[-1])
    time_ns = np.linspace(between[0], between[1], 50).astype(np.int64)
    positions = line_positions(time_ns, sample_ns, sample_mm)
    assert positions is not None
    assert positions == pytest.approx(np.interp(time_ns, sample_ns, sample_mm), abs=1e-6)


def test_lines_that_the_samples_do_not_cover_have_no_positions() -> None:
    sample_ns = np.array([0, 100, 200, 900, 1000], np.int64) * 1_000_000
    mm = np.arange(5.0)
    ms = 1_000_000
    assert line_positions(np.array([10, 90], np.int64) * ms, sample_ns, mm) is not None
    assert line_positions(np.array([-10, 90], np.int64) * ms, sample_ns, mm) is None
    assert line_positions(np.array([950, 1010], np.int64) * ms, sample_ns, mm) is None
    assert line_positions(np.array([150, 950], np.int64) * ms, sample_ns, mm) is None  # 0.7 s of silence
    assert line_positions(np.array([10], np.int64) * ms, sample_ns[:1], mm[:1]) is None
    assert line_positions(np.array([], np.int64), sample_ns, mm) is None
