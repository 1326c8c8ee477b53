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

from station.errors import StationError
from station.events import Event
from station.i18n import translate
from station.ports.desk import Desk
from station.types.ids import RequestId
from station.types.job import JobState
from ui.panel import Panel
from ui.theme import GREEN, RED
from ui.widgets.cards import Card
from ui.widgets.rate_bar import RateBar

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
        self.model.setMinimumContentsLength(18)
        self.browse = QPushButton(translate("QA", "Choose…"))
        self.browse.clicked.connect(self.choose)
        self.button = QPushButton(translate("QA", "Replay"))
        self.button.clicked.connect(self.start)
        self.progress = QProgressBar()
        self.message = QLabel(translate("QA", "No replay yet."))
        self.message.setWordWrap(True)
        self.detection = RateBar(translate("QA", "items with a threat found"), GREEN)
        self.false_alarms = RateBar(translate("QA", "clean items with an alarm"), RED)
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

    def keep(self) -> Mapping[str, object]:
        """The work under way."""
        return {"job_id": self.job_id} if self.job_id else {}

    def restore(self, values: Mapping[str, object]) -> None:
        """Follow it further."""
        if "job_id" in values:
            self.job_id = RequestId(str(values["job_id"]))
            self.button.setEnabled(False)

    def lay_out(self) -> None:
        """Choice above, rates, table."""
        card = Card(translate("QA", "REPLAY OF RECORDED SCANS"))
        row = QHBoxLayout()
        for widget, stretch in ((self.path, 1), (self.browse, 0), (self.model, 0), (self.button, 0)):
            row.addWidget(widget, stretch)
        card.body.addLayout(row)
        card.body.addWidget(self.progress)
        result = Card(translate("QA", "DETECTION AND FALSE ALARMS"))
        for part in (self.message, self.detection, self.false_alarms):
            result.body.addWidget(part)
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
            self.message.setText(translate("QA", "Choose a folder of recordings first."))
            return
        try:
            self.job_id = self.desk.start("replay", {"path": self.path.text(), "model": self.model.currentText()})
        except StationError as err:
            self.message.setText(f"■ {err}")
            return
        self.button.setEnabled(False)

    def tick(self, events: Sequence[Event]) -> None:
        """Follow the replay."""
        self.ticks += 1
        if self.job_id is None or self.ticks % REFRESH:
            return
        job = self.desk.job(self.job_id)
        self.progress.setValue(round(100 * job.progress))
        if job.state is JobState.FAILED:
            self.message.setText("■ " + job.message)
        if job.state is JobState.DONE:
            self.show_result(job.result)
        if job.state in (JobState.DONE, JobState.FAILED):
            self.job_id = None
            self.button.setEnabled(True)

    def show_result(self, result: Mapping[str, object]) -> None:
        """Rates as bars, items in the table."""
        rates = {key: float(str(value)) for key, value in result.items() if key != "items"}
        self.detection.show_rate(round(rates["found"]), round(rates["threats"]), rates["pd_lo"], rates["pd_hi"])
        self.false_alarms.show_rate(
            round(rates["false_alarms"]), round(rates["clean"]), rates["pfa_lo"], rates["pfa_hi"]
        )
        items = result.get("items")
        rows = items if isinstance(items, list) else []
        self.message.setText(translate("QA", "{count} items replayed.").format(count=len(rows)))
        self.table.setRowCount(len(rows))
        for line, record in enumerate(rows):
            truth, found = (classes(record.get(key, [])) for key in ("truth", "findings"))
            advice = advice_word(record["advice"])
            for column, text in enumerate([record["item"], truth, found, advice, record["latency_ms"]]):
                self.table.setItem(line, column, QTableWidgetItem(str(text)))


def classes(entries: Sequence[Mapping[str, object]]) -> str:
    """The classes of truth or findings, each once."""
    return ", ".join(sorted({translate("Label", str(entry["class"])) for entry in entries})) or "–"


def advice_word(advice: str) -> str:
    """An advice in the language of this process."""
    words = {
        "none": translate("Advice", "no finding"), "refer": translate("Advice", "refer"),
        "open": translate("Advice", "open"),
    }  # fmt: skip
    return words[advice]
