"""The picture with its image functions: canvas, function strip, read-out, and the keys for them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from station.i18n import translate
from station.types.finding import Finding
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan
from ui.viewer.canvas import Canvas
from ui.viewer.looks import LOOKS, look_name
from ui.viewer.model import Look, ViewSettings
from ui.viewer.readout import read_out
from ui.viewer.render import Picture, picture_of, render

MOVES: Mapping[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (60, 0), Qt.Key.Key_Right: (-60, 0), Qt.Key.Key_Up: (0, 60), Qt.Key.Key_Down: (0, -60),
}  # fmt: skip


class ImageStage(QWidget):
    """Shows one scan, or the belt; decides nothing."""

    def __init__(self, *, above: QWidget | None = None) -> None:
        super().__init__()
        self.picture: Picture | None = None
        self.scan: CorrectedScan | None = None
        self.materials: MaterialMap | None = None
        self.settings = ViewSettings()
        self.held: Look | None = None
        self.canvas = Canvas()
        self.canvas.hovered.connect(self.hover)
        self.readout = QLabel()
        self.readout.setObjectName("key")
        self.strip: dict[Look, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        if above is not None:
            layout.addWidget(above)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.readout)
        layout.addLayout(self.make_strip())
        self.hover(-1, -1)

    def make_strip(self) -> QGridLayout:
        """Two rows of image functions."""
        grid = QGridLayout()
        grid.setSpacing(5)
        for index, row in enumerate(LOOKS):
            button = QPushButton(f"{row.key}  {look_name(row.look)}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setCheckable(True)
            button.clicked.connect(lambda _, look=row.look: self.choose(look))
            self.strip[row.look] = button
            grid.addWidget(button, index // 5, index % 5)
        return grid

    # what is shown

    def show_scan(
        self, scan: CorrectedScan | None, materials: MaterialMap | None, *, several: bool = False
    ) -> None:  # fmt: skip
        """A scan in the standard look; None empties the stage; `several` names the view and its keys."""
        self.scan, self.materials = scan, materials
        self.picture = picture_of(scan, materials) if scan else None
        self.settings, self.held = self.settings.reset(), None
        if scan is not None:
            keys = f" · {translate('View', scan.head.view)} · PgUp PgDn" if several else ""
            self.canvas.title = f"{scan.head.scanner} · {scan.head.started_at:%Y-%m-%d %H:%M:%S}{keys}"
            self.canvas.simulated = scan.head.simulated
        self.paint(keep_place=False)

    def show_belt(self, picture: Picture, *, simulated: bool) -> None:
        """The newest lines of the belt instead of a scan, without findings."""
        self.canvas.simulated = simulated
        self.canvas.title = translate("Review", "Belt is running")
        self.canvas.show_findings((), 0, {})
        self.canvas.show_picture(render(picture, self.current()))

    def show_findings(self, findings: Sequence[Finding], selected: int, answers: dict[int, str]) -> None:
        """Outline findings."""
        self.canvas.show_findings(findings, selected, answers)

    def paint(self, *, keep_place: bool) -> None:
        """Render and show; the strip tells the look."""
        for look, button in self.strip.items():
            button.setChecked(look is self.current().look)
        if self.picture is None:
            self.canvas.show_picture(None)
        else:
            argb = render(self.picture, self.current())
            self.canvas.show_picture(argb, keep_place=keep_place, extent=self.picture.extent)

    def hover(self, x: int, y: int) -> None:
        """Physical values under the pointer; the keys while it is elsewhere."""
        keys = translate("Review", "Tab next · Y confirm · N reject · U unsure · V hide outlines · B belt")
        self.readout.setText(read_out(self.scan, self.materials, x, y) or keys)

    # image functions

    def current(self) -> ViewSettings:
        """The settings with the look whose key is held."""
        return replace(self.settings, look=self.held) if self.held else self.settings

    def choose(self, look: Look) -> None:
        """Switch to a look; the same again is the standard."""
        self.settings = self.settings.reset() if look is Look.STANDARD else self.settings.with_look(look)
        if look is Look.STANDARD:
            self.canvas.fit()
        self.paint(keep_place=True)

    def change(self, **values: object) -> None:
        """Other settings of the look."""
        self.settings = replace(self.settings, **values)  # type: ignore[arg-type] # fields of ViewSettings
        self.paint(keep_place=True)

    def look_key(self, event: QKeyEvent) -> bool:
        """Image functions and the variable window; whether the key was one of them."""
        text = event.text().upper()
        row = next((row for row in LOOKS if row.key == text), None)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        if event.key() == Qt.Key.Key_Space:
            self.choose(Look.STANDARD)
        elif row is not None and row.hold:
            self.held = row.look
            self.paint(keep_place=True)
        elif row is not None:
            self.choose(row.look)
        elif text in ("8", "3"):
            self.change(density=self.settings.density + (1 if text == "8" else -1))
        elif text in ("[", "]"):
            centre = self.settings.centre + (0.25 if text == "]" else -0.25)
            self.change(look=Look.WINDOW, centre=max(centre, 0.1))
        elif text == "P":
            self.change(palette="colour-safe" if self.settings.palette == "standard" else "standard")
        else:
            return False
        return True

    def place_key(self, event: QKeyEvent) -> bool:
        """Zoom, pan, ninths, hidden outlines; whether the key was one of them."""
        text = event.text().upper()
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9:
            self.canvas.show_ninth(event.key() - Qt.Key.Key_0)
        elif text in ("+", "Z"):
            self.canvas.zoom(1.25)
        elif text == "-":
            self.canvas.zoom(0.8)
        elif text == "R":
            self.canvas.zoom(0)
        elif text == "F":
            self.canvas.fit()
        elif text == "V":
            self.canvas.overlays = False
            self.canvas.update()
        elif event.key() in MOVES:
            self.canvas.move_by(*MOVES[event.key()])
        else:
            return False
        return True

    def release(self) -> None:
        """The end of hold-to-view."""
        if self.held is not None:
            self.held = None
            self.paint(keep_place=True)
        self.canvas.overlays = True
        self.canvas.update()
