"""The right column of the Review screen: declaration, check table, findings, queue."""

import html
from collections.abc import Sequence

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QListWidget, QListWidgetItem, QScrollArea

from station.i18n import translate
from station.ports.desk import QueueEntry, ReviewCase
from station.types.analysis import Analysis, NotAnalysed
from station.types.decision import Resolution
from station.types.finding import Band, Finding
from station.types.item import ItemState
from ui.theme import AMBER, BLUE
from ui.widgets.cards import Card, Pairs, coloured_shapes, rename
from ui.widgets.radiation_line import queue_mark

SQUARES = {Band.HIGH: "■■■", Band.MEDIUM: "■■□", Band.LOW: "■□□"}
ALLOWED_WEIGHT = 0.03
REASON_HEIGHT, LONGEST_BAR = 76, 5


class DeclarationCard(Card):
    """What the papers say, and what was measured beside it."""

    def __init__(self) -> None:
        super().__init__(translate("Review", "DECLARATION · MEASURED"))
        self.papers, self.checks = Pairs(2), Pairs(4)
        self.body.addWidget(self.papers)
        self.body.addWidget(self.checks)

    def show_case(self, case: ReviewCase | None) -> None:
        """Fill from a case."""
        if case is None:
            self.papers.show_rows([])
            self.checks.show_rows([])
            return
        d = case.declaration
        none = translate("Review", "no data")
        rows = [[translate("Review", "Waybill"), case.item.identifier or translate("Review", "no barcode read")]]
        rows.append([translate("Review", "Goods"), d.goods if d else none])
        if d:
            rows.append([translate("Review", "HS code · value"), f"{d.hs_code} · {d.value:,.0f} {d.currency}"])
        self.papers.show_rows(rows)
        checks, amber = check_rows(case)
        self.checks.show_rows(checks, amber=amber)


def check_rows(case: ReviewCase) -> tuple[list[list[str]], frozenset[int]]:
    """Declared against measured: weight and pieces; indices of the rows that do not match."""
    d, unknown = case.declaration, translate("Review", "unknown")
    match, differs = "● " + translate("Review", "match"), "▲ " + translate("Review", "differs")
    rows = [["", translate("Review", "declared"), translate("Review", "measured"), ""]]
    mass = case.item.mass_g
    verdict = unknown
    if d and mass:
        verdict = match if abs(mass / d.gross_weight_g - 1) < ALLOWED_WEIGHT else differs
    rows.append([
        translate("Review", "Weight"), f"{d.gross_weight_g / 1000:.2f} kg" if d else "–",
        f"{mass / 1000:.2f} kg" if mass else translate("Review", "not weighed"), verdict,
    ])  # fmt: skip
    objects = len(case.views[0].materials.segments) if case.views else 0
    verdict = unknown if not d or not objects else match if objects == d.pieces else unknown
    rows.append([
        translate("Review", "Pieces"), str(d.pieces) if d else "–",
        translate("Review", "{count} objects").format(count=objects), verdict,
    ])  # fmt: skip
    return rows, frozenset(index for index, row in enumerate(rows) if row[-1].startswith("▲"))


class FindingsCard(Card):
    """Ranked findings, the reasons of the selected one, and what silence does not mean."""

    def __init__(self) -> None:
        super().__init__(translate("Review", "FINDINGS"))
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMinimumHeight(76)
        self.reason = QLabel()
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.RichText)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Long evidence must not push the decision keys off a small screen.
        self.reason_area = QScrollArea()
        self.reason_area.setWidgetResizable(True)
        self.reason_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reason_area.setMinimumHeight(REASON_HEIGHT)
        self.reason_area.setWidget(self.reason)
        self.silence = QLabel(translate("Review", "No box is not a clearance."))
        self.silence.setObjectName("warning")
        self.silence.setWordWrap(True)
        for widget, stretch in ((self.state, 0), (self.list, 2), (self.reason_area, 3), (self.silence, 0)):
            self.body.addWidget(widget, stretch)

    def show_case(self, case: ReviewCase | None, answers: dict[int, Resolution], selected: int) -> None:
        """Fill from a case."""
        self.list.clear()
        self.reason.clear()
        result = case.result if case else None
        self.state.setText(state_text(case))
        rename(self.state, "alarm" if isinstance(result, NotAnalysed) else "")
        if not isinstance(result, Analysis):
            return
        for finding in result.findings:
            self.list.addItem(QListWidgetItem(finding_row(finding, answers.get(finding.number, Resolution.OPEN))))
        chosen = next((f for f in result.findings if f.number == selected), None)
        if chosen is not None:
            self.list.setCurrentRow(result.findings.index(chosen))
            self.reason.setText(reasons(chosen))
        self.list.setVisible(bool(result.findings))
        notes = "".join(f'<p style="margin:0 0 2px 0">▲ {html.escape(note.text())}</p>' for note in result.notes)
        self.reason.setText(self.reason.text() + coloured_shapes(notes))


def finding_row(finding: Finding, answer: Resolution) -> str:
    """One line of the list."""
    answers = {
        Resolution.OPEN: "▲ " + translate("Review", "open"),
        Resolution.CONFIRMED: "✓ " + translate("Review", "confirmed"),
        Resolution.REJECTED: "✗ " + translate("Review", "rejected"),
        Resolution.UNSURE: "? " + translate("Review", "unsure"),
    }
    name = translate("Label", finding.label)
    mass = f" · {finding.mass_g:,.0f} g" if finding.mass_g is not None else ""
    squares = "▨" if finding.is_opaque_area else f"{SQUARES[finding.band]} {finding.score:.2f}"
    return f"{finding.number}  {squares}  {name}{mass}   {answers[answer]}"


def reasons(finding: Finding) -> str:
    """The evidence of a finding as rich text: one term a line with its weight as figure and bar."""
    lines = []
    for term in finding.evidence:
        bar = "▮" * min(round(abs(term.llr) / 2), LONGEST_BAR)
        colour = AMBER if term.llr >= 0 else BLUE
        weight = "" if finding.is_opaque_area else f'<b style="color:{colour}">{term.llr:+.1f} {bar}</b> '
        lines.append(f'<p style="margin:0 0 2px 0">{weight}{html.escape(term.phrase.text())}</p>')
    return "".join(lines)


def state_text(case: ReviewCase | None) -> str:
    """The state of the analysis in words; none of them says clear."""
    if case is None:
        return translate("Review", "No item is open.")
    if case.item.state is ItemState.INTERRUPTED:
        return "■ " + translate("Review", "The scan was interrupted: scan the item again or open it.")
    if case.result is None:
        return "… " + translate("Review", "The analysis is running.")
    if isinstance(case.result, NotAnalysed):
        return "■ " + translate("Review", "Not analysed: {reason}").format(reason=case.result.reason.text())
    count, latency = len(case.result.findings), case.latency_ms or 0.0
    if not count:
        return translate("Review", "Analysed, no finding ({ms:.0f} ms).").format(ms=latency)
    text = translate("Review", "{count} findings ({ms:.0f} ms): answer each before clearing.")
    return text.format(count=count, ms=latency)


class QueueCard(Card):
    """Items that wait, oldest first."""

    def __init__(self) -> None:
        super().__init__(translate("Review", "QUEUE"))
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMinimumHeight(54)
        self.body.addWidget(self.list)

    def show_entries(self, entries: Sequence[QueueEntry], opened: str) -> None:
        """Fill; the opened item is marked."""
        self.list.clear()
        for entry in entries:
            mark = "▶ " if entry.item.item_id == opened else "   "
            label = translate("Label", entry.label) if entry.label else state_word(entry.item.state)
            waiting = f"{int(entry.waiting_s) // 60}:{int(entry.waiting_s) % 60:02d}"
            name = entry.item.identifier or translate("Review", "no barcode read")
            self.list.addItem(f"{mark}{name} · {waiting} · {label}{queue_mark(entry)}")


def state_word(state: ItemState) -> str:
    """A state in one word."""
    words = {
        ItemState.ARRIVED: translate("State", "arrived"),
        ItemState.SCANNING: translate("State", "scanning"),
        ItemState.SCANNED: translate("State", "scanned"),
        ItemState.ANALYSED: translate("State", "analysed"),
        ItemState.NOT_ANALYSED: translate("State", "not analysed"),
        ItemState.INTERRUPTED: translate("State", "interrupted"),
        ItemState.DECIDED: translate("State", "decided"),
    }
    return words[state]
