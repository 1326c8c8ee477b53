"""Profiles: what the files say, and that switching needs all of it."""

from dataclasses import replace

import pytest

from drivers.xray.profile import load_profile, profile_names
from station.errors import ConfigError


def test_the_profiles_that_there_are() -> None:
    assert profile_names() == ("esl", "slm", "st", "ux", "xrb011", "xrv")


@pytest.mark.parametrize(("name", "number"), [("xrv", 98), ("xrb011", 99), ("ux", 99), ("slm", None), ("st", None),
                                              ("esl", None)])  # fmt: skip
def test_the_number_that_switches_is_that_of_the_family(name: str, number: int | None) -> None:
    assert load_profile(name).commands.get("hv") == number


def test_resets_differ_between_families() -> None:
    resets = {name: load_profile(name).commands.get("reset_faults") for name in profile_names()}
    assert resets == {"xrv": 31, "xrb011": None, "ux": 52, "slm": None, "st": 74, "esl": 52}


def test_flags_of_the_verified_profile_have_their_places() -> None:
    xrv = load_profile("xrv")
    places = {0: "HV_ENABLED", 1: "INTERLOCK_1_CLOSED", 2: "INTERLOCK_2_CLOSED", 4: "PS_FAULT", 5: "LOCAL_MODE",
              8: "XRAYS_EMINENT", 15: "READY", 16: "INTERNAL_INTERLOCK_CLOSED"}  # fmt: skip
    assert len(xrv.flags) == 17
    assert {place: xrv.flags[place] for place in places} == places
    assert len(xrv.faults) == 27
    assert (xrv.faults[11], xrv.faults[21], xrv.faults[26]) == ("ARC_ANODE", "WATCH_DOG", "INVERTER_NOT_READY")
    assert {xrv.ready, xrv.local, xrv.fault, xrv.filament, *xrv.on, *xrv.interlocks} <= set(xrv.flags)


@pytest.mark.parametrize("name", profile_names())
def test_what_is_missing_and_what_is_not_verified_is_told(name: str) -> None:
    profile = load_profile(name)
    assert profile.source
    assert profile.stop
    assert bool(profile.lacks()) == bool(profile.unverified)


@pytest.mark.parametrize("part", ["on", "interlocks", "ready", "local", "faults"])
def test_a_profile_with_a_part_missing_does_not_switch(part: str) -> None:
    xrv = load_profile("xrv")
    assert xrv.lacks() == ()
    assert replace(xrv, **{part: type(getattr(xrv, part))()}).lacks() != ()
    assert replace(xrv, watchdog_at=-1).lacks() == ("watchdog",)
    without = {key: value for key, value in xrv.commands.items() if key != "get_kv"}
    assert replace(xrv, commands=without).lacks() == ("get_kv",)


def test_an_unknown_profile_names_those_that_there_are() -> None:
    with pytest.raises(ConfigError, match="xrb011"):
        load_profile("../catalog")
