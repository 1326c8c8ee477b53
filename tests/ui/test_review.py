"""The Review screen by keyboard: look, answer, decide; what must not happen by mistake."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.events import Event, Topic
from station.i18n import set_language
from station.types.analysis import Analysis
from station.types.decision import Resolution, Verdict
from station.types.item import ItemState
from ui.panels.review import ReviewPanel
from ui.viewer.model import Look
from ui.window import Window
from ui.wiring.desk import StoreDesk

Open = Callable[..., Window]


def review(window: Window) -> ReviewPanel:
    page = window.pages["review"]
    assert isinstance(page, ReviewPanel)
    return page


def desk(window: Window) -> StoreDesk:
    assert isinstance(window.desk, StoreDesk)
    return window.desk


@pytest.fixture
def page(open_window: Open) -> ReviewPanel:
    """Seed 11, item 0: two gold bars among tungsten."""
    return review(open_window(numbers=(0, 1)))


def press(page: ReviewPanel, qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(page, key)


def test_the_oldest_item_opens_by_itself_with_its_first_finding(page: ReviewPanel) -> None:
    assert page.case is not None
    assert [finding.label for finding in page.found()] == ["gold"] * len(page.found())
    assert page.selected == 1
    assert "gold" in page.findings.list.item(0).text()
    assert "%" in page.findings.reason.text()


def test_a_decision_needs_two_presses(page: ReviewPanel, qtbot: QtBot) -> None:
    first = page.case
    press(page, qtbot, Qt.Key.Key_F12)
    assert page.bar.armed is Verdict.HOLD
    assert page.case is first
    press(page, qtbot, Qt.Key.Key_Escape)
    assert page.bar.armed is None
    press(page, qtbot, Qt.Key.Key_F12, Qt.Key.Key_F5)
    assert page.bar.armed is Verdict.REFER
    assert page.case is first
    press(page, qtbot, Qt.Key.Key_F5)
    assert page.case is not first
    decided = page.desk.recent()
    assert [entry.item.state for entry in decided] == [ItemState.DECIDED]


def test_an_auto_repeated_key_does_not_commit(page: ReviewPanel, qtbot: QtBot) -> None:
    from PyQt5.QtCore import QEvent
    from PyQt5.QtGui import QKeyEvent

    press(page, qtbot, Qt.Key.Key_F12)
    for _ in range(5):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier, "", True, 1)
        QApplication.sendEvent(page, event)
    assert page.bar.armed is Verdict.HOLD
    assert page.desk.recent() == ()


def test_clear_stays_shut_until_every_finding_is_rejected(page: ReviewPanel, qtbot: QtBot) -> None:
    numbers = [finding.number for finding in page.found()]
    press(page, qtbot, Qt.Key.Key_F1)
    assert page.bar.armed is None
    assert "Answer every finding" in page.bar.message.text()
    for _ in numbers:
        press(page, qtbot, Qt.Key.Key_N, Qt.Key.Key_Tab)
    assert page.answers == dict.fromkeys(numbers, Resolution.REJECTED)
    opened = page.case
    press(page, qtbot, Qt.Key.Key_F1, Qt.Key.Key_Return)
    assert page.case is not opened
    assert len(page.desk.recent()) == 1


def test_a_confirmed_finding_cannot_be_cleared_and_the_item_stays(page: ReviewPanel, qtbot: QtBot) -> None:
    for _ in page.found():
        press(page, qtbot, Qt.Key.Key_Y, Qt.Key.Key_Tab)
    opened = page.case
    press(page, qtbot, Qt.Key.Key_F1, Qt.Key.Key_F1)
    assert page.case is opened
    assert "confirmed" in page.bar.message.text()


def test_looks_by_key_and_hold_to_view(page: ReviewPanel, qtbot: QtBot) -> None:
    for key, look in ((Qt.Key.Key_1, Look.GREY), (Qt.Key.Key_2, Look.NEGATIVE), (Qt.Key.Key_X, Look.EDGE)):
        press(page, qtbot, key)
        assert page.stage.settings.look is look
        assert page.stage.strip[look].isChecked()
    press(page, qtbot, Qt.Key.Key_Space)
    assert page.stage.settings.look is Look.STANDARD
    qtbot.keyPress(page, Qt.Key.Key_4)
    assert page.stage.current().look is Look.ORGANIC
    qtbot.keyRelease(page, Qt.Key.Key_4)
    assert page.stage.current().look is Look.STANDARD


def test_keys_are_text_while_a_note_is_written(page: ReviewPanel, qtbot: QtBot) -> None:
    press(page, qtbot, Qt.Key.Key_F2)
    assert page.note.hasFocus() or page.note.isVisible()
    qtbot.keyClicks(page.note, "two bars Y1")
    assert page.note.text() == "two bars Y1"
    assert page.stage.settings.look is Look.STANDARD
    assert page.answers == {}


def test_every_view_and_decision_is_in_the_audit_log(page: ReviewPanel, qtbot: QtBot) -> None:
    item_id = page.case.item.item_id if page.case else ""
    press(page, qtbot, Qt.Key.Key_F8, Qt.Key.Key_F8)
    store = page.desk.store  # type: ignore[attr-defined] # the desk of these tests
    entries = [entry for entry in store.audit_entries(item_id) if entry["actor"] != "lane"]
    assert [entry["action"] for entry in entries] == ["view", "decide"]
    assert store.check_audit().faults == ()


def test_the_readout_is_in_physical_units(page: ReviewPanel) -> None:
    box = page.found()[0].box
    page.stage.hover((box.x0 + box.x1) // 2, (box.y0 + box.y1) // 2)
    assert "%" in page.stage.readout.text()
    assert "g/cm²" in page.stage.readout.text()


def test_switching_the_language_keeps_item_answers_and_note(open_window: Open, qtbot: QtBot) -> None:
    window = open_window(numbers=(0, 1))
    before = review(window)
    press(before, qtbot, Qt.Key.Key_Y)
    before.note.setText("seal intact")
    window.switch_language()
    after = review(window)
    assert after is not before
    assert after.case is before.case
    assert after.answers == before.answers
    assert after.note.text() == "seal intact"
    assert "申告" in after.declaration.findChildren(type(after.stage.readout))[0].text()


def test_opaque_bars_are_a_finding_and_no_metal_is_named(open_window: Open) -> None:
    page = review(open_window(numbers=(0,), scanner="mail-de160"))
    labels = {finding.label for finding in page.found()}
    assert labels == {"opaque"}
    assert "cannot be judged" in page.findings.reason.text()
    assert not page.bar.buttons[Verdict.CLEAR].isEnabled()


def test_an_empty_station_says_so(open_window: Open) -> None:
    page = review(open_window(numbers=()))
    assert page.case is None
    assert "No item is open" in page.findings.state.text()
    assert not any(button.isEnabled() for button in page.bar.buttons.values())


def test_the_other_view_is_one_key_away_and_shows_its_own_findings(page: ReviewPanel, qtbot: QtBot) -> None:
    case = page.case
    assert case is not None
    assert isinstance(case.result, Analysis)
    (top,) = case.views
    side = replace(top, scan=replace(top.scan, head=replace(top.scan.head, view="side")))
    moved = [replace(f, view="side" if f.number > 1 else "top") for f in case.result.findings]
    page.show_item(replace(case, views=(top, side), result=replace(case.result, findings=tuple(moved))))
    assert "PgUp PgDn" in page.stage.canvas.title
    assert [finding.number for finding in page.in_view()] == [1]
    press(page, qtbot, Qt.Key.Key_PageDown)
    assert "side" in page.stage.canvas.title
    assert all(finding.number > 1 for finding in page.in_view())
    press(page, qtbot, Qt.Key.Key_PageDown)
    assert [finding.number for finding in page.in_view()] == [1]
    press(page, qtbot, Qt.Key.Key_Tab)
    assert page.selected == 2
    assert "side" in page.stage.canvas.title


@pytest.mark.parametrize(("language", "words"), [("en", "belongs to no item"), ("ja", "どの品物にも属しません")])
def test_what_belongs_to_no_item_is_told_in_the_banner(open_window: Open, language: str, words: str) -> None:
    window = open_window(numbers=(0,))
    set_language(language)
    values = {"kind": "code", "reason": "ambiguous", "text": "99912345674"}
    desk(window).store.emit(Event(topic=Topic.SIGHTING_UNJOINED, subject="barcode", values=values))
    window.tick()
    assert words in window.banner.text()
    assert "99912345674" in window.banner.text()
