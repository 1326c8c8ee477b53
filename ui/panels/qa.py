"""The QA page: a recorded set against a model, with progress, rates and their intervals."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PyQt5.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from station.events import Event
from station.i18n import translate
from station.ports.desk import Desk
from station.types.ids import RequestId
from station.types.job import JobState
from ui.panel import Panel
from ui.widgets.cards import Card

REFRESH = 6


class QaPanel(Panel):
    """Choose, replay, read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.ticks = 0
        self.job_id: RequestId | None = None
        self.path = QLineEdit()
        self.path.setPlaceholderText(translate("QA", "Folder of recordings"))
        self.model = QComboBox()
        self.model.addItems(["station-default", "physics-only", "segmenter"])
        self.browse = QPushButton(translate("QA", "Choose…"))
        self.browse.clicked.connect(self.choose)
        self.button = QPushButton(translate("QA", "Replay"))
        self.button.clicked.connect(self.start)
        self.progress = QProgressBar()
        self.rates = QLabel(translate("QA", "No replay yet."))
        self.rates.setWordWrap(True)
        self.table = QTableWidget(0, 5)
        self.table.setHorizontalHeaderLabels([
            translate("QA", "Item"), translate("QA", "Truth"), translate("QA", "Findings"), translate("QA", "Advice"),
            "ms",
        ])  # fmt: skip
        header = self.table.horizontalHeader()
        if header is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.lay_out()

    def lay_out(self) -> None:
        """Choice above, rates, table."""
        card = Card(translate("QA", "REPLAY OF RECORDED SCANS"))
        row = QHBoxLayout()
        for widget, stretch in ((self.path, 1), (self.browse, 0), (self.model, 0), (self.button, 0)):
            row.addWidget(widget, stretch)
        card.body.addLayout(row)
        card.body.addWidget(self.progress)
        result = Card(translate("QA", "DETECTION AND FALSE ALARMS"))
        result.body.addWidget(self.rates)
        result.body.addWidget(self.table, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(card)
        layout.addWidget(result, 1)

    def choose(self) -> None:
        """Pick a folder."""
        folder = QFileDialog.getExistingDirectory(self, translate("QA", "Folder of recordings"))
        if folder:
            self.path.setText(folder)

    def start(self) -> None:
        """Begin the replay."""
        if not Path(self.path.text()).is_dir():
            self.rates.setText(translate("QA", "Choose a folder of recordings first."))
            return
        self.job_id = self.desk.start("replay", {"path": self.path.text(), "model": self.model.currentText()})
        self.button.setEnabled(False)

    def tick(self, events: Sequence[Event]) -> None:
        """Follow the replay."""
        self.ticks += 1
        if self.job_id is None or self.ticks % REFRESH:
            return
        job = self.desk.job(self.job_id)
        self.progress.setValue(round(100 * job.progress))
        if job.state is JobState.FAILED:
            self.rates.setText("■ " + job.message)
        if job.state is JobState.DONE:
            self.show_result(job.result)
        if job.state in (JobState.DONE, JobState.FAILED):
            self.job_id = None
            self.button.setEnabled(True)

    def show_result(self, result: Mapping[str, object]) -> None:
        """Rates in words, items in the table."""
        text = translate(
            "QA",
            "Found {found} of {threats} items with a threat: {pd:.1%} (95 % {pd_lo:.1%} to {pd_hi:.1%}). "
            "False alarms on {false_alarms} of {clean} clean items: {pfa:.1%} (95 % {pfa_lo:.1%} to {pfa_hi:.1%}).",
        )
        self.rates.setText(text.format(**{key: value for key, value in result.items() if key != "items"}))
        items = result.get("items")
        rows = items if isinstance(items, list) else []
        self.table.setRowCount(len(rows))
        for line, record in enumerate(rows):
            truth = ", ".join(sorted({t["class"] for t in record.get("truth", [])})) or "–"
            found = ", ".join(sorted({f["class"] for f in record["findings"]})) or "–"
            for column, text in enumerate([record["item"], truth, found, record["advice"], record["latency_ms"]]):
                self.table.setItem(line, column, QTableWidgetItem(str(text)))
