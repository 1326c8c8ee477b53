"""Fixtures for everyone: a seeded generator, recorded data, languages put back."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from station.i18n import set_language

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
