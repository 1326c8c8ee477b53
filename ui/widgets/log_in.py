"""The log-in page: name and password; also what covers a locked seat."""

import time

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from station.errors import StationError
from station.i18n import Phrase, translate
from station.ports.desk import Desk, StationStatus
from ui.widgets.cards import Card

WIDTH = 520
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LogInPage(QWidget):
    """Signals `entered` when somebody has sat down; shows nothing of the station's work."""

    entered = pyqtSignal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.error: StationError | None = None
        self.until_s = 0.0
        self.card = Card("")
        self.card.setFixedWidth(WIDTH)
        self.place, self.who, self.message, self.demo = QLabel(), QLabel(), QLabel(), QLabel()
        self.message.setObjectName("alarm")
        self.demo.setObjectName("warning")
        self.name, self.password = QLineEdit(), password_field()
        self.name.setAccessibleName(translate("LogIn", "Name"))
        self.button = QPushButton(translate("LogIn", "Log in (Enter)"))
        self.button.setMinimumHeight(36)
        self.button.clicked.connect(self.enter)
        self.lay_out()

    def lay_out(self) -> None:
        """One card in the middle."""
        form = QGridLayout()
        form.setVerticalSpacing(8)
        for line, (text, field) in enumerate((
            (translate("LogIn", "Name"), self.name), (translate("LogIn", "Password"), self.password),
        )):  # fmt: skip
            field.setMinimumHeight(32)
            form.addWidget(QLabel(text), line, 0)
            form.addWidget(field, line, 1)
        for label in (self.place, self.who, self.message, self.demo):
            label.setWordWrap(True)
        self.card.body.setContentsMargins(24, 16, 24, 20)
        self.card.body.setSpacing(12)
        self.card.body.addWidget(self.place)
        self.card.body.addWidget(self.who)
        self.card.body.addLayout(form)
        for widget in (self.message, self.button, self.demo):
            self.card.body.addWidget(widget)
        self.message.hide()
        layout = QGridLayout(self)
        layout.addWidget(self.card, 0, 0, Qt.AlignmentFlag.AlignCenter)

    def show_status(self, status: StationStatus) -> None:
        """Whose seat this is, and whether the accounts are those of a demonstration."""
        self.card.heading.setText(translate("LogIn", "LOCKED") if status.locked else translate("LogIn", "LOG IN"))
        self.place.setText(f"{status.site} · {status.lane} · {status.scanner}")
        locked = translate(
            "LogIn", "{name} works here. Another person may log in instead: the open item is closed undecided."
        )
        self.who.setText(locked.format(name=status.user))
        self.who.setVisible(status.locked)
        self.demo.setText("\n".join((
            translate("LogIn", "DEMO: demo-analyst, demo-supervisor, demo-technician and so on"),
            translate("LogIn", "Password of all: demonstration only"),
        )))  # fmt: skip
        self.demo.setVisible(status.demo_account)

    def begin(self, name: str = "") -> None:
        """A name, if it is known, no password; the cursor where typing begins."""
        self.name.setText(name)
        self.password.clear()
        (self.password if name else self.name).setFocus()

    def enter(self) -> None:
        """Try it."""
        if not self.name.text().strip():
            self.name.setFocus()
            return
        password = self.password.text()
        self.password.clear()
        try:
            self.desk.log_in(self.name.text(), password)
        except StationError as err:
            self.tell(err)
            self.password.setFocus()
            return
        self.tell(None)
        self.entered.emit()

    def tell(self, error: StationError | None) -> None:
        """A refusal; one that names seconds counts them down."""
        self.error = error
        self.until_s = time.monotonic() + float(error.values.get("seconds", 0)) if error else 0.0
        self.tick()

    def tick(self) -> None:
        """The seconds that are left; gone when a password may be tried again."""
        if self.error is None:
            self.message.hide()
        elif "seconds" not in self.error.values:
            self.show_message(str(self.error))
        elif (left_s := self.until_s - time.monotonic()) > 0:
            values = {**self.error.values, "seconds": int(left_s) + 1}
            remedy = Phrase(context="Error", template=self.error.remedy_template, values=values).text()
            self.show_message(f"{self.error.message}: {remedy}")
        else:
            self.tell(None)

    def show_message(self, text: str) -> None:
        """Below the fields."""
        self.message.setText(text)
        self.message.show()

    def take_over(self, before: "LogInPage") -> None:
        """What another language's page showed; the password is typed again."""
        self.name.setText(before.name.text())
        self.error, self.until_s = before.error, before.until_s
        self.tick()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Enter goes on: from the name to the password, from there in."""
        if event is None or event.isAutoRepeat() or event.key() not in ENTER:
            super().keyPressEvent(event)
        elif self.name.hasFocus() and not self.password.text():
            self.password.setFocus()
        else:
            self.enter()


def password_field() -> QLineEdit:
    """A field that shows dots."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setAccessibleName(translate("LogIn", "Password"))
    return field
