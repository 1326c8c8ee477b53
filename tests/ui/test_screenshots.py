"""Pictures of every page: they fit the screens of the field, and the README shows them.

UPDATE_SCREENSHOTS=1 writes them to docs/images.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import QBuffer, QIODevice
from PyQt5.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from drivers.sim.world import World
from station.access.passwords import Passwords
from station.errors import PermissionRefused
from station.formats.recording import write_recording
from station.i18n import set_language, translate
from station.types.decision import Verdict
from station.types.user import Role
from tests.support.builders import MADE_AT
from tests.support.people import CHEAP, password_of
from ui.panels.qa import QaPanel
from ui.panels.review import ReviewPanel
from ui.window import Window
from ui.wiring.desk import StoreDesk

SIZES = ((1366, 768), (1920, 1080))
LARGEST = 300_000


@pytest.fixture(scope="session")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of twelve items to replay."""
    folder = tmp_path_factory.mktemp("recordings") / "bars"
    world = World(scanner_name="dense-de450", scenario="gold-in-tungsten", seed=21)
    profile = world.profile(made_at=MADE_AT)
    for number in range(12):
        write_recording(folder / f"item-{number:02d}", world.recording(number, profile))
    return folder


def replay(page: QaPanel, folder: Path) -> None:
    """Ask for a replay and wait for its rates."""
    page.path.setText(str(folder))
    page.model.setCurrentText("physics-only")
    page.button.click()
    deadline = time.monotonic() + 50
    while page.job_id is not None and time.monotonic() < deadline:
        page.tick(())
        time.sleep(0.01)
    assert page.table.rowCount() == 12
    page.path.setText("recordings/bars")


def shoot(window: Window, name: str, folder: Path) -> None:
    picture = window.grab()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    assert len(buffer.data()) < LARGEST
    (folder / f"{name}.png").write_bytes(bytes(buffer.data()))


def cut_off(window: Window) -> list[str]:
    """Texts that do not fit into their widgets."""
    found = []
    for widget in [*window.findChildren(QLabel), *window.findChildren(QPushButton)]:
        if not widget.isVisible() or not widget.text():
            continue
        outside = not window.rect().contains(widget.mapTo(window, widget.rect().bottomRight()))
        if outside or not fits(widget):
            found.append(widget.text())
    return found


def fits(widget: QWidget) -> bool:
    """Whether all of its text is shown."""
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) <= widget.height() + 1
        return widget.sizeHint().width() <= widget.width() + 1
    longest = max(widget.fontMetrics().horizontalAdvance(line) for line in widget.text().split("\n"))  # type: ignore[attr-defined] # a button
    return longest <= widget.width() + 1


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("page", ["review", "technician", "qa"])
def test_pages_fit_and_are_pictured(
    page: str, size: tuple[int, int], language: str, open_window: Callable[..., Window], dressed: QApplication,
    recordings: Path, tmp_path: Path, repository: Path,
) -> None:  # fmt: skip
    set_language(language)
    window = open_window(numbers=(4, 5, 6))
    window.resize(*size)
    window.show_page(page)
    shown = window.pages[page]
    if isinstance(shown, QaPanel):
        replay(shown, recordings)
    for _ in range(20):
        window.tick()
        dressed.processEvents()
    window.bar.setText(window.bar.text()[:-5] + f"{MADE_AT:%H:%M}")
    dressed.processEvents()
    assert (window.width(), window.height()) == size
    assert cut_off(window) == []
    update = os.environ.get("UPDATE_SCREENSHOTS") and (page == "review" or size == SIZES[0])
    shoot(window, f"{page}-{language}-{size[0]}x{size[1]}", repository / "docs" / "images" if update else tmp_path)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("state", ["log-in", "refused", "locked", "two-persons"])
def test_what_people_with_accounts_see_fits_and_is_pictured(
    state: str, language: str, open_window: Callable[..., Window], dressed: QApplication, tmp_path: Path,
    repository: Path,
) -> None:  # fmt: skip
    set_language(language)
    window = open_window(numbers=(4, 5, 6))
    desk = window.desk
    assert isinstance(desk, StoreDesk)
    accounts = desk.people.accounts
    vars(accounts.passwords).update(vars(Passwords(**CHEAP)))
    if state == "log-in":
        desk.people.add_demo_accounts()
    else:
        chief = accounts.first_administrator("Chief", "P-1", password_of("Chief"))
        accounts.add(chief, "Kim", "P-2", Role.ANALYST, password_of("Kim"))
    window.show_status()
    dressed.processEvents()
    page = window.log_in
    assert page is not None
    if state in ("locked", "two-persons"):
        desk.log_in("Kim", password_of("Kim"))
        window.show_status()
        window.tick()
    if state == "locked":
        window.lock()
    if state == "two-persons":
        review = window.pages["review"]
        assert isinstance(review, ReviewPanel)
        review.ask_two(Verdict.CLEAR, "Kim")
        review.two.second.setText("Lee")
        with pytest.raises(PermissionRefused) as refused:
            desk.log_in("Lee", password_of("Kim"))
        refused.value.source = translate("Review", "second person")
        review.two.tell(str(refused.value))
    if state == "refused":
        page.name.setText("Kim")
        for _ in range(4):
            page.enter()
        assert page.message.isVisible()
    dressed.processEvents()
    window.bar.setText(window.bar.text()[:-5] + f"{MADE_AT:%H:%M}")
    # Labels that wrap need more than one round until the layout has settled.
    for _ in range(10):
        dressed.processEvents()
    assert (window.width(), window.height()) == SIZES[0]
    assert cut_off(window) == []
    update = os.environ.get("UPDATE_SCREENSHOTS") and state == "log-in"
    shoot(window, f"{state}-{language}-1366x768", repository / "docs" / "images" if update else tmp_path)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_warnings_and_notes_do_not_push_the_keys_off_a_small_screen(
    language: str, open_window: Callable[..., Window], dressed: QApplication
) -> None:
    set_language(language)
    window = open_window(numbers=(0, 1, 2), scanner="mail-de160", expired=True)
    for _ in range(20):
        window.tick()
        dressed.processEvents()
    assert window.banner.isVisible()
    assert (window.width(), window.height()) == SIZES[0]
    assert cut_off(window) == []
