"""The rail at the left: a button a page, and below them what ends or pauses the work of a person."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QPushButton, QVBoxLayout, QWidget

from station.i18n import translate
from station.registry import Row

WIDTH = 96


class Rail(QWidget):
    """Signals `chosen` with a page, `lock` and `log_out`.

    Args:
        rows: the pages; Ctrl with their place opens them.
        leave: whether there is somebody who can leave.
    """

    chosen = pyqtSignal(str)
    lock = pyqtSignal()
    log_out = pyqtSignal()

    def __init__(self, rows: Sequence[Row], *, leave: bool) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 8)
        for number, row in enumerate(rows, start=1):
            button = self.make(translate("Page", row.summary), f"Ctrl+{number}")
            button.setCheckable(True)
            button.clicked.connect(lambda _, name=row.name: self.chosen.emit(name))
            self.buttons[row.name] = button
            layout.addWidget(button)
        layout.addStretch(1)
        if leave:
            for text, key, signal in (
                (translate("Window", "Lock"), "F9", self.lock),
                (translate("Window", "Log out"), "Ctrl+F9", self.log_out),
            ):
                button = self.make(f"{text}\n{key}", key)
                button.clicked.connect(signal)
                layout.addWidget(button)

    def make(self, text: str, key: str) -> QPushButton:
        """One button with its key; it never takes the focus from the work."""
        button = QPushButton(text)
        button.setObjectName("rail")
        button.setShortcut(key)
        button.setToolTip(key)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def show_chosen(self, name: str) -> None:
        """Mark the page that is shown."""
        for page, button in self.buttons.items():
            button.setChecked(page == name)
