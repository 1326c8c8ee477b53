"""The window: log-in page, top bar, role rail, pages from the catalogue; it decides nothing."""

from collections.abc import Callable, Mapping

from PyQt5.QtCore import QEvent, QObject, QTimer
from PyQt5.QtGui import QCloseEvent, QShowEvent
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from station.errors import PermissionRefused, StationError
from station.events import Topic
from station.i18n import Language, set_language, translate
from station.ports.desk import Desk, StationStatus
from station.types.user import Permission
from ui.panel import Panel
from ui.panel_catalog import PANELS
from ui.widgets.cards import coloured
from ui.widgets.log_in import LogInPage
from ui.widgets.rail import Rail
from ui.widgets.top_line import station_line, unjoined, warnings

TICK_MS = 33
STATUS_EVERY = 30
# So many ticks a refusal stands in the banner.
TOLD_TICKS = 600
INPUTS = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)


class Window(QMainWindow):
    """One seat. Pages exist only for who may see them; nobody logged in, or a locked seat, sees the log-in page."""

    def __init__(self, desk: Desk, *, japanese_font: bool = True) -> None:
        super().__init__()
        self.desk = desk
        self.japanese_font = japanese_font
        self.page = "review"
        self.ticks = 0
        self.complaint, self.complaint_until = "", 0
        self.pages: dict[str, Panel] = {}
        self.kept: dict[str, Mapping[str, object]] = {}
        self.outdated = True
        self.status = desk.status()
        self.log_in: LogInPage | None = None
        self.build()
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.tick)
        self.timer.start(TICK_MS)

    @property
    def shut(self) -> bool:
        """Whether somebody must log in before anything is shown."""
        return self.status.has_accounts and (not self.status.user or self.status.locked)

    def build(self) -> None:
        """Make everything in the language of this process; what pages keep waits while the seat is shut."""
        if self.pages:
            self.kept = {name: page.keep() for name, page in self.pages.items()}
        pages = self.make_pages()
        for name, page in pages.items():
            page.restore(self.kept.get(name, {}))
        self.pages = pages
        self.setWindowTitle(translate("Window", "Inspection station"))
        self.bar, self.banner, self.hint, self.sim = QLabel(), QLabel(), QLabel(), QLabel("SIM")
        self.sim.setObjectName("sim")
        self.banner.setObjectName("warning")
        self.banner.setWordWrap(True)
        self.hint.setObjectName("key")
        self.hint.setContentsMargins(12, 0, 12, 0)
        before, self.log_in = self.log_in, LogInPage(self.desk)
        self.log_in.entered.connect(self.show_status)
        if before is not None:
            self.log_in.take_over(before)
        self.rail = Rail([row for row in PANELS if row.name in pages], leave=self.status.has_accounts)
        self.rail.chosen.connect(self.show_page)
        self.rail.lock.connect(self.lock)
        self.rail.log_out.connect(self.leave)
        self.stack = QStackedWidget()
        for page in (self.log_in, *pages.values()):
            self.stack.addWidget(page)
        self.lay_out()
        self.outdated = False
        self.show_page(self.page)
        self.show_top()

    def make_pages(self) -> dict[str, Panel]:
        """The pages that who sits here may see."""
        if self.shut:
            return {}
        allowed = [row for row in PANELS if self.desk.may(Permission(row.kind))]
        return {row.name: PANELS.get(row.name)(self.desk) for row in allowed}

    def lay_out(self) -> None:
        """Top bar, banner, hint; below rail and page."""
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
        middle.addWidget(self.rail)
        middle.addWidget(self.stack, 1)
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.banner)
        layout.addWidget(self.hint)
        layout.addLayout(middle, 1)
        body = QWidget()
        body.setLayout(layout)
        self.setCentralWidget(body)

    def show_page(self, name: str) -> None:
        """Bring a page to the front, or the log-in page if somebody must log in."""
        self.complaint = ""
        self.rail.setVisible(not self.shut)
        if self.shut and self.log_in is not None:
            self.log_in.show_status(self.status)
            self.stack.setCurrentWidget(self.log_in)
            self.log_in.begin(self.log_in.name.text() or self.status.user)
            return
        self.page = name if name in self.pages else next(iter(self.pages), "")
        self.rail.show_chosen(self.page)
        if self.page:
            self.stack.setCurrentWidget(self.pages[self.page])
            self.pages[self.page].setFocus()

    def switch_language(self) -> None:
        """English to Japanese and back, at once."""
        set_language("ja" if Language.current == "en" else "en")
        self.try_to(self.build)

    # who sits here

    def lock(self) -> None:
        """Cover everything until the password comes."""
        self.desk.lock()
        self.show_status()

    def leave(self) -> None:
        """Log out: for the end of work, or for another person."""
        self.try_to(self.desk.log_out)
        self.show_status()

    def follow_seat(self, before: StationStatus) -> None:
        """Other pages for another person or role; the same ones again after a lock."""
        now = self.status
        if (before.user, before.role, before.has_accounts) != (now.user, now.role, now.has_accounts):
            # Nothing of the person before is left, even if the store is too busy now for other pages.
            self.pages, self.kept, self.log_in, self.outdated = {}, {}, None, True
            self.stack.hide()
        if self.outdated or not (self.pages or self.shut):
            self.build()
        elif before.locked != now.locked:
            self.show_page(self.page)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Keys and mouse keep the seat awake."""
        if event is not None and event.type() in INPUTS:
            self.desk.touch()
        return False

    # time

    def tick(self) -> None:
        """Thirty times a second: events to the page that is shown."""
        self.ticks += 1
        if self.shut and self.log_in is not None:
            self.log_in.tick()
        elif self.status.has_accounts and self.desk.locked:
            self.show_status()
        elif self.page:
            self.try_to(self.tell_page, ticks=STATUS_EVERY)
        if self.ticks % STATUS_EVERY == 0:
            self.show_status()

    def tell_page(self) -> None:
        """Events to the page that is shown; what belongs to no item stands in the banner, for nobody guesses whose."""
        events = self.desk.events()
        for event in events:
            if event.topic is Topic.SIGHTING_UNJOINED:
                self.complaint, self.complaint_until = unjoined(event), self.ticks + TOLD_TICKS
                self.show_top()
        self.pages[self.page].tick(events)

    def try_to(self, do: Callable[[], None], ticks: int = TOLD_TICKS) -> None:
        """Do it; what goes wrong is told in the banner, and the window lives on."""
        try:
            do()
        except StationError as err:
            self.complain(err, ticks)

    def complain(self, error: StationError, ticks: int = TOLD_TICKS) -> None:
        """Tell a refusal or a failure with its remedy, for a while."""
        self.complaint, self.complaint_until = str(error), self.ticks + ticks
        self.show_top()
        if isinstance(error, PermissionRefused):
            self.show_status()

    def show_status(self) -> None:
        """Ask how the station is and who sits here; show it."""
        before = self.status
        try:
            self.status = self.desk.status()
            self.follow_seat(before)
        except StationError as err:
            self.complaint, self.complaint_until = str(err), self.ticks + STATUS_EVERY
        self.show_top()

    def show_top(self) -> None:
        """The top bar, the banner and the hint."""
        if self.ticks > self.complaint_until:
            self.complaint = ""
        self.bar.setText(coloured(station_line(self.status)))
        self.sim.setVisible(self.status.simulated)
        told = warnings(self.status, japanese_font=self.japanese_font)
        self.banner.setText("\n".join([*([f"■ {self.complaint}"] if self.complaint else []), *told]))
        self.banner.setVisible(bool(self.banner.text()))
        self.hint.setText(translate(
            "Window", "No accounts yet. To begin with them: inspection-station users --config FILE add NAME "
                      "--role administrator"
        ))  # fmt: skip
        # On a small screen there is room for one of the two.
        self.hint.setVisible(self.status.first_run and not self.banner.text())

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Watch the input of this window, and nothing else of the application."""
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        super().showEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Orderly end."""
        self.timer.stop()
        self.desk.close()
        super().closeEvent(event)
