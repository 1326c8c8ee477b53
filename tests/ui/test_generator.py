"""The generator card: what it says, what one press and two presses do, and that the page fits a small screen."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea

from station.config.load import load_config
from station.errors import StorageFull
from station.i18n import set_language
from station.storage.store import SqlStore
from station.types.device import DeviceHealth, DeviceIdentity, DeviceState
from station.workflow import xray_order
from tests.support.station import CONFIG, report_devices
from tests.ui.test_screenshots import fits
from ui.panels.technician import TechnicianPanel
from ui.window import Window
from ui.wiring.desk import StoreDesk

GENERATOR = """
[generator]
driver = "generator-spellman"
link = "tcp:127.0.0.1:1"
simulated = true
"""
INTERLOCKS = {"INTERLOCK_1_CLOSED": True, "INTERLOCK_2_CLOSED": True, "INTERNAL_INTERLOCK_CLOSED": True}
DETAIL: dict[str, object] = {
    "hv": "off", "kv": 0.0, "ma": 0.0, "kv_set": 100.0, "ma_set": 5.0, "ready": True, "interlocks": INTERLOCKS,
    "faults": [], "hours": 1.6, "warm_up": "none", "warm_up_step": 0, "warm_up_steps": 0, "warm_up_remaining_s": 0.0,
    "warm_up_reason": "",
}  # fmt: skip
IDENTITY = DeviceIdentity(vendor="Spellman", model="SIM-GENERATOR-5", serial="", simulated=True)
HEALTH = DeviceHealth(
    name="generator", kind="generator", state=DeviceState.READY, identity=IDENTITY, reason="",
    time=datetime(2026, 1, 1, tzinfo=UTC), detail=DETAIL,
)  # fmt: skip


class Seat:
    """A technician's page over a station with a generator, and the store behind it."""

    def __init__(self, folder: Path) -> None:
        path = folder / "station.toml"
        path.write_text(CONFIG.format(scanner="dense-de450", pixels=640, model="physics-only") + GENERATOR)
        self.config = load_config(path)
        self.store = SqlStore(self.config.folder)
        self.window = Window(StoreDesk(self.config))
        self.window.timer.stop()
        self.window.resize(1366, 768)
        self.window.show()
        self.window.show_page("technician")

    @property
    def page(self) -> TechnicianPanel:
        page = self.window.pages["technician"]
        assert isinstance(page, TechnicianPanel)
        return page

    @property
    def card(self) -> Any:
        return self.page.generator

    def tell(self, *, state: DeviceState = DeviceState.READY, age_s: float = 0.0, **changes: object) -> None:
        """News of the generator."""
        told = datetime.now(UTC) - timedelta(seconds=age_s)
        self.store.put_health(replace(HEALTH, state=state, time=told, detail=DETAIL | changes))
        self.page.show_devices()
        QApplication.processEvents()

    def asked(self) -> list[str]:
        """The kinds of all requests so far, which are taken."""
        kinds = (*xray_order.STOPS, *xray_order.OTHERS)
        jobs = list(iter(lambda: self.store.claim_request(kinds), None))
        assert all(job.arguments["person"] == self.config.station.inspector for job in jobs)
        return [job.kind for job in jobs]


@pytest.fixture
def seat(tmp_path: Path, dressed: QApplication) -> Any:
    made = Seat(tmp_path)
    yield made
    made.window.close()
    made.store.close()
    set_language("en")


def test_without_a_generator_there_is_no_card(open_window: Callable[..., Window]) -> None:
    assert open_window(numbers=()).pages["technician"].generator is None  # type: ignore[attr-defined] # of this page


def test_the_lamp_says_it_in_words_shape_and_colour(seat: Seat) -> None:
    looks = set()
    for hv, words in (("off", "● X-rays are off"), ("on", "■ X-rays are ON"), ("unknown", "▲ X-rays may be ON")):
        seat.tell(hv=hv)
        assert seat.card.lamp.text() == words
        looks.add(seat.card.lamp.styleSheet())
    assert len(looks) == 3


@pytest.mark.parametrize("told", [{"state": DeviceState.DISCONNECTED}, {"age_s": 10.0}])
def test_no_news_is_not_off(seat: Seat, told: dict[str, Any]) -> None:
    assert seat.card.lamp.text() == "▲ X-rays may be ON", "nothing was ever told"
    seat.tell()
    assert "off" in seat.card.lamp.text()
    seat.tell(**told)
    assert seat.card.lamp.text() == "▲ X-rays may be ON"
    assert not seat.card.on.isEnabled()
    assert seat.card.off.isEnabled()


def test_on_wants_two_presses_and_off_one(seat: Seat) -> None:
    seat.tell()
    seat.card.on.click()
    assert seat.asked() == []
    assert "again" in seat.card.message.text()
    seat.card.on.armed_at = time.monotonic() - 1.0
    seat.card.on.click()
    assert seat.asked() == ["xray-on"]
    seat.card.off.click()
    assert seat.asked() == ["xray-off"]
    QTest.keyClick(seat.window, Qt.Key.Key_F10)
    assert seat.asked() == ["xray-off"]


def test_a_double_click_and_a_held_key_do_not_confirm(seat: Seat) -> None:
    seat.tell()
    seat.card.on.click()
    seat.card.on.click()
    assert seat.asked() == []
    seat.card.on.disarm()
    QTest.keyClick(seat.card.on, Qt.Key.Key_Space)
    assert seat.card.on.armed_at is not None
    seat.card.on.armed_at = time.monotonic() - 1.0
    for _ in range(20):
        for kind in (QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
            held = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", True)
            QApplication.sendEvent(seat.card.on, held)
    assert seat.asked() == []
    QTest.keyClick(seat.card.on, Qt.Key.Key_Space)
    assert seat.asked() == ["xray-on"]


def test_what_was_armed_is_forgotten(seat: Seat) -> None:
    seat.tell()
    seat.card.on.click()
    assert seat.card.on.timer.isActive()
    assert seat.card.on.timer.interval() == 3000
    seat.card.on.timer.timeout.emit()
    assert seat.card.on.armed_at is None
    seat.card.on.click()
    seat.tell(hv="unknown")
    assert seat.card.on.armed_at is None
    seat.tell()
    seat.card.on.click()
    seat.window.show_page("review")
    assert seat.card.on.armed_at is None
    assert seat.asked() == []


def test_prepare_warm_up_and_reset_carry_their_figures(seat: Seat) -> None:
    seat.tell()
    seat.card.kv.setValue(120.0)
    seat.card.ma.setValue(4.5)
    seat.card.prepare.click()
    job = seat.store.job(seat.page.xray_id)  # type: ignore[arg-type] # asked just now
    assert (job.kind, job.arguments["kv"], job.arguments["ma"]) == ("xray-prepare", 120.0, 4.5)
    seat.card.days.setValue(30.0)
    seat.card.warm_up.click()
    seat.card.warm_up.armed_at = time.monotonic() - 1.0
    seat.card.warm_up.click()
    seat.card.reset.click()
    assert seat.asked() == ["xray-prepare", "xray-warm-up", "xray-reset"]
    seat.tell(hv="on", warm_up="running", warm_up_step=1, warm_up_steps=4, warm_up_remaining_s=31.0)
    seat.card.cancel.click()
    assert seat.asked() == ["xray-cancel-warm-up"]


def test_off_that_cannot_be_asked_names_the_emergency_stop(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(kind: str, arguments: object) -> str:
        raise StorageFull("the disk is full", remedy="free space", source="store")

    monkeypatch.setattr(seat.window.desk, "start", full)
    seat.card.off.click()
    assert "emergency stop" in seat.card.message.text()
    assert "disk is full" in seat.card.message.text()


def test_off_that_nobody_answers_names_the_emergency_stop(seat: Seat) -> None:
    seat.card.off.click()
    seat.page.follow_generator()
    assert "emergency stop" not in seat.card.message.text()
    seat.page.xray_asked_at -= 10.0
    seat.page.follow_generator()
    assert "emergency stop" in seat.card.message.text()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("hv", ["off", "unknown"])
def test_a_full_page_fits_a_small_screen(
    language: str, hv: str, seat: Seat, dressed: QApplication, tmp_path: Path
) -> None:
    set_language(language)
    report_devices(seat.store)
    for name in ("conveyor", "portal", "process lane", "process acquire", "process companion"):
        values = {f"figure {number}": 1000.0 * number for number in range(8)}
        seat.store.put_health(
            replace(HEALTH, name=name, kind=name, time=datetime.now(UTC), values=values, reason="call service")
        )
    seat.window.build()
    seat.window.show_page("technician")
    open_one = INTERLOCKS | {"INTERLOCK_2_CLOSED": hv == "off"}
    faults = [] if hv == "off" else ["ARC_CATHODE", "PS_FAULT", "SETPOINT_READ_BACK"]
    seat.tell(hv=hv, interlocks=open_one, faults=faults)
    for _ in range(20):
        dressed.processEvents()
    assert (seat.window.width(), seat.window.height()) == (1366, 768)
    (area,) = seat.page.findChildren(QScrollArea)
    for widget in (*seat.page.findChildren(QLabel), *seat.page.findChildren(QPushButton)):
        if widget.isVisible() and widget.text():
            assert area.isAncestorOf(widget) or seat.window.rect().contains(
                widget.mapTo(seat.window, widget.rect().bottomRight())
            ), widget.text()
            assert fits(widget), widget.text()
    seat.window.grab().save(str(tmp_path / "technician.png"))
