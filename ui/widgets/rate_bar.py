"""A rate with its confidence interval as a picture: a track from 0 to 100 %, a band, a mark."""

from PyQt5.QtCore import QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QPainter, QPaintEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget

from station.i18n import translate
from ui.theme import BASE, BORDER, HEADING, TEXT

NAME, FIGURES, TRACK = 190, 330, 14


class RateBar(QWidget):
    """One rate.

    Args:
        name: what the rate is of.
        colour: of band and mark.
    """

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self.name, self.colour = name, QColor(colour)
        self.count, self.total = 0, 0
        self.low, self.high = 0.0, 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rate(self, count: int, total: int, low: float, high: float) -> None:
        """`count` of `total`, with the limits of its 95 % interval, 0 to 1."""
        self.count, self.total, self.low, self.high = count, total, low, high
        self.setAccessibleName(f"{self.name}: {self.figures()}")
        self.update()

    def figures(self) -> str:
        """The rate in figures."""
        if not self.total:
            return translate("Rate", "no items")
        return translate("Rate", "{count} of {total} · {rate:.1f} % (95 %: {low:.1f} to {high:.1f} %)").format(
            count=self.count, total=self.total, rate=100 * self.count / self.total, low=100 * self.low,
            high=100 * self.high,
        )  # fmt: skip

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line."""
        return QSize(700, 30)

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Name, track, band, mark, figures."""
        painter = QPainter(self)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(HEADING))
        painter.drawText(QRectF(0, 0, NAME, self.height()), middle, self.name)
        track = QRectF(NAME, (self.height() - TRACK) / 2, max(self.width() - NAME - FIGURES, 60), TRACK)
        painter.setPen(QColor(BORDER))
        painter.setBrush(QColor(BASE))
        painter.drawRoundedRect(track, 3, 3)
        if self.total:
            painter.setPen(Qt.PenStyle.NoPen)
            band = QColor(self.colour)
            band.setAlpha(110)
            left, right = (track.left() + share * track.width() for share in (self.low, self.high))
            painter.fillRect(QRectF(left, track.top() + 1, max(right - left, 2), TRACK - 1), band)
            at = track.left() + self.count / self.total * track.width()
            painter.fillRect(QRectF(at - 2, track.top() - 3, 4, TRACK + 6), self.colour)
        painter.setPen(QColor(TEXT))
        painter.drawText(QRectF(track.right() + 12, 0, FIGURES, self.height()), middle, self.figures())
        painter.end()
