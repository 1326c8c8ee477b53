"""Correction: the kernel against numpy, bad pixels, lost lines, profiles that do not fit or are over."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from calibration.correction import DarkAirCorrector
from drivers.sim.world import World
from station.errors import InputUnsuitable
from station.types.arrays import frozen
from station.types.calibration import CalibrationProfile
from station.types.scan import CalibrationState, RawScan
from tests.support.builders import MADE_AT


@pytest.fixture(scope="module")
def case() -> tuple[RawScan, CalibrationProfile]:
    world = World(scanner_name="dense-de450", scenario="gold-in-tungsten", seed=4)
    profile = world.profile(made_at=MADE_AT)
    return world.recording(0, profile).raw, profile


def test_the_kernel_agrees_with_numpy(case: tuple[RawScan, CalibrationProfile]) -> None:
    raw, profile = case
    scan = DarkAirCorrector().correct(raw, profile, MADE_AT)
    beam = np.where(profile.bad, 1.0, profile.air - profile.dark)
    plain = (raw.counts - profile.dark[:, None]) / beam[:, None]
    good = np.broadcast_to(~profile.bad[:, None], plain.shape)
    assert np.allclose(scan.transmission[good], plain[good], rtol=1e-4, atol=1e-6)


def test_the_variance_is_that_of_the_noise() -> None:
    world = World(scanner_name="dense-de450", scenario="gold-in-tungsten", seed=4)
    profile = world.profile(made_at=MADE_AT)
    raw = world.recording(0, profile).raw
    air = world.air_lines(400, pool=9).transpose(1, 0, 2)
    scan = DarkAirCorrector().correct(
        RawScan(head=raw.head, counts=frozen(air.copy()), valid=frozen(np.ones(400, bool))), profile, MADE_AT
    )
    good = ~profile.bad
    seen = scan.transmission.var(axis=1)[good]
    told = scan.variance.mean(axis=1)[good]
    assert np.median(told / seen) == pytest.approx(1.0, abs=0.1)


def test_a_bad_pixel_is_the_mean_of_its_neighbours(case: tuple[RawScan, CalibrationProfile]) -> None:
    raw, profile = case
    bad = np.zeros_like(profile.bad)
    bad[:, [100, 200, 201]] = True
    scan = DarkAirCorrector().correct(raw, replace(profile, bad=frozen(bad)), MADE_AT)
    t = scan.transmission
    assert np.allclose(t[:, :, 100], (t[:, :, 99] + t[:, :, 101]) / 2, rtol=1e-5)
    assert np.allclose(t[:, :, 200], (t[:, :, 199] + t[:, :, 202]) / 2, rtol=1e-5)


def test_lost_lines_stay_without_a_value(case: tuple[RawScan, CalibrationProfile]) -> None:
    raw, profile = case
    valid = raw.valid.copy()
    valid[10:20] = False
    scan = DarkAirCorrector().correct(replace(raw, valid=frozen(valid)), profile, MADE_AT)
    assert not scan.valid[10:20].any()
    assert scan.valid[20:].all()


@pytest.mark.parametrize(("age", "state"), [(timedelta(0), CalibrationState.VALID),
                                            (timedelta(days=5000), CalibrationState.EXPIRED)])  # fmt: skip
def test_an_expired_profile_says_so(
    case: tuple[RawScan, CalibrationProfile], age: timedelta, state: CalibrationState
) -> None:
    raw, profile = case
    assert DarkAirCorrector().correct(raw, profile, MADE_AT + age).calibration is state


def test_without_a_profile_the_scan_goes_on_and_says_so(case: tuple[RawScan, CalibrationProfile]) -> None:
    scan = DarkAirCorrector().correct(case[0], None, MADE_AT)
    assert scan.calibration is CalibrationState.NONE
    assert np.isfinite(scan.transmission).all()


def test_a_profile_of_another_detector_is_refused(case: tuple[RawScan, CalibrationProfile]) -> None:
    raw, profile = case
    narrow = replace(profile, **{name: frozen(getattr(profile, name)[:, :-1]) for name in
                                 ("dark", "air", "dark_variance", "air_variance", "bad")})  # fmt: skip
    with pytest.raises(InputUnsuitable, match="calibrate dark and air again"):
        DarkAirCorrector().correct(raw, narrow, MADE_AT)
