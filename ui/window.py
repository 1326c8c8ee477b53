"""The window: top bar, role rail, pages from the catalogue; it decides nothing."""

from datetime import datetime

from PyQt5.QtCore import QTimer
from PyQt5.QtGui import QCloseEvent
from PyQt5.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from station.i18n import Language, set_language, translate
from station.ports.desk import Desk
from ui.panel import Panel
from ui.panel_catalog import PANELS
from ui.widgets.cards import coloured

TICK_MS = 33
RAIL = 96


class Window(QMainWindow):
    """One seat."""

    def __init__(self, desk: Desk, *, japanese_font: bool = True) -> None:
        super().__init__()
        self.desk = desk
        self.japanese_font = japanese_font
        self.page = "review"
        self.ticks = 0
        self.pages: dict[str, Panel] = {}
        self.build()
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.tick)
        self.timer.start(TICK_MS)

    def build(self) -> None:
        """Make everything in the language of this process."""
        self.setWindowTitle(translate("Window", "Inspection station"))
        self.bar, self.banner, self.sim = QLabel(), QLabel(), QLabel("SIM")
        self.sim.setObjectName("sim")
        self.banner.setObjectName("warning")
        self.stack = QStackedWidget()
        kept = {name: page.keep() for name, page in self.pages.items()}
        self.pages = {row.name: PANELS.get(row.name)(self.desk) for row in PANELS}
        for name, values in kept.items():
            self.pages[name].restore(values)
        for page in self.pages.values():
            self.stack.addWidget(page)
        top = QHBoxLayout()
        top.setContentsMargins(12, 6, 12, 0)
        top.addWidget(self.sim)
        top.addWidget(self.bar, 1)
        language = QPushButton("日本語" if Language.current == "en" else "English")
        language.setToolTip(translate("Window", "Switch the language (Ctrl+L)"))
        language.setShortcut("Ctrl+L")
        language.clicked.connect(self.switch_language)
        top.addWidget(language)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.make_rail())
        middle.addWidget(self.stack, 1)
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.banner)
        layout.addLayout(middle, 1)
        body = QWidget()
        body.setLayout(layout)
        self.setCentralWidget(body)
        self.show_page(self.page)
        self.show_status()

    def make_rail(self) -> QWidget:
        """One button per page, Ctrl+1 to Ctrl+3."""
        rail = QWidget()
        rail.setFixedWidth(RAIL)
        layout = QVBoxLayout(rail)
        layout.setContentsMargins(0, 8, 0, 0)
        self.buttons = QButtonGroup(self)
        for number, row in enumerate(PANELS, start=1):
            button = QPushButton(translate("Page", row.summary))
            button.setObjectName("rail")
            button.setCheckable(True)
            button.setShortcut(f"Ctrl+{number}")
            button.setToolTip(f"Ctrl+{number}")
            button.clicked.connect(lambda _, name=row.name: self.show_page(name))
            self.buttons.addButton(button)
            button.setChecked(row.name == self.page)
            layout.addWidget(button)
        layout.addStretch(1)
        return rail

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        self.page = name
        self.stack.setCurrentWidget(self.pages[name])
        for button, row in zip(self.buttons.buttons(), PANELS, strict=True):
            button.setChecked(row.name == name)
        self.pages[name].setFocus()

    def switch_language(self) -> None:
        """English to Japanese and back, at once."""
        set_language("ja" if Language.current == "en" else "en")
        self.build()

    def tick(self) -> None:
        """Thirty times a second: events to the page that is shown."""
        self.ticks += 1
        self.pages[self.page].tick(self.desk.events())
        if self.ticks % 30 == 0:
            self.show_status()

    def show_status(self) -> None:
        """The top bar and the banner."""
        status = self.desk.status()
        calibration = {
            "valid": "● " + translate("Window", "calibrated {hours:.1f} h ago").format(hours=status.calibration_age_h),
            "expired": "■ " + translate("Window", "calibration expired"),
            "none": "■ " + translate("Window", "not calibrated"),
        }[status.calibration]
        if not status.calibrates:
            calibration = "● " + translate("Window", "corrected by its scanner")
        analysis = "● " + translate("Window", "model {name}").format(name=status.model)
        if not status.analysis_running:
            analysis = "▲ " + translate("Window", "analysis unavailable: judge by eye, work goes on")
        parts = [f"{status.site} · {status.lane} · {status.scanner}", calibration, analysis, status.inspector]
        self.bar.setText(coloured(("\u00a0" * 6).join([*parts, f"{datetime.now().astimezone():%H:%M}"])))
        self.sim.setVisible(status.simulated)
        warnings = [status.trouble] if status.trouble else []
        if status.calibrates and status.calibration != "valid":
            warnings.append(
                translate("Window", "Take dark and air on the technician's page: figures are not calibrated.")
            )
        if not self.japanese_font:
            warnings.append(translate("Window", "There is no Japanese font: install fonts-noto-cjk."))
        self.banner.setText("  ".join(warnings))
        self.banner.setVisible(bool(warnings))

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Orderly end."""
        self.timer.stop()
        self.desk.close()
        super().closeEvent(event)
