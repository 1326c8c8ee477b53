"""Who may see and do what at the window, by keyboard: log in, lock, roles, two persons; and a store that fails."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from station.errors import PermissionRefused, StationError, StorageDamaged, StorageFull, StoreBusy
from station.i18n import set_language, translate
from station.types.decision import Verdict
from station.types.ids import ItemId
from station.types.user import Permission, Role
from tests.support.people import Staff, password_of, staff_of
from tests.support.station import filled_station
from ui.app import keep
from ui.panels.qa import QaPanel
from ui.panels.review import ReviewPanel
from ui.viewer.canvas import Canvas
from ui.window import STATUS_EVERY, Window
from ui.wiring.desk import StoreDesk
from ui.wiring.people import People

LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])
Keys = Qt.Key
LOCK, CONTROL = Qt.Key.Key_F9, Qt.KeyboardModifier.ControlModifier


@dataclass
class Seat:
    """A window on a station with accounts, and the people of it."""

    staff: Staff
    window: Window
    application: QApplication

    @property
    def review(self) -> ReviewPanel:
        page = self.window.pages["review"]
        assert isinstance(page, ReviewPanel)
        return page

    def settle(self, ticks: int = STATUS_EVERY) -> None:
        for _ in range(ticks):
            self.window.tick()
        self.application.processEvents()

    def focused(self) -> QWidget:
        widget = self.window.focusWidget()
        assert widget is not None
        return widget

    def type(self, *words: str | Qt.Key) -> None:
        """Text and keys go where the focus is, as from a keyboard."""
        for word in words:
            if isinstance(word, str):
                QTest.keyClicks(self.focused(), word)
            else:
                QTest.keyClick(self.focused(), word)
        self.application.processEvents()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A shortcut of a button, which Qt shows pressed for a moment before it clicks."""
        QTest.keyClick(self.focused(), key, modifier)
        assert QApplication.activeWindow() is self.window
        pressed = [button for button in self.window.findChildren(QPushButton) if button.isDown()]
        assert len(pressed) == 1
        QTest.qWait(150)
        self.settle()

    def log_in(self, name: str, password: str = "") -> None:
        self.type(name, Keys.Key_Return, password or password_of(name), Keys.Key_Return)
        self.settle()

    def sees_picture(self) -> bool:
        return any(canvas.isVisible() for canvas in self.window.findChildren(Canvas))


@pytest.fixture
def seat(tmp_path: Path, dressed: QApplication) -> Iterator[Callable[..., Seat]]:
    """Opens a window on a station; each name becomes an account."""
    opened: list[Seat] = []

    def open_seat(language: str = "en", numbers: tuple[int, ...] = (0, 1), **names: Role) -> Seat:
        set_language(language)
        config = filled_station(tmp_path, numbers=numbers)
        staff = staff_of(config.folder)
        for name, role in names.items():
            staff.user(role, name)
        people = People(
            config=config, store=staff.store, accounts=staff.accounts, logins=staff.logins, clock=staff.clock
        )
        window = Window(StoreDesk(config, people))
        window.timer.stop()
        window.resize(1366, 768)
        window.show()
        QApplication.setActiveWindow(window)
        opened.append(Seat(staff=staff, window=window, application=dressed))
        opened[-1].settle()
        return opened[-1]

    yield open_seat
    for one in opened:
        one.window.close()
    set_language("en")


def said(text: str) -> str:
    """A text in the language of the window."""
    return translate("Error", text)


@LANGUAGES
def test_nobody_logged_in_sees_no_picture_and_a_password_opens_the_pages(
    language: str, seat: Callable[..., Seat]
) -> None:
    at = seat(language, Kim=Role.ANALYST)
    assert at.window.shut
    assert at.window.pages == {}
    assert not at.sees_picture()
    assert translate("Window", "nobody is logged in") in at.window.bar.text()
    at.log_in("Kim")
    assert at.review.case is not None
    assert at.sees_picture()
    assert f"Kim · {translate('Role', 'analyst')}" in at.window.bar.text()
    views = at.staff.actions("view")
    assert {entry["actor"] for entry in views} == {"Kim"}


@LANGUAGES
def test_a_wrong_password_and_a_wrong_name_get_one_answer_and_then_seconds(
    language: str, seat: Callable[..., Seat]
) -> None:
    at = seat(language, Kim=Role.ANALYST)
    page = at.window.log_in
    assert page is not None
    answers = []
    for name in ("Kim", "Nobody here"):
        page.begin()
        for tries in range(4):
            at.type(*([] if tries else [name, Keys.Key_Return]), "a wrong password", Keys.Key_Return)
            assert page.password.text() == ""
            answers.append(page.message.text())
    assert answers[:4] == answers[4:]
    assert said("name or password is wrong") in answers[0]
    assert said("too many failed log-ins") in answers[3]
    assert "5" in answers[3]
    assert at.window.shut
    page.until_s -= 2.5
    page.tick()
    assert "3" in page.message.text()
    page.until_s -= 3.0
    page.tick()
    assert page.message.isHidden()
    at.staff.clock.sleep(6.0)
    page.begin()
    at.log_in("Kim")
    assert not at.window.shut
    assert len(at.staff.actions("log-in failed")) == 6


@LANGUAGES
def test_a_lock_hides_the_picture_and_gives_the_same_item_back(language: str, seat: Callable[..., Seat]) -> None:
    at = seat(language, Kim=Role.ANALYST)
    at.log_in("Kim")
    case = at.review.case
    at.type("n")
    answers = dict(at.review.answers)
    assert answers
    at.press(LOCK)
    assert at.window.shut
    assert not at.sees_picture()
    assert "Kim" in at.window.log_in.who.text()  # type: ignore[union-attr] # shut: it is there
    at.press(Keys.Key_L, CONTROL)
    at.press(Keys.Key_L, CONTROL)
    assert not at.sees_picture()
    at.type(password_of("Kim"), Keys.Key_Return)
    at.settle()
    assert at.sees_picture()
    assert at.review.case is case
    assert at.review.answers == answers


def test_an_idle_seat_locks_itself_and_input_keeps_it_open(seat: Callable[..., Seat]) -> None:
    at = seat(Kim=Role.ANALYST)
    at.log_in("Kim")
    at.staff.clock.sleep(599.0)
    QTest.keyClick(at.window.windowHandle(), Keys.Key_Tab)
    at.staff.clock.sleep(599.0)
    at.settle(2)
    assert at.sees_picture()
    # Only the window's own polls: they keep no seat awake.
    for _ in range(4):
        at.staff.clock.sleep(300.0)
        at.settle(2)
    assert at.window.shut
    assert not at.sees_picture()
    at.type(Keys.Key_F12, Keys.Key_F12)
    assert at.staff.store.items()[0].state.value != "decided"


@LANGUAGES
def test_another_person_takes_the_seat_over_and_log_out_empties_it(language: str, seat: Callable[..., Seat]) -> None:
    at = seat(language, Kim=Role.ANALYST, Toni=Role.TECHNICIAN)
    at.log_in("Kim")
    at.press(LOCK)
    page = at.window.log_in
    assert page is not None
    page.begin()
    at.log_in("Toni")
    assert set(at.window.pages) == {"technician"}
    assert at.window.kept == {}
    at.press(LOCK, CONTROL)
    assert at.window.pages == {}
    assert [entry["actor"] for entry in at.staff.actions("log out")] == ["Kim", "Toni"]
    assert at.window.log_in is not None
    assert at.window.log_in.name.text() == ""


@pytest.mark.parametrize("role", Role)
def test_a_role_sees_its_pages_only(role: Role, seat: Callable[..., Seat]) -> None:
    at = seat(Kim=role, numbers=(0,))
    at.log_in("Kim")
    pages = {
        Role.OPERATOR: {"technician"}, Role.ANALYST: {"review", "technician"},
        Role.SUPERVISOR: {"review", "technician"},
        Role.TECHNICIAN: {"technician"}, Role.QA: {"technician", "qa"}, Role.CUSTODIAN: {"review"},
        Role.AUDITOR: {"review", "technician"}, Role.ADMINISTRATOR: {"technician"},
    }  # fmt: skip
    assert set(at.window.pages) == pages[role]
    assert set(at.window.rail.buttons) == pages[role]
    assert at.sees_picture() == ("review" in pages[role])
    assert at.staff.actions("denied") == []


@LANGUAGES
def test_a_role_without_the_permission_is_told_who_has_it_and_the_log_knows(
    language: str, seat: Callable[..., Seat]
) -> None:
    at = seat(language, Audrey=Role.AUDITOR)
    at.log_in("Audrey")
    case = at.review.case
    at.type(Keys.Key_F12, Keys.Key_F12)
    assert at.review.case is case
    assert "Audrey" in at.review.bar.message.text()
    assert "supervisor" in at.review.bar.message.text()
    denied = at.staff.actions("denied")
    assert [(entry["actor"], json.loads(str(entry["detail"]))["permission"]) for entry in denied] == [
        ("Audrey", Permission.DECIDE.value)
    ]
    assert at.staff.store.decision(ItemId(str(denied[0]["subject"]))) is None


def test_what_is_not_offered_is_refused_too(seat: Callable[..., Seat]) -> None:
    at = seat(Kim=Role.ANALYST, Olga=Role.OPERATOR)
    desk = at.window.desk
    item_id = at.staff.store.items()[0].item_id
    acts: dict[Permission, Callable[[], object]] = {
        Permission.SEE_QUEUE: desk.queue, Permission.SEE_DEVICES: desk.devices, Permission.SEE_CASE: desk.live,
        Permission.REPLAY: lambda: desk.start("replay", {}), Permission.CALIBRATE: lambda: desk.start("dark-air", {}),
        Permission.DECIDE: lambda: desk.decide(item_id, Verdict.HOLD, (), ""),
    }  # fmt: skip
    for act in (*acts.values(), desk.recent, desk.profile_curves, lambda: desk.open_case(item_id)):
        with pytest.raises(PermissionRefused, match="nobody is logged in"):
            act()
    desk.events()
    assert not any(desk.may(permission) for permission in Permission)
    before = len(at.staff.actions("denied"))
    desk.log_in("Olga", password_of("Olga"))
    for permission in (Permission.SEE_CASE, Permission.REPLAY, Permission.CALIBRATE, Permission.DECIDE):
        with pytest.raises(PermissionRefused, match="Olga is operator"):
            acts[permission]()
    desk.queue()
    asked = [json.loads(str(entry["detail"]))["permission"] for entry in at.staff.actions("denied")[before:]]
    assert asked == ["see-case", "replay", "calibrate", "decide"]


def test_a_refusal_that_no_page_tells_stands_in_the_banner(seat: Callable[..., Seat]) -> None:
    at = seat(Kim=Role.ANALYST)
    at.log_in("Kim")
    with pytest.raises(PermissionRefused) as refused:
        at.window.desk.start("dark-air", {"lines": 8})
    keep(at.window, PermissionRefused, refused.value, None)
    assert "ask somebody who is technician" in at.window.banner.text()
    at.window.show_page("technician")
    at.settle()
    assert "ask somebody" not in at.window.banner.text()


def test_a_role_that_is_taken_away_closes_the_page(seat: Callable[..., Seat]) -> None:
    at = seat(Kim=Role.ANALYST)
    at.log_in("Kim")
    chief = at.staff.store.user_named("chief")
    assert chief is not None
    at.staff.accounts.set_role(chief, "Kim", Role.OPERATOR)
    at.settle()
    assert set(at.window.pages) == {"technician"}
    assert not at.sees_picture()
    at.staff.accounts.set_disabled(chief, "Kim", disabled=True)
    at.settle()
    assert at.window.shut
    assert at.window.pages == {}


def reject_all(at: Seat) -> None:
    for _ in at.review.found():
        at.type("n", Keys.Key_Tab)


@LANGUAGES
def test_two_persons_clear_an_item_that_the_model_would_open(language: str, seat: Callable[..., Seat]) -> None:
    at = seat(language, Kim=Role.ANALYST, Lee=Role.SUPERVISOR)
    at.log_in("Kim")
    case = at.review.case
    assert case is not None
    reject_all(at)
    at.type(Keys.Key_F1, Keys.Key_F1)
    assert at.review.two.isVisible()
    assert not at.review.bar.isVisible()
    assert at.review.case is case
    at.type(password_of("Kim"), Keys.Key_Return, "Lee", Keys.Key_Return, password_of("Lee"), Keys.Key_Return)
    assert at.review.case is not case
    assert not at.review.two.isVisible()
    assert at.review.bar.isVisible()
    decision = at.staff.store.decision(case.item.item_id)
    assert decision is not None
    assert (decision.inspector, decision.verdict) == ("Kim", Verdict.CLEAR)
    (approval,) = at.staff.store.approvals(case.item.item_id)
    assert (approval["first_person"], approval["second_person"]) == ("p-kim", "p-lee")
    assert at.staff.store.check_audit().faults == ()


@LANGUAGES
def test_one_person_cannot_sign_twice_and_nothing_typed_stays(language: str, seat: Callable[..., Seat]) -> None:
    at = seat(language, Kim=Role.ANALYST, Max=Role.ANALYST)
    at.staff.user(Role.SUPERVISOR, "Kim again", "P-Kim")
    at.log_in("Kim")
    case = at.review.case
    reject_all(at)
    at.type(Keys.Key_F1, Keys.Key_F1)
    two = at.review.two
    refusals = []
    for name, password in (
        ("Kim again", password_of("Kim again")), ("Kim", password_of("Kim")), ("Max", password_of("Max")),
        ("Max", "not the password"),
    ):  # fmt: skip
        two.second.clear()
        at.type(password_of("Kim"), Keys.Key_Return, name, Keys.Key_Return, password, Keys.Key_Return)
        refusals.append(two.message.text())
        assert two.password.text() == two.second_password.text() == ""
    shown = [
        said("{first} and {second} are accounts of one person").format(first="Kim", second="Kim again"),
        said("{name} cannot be both persons").format(name="Kim"), "Max",
        translate("Review", "second person") + ": " + said("name or password is wrong"),
    ]  # fmt: skip
    assert [text for text, part in zip(refusals, shown, strict=True) if part not in text] == []
    at.type(Keys.Key_Escape)
    assert not two.isVisible()
    assert two.second.text() == ""
    assert at.review.case is case
    assert at.staff.store.approvals() == ()
    # The first press, and the three pairs with good passwords.
    assert len(at.staff.actions("denied")) == 4


def test_keys_of_the_page_are_text_while_two_persons_sign(seat: Callable[..., Seat]) -> None:
    at = seat(Kim=Role.ANALYST, Lee=Role.SUPERVISOR)
    at.log_in("Kim")
    reject_all(at)
    at.type(Keys.Key_F1, Keys.Key_F1)
    at.type("y1x", Keys.Key_F12, Keys.Key_F12, Keys.Key_F2, Keys.Key_PageDown)
    assert at.review.two.password.text() == "y1x"
    assert at.review.bar.armed is None
    assert isinstance(at.focused(), QLineEdit)
    at.press(LOCK)
    assert at.review.two.password.text() == ""


@pytest.mark.parametrize("error", [
    StorageFull("cannot be written: {cause}", remedy="free space on the disk of the data folder", cause="full"),
    StoreBusy("the store is busy", remedy="it is tried again; if it lasts, restart the station"),
], ids=["full", "busy"])  # fmt: skip
def test_a_store_that_fails_leaves_the_window_and_the_open_item(
    error: StationError, seat: Callable[..., Seat], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = seat()
    case = at.review.case

    def fail(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as failing:
        for name in ("decide", "audit", "items", "health"):
            failing.setattr(at.staff.store, name, fail)
        at.type(Keys.Key_F12, Keys.Key_F12)
        assert error.remedy in at.review.bar.message.text()
        assert at.review.case is case
        at.settle(2 * STATUS_EVERY)
        assert error.remedy in at.window.banner.text()
        at.review.case = None
    with monkeypatch.context() as failing:
        failing.setattr(at.staff.store, "audit", fail)
        at.settle()
        assert error.remedy in at.review.bar.message.text()
        assert "Enter: try again" in at.review.bar.message.text()
        at.type(Keys.Key_Return)
        assert at.review.case is None
    at.settle()
    assert at.review.case is None
    at.type(Keys.Key_Return)
    assert at.review.case is not None
    assert at.review.bar.message.text() == ""
    at.type(Keys.Key_F12, Keys.Key_F12)
    assert len(at.window.desk.recent()) == 1
    at.settle(2 * STATUS_EVERY)
    assert error.remedy not in at.window.banner.text()


def test_a_full_disk_keeps_nobody_at_the_seat(seat: Callable[..., Seat], monkeypatch: pytest.MonkeyPatch) -> None:
    at = seat(Kim=Role.ANALYST)
    at.log_in("Kim")

    def fail(*_: object, **__: object) -> None:
        raise StorageFull("cannot be written: {cause}", remedy="free space on the disk", cause="full")

    with monkeypatch.context() as failing:
        for name in ("audit", "begin_login", "health", "has_users", "items", "user"):
            failing.setattr(at.staff.store, name, fail)
        at.settle()
        assert "free space on the disk" in at.window.banner.text()
        at.press(LOCK, CONTROL)
        assert at.window.shut
        assert not at.sees_picture()
        at.log_in("Kim")
        assert at.window.shut
        assert at.window.log_in is not None
        assert "free space on the disk" in at.window.log_in.message.text()
    at.type(password_of("Kim"), Keys.Key_Return)
    at.settle()
    assert not at.window.shut


def test_a_damaged_item_does_not_keep_the_others(seat: Callable[..., Seat], monkeypatch: pytest.MonkeyPatch) -> None:
    at = seat(numbers=(0, 1, 2))
    waiting = [entry.item.item_id for entry in at.window.desk.queue()]
    load = at.staff.store.load_corrected

    def loaded(scan_id: object) -> object:
        if scan_id == at.staff.store.scans(waiting[1])[0].head.scan_id:
            raise StorageDamaged("{sha256} is damaged", remedy="restore it from the backup", sha256="ab")
        return load(scan_id)  # type: ignore[arg-type] # the caller's

    monkeypatch.setattr(at.staff.store, "load_corrected", loaded)
    at.type(Keys.Key_F12, Keys.Key_F12)
    assert at.review.case is None
    assert "restore it from the backup" in at.review.bar.message.text()
    at.type(Keys.Key_Escape)
    assert at.review.case is not None
    assert at.review.case.item.item_id == waiting[2]


def test_without_accounts_all_is_as_it_was_and_says_so(seat: Callable[..., Seat]) -> None:
    at = seat()
    assert not at.window.shut
    assert set(at.window.pages) == {"review", "technician", "qa"}
    assert "inspector · no accounts" in at.window.bar.text()
    assert "users --config FILE add NAME --role administrator" in at.window.hint.text()
    assert at.window.hint.isVisible()
    at.type(Keys.Key_F12, Keys.Key_F12)
    at.settle()
    assert not at.window.hint.isVisible()
    assert at.staff.actions("decide")[0]["actor"] == "inspector"
    at.staff.accounts.first_administrator("chief", "P-1", password_of("chief"))
    at.settle()
    assert at.window.shut
    assert not at.sees_picture()


def test_a_refused_replay_is_told_on_its_page(seat: Callable[..., Seat], tmp_path: Path) -> None:
    at = seat(Quinn=Role.QA)
    at.log_in("Quinn")
    at.window.show_page("qa")
    page = at.window.pages["qa"]
    assert isinstance(page, QaPanel)
    page.path.setText(str(tmp_path))
    at.staff.accounts.set_role(at.staff.store.user_named("chief"), "Quinn", Role.OPERATOR)  # type: ignore[arg-type] # there
    page.button.click()
    assert "ask somebody who is qa" in page.message.text()
    assert page.job_id is None


def test_accounts_of_a_demonstration_are_marked(seat: Callable[..., Seat]) -> None:
    at = seat()
    at.staff.accounts.add_demo()
    at.staff.logins.demo = True
    at.settle()
    assert at.window.log_in is not None
    assert "demonstration only" in at.window.log_in.demo.text()
    assert at.window.log_in.demo.isVisible()
    at.log_in("demo-analyst", "demonstration only")
    assert "DEMO ACCOUNT" in at.window.bar.text()


def test_the_mouse_or_a_key_alone_does_not_unlock(seat: Callable[..., Seat], qtbot: QtBot) -> None:
    at = seat(Kim=Role.ANALYST)
    at.log_in("Kim")
    at.press(LOCK)
    qtbot.mouseMove(at.window)
    at.type(Keys.Key_Return)
    at.settle()
    assert at.window.shut
