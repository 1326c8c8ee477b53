"""Cards, headings and rows of keys and values."""

import html

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from ui.theme import AMBER, GREEN, RED

# A state is a shape and a word; the colour only helps.
STATE_COLOURS = {"●": GREEN, "▲": AMBER, "■": RED}


def coloured(text: str) -> str:
    """Rich text in which the shapes of states have their colours."""
    return coloured_shapes(html.escape(text))


def coloured_shapes(rich: str) -> str:
    """The same in what is rich text already."""
    for shape, colour in STATE_COLOURS.items():
        rich = rich.replace(shape, f'<span style="color:{colour}">{shape}</span>')
    return rich


def rename(widget: QWidget, name: str) -> None:
    """Give a widget the look of another name; Qt looks at names again only when it is told to."""
    widget.setObjectName(name)
    style = widget.style()
    if style is not None:
        style.unpolish(widget)
        style.polish(widget)


class Card(QFrame):
    """A framed box with a heading; content goes into `body`."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(12, 6, 12, 8)
        self.body.setSpacing(4)
        self.heading = QLabel(heading)
        self.heading.setObjectName("heading")
        self.body.addWidget(self.heading)


class Pairs(QWidget):
    """Rows of key and value; `show_rows` replaces them all."""

    def __init__(self, columns: int = 2) -> None:
        super().__init__()
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(1)
        self.grid.setColumnStretch(columns - 1, 1)

    def show_rows(self, rows: list[list[str]], *, amber: frozenset[int] = frozenset()) -> None:
        """Show text in rows; rows whose index is in `amber` stand out."""
        while self.grid.count():
            item = self.grid.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                # Hidden by order: Qt would still show a fresh one, by then as a window of its own.
                widget.setParent(None)
                widget.hide()
                widget.deleteLater()
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                label = QLabel(coloured(text))
                label.setTextFormat(Qt.TextFormat.RichText)
                label.setWordWrap(column == len(row) - 1)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                label.setObjectName("key" if column == 0 else "amber" if line in amber else "")
                self.grid.addWidget(label, line, column, Qt.AlignmentFlag.AlignTop)


def heading(text: str) -> QLabel:
    """A heading."""
    label = QLabel(text)
    label.setObjectName("heading")
    return label
