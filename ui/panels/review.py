"""The Review screen: picture, declaration, findings, queue, decision; everything by keyboard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from station.errors import StationError
from station.events import Event, Topic
from station.i18n import translate
from station.ports.desk import Desk, QueueEntry, ReviewCase
from station.types.analysis import Analysis
from station.types.decision import FindingResolution, Resolution, Verdict
from station.types.finding import Finding
from station.types.ids import ItemId
from station.types.item import ItemState
from ui.panel import Panel
from ui.viewer.live_view import LiveView
from ui.viewer.stage import ImageStage
from ui.widgets.decision_bar import ROWS, DecisionBar
from ui.widgets.radiation_line import RadiationLine, refusal
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
        self.selected = 0
        self.view = 0
        self.answers: dict[int, Resolution] = {}
        self.belt = False
        self.live = LiveView(desk)
        self.ticks = 0
        self.stage = ImageStage()
        self.declaration, self.findings, self.queue = DeclarationCard(), FindingsCard(), QueueCard()
        self.radiation = RadiationLine()
        self.note = QLineEdit()
        self.note.setPlaceholderText(translate("Review", "F2 note"))
        self.bar = DecisionBar()
        self.bar.decided.connect(self.decide)
        self.lay_out()
        self.show_case()

    def lay_out(self) -> None:
        """Picture and strip on the left, cards on the right."""
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
        # Above the picture, where it has the width: the column is full on a small screen.
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.radiation)
        left.addWidget(self.stage, 1)
        layout.addLayout(left, 1)
        layout.addWidget(column)

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
        if any(event.topic is Topic.RADIATION_STORED for event in events):
            self.ask_portal()
        if events or self.ticks % QUEUE_EVERY == 1:
            entries = self.desk.queue()
            self.queue.show_entries(entries, self.case.item.item_id if self.case else "")
            if self.case is None:
                self.take_next(entries)

    def ask_portal(self) -> None:
        """The portal answered, perhaps for the open item."""
        if self.case is not None and self.case.radiation_due:
            radiation = self.desk.radiation(self.case.item.item_id)
            self.case = replace(self.case, radiation=radiation, radiation_due=radiation is None)
            self.show_case()

    def take_next(self, entries: Sequence[QueueEntry]) -> None:
        """Open the oldest item that can be decided."""
        ready = [entry for entry in entries if entry.item.state in OPENABLE]
        if ready:
            self.open_item(ready[0].item.item_id)

    def open_item(self, item_id: ItemId) -> None:
        """Show an item in the standard look, nothing armed."""
        self.show_item(self.desk.open_case(item_id))
        self.stage.canvas.setFocus()

    def show_item(self, case: ReviewCase) -> None:
        """Begin with a case."""
        self.case, self.answers, self.belt, self.view = case, {}, False, 0
        findings = self.found()
        self.selected = findings[0].number if findings else 0
        self.note.clear()
        self.show_view(0)
        self.show_case()

    def show_view(self, number: int) -> None:
        """Another view of the open item."""
        views = self.case.views if self.case else ()
        self.view = number % max(len(views), 1)
        shown = views[self.view] if views else None
        self.stage.show_scan(shown.scan if shown else None, shown.materials if shown else None, several=len(views) > 1)

    def in_view(self) -> tuple[Finding, ...]:
        """The findings of the view that is shown."""
        views = self.case.views if self.case else ()
        name = views[self.view].scan.head.view if views else ""
        return tuple(finding for finding in self.found() if finding.view == name or len(views) < 2)

    def show_live(self) -> None:
        """The scan as it grows."""
        self.stage.show_belt(self.live.picture(), simulated=self.desk.status().simulated)

    def switch_belt(self) -> None:
        """The belt instead of the open item, and back."""
        self.belt = not self.belt and self.case is not None
        if self.case is not None and not self.belt:
            self.show_view(self.view)
            self.show_case()

    def found(self) -> tuple[Finding, ...]:
        """The findings of the open item."""
        result = self.case.result if self.case else None
        return result.findings if isinstance(result, Analysis) else ()

    def show_case(self) -> None:
        """Fill all cards."""
        self.declaration.show_case(self.case)
        self.radiation.show_case(self.case)
        self.findings.show_case(self.case, self.answers, self.selected)
        answers = {number: answer.value for number, answer in self.answers.items()}
        self.stage.show_findings(() if self.belt else self.in_view(), self.selected, answers)
        answered = (Resolution.CONFIRMED, Resolution.REJECTED)
        clearing = all(self.answers.get(f.number) in answered for f in self.found())
        refused = refusal(self.case)
        self.bar.allow(deciding=self.case is not None, clearing=clearing and not refused, refusal=refused)

    # keys

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keys of the screen; inert while the note has the focus, but for Esc."""
        if event is None or event.isAutoRepeat():
            return
        if self.note.hasFocus():
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.stage.canvas.setFocus()
            return
        keys = (self.decision_key, self.finding_key, self.stage.look_key, self.stage.place_key)
        if not any(used(event) for used in keys):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """The end of hold-to-view."""
        if event is None or event.isAutoRepeat():
            return
        self.stage.release()

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

    def finding_key(self, event: QKeyEvent) -> bool:
        """Answer the selected finding; B shows the belt, PgUp and PgDn the other views."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.show_view(self.view + (1 if event.key() == Qt.Key.Key_PageDown else -1))
            self.show_case()
            return True
        if event.text().upper() == "B":
            self.switch_belt()
            return True
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
        if numbers and self.case is not None:
            place = numbers.index(self.selected) if self.selected in numbers else -step
            self.selected = numbers[(place + step) % len(numbers)]
            finding = self.found()[numbers.index(self.selected)]
            if finding not in self.in_view():
                self.show_view([view.scan.head.view for view in self.case.views].index(finding.view))
            self.stage.canvas.zoom_to(finding)
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
        self.case, self.selected, self.answers = None, 0, {}
        self.stage.show_scan(None, None)
        self.show_case()
        self.take_next(self.desk.queue())
