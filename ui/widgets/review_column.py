"""The right column of the Review screen: the cards, and below them what decides or what signs."""

from PyQt5.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from station.i18n import translate
from ui.widgets.decision_bar import DecisionBar
from ui.widgets.review_cards import DeclarationCard, FindingsCard, QueueCard
from ui.widgets.two_persons import TwoPersonsCard

WIDTH = 440


class ReviewColumn(QWidget):
    """Declaration and findings, then queue, note and decision keys, or the signatures of two persons."""

    def __init__(self) -> None:
        super().__init__()
        self.declaration, self.findings, self.queue = DeclarationCard(), FindingsCard(), QueueCard()
        self.note = QLineEdit()
        self.note.setPlaceholderText(translate("Review", "F2 note"))
        self.bar, self.two = DecisionBar(), TwoPersonsCard()
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.setContentsMargins(0, 0, 0, 0)
        stretches = {self.findings: 3, self.queue: 1}
        for widget in (self.declaration, self.findings, self.queue, self.note, self.bar, self.two):
            layout.addWidget(widget, stretches.get(widget, 0))
        self.setFixedWidth(WIDTH)

    def show_signing(self, shown: bool) -> None:
        """The signatures in the place of queue, note and keys, or the other way round."""
        for widget in (self.queue, self.note, self.bar):
            widget.setVisible(not shown)
        self.two.setVisible(shown)
