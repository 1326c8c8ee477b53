"""Dark and air: a good profile, every bad pixel found, and everything that must refuse one."""

import numpy as np
import pytest

from calibration.procedures.dark_air import DarkAir
from drivers.sim.world import World
from station.errors import OutOfTolerance
from tests.support.builders import MADE_AT

LINES = 256


def procedure() -> DarkAir:
    return DarkAir(scanner="dense-de450", device_serial="SIM-3", made_by="technician", simulated=True)


@pytest.fixture(scope="module")
def world() -> World:
    return World(scanner_name="dense-de450", scenario="gold-in-tungsten", seed=3)


def test_a_profile_holds_the_levels_and_finds_the_bad_pixels(world: World) -> None:
    dark, air = world.dark_lines(LINES), world.air_lines(LINES)
    result = procedure().analyse(dark, air, at=MADE_AT)
    profile = result.profile
    assert np.allclose(profile.dark, dark.mean(axis=0), rtol=1e-5)
    assert np.allclose(profile.air, air.mean(axis=0), rtol=1e-5)
    assert (profile.bad >= world.detector.dead).all()
    assert profile.bad.sum() <= (world.detector.dead | world.detector.hot).sum() + 2
    assert profile.simulated
    assert profile.holds_at(MADE_AT)
    assert {check.grade for check in result.checks} == {"ok"}


def test_bins_of_different_levels_are_no_spread_of_the_gain() -> None:
    world = World(scanner_name="mail-pc160", scenario="mail", seed=3)
    result = procedure().analyse(world.dark_lines(LINES), world.air_lines(LINES), at=MADE_AT)
    assert {check.grade for check in result.checks} == {"ok"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("few lines", "only 10 lines"),
        ("X-rays on during dark", "not brighter than dark"),
        ("no beam", "not brighter than dark"),
        ("item stands in the beam", "stands in the beam"),
        ("item passes", "stands in the beam"),
        ("every eighth pixel dead", "bad pixels is"),
    ],
)
def test_what_must_refuse_a_profile(name: str, words: str, world: World) -> None:
    dark, air = world.dark_lines(LINES), world.air_lines(LINES)
    match name:
        case "few lines":
            dark = dark[:10]
        case "X-rays on during dark":
            dark = air
        case "no beam":
            air = dark
        case "item stands in the beam":
            air[:, :, 200:260] //= 3
        case "item passes":
            air[100:140] //= 2
        case "every eighth pixel dead":
            air[:, :, ::8] = dark[:, :, ::8]
    with pytest.raises(OutOfTolerance, match=words):
        procedure().analyse(dark, air, at=MADE_AT)
