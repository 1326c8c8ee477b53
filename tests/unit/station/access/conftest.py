from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.people import Staff, staff_of


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    made = staff_of(tmp_path / "data")
    yield made
    made.store.close()
