"""A window over a store that holds items of a simulated lane."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QApplication

from tests.support.station import filled_station
from ui import theme
from ui.window import Window
from ui.wiring.desk import StoreDesk


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    theme.apply(qapp)
    return qapp


@pytest.fixture
def open_window(tmp_path: Path, dressed: QApplication) -> Iterator[Callable[..., Window]]:
    """Opens windows on stations filled with items; closes them afterwards."""
    windows: list[Window] = []

    def opened(**options: object) -> Window:
        config = filled_station(tmp_path, **options)  # type: ignore[arg-type] # options of filled_station
        window = Window(StoreDesk(config))
        window.timer.stop()
        window.resize(1366, 768)
        window.show()
        windows.append(window)
        window.tick()
        dressed.processEvents()
        return window

    yield opened
    for window in windows:
        window.close()
