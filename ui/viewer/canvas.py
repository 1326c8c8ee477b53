"""The widget that paints the picture, the outlines and the read-out, and turns pointer into place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, pyqtSignal
from PyQt5.QtGui import (
    QColor,
    QFont,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PyQt5.QtWidgets import QSizePolicy, QWidget

from station.i18n import translate
from station.types.finding import Band, Finding
from station.types.region import Box
from ui.theme import SURROUND
from ui.viewer.model import Place, fitted, ninth

YELLOW, BLACK = QColor("#ffe600"), QColor("#000000")
DASHES = {Band.HIGH: Qt.PenStyle.SolidLine, Band.MEDIUM: Qt.PenStyle.DashLine, Band.LOW: Qt.PenStyle.DashLine}


class Canvas(QWidget):
    """Shows one ARGB picture with findings on it.

    Signals:
        hovered: image column and row under the pointer, -1, -1 outside.
    """

    hovered = pyqtSignal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.argb: NDArray[np.uint32] | None = None
        self.image: QImage | None = None
        self.findings: Sequence[Finding] = ()
        self.answers: dict[int, str] = {}
        self.selected = 0
        self.overlays = True
        self.simulated = False
        self.title = ""
        self.place: Place | None = None
        self.extent = Box(x0=0, y0=0, x1=1, y1=1)
        self.pressed_at: QPoint | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 240)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Expanding)
        self.setAccessibleName("X-ray image")

    # what is shown

    def show_picture(
        self, argb: NDArray[np.uint32] | None, *, keep_place: bool = False, extent: Box | None = None
    ) -> None:
        """Show `argb` and fit its `extent`; with `keep_place` it is the same item in another look."""
        # The QImage borrows the buffer: both live and die together.
        self.argb = None if argb is None else np.ascontiguousarray(argb)
        self.image = None
        if self.argb is not None:
            height, width = self.argb.shape
            self.image = QImage(self.argb.data, width, height, width * 4, QImage.Format_RGB32)  # type: ignore[call-overload] # PyQt takes a buffer
        if not keep_place and self.argb is not None:
            lines, pixels = self.argb.shape
            self.extent = extent or Box(x0=0, y0=0, x1=pixels, y1=lines)
            self.fit()
        self.update()

    def show_findings(self, findings: Sequence[Finding], selected: int, answers: dict[int, str]) -> None:
        """Outline `findings`; the `selected` number is drawn thicker."""
        self.findings, self.selected, self.answers = findings, selected, answers
        self.update()

    # place

    def fit(self) -> None:
        """The whole item."""
        if self.argb is not None:
            self.place = fitted(self.extent, self.width(), self.height())
        self.update()

    def show_ninth(self, number: int) -> None:
        """One of nine parts."""
        if self.argb is not None:
            self.place = ninth(number, self.extent, self.width(), self.height())
        self.update()

    def zoom(self, factor: float) -> None:
        """Zoom about the middle; 0 means one image pixel per screen pixel."""
        if self.place is not None:
            factor = factor or 1.0 / self.place.zoom
            self.place = self.place.zoomed(factor, self.place.x, self.place.y)
            self.update()

    def move_by(self, dx: float, dy: float) -> None:
        """Move the picture by screen pixels."""
        if self.place is not None:
            self.place = self.place.moved(dx, dy)
            self.update()

    def zoom_to(self, finding: Finding) -> None:
        """Bring a finding to the middle, with its surroundings."""
        box = finding.box
        room = min(self.width() / (box.width * 3 + 40), self.height() / (box.height * 2 + 40))
        zoom = max(min(room, 8.0), self.place.zoom if self.place else 0.05)
        self.place = Place(x=(box.x0 + box.x1) / 2, y=(box.y0 + box.y1) / 2, zoom=zoom)
        self.update()

    def image_point(self, point: QPoint) -> tuple[int, int]:
        """Image column and row under a screen point; -1, -1 outside."""
        if self.place is None or self.argb is None:
            return -1, -1
        x = int((point.x() - self.width() / 2) / self.place.zoom + self.place.x)
        y = int((point.y() - self.height() / 2) / self.place.zoom + self.place.y)
        lines, pixels = self.argb.shape
        return (x, y) if 0 <= x < pixels and 0 <= y < lines else (-1, -1)

    def screen_rect(self, x0: float, y0: float, x1: float, y1: float) -> QRectF:
        """An image rectangle on the screen."""
        place = self.place or Place(x=0, y=0, zoom=1)
        left = (x0 - place.x) * place.zoom + self.width() / 2
        top = (y0 - place.y) * place.zoom + self.height() / 2
        return QRectF(left, top, (x1 - x0) * place.zoom, (y1 - y0) * place.zoom)

    # events

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Paint picture, outlines, title and SIM mark."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(SURROUND))
        if self.image is not None and self.argb is not None and self.place is not None:
            lines, pixels = self.argb.shape
            painter.setRenderHint(QPainter.SmoothPixmapTransform, self.place.zoom < 2)
            painter.drawImage(self.screen_rect(0, 0, pixels, lines), self.image)
            if self.overlays:
                for finding in sorted(self.findings, key=lambda finding: finding.number == self.selected):
                    self.paint_finding(painter, finding)
        else:
            painter.setPen(QColor("#9aa4ad"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, translate("Canvas", "No image"))
        self.paint_titles(painter)
        painter.end()

    def paint_finding(self, painter: QPainter, finding: Finding) -> None:
        """Two-tone outline and chip: readable on every tone of every palette."""
        box = finding.box
        frame = self.screen_rect(box.x0, box.y0, box.x1, box.y1).adjusted(-3, -3, 3, 3)
        chosen = finding.number == self.selected
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(BLACK, 7 if chosen else 5))
        painter.drawRect(frame)
        painter.setPen(QPen(YELLOW, 3 if chosen else 2, DASHES[finding.band]))
        painter.drawRect(frame)
        mark = {"confirmed": " ✓", "rejected": " ✗", "unsure": " ?"}.get(self.answers.get(finding.number, ""), "")
        # Only the chosen one says all: chips of neighbours would cover each other.
        words = f"  {translate('Label', finding.label)} · {finding.score:.2f}" if chosen else ""
        self.paint_chip(painter, f"{finding.number}{words}{mark}", frame, inside=not chosen)

    def paint_chip(self, painter: QPainter, text: str, frame: QRectF, *, inside: bool) -> None:
        """Yellow on black above the frame or in its corner, kept inside the canvas."""
        font = QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(text) + 12, metrics.height() + 4
        left = min(max(frame.left() - 2, 0), max(self.width() - width, 0))
        top = frame.top() if inside else frame.top() - height - 3
        if top < 0:
            top = min(frame.bottom() + 4, self.height() - height)
        chip = QRectF(left, top, width, height)
        painter.fillRect(chip, BLACK)
        painter.setPen(QPen(YELLOW, 1))
        painter.drawRect(chip)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)

    def paint_titles(self, painter: QPainter) -> None:
        """View title on the left, SIM on the right."""
        painter.setFont(self.font())
        metrics = painter.fontMetrics()
        if self.title:
            width = metrics.horizontalAdvance(self.title) + 16
            painter.fillRect(QRectF(8, 8, width, metrics.height() + 8), QColor(30, 34, 38, 220))
            painter.setPen(QColor("#dfe3e6"))
            painter.drawText(QPointF(16, 12 + metrics.ascent()), self.title)
        if self.simulated:
            chip = QRectF(self.width() - 62, 8, 54, metrics.height() + 8)
            painter.fillRect(chip, QColor("#ffd84d"))
            painter.setPen(QColor("#14171a"))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, "SIM")

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Fit anew: the picture follows its window."""
        self.fit()

    def wheelEvent(self, event: QWheelEvent | None) -> None:  # noqa: N802 - Qt's name
        """Zoom about the pointer."""
        if event is None or self.place is None:
            return
        x, y = self.image_point(event.pos())
        if x >= 0:
            self.place = self.place.zoomed(1.2 ** (event.angleDelta().y() / 120), x, y)
            self.update()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Start to pan."""
        if event is not None:
            self.pressed_at = event.pos()
            self.setFocus()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Pan while pressed; tell the point under the pointer."""
        if event is None:
            return
        if self.pressed_at is not None and event.buttons() and self.place is not None:
            delta = event.pos() - self.pressed_at
            self.place = self.place.moved(delta.x(), delta.y())
            self.pressed_at = event.pos()
            self.update()
        self.hovered.emit(*self.image_point(event.pos()))

    def leaveEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        """No pixel is under the pointer any more."""
        self.hovered.emit(-1, -1)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        """End of the pan."""
        self.pressed_at = None
