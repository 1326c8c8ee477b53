"""Which way imports go, what a start loads, and that every catalogue row is documented."""

import subprocess
import sys
from pathlib import Path

import pytest

from calibration.catalog import PROCEDURES
from drivers.catalog import DRIVERS
from ui.cli.main import ROWS
from vision.catalog import MODELS


def test_import_contracts_are_kept(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "scripts/check_imports.py"], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("ui.app", ("torch", "serial", "pynetdicom", "sqlalchemy")),
        ("ui.wiring.desk", ("torch", "serial", "pynetdicom", "PyQt5")),
        ("ui.wiring.acquisition", ("torch", "PyQt5", "cv2")),
        ("ui.cli.main", ("torch", "PyQt5", "serial", "numba")),
    ],
)
def test_a_process_loads_only_what_it_needs(module: str, forbidden: tuple[str, ...], repository: Path) -> None:
    script = f"import sys, {module}; print(*[name for name in {forbidden!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=repository, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_every_window_page_opens_without_torch(repository: Path) -> None:
    pages = "ui.panels.review, ui.panels.technician, ui.panels.qa, ui.window"
    script = f"import sys, {pages}; print('torch' in sys.modules, 'serial' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=repository, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(
    "page",
    [f"drivers/{row.name}" for row in DRIVERS]
    + [f"models/{row.name}" for row in MODELS]
    + [f"procedures/{row.name}" for row in PROCEDURES],
)
def test_every_row_has_its_page(page: str, repository: Path) -> None:
    assert (repository / "docs" / "reference" / f"{page}.md").exists()


@pytest.mark.parametrize("name", [name for name, _, _ in ROWS])
def test_every_command_is_documented(name: str, repository: Path) -> None:
    text = (repository / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert f"## {name}" in text


def test_every_row_can_be_imported() -> None:
    for registry in (DRIVERS, MODELS, PROCEDURES):
        for row in registry:
            assert registry.get(row.name) is not None
