"""Which way imports go, what a start loads, and that every catalogue row is documented."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from calibration.catalog import PROCEDURES
from drivers.catalog import DRIVERS
from station.registry import Row
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


def test_tests_mirror_the_code(repository: Path) -> None:
    units = repository / "tests" / "unit"
    for test in units.rglob("test_*.py"):
        folder = test.parent.relative_to(units)
        assert (repository / folder).is_dir(), f"{test} tests a folder that is not there"


@pytest.mark.parametrize("row", [*DRIVERS, *PROCEDURES], ids=lambda row: row.name)
def test_every_driver_and_procedure_has_a_test_of_its_own_or_a_peer(row: Row, repository: Path) -> None:
    module = row.target.partition(":")[0]
    tests = [path.read_text(encoding="utf-8") for path in (repository / "tests").rglob("test_*.py")]
    assert any(f"from {module} import" in text or f'"{row.name}"' in text for text in tests)


def test_every_text_has_its_japanese(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "scripts/update_locale.py", "--check"], cwd=repository, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_links_in_the_documents_lead_somewhere(repository: Path) -> None:
    pages = [repository / "README.md", *(repository / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:\s]+\.[a-z]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("folder", ["station", "drivers", "vision", "calibration", "ui"])
def test_files_stay_small_enough_to_read(folder: str, repository: Path) -> None:
    for path in (repository / folder).rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path
