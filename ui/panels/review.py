"""The Review screen: picture, declaration, findings, queue, decision; everything by keyboard."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QHideEvent, QKeyEvent
from PyQt5.QtWidgets import QHBoxLayout

from station.errors import SecondPersonNeeded, StationError
from station.events import Event, Topic
from station.i18n import translate
from station.ports.desk import Desk, QueueEntry, ReviewCase, Signatures
from station.types.decision import Resolution, Verdict
from station.types.finding import Finding
from station.types.ids import ItemId
from station.workflow.states import REVIEWABLE
from ui.panel import Panel
from ui.viewer.live_view import LiveView
from ui.viewer.stage import ImageStage
from ui.widgets.case_findings import all_answered, findings_in, findings_of, resolutions_of, stepped
from ui.widgets.decision_bar import ROWS, verdict_name
from ui.widgets.log_in import ENTER
from ui.widgets.radiation_line import RadiationLine, refusal
from ui.widgets.review_column import ReviewColumn

ANSWERS = {"Y": Resolution.CONFIRMED, "N": Resolution.REJECTED, "U": Resolution.UNSURE}
TURNS: Mapping[int, int] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
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
        self.column = ReviewColumn()
        # Above the picture, where it has the width: the column is full on a small screen.
        self.radiation = RadiationLine()
        self.stage = ImageStage(above=self.radiation)
        self.declaration, self.findings, self.queue = self.column.declaration, self.column.findings, self.column.queue
        self.note, self.bar, self.two = self.column.note, self.column.bar, self.column.two
        self.bar.decided.connect(self.decide)
        self.two.cancelled.connect(self.stop_signing)
        self.two.signed.connect(self.sign)
        self.signing = Verdict.CLEAR
        # An item that could not be opened, and those that were left for that.
        self.failed: ItemId | None = None
        self.left: set[ItemId] = set()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.stage, 1)
        layout.addWidget(self.column)
        self.show_case()

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
            case _:
                pass  # no item was open

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
        """Open the oldest item that can be decided; one that did not open waits for a person to try again."""
        waiting = [entry.item.item_id for entry in entries if entry.item.state in REVIEWABLE]
        ready = [item_id for item_id in waiting if item_id not in self.left]
        if self.failed is None and ready:
            self.open_item(ready[0])

    def go_on(self) -> None:
        """The next item at once; if the store does not give the queue now, a later tick does."""
        try:
            self.take_next(self.desk.queue())
        except StationError as err:
            self.bar.tell(str(err))

    def open_item(self, item_id: ItemId) -> None:
        """Show an item in the standard look, nothing armed."""
        try:
            case = self.desk.open_case(item_id)
        except StationError as err:
            self.failed = item_id
            self.bar.tell(f"{err}\n" + translate("Review", "Enter: try again · Esc: leave it and take the next"))
            return
        self.failed = None
        self.bar.tell("")
        self.show_item(case)
        self.stage.canvas.setFocus()

    def open_again(self, *, same: bool) -> None:
        """After an item did not open: the same again, or the next."""
        if self.failed is not None and same:
            self.open_item(self.failed)
        elif self.failed is not None:
            self.left.add(self.failed)
            self.failed = None
            self.bar.tell("")
            self.go_on()

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
        return findings_in(self.case, self.view)

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
        return findings_of(self.case)

    def show_case(self) -> None:
        """Fill all cards."""
        self.declaration.show_case(self.case)
        self.radiation.show_case(self.case)
        self.findings.show_case(self.case, self.answers, self.selected)
        answers = {number: answer.value for number, answer in self.answers.items()}
        self.stage.show_findings(() if self.belt else self.in_view(), self.selected, answers)
        refused = refusal(self.case)
        clearing = all_answered(self.found(), self.answers) and not refused
        self.bar.allow(deciding=self.case is not None, clearing=clearing, refusal=refused)

    # keys

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keys of the screen; inert while the note has the focus, but for Esc."""
        if event is None or event.isAutoRepeat():
            return
        if self.note.hasFocus():
            if event.key() in (*ENTER, Qt.Key.Key_Escape):
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

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tab goes to the next finding instead of the next widget, wherever on the page the focus is."""
        self.step_finding(1 if forward else -1)
        return True

    def decision_key(self, event: QKeyEvent) -> bool:
        """F1 F5 F8 F12, Enter, Esc, F2."""
        keys = {getattr(Qt.Key, f"Key_{key}"): verdict for key, verdict, _, _ in ROWS}
        if event.key() in keys:
            self.bar.press(keys[event.key()])
        elif self.failed is not None and event.key() in (*ENTER, Qt.Key.Key_Escape):
            self.open_again(same=event.key() in ENTER)
        elif event.key() in ENTER:
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
        if event.key() in TURNS:
            self.show_view(self.view + TURNS[event.key()])
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
        if self.found() and self.case is not None:
            finding = stepped(self.found(), self.selected, step)
            self.selected = finding.number
            if finding not in self.in_view():
                self.show_view([view.scan.head.view for view in self.case.views].index(finding.view))
            self.stage.canvas.zoom_to(finding)
            self.show_case()

    def decide(self, verdict: str) -> None:
        """Record the decision and go on with the next item, or ask for a second person."""
        try:
            try:
                self.record(Verdict(verdict))
            except SecondPersonNeeded:
                self.ask_two(Verdict(verdict), self.desk.status().user)
        except StationError as err:
            self.bar.tell(str(err))

    def record(self, verdict: Verdict, signatures: Signatures | None = None) -> None:
        """The decision, with all that belongs to it; any error leaves the item open."""
        if self.case is None:
            return
        item_id, resolutions = self.case.item.item_id, resolutions_of(self.answers)
        self.desk.decide(item_id, verdict, resolutions, self.note.text(), signatures)
        self.case, self.selected, self.answers = None, 0, {}
        self.stage.show_scan(None, None)
        self.show_case()
        self.go_on()

    def ask_two(self, verdict: Verdict, user: str) -> None:
        """Both signatures, in the place of queue and decision keys."""
        self.signing = verdict
        act = translate("TwoPersons", "{verdict}: the analysis advises to open this item. Both are responsible.")
        self.column.show_signing(True)
        self.two.begin(act.format(verdict=verdict_name(verdict)), user)

    def sign(self, signatures: Signatures) -> None:
        """Try both signatures; refused ones are told where they were typed."""
        try:
            self.record(self.signing, signatures)
        except StationError as err:
            self.two.tell(str(err))
            return
        self.stop_signing()

    def stop_signing(self) -> None:
        """Back to the item."""
        self.column.show_signing(False)
        self.stage.canvas.setFocus()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """Nobody signs on a page that is not shown, and nothing stays armed."""
        self.bar.disarm()
        self.column.show_signing(False)
        super().hideEvent(event)
