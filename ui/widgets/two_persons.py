"""Two persons sign one decision, in the page: each with an own password."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QHideEvent, QKeyEvent
from PyQt5.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton

from station.i18n import translate
from station.ports.desk import Signatures
from ui.widgets.cards import Card
from ui.widgets.log_in import ENTER, password_field


class TwoPersonsCard(Card):
    """Signals `signed` with both passwords, or `cancelled`."""

    signed = pyqtSignal(Signatures)
    cancelled = pyqtSignal()

    def __init__(self) -> None:
        super().__init__(translate("TwoPersons", "TWO PERSONS SIGN THIS"))
        self.why, self.first = QLabel(), QLabel()
        self.message = QLabel()
        self.message.setObjectName("alarm")
        for label in (self.why, self.message):
            label.setWordWrap(True)
        self.password, self.second, self.second_password = password_field(), QLineEdit(), password_field()
        self.second.setAccessibleName(translate("TwoPersons", "Name of the second person"))
        sign = QPushButton(translate("TwoPersons", "Sign (Enter)"))
        sign.clicked.connect(self.sign)
        cancel = QPushButton(translate("TwoPersons", "Cancel (Esc)"))
        cancel.clicked.connect(self.cancelled)
        form = QGridLayout()
        rows = (
            (self.first, self.password),
            (QLabel(translate("TwoPersons", "Second person")), self.second),
            (QLabel(translate("TwoPersons", "Their password")), self.second_password),
        )
        for line, (label, field) in enumerate(rows):
            form.addWidget(label, line, 0)
            form.addWidget(field, line, 1)
        keys = QHBoxLayout()
        keys.addWidget(sign, 1)
        keys.addWidget(cancel)
        self.body.addWidget(self.why)
        self.body.addLayout(form)
        self.body.addWidget(self.message)
        self.body.addLayout(keys)
        self.hide()

    @property
    def fields(self) -> tuple[QLineEdit, ...]:
        """From top to bottom."""
        return self.password, self.second, self.second_password

    def begin(self, act: str, user: str) -> None:
        """Ask for both signatures under `act`."""
        self.why.setText(act)
        self.first.setText(translate("TwoPersons", "Password of {name}").format(name=user))
        self.tell("")
        self.show()
        self.password.setFocus()

    def tell(self, text: str) -> None:
        """A refusal; the passwords are typed again, the name stays."""
        self.password.clear()
        self.second_password.clear()
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.password.setFocus()

    def sign(self) -> None:
        """Hand over what was typed."""
        empty = next((field for field in self.fields if not field.text()), None)
        if empty is not None:
            empty.setFocus()
            return
        typed = Signatures(
            password=self.password.text(), second=self.second.text(), second_password=self.second_password.text()
        )
        self.signed.emit(typed)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Enter goes to the next empty field and signs at the end, Esc cancels; no other key reaches the page."""
        if event is None or event.isAutoRepeat():
            return
        if event.key() in ENTER:
            self.sign()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tab goes round the fields."""
        place = next((number for number, field in enumerate(self.fields) if field.hasFocus()), 0)
        self.fields[(place + (1 if forward else -1)) % len(self.fields)].setFocus()
        return True

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """What was typed does not outlive the dialogue."""
        for field in self.fields:
            field.clear()
        super().hideEvent(event)
