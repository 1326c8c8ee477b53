"""What a page is: a widget over the desk, told of events and language changes by the window."""

from collections.abc import Mapping, Sequence

from PyQt5.QtWidgets import QWidget

from station.events import Event
from station.ports.desk import Desk


class Panel(QWidget):
    """Base of the pages. The window makes it anew when the language changes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def tick(self, events: Sequence[Event]) -> None:
        """Called about thirty times a second while the page is shown, with what has happened."""

    def keep(self) -> Mapping[str, object]:
        """What must outlive a change of the language."""
        return {}

    def restore(self, values: Mapping[str, object]) -> None:
        """Take up what `keep` of the page before gave."""
