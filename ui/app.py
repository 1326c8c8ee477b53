"""The application: theme, window, orderly end; pictures of the pages on request."""

import logging
import sys
import time
from functools import partial
from pathlib import Path
from types import TracebackType

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtWidgets import QApplication

from station.errors import StationError
from station.i18n import set_language
from station.ports.desk import Desk
from ui import theme
from ui.window import Window

logger = logging.getLogger(__name__)

SIZE = (1600, 900)
PICTURE_S = 20.0


def run_desk(desk: Desk, *, language: str = "en", screenshots: Path | None = None) -> int:
    """Open the window and stay until it is closed; with `screenshots` leave pictures there and end."""
    set_language(language)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_EnableHighDpiScaling)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(sys.argv[:1])
    window = Window(desk, japanese_font=theme.apply(application))
    sys.excepthook = partial(keep, window)
    screen = application.primaryScreen()
    room = screen.availableSize() if screen else QSize(*SIZE)
    window.resize(QSize(*SIZE).boundedTo(room))
    window.show()
    if screenshots is None:
        return int(application.exec_())
    take_pictures(application, window, screenshots)
    window.close()
    return 0


def keep(window: Window, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nobody caught: logged with its trace; the window stays, and tells what has a remedy."""
    logger.critical("uncaught", exc_info=(kind, error, trace))
    if isinstance(error, StationError):
        window.complain(error)


def take_pictures(application: QApplication, window: Window, folder: Path) -> None:
    """Every page in English, and the first in Japanese; only the log-in page where somebody must log in."""
    folder.mkdir(parents=True, exist_ok=True)
    settle(application, window, until_item=not window.shut)
    if window.shut:
        window.grab().save(str(folder / "screen-log-in-en.png"))
        return
    for name in window.pages:
        window.show_page(name)
        settle(application, window)
        window.grab().save(str(folder / f"screen-{name}-en.png"))
    window.show_page("review")
    window.switch_language()
    settle(application, window, until_item=True)
    window.grab().save(str(folder / "screen-review-ja.png"))


def settle(application: QApplication, window: Window, *, until_item: bool = False) -> None:
    """Let the window work for a moment, or until an item is open."""
    deadline = time.monotonic() + (PICTURE_S if until_item else 1.0)
    while time.monotonic() < deadline:
        application.processEvents()
        time.sleep(0.01)
        if until_item and getattr(window.pages.get("review"), "case", None) is not None:
            until_item, deadline = False, time.monotonic() + 0.8
