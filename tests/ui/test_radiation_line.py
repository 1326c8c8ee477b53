"""Radiation on the Review screen: told in words, figures, shape and colour; clear stays shut; it fits the screen."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.errors import IllegalMove
from station.i18n import set_language
from station.types.decision import Verdict
from station.types.radiation import Passage, PortalFault, RadiationOccupancy, RadiationResult
from station.workflow.radiation import radiation_of
from tests.support.portal import PORTAL_START, occupancy
from tests.ui.test_review import desk, press, review
from tests.ui.test_screenshots import SIZES, cut_off, shoot
from ui.panels.review import ReviewPanel
from ui.window import Window

Open = Callable[..., Window]


def told(page: ReviewPanel, *seen: RadiationOccupancy, window: Window) -> RadiationResult:
    """The portal answers for the open item."""
    assert page.case is not None
    item_id = page.case.item.item_id
    passage = Passage(item_id=item_id, start=PORTAL_START, end=PORTAL_START + timedelta(seconds=2))
    result = radiation_of(passage, [], seen)
    desk(window).store.put_radiation(item_id, result)
    window.tick()
    return result


def reject_all(page: ReviewPanel, qtbot: QtBot) -> None:
    for _ in page.found():
        press(page, qtbot, Qt.Key.Key_N, Qt.Key.Key_Tab)


def shut(page: ReviewPanel) -> bool:
    return not page.bar.buttons[Verdict.CLEAR].isEnabled()


@pytest.fixture
def window(open_window: Open) -> Window:
    return open_window(numbers=(4, 5), portal=True)


def test_clear_opens_when_the_portal_has_answered_without_an_alarm(window: Window, qtbot: QtBot) -> None:
    page = review(window)
    reject_all(page, qtbot)
    assert shut(page)
    assert "has not answered yet" in page.radiation.text()
    press(page, qtbot, Qt.Key.Key_F1)
    assert "has not answered" in page.bar.message.text()
    told(page, occupancy(), window=window)
    assert not shut(page)
    assert "no alarm · 0.8 σ (threshold 4.0)" in page.radiation.text()
    assert "●" in page.radiation.text()


@pytest.mark.parametrize(
    ("seen", "text"),
    [
        ((occupancy(gamma_alarm=True, gamma_sigma=14.2),), "GAMMA ALARM · 14.2 σ (threshold 4.0)"),
        ((occupancy(gamma_alarm=True, gamma_sigma=14.2, threshold_sigma=None),), "14.2 σ (threshold not told)"),
        ((occupancy(gamma_alarm=True, gamma_sigma=None),), "GAMMA ALARM · σ not known"),
        ((occupancy(neutron_alarm=True),), "NEUTRON ALARM"),
        ((occupancy(neutron_alarm=True, simulated=True),), "portal · SIM"),
        ((occupancy(), occupancy(start_s=0.5)), "not joined: several passages of the portal fit this item: 2"),
        ((), "not measured: the portal saw nothing pass with this item"),
        ((occupancy(faults=(PortalFault.POWER,)),), "no alarm, but not all was seen: the portal runs on its battery"),
    ],
)
def test_everything_else_keeps_clear_shut_and_says_why(
    window: Window, qtbot: QtBot, seen: tuple[RadiationOccupancy, ...], text: str
) -> None:
    page = review(window)
    reject_all(page, qtbot)
    result = told(page, *seen, window=window)
    assert text in page.radiation.text()
    assert page.radiation.objectName() == ("alarm" if result.findings else "warning")
    assert shut(page)
    press(page, qtbot, Qt.Key.Key_F1)
    assert "radiation officer" in page.bar.message.text()
    assert page.case is not None
    item_id = page.case.item.item_id
    with pytest.raises(IllegalMove):
        desk(window).decide(item_id, Verdict.CLEAR, (), "")
    row = page.queue.list.item(0)
    assert row is not None
    assert ("■ radiation alarm" if result.findings else "▲ radiation not certain") in row.text()
    desk(window).decide(item_id, Verdict.REFER, (), "")


def test_the_queue_gives_the_stronger_advice(window: Window) -> None:
    page = review(window)
    told(page, occupancy(neutron_alarm=True), window=window)
    (first, second) = desk(window).queue()
    assert first.advice == "open"
    assert not first.radiation_due
    assert second.radiation_due


def test_without_a_portal_nothing_is_said_and_nothing_is_shut(open_window: Open, qtbot: QtBot) -> None:
    page = review(open_window(numbers=(4,)))
    assert not page.radiation.isVisible()
    reject_all(page, qtbot)
    assert not shut(page)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("what", ["both", "unjoined"])
def test_it_fits_a_small_screen(
    language: str, what: str, open_window: Open, dressed: QApplication, tmp_path: Path
) -> None:
    set_language(language)
    window = open_window(numbers=(4, 5, 6), portal=True)
    alarm = occupancy(gamma_alarm=True, neutron_alarm=True, gamma_sigma=14.2)
    page = review(window)
    told(page, *((alarm,) if what == "both" else (alarm, occupancy(start_s=0.5))), window=window)
    for _ in range(20):
        window.tick()
        dressed.processEvents()
    assert (window.width(), window.height()) == SIZES[0]
    assert cut_off(window) == []
    shoot(window, f"radiation-{what}-{language}", Path(os.environ.get("PICTURES", tmp_path)))
