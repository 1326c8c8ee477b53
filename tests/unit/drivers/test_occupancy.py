"""Background, n-sigma, latch and both ways to end, without any wire."""

import math
from datetime import UTC, datetime, timedelta

import pytest

from drivers.occupancy import MOST_SAMPLES, Moment, OccupancyTracker, gamma_sigma
from station.types.radiation import Background, CountSample, PortalFault, RadiationKind, RadiationOccupancy

START = datetime(2026, 1, 1, tzinfo=UTC)
GAMMA, NEUTRON = RadiationKind.GAMMA, RadiationKind.NEUTRON


def at(seconds: float) -> Moment:
    return Moment(START + timedelta(seconds=seconds), seconds)


def background(*counts: float | None, variance: float | None = None) -> Background:
    return Background(time=START, counts=counts, variance=variance)


def scans(*lines: tuple[int | None, ...]) -> list[CountSample]:
    return [CountSample(time=START, seconds=0.2, counts=line, alarm=False) for line in lines]


def ready() -> OccupancyTracker:
    tracker = OccupancyTracker(source="portal", simulated=True)
    tracker.background(GAMMA, background(203, 207, 221, 202))
    tracker.background(NEUTRON, background(6, 5, 3, 3))
    return tracker


def only(tracker: OccupancyTracker) -> RadiationOccupancy:
    (done,) = tracker.done
    return done


def test_sigma_of_the_captured_lines() -> None:
    # The capture of the device rules: five scan lines of 171 against a background of 833.
    sigma = gamma_sigma(scans(*[(44, 44, 40, 43)] * 5), background(203, 207, 221, 202))
    assert sigma == pytest.approx((5 * 171 - 833) / math.sqrt(833))


def test_sigma_looks_at_the_last_five_lines_only() -> None:
    lines = scans(*[(900, 0, 0, 0)] * 3, *[(40, 40, 40, 40)] * 5)
    assert gamma_sigma(lines, background(200, 200, 200, 200)) == pytest.approx(0.0)


@pytest.mark.parametrize("missing", [None, background(0, 0, 0, 0), background(None, None, None, None)])
def test_without_a_background_nothing_is_divided(missing: Background | None) -> None:
    assert gamma_sigma(scans(*[(44, 44, 40, 43)] * 5), missing) is None


def test_less_than_a_second_gives_no_sigma() -> None:
    assert gamma_sigma(scans(*[(44, 44, 40, 43)] * 4), background(203, 207, 221, 202)) is None


def test_a_missing_detector_is_left_out_on_both_sides_instead_of_counting_as_zero() -> None:
    lines = scans((40, 40, 40, 40), (40, None, 40, 40), *[(40, 40, 40, 40)] * 3)
    assert gamma_sigma(lines, background(200, 200, 200, 200)) == pytest.approx(0.0)
    assert gamma_sigma(scans(*[(50, 50, 50, 50)] * 5), background(200, None, 200, 200)) == pytest.approx(
        150 / math.sqrt(600)
    )


def test_the_variance_that_a_portal_tells_is_used() -> None:
    whole = [CountSample(time=START, seconds=1.0, counts=(500,), alarm=False)]
    assert gamma_sigma(whole, background(402.5, variance=900.0)) == pytest.approx(97.5 / 30)


def test_an_alarm_latches_and_the_largest_sigma_stays() -> None:
    tracker = ready()
    for number in range(5):
        tracker.sample(GAMMA, at(number * 0.2), (80, 80, 80, 80), seconds=0.2, alarm=number == 2)
    for number in range(5, 20):
        tracker.sample(GAMMA, at(number * 0.2), (41, 41, 44, 40), seconds=0.2, alarm=False)
    tracker.finish(at(4.0), ended=True)
    done = only(tracker)
    assert done.gamma_alarm
    assert not done.neutron_alarm
    assert done.gamma_sigma == pytest.approx((1600 - 833) / math.sqrt(833))
    assert (done.start, done.end) == (START, START + timedelta(seconds=4))
    assert done.simulated


def test_the_background_of_the_beginning_stays_with_an_occupancy() -> None:
    tracker = ready()
    tracker.sample(GAMMA, at(0), (44, 44, 40, 43), seconds=0.2, alarm=False)
    tracker.background(GAMMA, background(9, 9, 9, 9))
    tracker.finish(at(1), ended=True)
    kept = only(tracker).gamma_background
    assert kept is not None
    assert kept.counts == (203, 207, 221, 202)


def test_ten_seconds_without_an_occupied_line_end_it_at_its_last_line() -> None:
    tracker = ready()
    tracker.sample(GAMMA, at(1.0), (44, 44, 40, 43), seconds=0.2, alarm=False)
    assert not tracker.overdue(at(10.9))
    assert tracker.overdue(at(11.0))
    tracker.finish(at(11.0), ended=False)
    done = only(tracker)
    assert not done.ended
    assert not done.whole
    assert done.end == START + timedelta(seconds=1)
    assert not tracker.overdue(at(99))


def test_an_end_without_an_occupancy_is_none() -> None:
    tracker = ready()
    tracker.finish(at(0), ended=True)
    assert not tracker.done


def test_only_a_whole_occupancy_without_a_fault_can_say_that_there_was_no_alarm() -> None:
    def passage(spoil: str) -> RadiationOccupancy:
        tracker = OccupancyTracker(source="portal", simulated=False)
        if spoil != "no background":
            tracker.background(GAMMA, background(203, 207, 221, 202))
            tracker.background(NEUTRON, background(6, 5, 3, 3))
        if spoil == "tamper before":
            tracker.fault(PortalFault.TAMPER, True)
        tracker.sample(GAMMA, at(0), (44, 44, 40, 43), seconds=0.2, alarm=False)
        if spoil == "damaged":
            tracker.damaged()
        if spoil == "tamper within":
            tracker.fault(PortalFault.TAMPER, True)
            tracker.fault(PortalFault.TAMPER, False)
        if spoil == "cut":
            tracker.cut(at(1))
        else:
            tracker.finish(at(1), ended=True)
        return only(tracker)

    assert passage("").whole
    for spoil in ("no background", "tamper before", "damaged", "tamper within", "cut"):
        assert not passage(spoil).whole, spoil
    assert passage("tamper before").tampered
    assert passage("tamper within").tampered


def test_after_a_cut_no_background_of_before_holds_but_a_fault_does() -> None:
    tracker = ready()
    tracker.fault(PortalFault.TAMPER, True)
    tracker.cut(at(0))
    tracker.sample(GAMMA, at(1), (44, 44, 40, 43), seconds=0.2, alarm=False)
    tracker.finish(at(2), ended=True)
    done = only(tracker)
    assert not done.begun
    assert done.gamma_background is None
    assert done.tampered


def test_an_alarm_is_shown_while_its_passage_goes_on() -> None:
    tracker = ready()
    background = {"gamma_background": 833.0, "neutron_background": 17.0}
    assert {name: value for name, value in tracker.live().items() if value} == background
    tracker.sample(NEUTRON, at(0), (50, 50, 50, 50), seconds=1.0, alarm=True)
    tracker.sample(NEUTRON, at(1), (5, 5, 5, 5), seconds=1.0, alarm=False)
    assert tracker.live() == {
        "occupied": 1.0, "gamma_alarm": 0.0, "neutron_alarm": 1.0, "tamper": 0.0, **background,
    }  # fmt: skip
    tracker.finish(at(2), ended=True)
    assert tracker.live()["neutron_alarm"] == 0.0


def test_a_clock_set_back_turns_no_passage_round() -> None:
    tracker = ready()
    tracker.sample(GAMMA, at(0), (44, 44, 40, 43), seconds=0.2, alarm=False)
    tracker.finish(Moment(START - timedelta(hours=1), 2.0), ended=True)
    assert only(tracker).end == only(tracker).start


def test_a_passage_that_never_ends_stays_within_bounds_and_is_marked() -> None:
    tracker = ready()
    tracker.sample(GAMMA, at(0), (1, 1, 1, 1), seconds=0.2, alarm=True)
    for number in range(MOST_SAMPLES + 5):
        tracker.sample(GAMMA, at(number * 0.2), (1, 1, 1, 1), seconds=0.2, alarm=False)
    tracker.finish(at(1), ended=True)
    done = only(tracker)
    assert len(done.gamma) == MOST_SAMPLES
    assert done.damaged == 6
    assert done.gamma_alarm
