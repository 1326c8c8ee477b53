"""The Review screen: picture, declaration, findings, queue, decision; everything by keyboard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from station.errors import StationError
from station.events import Event
from station.i18n import translate
from station.ports.desk import Desk, QueueEntry, ReviewCase
from station.types.analysis import Analysis
from station.types.decision import FindingResolution, Resolution, Verdict
from station.types.finding import Finding
from station.types.ids import ItemId
from station.types.item import ItemState
from ui.panel import Panel
from ui.viewer.canvas import Canvas
from ui.viewer.live_view import LiveView
from ui.viewer.looks import LOOKS, look_name
from ui.viewer.model import Look, ViewSettings
from ui.viewer.readout import read_out
from ui.viewer.render import Picture, picture_of, render
from ui.widgets.decision_bar import ROWS, DecisionBar
from ui.widgets.review_cards import DeclarationCard, FindingsCard, QueueCard

COLUMN = 440
ANSWERS = {"Y": Resolution.CONFIRMED, "N": Resolution.REJECTED, "U": Resolution.UNSURE}
OPENABLE = (ItemState.ANALYSED, ItemState.NOT_ANALYSED, ItemState.INTERRUPTED)
QUEUE_EVERY = 15


class ReviewPanel(Panel):
    """One item at a time; the oldest is taken by itself when none is open."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.case: ReviewCase | None = None
        self.picture: Picture | None = None
        self.settings = ViewSettings()
        self.held: Look | None = None
        self.selected = 0
        self.answers: dict[int, Resolution] = {}
        self.belt = False
        self.live = LiveView(desk)
        self.ticks = 0
        self.canvas = Canvas()
        self.canvas.hovered.connect(self.hover)
        self.readout = QLabel()
        self.readout.setObjectName("key")
        self.declaration, self.findings, self.queue = DeclarationCard(), FindingsCard(), QueueCard()
        self.note = QLineEdit()
        self.note.setPlaceholderText(translate("Review", "F2 note"))
        self.bar = DecisionBar()
        self.bar.decided.connect(self.decide)
        self.strip: dict[Look, QPushButton] = {}
        self.lay_out()
        self.hover(-1, -1)
        self.show_case()

    def lay_out(self) -> None:
        """Picture and strip on the left, cards on the right."""
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self.canvas, 1)
        left.addWidget(self.readout)
        left.addLayout(self.make_strip())
        right = QVBoxLayout()
        right.setSpacing(8)
        for widget, stretch in (
            (self.declaration, 0),
            (self.findings, 3),
            (self.queue, 1),
            (self.note, 0),
            (self.bar, 0),
        ):
            right.addWidget(widget, stretch)
        column = QWidget()
        column.setFixedWidth(COLUMN)
        right.setContentsMargins(0, 0, 0, 0)
        column.setLayout(right)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(left, 1)
        layout.addWidget(column)

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

    def keep(self) -> Mapping[str, object]:
        """The open item with its answers and note."""
        if self.case is None:
            return {}
        return {"case": self.case, "answers": self.answers, "selected": self.selected, "note": self.note.text()}

    def restore(self, values: Mapping[str, object]) -> None:
        """The same item as before, in the language of now."""
        match values:
            case {"case": ReviewCase() as case, "answers": dict(answers), "selected": int(number), "note": str(note)}:
                self.show_item(case)
                self.answers, self.selected = answers, number
                self.note.setText(note)
                self.show_case()
            case _:  # no item was open
                pass

    # the stream of the belt and the queue

    def tick(self, events: Sequence[Event]) -> None:
        """New lines, new results."""
        self.ticks += 1
        if (self.case is None or self.belt) and self.live.update_lines():
            self.show_live()
        if events or self.ticks % QUEUE_EVERY == 1:
            entries = self.desk.queue()
            self.queue.show_entries(entries, self.case.item.item_id if self.case else "")
            if self.case is None:
                self.take_next(entries)

    def take_next(self, entries: Sequence[QueueEntry]) -> None:
        """Open the oldest item that can be decided."""
        ready = [entry for entry in entries if entry.item.state in OPENABLE]
        if ready:
            self.open_item(ready[0].item.item_id)

    def open_item(self, item_id: ItemId) -> None:
        """Show an item in the standard look, nothing armed."""
        self.show_item(self.desk.open_case(item_id))
        self.canvas.setFocus()

    def show_item(self, case: ReviewCase) -> None:
        """Begin with a case."""
        self.case = case
        self.picture = picture_of(case.scan, case.materials) if case.scan else None
        self.settings, self.held, self.answers, self.belt = self.settings.reset(), None, {}, False
        findings = self.found()
        self.selected = findings[0].number if findings else 0
        self.canvas.simulated = case.item.simulated
        self.note.clear()
        self.show_case()
        self.repaint_picture(keep_place=False)

    def show_live(self) -> None:
        """The scan as it grows."""
        self.canvas.simulated = self.desk.status().simulated
        self.canvas.title = translate("Review", "Belt is running")
        self.canvas.show_findings((), 0, {})
        self.canvas.show_picture(render(self.live.picture(), self.current()))

    def show_belt(self) -> None:
        """The belt instead of the open item, and back."""
        self.belt = not self.belt and self.case is not None
        if not self.belt:
            self.show_case()
            self.repaint_picture(keep_place=False)

    def found(self) -> tuple[Finding, ...]:
        """The findings of the open item."""
        result = self.case.result if self.case else None
        return result.findings if isinstance(result, Analysis) else ()

    def show_case(self) -> None:
        """Fill all cards."""
        self.declaration.show_case(self.case)
        self.findings.show_case(self.case, self.answers, self.selected)
        answers = {number: answer.value for number, answer in self.answers.items()}
        self.canvas.show_findings(() if self.belt else self.found(), self.selected, answers)
        if self.case and self.case.scan:
            head = self.case.scan.head
            self.canvas.title = f"{head.scanner} · {head.started_at:%Y-%m-%d %H:%M:%S}"
        answered = (Resolution.CONFIRMED, Resolution.REJECTED)
        clearing = all(self.answers.get(f.number) in answered for f in self.found())
        self.bar.allow(deciding=self.case is not None, clearing=clearing)

    # image functions

    def current(self) -> ViewSettings:
        """The settings with the look whose key is held."""
        return replace(self.settings, look=self.held) if self.held else self.settings

    def choose(self, look: Look) -> None:
        """Switch to a look; the same again is the standard."""
        self.settings = self.settings.reset() if look is Look.STANDARD else self.settings.with_look(look)
        if look is Look.STANDARD:
            self.canvas.fit()
        self.repaint_picture(keep_place=True)

    def repaint_picture(self, *, keep_place: bool) -> None:
        """Render and show; the strip tells the look."""
        for look, button in self.strip.items():
            button.setChecked(look is self.current().look)
        if self.belt:
            return  # the next lines are painted with the new settings
        if self.picture is not None:
            argb = render(self.picture, self.current())
            self.canvas.show_picture(argb, keep_place=keep_place, extent=self.picture.extent)
        elif self.case is not None:
            self.canvas.show_picture(None)

    def hover(self, x: int, y: int) -> None:
        """Physical values under the pointer; the keys while it is elsewhere."""
        keys = translate("Review", "Tab next · Y confirm · N reject · U unsure · V hide outlines · B belt")
        scan = self.case.scan if self.case else None
        self.readout.setText(read_out(scan, self.case.materials if self.case else None, x, y) or keys)

    # keys

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keys of the screen; inert while the note has the focus, but for Esc."""
        if event is None or event.isAutoRepeat():
            return
        if self.note.hasFocus():
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.canvas.setFocus()
            return
        if not (self.decision_key(event) or self.look_key(event) or self.place_key(event) or self.finding_key(event)):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """The end of hold-to-view."""
        if event is None or event.isAutoRepeat():
            return
        if self.held is not None:
            self.held = None
            self.repaint_picture(keep_place=True)
        self.canvas.overlays = True
        self.canvas.update()

    def event(self, event: QEvent | None) -> bool:
        """Tab goes to the next finding instead of the next widget."""
        tabs = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in tabs:
            self.step_finding(1 if event.key() == Qt.Key.Key_Tab else -1)
            return True
        return super().event(event)

    def decision_key(self, event: QKeyEvent) -> bool:
        """F1 F5 F8 F12, Enter, Esc, F2."""
        keys = {getattr(Qt.Key, f"Key_{key}"): verdict for key, verdict, _, _ in ROWS}
        if event.key() in keys:
            self.bar.press(keys[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.bar.commit()
        elif event.key() == Qt.Key.Key_Escape:
            self.bar.disarm()
        elif event.key() == Qt.Key.Key_F2:
            self.note.setFocus()
        else:
            return False
        return True

    def look_key(self, event: QKeyEvent) -> bool:
        """Image functions and the variable window."""
        text = event.text().upper()
        row = next((row for row in LOOKS if row.key == text), None)
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        if event.key() == Qt.Key.Key_Space:
            self.choose(Look.STANDARD)
        elif row is not None and row.hold:
            self.held = row.look
            self.repaint_picture(keep_place=True)
        elif row is not None:
            self.choose(row.look)
        elif text in ("8", "3"):
            self.settings = replace(self.settings, density=self.settings.density + (1 if text == "8" else -1))
            self.repaint_picture(keep_place=True)
        elif text in ("[", "]"):
            change = 0.25 if text == "]" else -0.25
            self.settings = replace(self.settings, look=Look.WINDOW, centre=max(self.settings.centre + change, 0.1))
            self.repaint_picture(keep_place=True)
        elif text == "P":
            palette = "colour-safe" if self.settings.palette == "standard" else "standard"
            self.settings = replace(self.settings, palette=palette)
            self.repaint_picture(keep_place=True)
        else:
            return False
        return True

    def place_key(self, event: QKeyEvent) -> bool:
        """Zoom, pan, ninths, hidden outlines."""
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
        elif text == "B":
            self.show_belt()
        elif event.key() in MOVES and self.canvas.place is not None:
            self.canvas.place = self.canvas.place.moved(*MOVES[event.key()])
            self.canvas.update()
        else:
            return False
        return True

    def finding_key(self, event: QKeyEvent) -> bool:
        """Answer the selected finding."""
        answer = ANSWERS.get(event.text().upper())
        if answer is None or not self.selected:
            return False
        same = self.answers.get(self.selected) is answer
        self.answers = {**self.answers, self.selected: Resolution.OPEN if same else answer}
        self.show_case()
        return True

    def step_finding(self, step: int) -> None:
        """Select the next finding and bring it to the middle."""
        numbers = [finding.number for finding in self.found()]
        if numbers:
            place = numbers.index(self.selected) if self.selected in numbers else -step
            self.selected = numbers[(place + step) % len(numbers)]
            self.canvas.zoom_to(self.found()[numbers.index(self.selected)])
            self.show_case()

    def decide(self, verdict: str) -> None:
        """Record the decision and go on with the next item."""
        if self.case is None:
            return
        resolutions = tuple(FindingResolution(number=n, resolution=r) for n, r in self.answers.items())
        try:
            self.desk.decide(self.case.item.item_id, Verdict(verdict), resolutions, self.note.text())
        except StationError as err:
            self.bar.tell(str(err))
            return
        self.case, self.picture, self.selected, self.answers = None, None, 0, {}
        self.canvas.show_picture(None)
        self.show_case()
        self.take_next(self.desk.queue())


MOVES: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (60, 0), Qt.Key.Key_Right: (-60, 0), Qt.Key.Key_Up: (0, 60), Qt.Key.Key_Down: (0, -60),
}  # fmt: skip
