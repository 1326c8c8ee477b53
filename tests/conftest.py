"""Fixtures for everyone: a seeded generator, recorded data, languages put back."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from station.i18n import set_language

# The default run repeats itself exactly; `make fuzz` searches further, each time elsewhere.
ALLOWED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
settings.register_profile("default", derandomize=True, max_examples=60, deadline=None, suppress_health_check=ALLOWED)
settings.register_profile("fuzz", max_examples=3000, deadline=None, suppress_health_check=ALLOWED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20261124)


@pytest.fixture
def repository() -> Path:
    return ROOT


@pytest.fixture
def shared_data() -> Path:
    folder = ROOT.parent / "shared" / "data"
    if not folder.exists():
        pytest.skip("recorded scans are not beside this checkout (../shared/data)")
    return folder


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    set_language("en")
