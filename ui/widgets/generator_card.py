"""The X-ray generator on the technician's page: a lamp in words, its figures, and its keys.

What switches X-rays on is pressed twice, the second time within three seconds; OFF is one press and always enabled.
"""

import time
from collections.abc import Callable, Mapping
from itertools import pairwise

from PyQt5.QtCore import QTimer, pyqtSignal
from PyQt5.QtGui import QHideEvent, QKeySequence
from PyQt5.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QPushButton, QShortcut, QWidget

from station.i18n import translate
from station.types.device import DeviceHealth, DeviceState
from station.workflow import xray_order
from ui.theme import GREEN, RED
from ui.widgets.cards import Card, Pairs

DISARM_MS = 3000
# Two presses nearer than this are one finger that bounced, or a double click.
BOUNCE_S = 0.3
LAMP = "font-size: 15pt; font-weight: 700; padding: 8px; border-radius: 4px; border: 3px solid "
LAMPS = {
    "on": f"{LAMP}{RED}; background: {RED}; color: #14171a;",
    "unknown": f"{LAMP}{RED}; background: #5a1a1a; color: #ffdede;",
    "off": f"{LAMP}{GREEN}; background: #14171a; color: {GREEN};",
}
OFF_STYLE = f"background: #5a1a1a; border: 2px solid {RED}; font-weight: 700; padding: 8px;"


class TwiceButton(QPushButton):
    """A key that acts on its second press; the first arms it for three seconds."""

    confirmed = pyqtSignal()

    def __init__(self, text: str, told: Callable[[str], None]) -> None:
        super().__init__(text)
        self.told = told
        self.armed_at: float | None = None
        self.setCheckable(True)
        self.setAutoRepeat(False)
        self.clicked.connect(self.press)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.disarm)

    def press(self) -> None:
        """Arm, or act."""
        if self.armed_at is None:
            self.armed_at = time.monotonic()
            self.setChecked(True)
            self.timer.start(DISARM_MS)
            self.told(translate("Generator", "Press again within 3 s to switch X-rays on."))
        elif time.monotonic() - self.armed_at < BOUNCE_S:
            self.setChecked(True)
        else:
            self.disarm()
            self.confirmed.emit()

    def disarm(self) -> None:
        """One press is nothing again."""
        self.timer.stop()
        if self.armed_at is not None:
            self.told("")
        self.armed_at = None
        self.setChecked(False)


class GeneratorCard(Card):
    """Signals `asked` with a kind of request and its figures."""

    asked = pyqtSignal(str, dict)

    def __init__(self) -> None:
        super().__init__(translate("Generator", "X-RAY GENERATOR"))
        self.lamp, self.message = QLabel(), QLabel()
        self.lamp.setWordWrap(True)
        self.message.setWordWrap(True)
        self.message.setObjectName("amber")
        self.facts = Pairs(2)
        self.kv, self.ma = field(" kV", 450.0), field(" mA", 100.0)
        self.days = field(" " + translate("Generator", "days"), 999.0)
        self.kv.setAccessibleName("kV")
        self.ma.setAccessibleName("mA")
        self.days.setAccessibleName(translate("Generator", "days without use"))
        self.prepare = QPushButton(translate("Generator", "Prepare"))
        self.prepare.clicked.connect(
            lambda: self.ask(xray_order.PREPARE, kv=self.kv.value(), ma=self.ma.value())
        )  # fmt: skip
        self.on = TwiceButton(translate("Generator", "X-rays ON"), self.tell)
        self.on.confirmed.connect(lambda: self.ask(xray_order.ON))
        self.off = QPushButton(translate("Generator", "X-rays OFF (F10)"))
        self.off.setStyleSheet(OFF_STYLE)
        self.off.clicked.connect(self.ask_off)
        self.key = QShortcut(QKeySequence("F10"), self)
        self.key.setAutoRepeat(False)
        self.key.activated.connect(self.ask_off)
        self.warm_up = TwiceButton(translate("Generator", "Warm-up"), self.tell)
        self.warm_up.confirmed.connect(lambda: self.ask(xray_order.WARM_UP, idle_days=self.days.value()))
        self.cancel = QPushButton(translate("Generator", "Cancel warm-up"))
        self.cancel.clicked.connect(lambda: self.ask(xray_order.CANCEL_WARM_UP))
        self.reset = QPushButton(translate("Generator", "Reset faults"))
        self.reset.clicked.connect(lambda: self.ask(xray_order.RESET))
        self.lay_out()
        self.show_health(None)

    def lay_out(self) -> None:
        """Lamp, figures, keys; the way of the Tab key is from top to bottom."""
        grid = QGridLayout()
        places: list[tuple[QWidget, int, int, int]] = [
            (self.kv, 0, 0, 1), (self.ma, 0, 1, 1), (self.prepare, 0, 2, 1), (self.on, 1, 0, 3),
            (self.off, 2, 0, 3), (self.days, 3, 0, 1), (self.warm_up, 3, 1, 1), (self.cancel, 3, 2, 1),
            (self.reset, 4, 0, 3),
        ]  # fmt: skip
        for widget, row, column, width in places:
            grid.addWidget(widget, row, column, 1, width)
        for part in (self.lamp, self.facts):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addWidget(self.message)
        self.body.addLayout(grid)
        for (before, *_), (after, *_) in pairwise(places):
            QWidget.setTabOrder(before, after)

    def ask(self, kind: str, **figures: float) -> None:
        """Hand on; whatever was armed is not any more."""
        self.disarm()
        self.asked.emit(kind, figures)

    def ask_off(self) -> None:
        """One press."""
        self.ask(xray_order.OFF)

    def disarm(self) -> None:
        """Nothing is armed."""
        for button in (self.on, self.warm_up):
            button.disarm()

    def tell(self, text: str) -> None:
        """A line above the keys."""
        self.message.setText(text)

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """A page that is left forgets what was armed on it."""
        self.disarm()
        super().hideEvent(event)

    def show_health(self, health: DeviceHealth | None) -> None:
        """Fill; without fresh news nobody knows whether X-rays are on."""
        known = health is not None and health.state is not DeviceState.DISCONNECTED
        detail = health.detail if health is not None else {}
        hv = str(detail.get("hv", "unknown")) if known else "unknown"
        words = {
            "on": "■ " + translate("Generator", "X-rays are ON"),
            "off": "● " + translate("Generator", "X-rays are off"),
        }  # fmt: skip
        self.lamp.setText(words.get(hv, "▲ " + translate("Generator", "X-rays may be ON")))
        self.lamp.setStyleSheet(LAMPS.get(hv, LAMPS["unknown"]))
        if hv != "off":
            # Armed for what it was; it is another thing now.
            self.disarm()
        running = detail.get("warm_up") == "running"
        for widget in (self.prepare, self.on, self.warm_up):
            widget.setEnabled(hv == "off")
        self.cancel.setEnabled(running)
        self.reset.setEnabled(known)
        self.facts.show_rows(rows(detail, health.reason if health is not None else ""))


def field(suffix: str, most: float) -> QDoubleSpinBox:
    """A field for a figure."""
    made = QDoubleSpinBox()
    made.setDecimals(1)
    made.setRange(0.0, most)
    made.setSuffix(suffix)
    return made


def rows(detail: Mapping[str, object], reason: str) -> list[list[str]]:
    """The figures in words; what the generator does not tell is a dash."""
    told = [
        ["kV", set_and_measured(detail.get("kv_set"), detail.get("kv"))],
        ["mA", set_and_measured(detail.get("ma_set"), detail.get("ma"))],
        [translate("Generator", "Ready"), yes_no(detail.get("ready"))],
        [translate("Generator", "Interlocks"), interlocks(detail.get("interlocks"))],
        [translate("Generator", "Faults"), faults(detail.get("faults"))],
        [translate("Generator", "Hours"), number(detail.get("hours"))],
        [translate("Generator", "Warm-up"), warm_up(detail)],
    ]
    return [*told, [translate("Generator", "Reason"), reason.replace("_", " ")]] if reason else told


def number(value: object) -> str:
    """A figure, or a dash."""
    return f"{value:.1f}" if isinstance(value, int | float) else "-"


def set_and_measured(wanted: object, measured: object) -> str:
    """Both figures."""
    return translate("Generator", "set {wanted}, measured {measured}").format(
        wanted=number(wanted), measured=number(measured)
    )


def yes_no(value: object) -> str:
    """A flag."""
    if value is None:
        return "-"
    return "● " + translate("Generator", "yes") if value else "▲ " + translate("Generator", "no")


def interlocks(value: object) -> str:
    """The open ones by name; "closed" only when there are some and all are."""
    if not isinstance(value, Mapping) or not value:
        return "-"
    names = [str(name).removesuffix("_CLOSED") for name, shut in value.items() if not shut]
    if names:
        return "■ " + translate("Generator", "open: {names}").format(names=", ".join(spaced(names)))
    return "● " + translate("Generator", "{count} closed").format(count=len(value))


def faults(value: object) -> str:
    """Names, or none."""
    if not isinstance(value, list | tuple):
        return "-"
    return "■ " + ", ".join(spaced(value)) if value else "● " + translate("Generator", "none")


def spaced(names: list[object] | list[str] | tuple[object, ...]) -> list[str]:
    """Names of flags as words, so that they break at the end of a line."""
    return [str(name).replace("_", " ").lower() for name in names]


def warm_up(detail: Mapping[str, object]) -> str:
    """How far it is, or how it ended."""
    remaining, reason = detail.get("warm_up_remaining_s"), detail.get("warm_up_reason")
    words = {
        "running": translate("Generator", "step {step} of {steps}, {left} s left").format(
            step=detail.get("warm_up_step"), steps=detail.get("warm_up_steps"), left=number(remaining)
        ),
        "done": translate("Generator", "done"), "cancelled": translate("Generator", "cancelled"),
        "aborted": translate("Generator", "aborted: {reason}").format(reason=reason),
    }  # fmt: skip
    return words.get(str(detail.get("warm_up")), "-")
