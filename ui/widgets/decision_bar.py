"""The decision bar: four keys, pressed twice. The first press arms, the same key or Enter commits."""

from PyQt5.QtCore import QTimer, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from station.i18n import translate
from station.types.decision import Verdict

DISARM_MS = 3000
# Key, verdict, colours of the button and of its border.
ROWS = (
    ("F1", Verdict.CLEAR, "#12492f", "#36b37e"),
    ("F5", Verdict.REFER, "#3d3410", "#e3b341"),
    ("F8", Verdict.RESCAN, "#22303d", "#6fa5de"),
    ("F12", Verdict.HOLD, "#5a1a1a", "#ff7a7a"),
)


def verdict_name(verdict: Verdict) -> str:
    """A decision in the language of this process."""
    names = {
        Verdict.CLEAR: translate("Decision", "CLEAR"),
        Verdict.REFER: translate("Decision", "REFER"),
        Verdict.RESCAN: translate("Decision", "RESCAN"),
        Verdict.HOLD: translate("Decision", "HOLD / OPEN"),
    }
    return names[verdict]


class DecisionBar(QWidget):
    """Signals `decided` after the second press."""

    decided = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.armed: Verdict | None = None
        self.buttons: dict[Verdict, QPushButton] = {}
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(24)
        row = QHBoxLayout()
        row.setSpacing(10)
        for key, verdict, colour, border in ROWS:
            button = QPushButton(f"{key}\n{verdict_name(verdict)}")
            button.setMinimumHeight(48)
            button.setStyleSheet(
                f"QPushButton {{ background: {colour}; border: 2px solid {border}; font-weight: 700; padding: 2px; }}"
                f"QPushButton:checked {{ background: {border}; color: #14171a; }}"
                "QPushButton:disabled { background: #22262b; border-color: #343a40; color: #6d757d; }"
            )
            button.setCheckable(True)
            button.setFocusPolicy(0)  # type: ignore[arg-type] # Qt.NoFocus
            button.setAutoRepeat(False)
            button.setAccessibleName(verdict_name(verdict))
            button.clicked.connect(lambda _, chosen=verdict: self.press(chosen))
            self.buttons[verdict] = button
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.message)
        layout.addLayout(row)
        self.refusal = ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.disarm)

    def press(self, verdict: Verdict) -> None:
        """First press arms, second commits; another key disarms the first."""
        if not self.buttons[verdict].isEnabled():
            self.tell(self.refusal or translate("Decision", "Answer every finding before clearing."))
            return
        if self.armed is verdict:
            self.disarm()
            self.decided.emit(verdict.value)
            return
        self.disarm()
        self.armed = verdict
        self.buttons[verdict].setChecked(True)
        self.tell(translate("Decision", "{name}: press again or Enter to commit, Esc to cancel").format(
            name=verdict_name(verdict)
        ))  # fmt: skip
        self.timer.start(DISARM_MS)

    def commit(self) -> None:
        """Enter: commit what is armed."""
        if self.armed is not None:
            self.press(self.armed)

    def disarm(self) -> None:
        """Nothing is armed."""
        self.timer.stop()
        self.armed = None
        for button in self.buttons.values():
            button.setChecked(False)
        self.message.clear()

    def tell(self, text: str) -> None:
        """A line above the keys."""
        self.message.setText(text)

    def allow(self, *, deciding: bool, clearing: bool, refusal: str = "") -> None:
        """Enable the keys: all but clear while findings are open, or for the reason in `refusal`."""
        self.refusal = refusal
        for verdict, button in self.buttons.items():
            button.setEnabled(deciding and (clearing or verdict is not Verdict.CLEAR))
