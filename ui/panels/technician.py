"""The technician's page: devices with their state, the X-ray generator, dark and air calibration with its curves."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from station.errors import StationError
from station.events import Event, Topic
from station.i18n import translate
from station.ports.desk import Desk
from station.types.device import DeviceHealth, DeviceState
from station.types.ids import RequestId
from station.types.job import JobState
from station.workflow import xray_order
from ui.panel import Panel
from ui.widgets.cards import STATE_COLOURS, Card, Pairs
from ui.widgets.generator_card import GeneratorCard
from ui.widgets.plot import LinePlot

SHAPES = {
    DeviceState.READY: "●", DeviceState.ACQUIRING: "●", DeviceState.IDENTIFYING: "▲",
    DeviceState.DISCONNECTED: "▲", DeviceState.FAULTED: "■",
}  # fmt: skip
REFRESH = 15
SHOWN = 8
GENERATOR_WIDTH, LEAST_DEVICES, LEAST_PLOT = 400, 190, 200
ANSWER_S = 6.0


class TechnicianPanel(Panel):
    """Health and calibration."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.ticks = 0
        self.job_id: RequestId | None = None
        self.tiles: dict[str, Tile] = {}
        self.grid = QGridLayout()
        self.state = Pairs(2)
        self.button = QPushButton(translate("Technician", "Take dark and air"))
        self.button.clicked.connect(self.start)
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.air = LinePlot(translate("Technician", "Air and dark levels"), translate("Technician", "counts"))
        self.bad = LinePlot(translate("Technician", "Bad pixels"), "")
        self.generator = GeneratorCard() if desk.status().generator else None
        self.xray_id: RequestId | None = None
        self.xray_asked_at = 0.0
        if self.generator is not None:
            self.generator.asked.connect(self.ask_generator)
        self.lay_out()
        self.show_profile()
        self.show_devices()

    def keep(self) -> Mapping[str, object]:
        """The work under way."""
        return {"job_id": self.job_id} if self.job_id else {}

    def restore(self, values: Mapping[str, object]) -> None:
        """Follow it further."""
        if "job_id" in values:
            self.job_id = RequestId(str(values["job_id"]))
            self.button.setEnabled(False)

    def lay_out(self) -> None:
        """Devices above, calibration below."""
        devices = Card(translate("Technician", "DEVICES"))
        devices.body.addWidget(self.scrolled())
        card = Card(translate("Technician", "DARK AND AIR CALIBRATION"))
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addWidget(self.progress, 1)
        for part in (self.state, self.message):
            card.body.addWidget(part)
        card.body.addLayout(row)
        plots = QHBoxLayout()
        for plot in (self.air, self.bad):
            # What they would like to have is more than a small screen has beside the devices.
            plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            plot.setMinimumHeight(LEAST_PLOT)
        plots.addWidget(self.air, 2)
        plots.addWidget(self.bad, 1)
        card.body.addLayout(plots, 1)
        left = QVBoxLayout()
        left.addWidget(devices, 4)
        left.addWidget(card, 3)
        layout = QHBoxLayout(self)
        layout.addLayout(left, 1)
        if self.generator is not None:
            self.generator.setFixedWidth(GENERATOR_WIDTH)
            layout.addWidget(self.generator)

    def scrolled(self) -> QScrollArea:
        """The tiles: as many as there are, in the room that there is."""
        tiles = QWidget()
        self.grid.setContentsMargins(0, 0, 0, 0)
        rows = QVBoxLayout(tiles)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(self.grid)
        rows.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(LEAST_DEVICES)
        area.setWidget(tiles)
        return area

    def tick(self, events: Sequence[Event]) -> None:
        """States twice a second; the calibration under way."""
        self.ticks += 1
        if self.ticks % REFRESH == 1:
            self.show_devices()
            self.follow()
            self.follow_generator()
        if any(event.topic is Topic.PROFILE_ACTIVATED for event in events):
            self.show_profile()

    def show_devices(self) -> None:
        """One tile per device; the generator has a card of its own."""
        devices = self.desk.devices()
        if self.generator is not None:
            self.generator.show_health(next((health for health in devices if health.kind == "generator"), None))
            devices = tuple(health for health in devices if health.kind != "generator")
        columns = 3 if self.generator is None else 2
        for column in range(columns):
            self.grid.setColumnStretch(column, 1)
        for health in devices:
            if health.name not in self.tiles:
                self.tiles[health.name] = Tile()
                place = len(self.tiles) - 1
                self.grid.addWidget(self.tiles[health.name], place // columns, place % columns)
            self.tiles[health.name].show_health(health)

    def ask_generator(self, kind: str, figures: Mapping[str, float]) -> None:
        """A request of the person at this seat; one that cannot be stored is told with its remedy."""
        person = self.desk.status().user
        try:
            self.xray_id = self.desk.start(kind, xray_order.order(person, datetime.now(UTC), **figures))
        except StationError as err:
            self.tell_generator(str(err), stop=kind in xray_order.STOPS)
            return
        self.xray_asked_at = time.monotonic()
        self.tell_generator(translate("Generator", "Asked."))

    def follow_generator(self) -> None:
        """The answer to the last request; none in time is told."""
        if self.xray_id is None:
            return
        job = self.desk.job(self.xray_id)
        if job.state in (JobState.DONE, JobState.FAILED):
            self.xray_id = None
            failed = job.state is JobState.FAILED
            self.tell_generator(job.message, stop=failed and job.kind in xray_order.STOPS)
        elif time.monotonic() - self.xray_asked_at > ANSWER_S:
            self.tell_generator(translate("Generator", "No answer yet."), stop=job.kind in xray_order.STOPS)

    def tell_generator(self, text: str, *, stop: bool = False) -> None:
        """A line on its card; where OFF did not get through, with the emergency stop."""
        if self.generator is not None:
            more = translate("Generator", "X-rays may be ON: press the emergency stop.") if stop else ""
            self.generator.tell(f"{more} {text}".strip())

    def start(self) -> None:
        """Ask the lane for dark and air; a request that cannot be stored is told with its remedy."""
        try:
            self.job_id = self.desk.start("dark-air", {"lines": 512})
        except StationError as err:
            self.message.setText(str(err))
            return
        self.button.setEnabled(False)
        self.message.setText(translate("Technician", "Keep the tunnel empty."))

    def follow(self) -> None:
        """Progress and end of the calibration."""
        if self.job_id is None:
            return
        job = self.desk.job(self.job_id)
        self.progress.setValue(round(100 * job.progress))
        if job.state in (JobState.DONE, JobState.FAILED):
            self.job_id = None
            self.button.setEnabled(True)
            checks = job.result.get("checks")
            self.message.setText(job.message or checks_text(checks))
            self.show_profile()

    def show_profile(self) -> None:
        """Curves and age of the active profile."""
        status = self.desk.status()
        states = {
            "valid": "● " + translate("Technician", "valid"), "expired": "■ " + translate("Technician", "expired"),
            "none": "■ " + translate("Technician", "not calibrated"),
        }  # fmt: skip
        age = f" · {status.calibration_age_h:.1f} h" if status.calibration != "none" else ""
        self.state.show_rows([[translate("Technician", "Profile"), states[status.calibration] + age]])
        curves = self.desk.profile_curves()
        named = {}
        for kind in ("air", "dark"):
            for index, channel in enumerate(curves.get(kind, ())[:2]):
                named[f"{translate('Technician', kind)} {index + 1}"] = channel
        self.air.show_curves(named)
        self.bad.show_curves({
            f"{translate('Technician', 'channel')} {index + 1}": channel
            for index, channel in enumerate(curves.get("bad", ())[:2])
        })  # fmt: skip


def checks_text(checks: object) -> str:
    """Checks of a calibration in one line each."""
    rows = checks if isinstance(checks, list) else []
    return "\n".join(f"{c['name']}: {c['value']:.2f} {c['unit']} ({c['grade']})" for c in rows)


class Tile(Card):
    """One device: state by shape, text and colour, and its figures."""

    def __init__(self) -> None:
        super().__init__("")
        self.state, self.reason, self.figures = QLabel(), QLabel(), QLabel()
        for label in (self.reason, self.figures):
            label.setWordWrap(True)
        self.reason.setObjectName("amber")
        for widget in (self.state, self.reason, self.figures):
            self.body.addWidget(widget)
        self.body.addStretch(1)

    def show_health(self, health: DeviceHealth) -> None:
        """Fill from a health."""
        title = self.body.itemAt(0)
        label = title.widget() if title else None
        if isinstance(label, QLabel):
            label.setText(translate("Technician", health.name).upper())
        shape = SHAPES[health.state]
        model = f" · {health.identity.model} {health.identity.serial}" if health.identity else ""
        sim = " · SIM" if health.identity and health.identity.simulated else ""
        self.state.setText(f"{shape} {translate('Technician', health.state.value)}{model}{sim}")
        self.state.setStyleSheet(f"color: {STATE_COLOURS[shape]}")
        self.reason.setText(health.reason)
        self.reason.setVisible(bool(health.reason))
        # A line that wraps: a page of tiles has no room for a row a figure.
        self.figures.setText("  ·  ".join("\u00a0".join(row).replace(" ", "\u00a0") for row in figures(health.values)))


def figures(values: Mapping[str, float]) -> list[list[str]]:
    """The figures as rows: those with a name first, the counters of the protocol as they are called."""
    names = {
        "line_rate_hz": translate("Technician", "lines per second"), "lines": translate("Technician", "lines"),
        "lost_lines": translate("Technician", "lost lines"), "resent": translate("Technician", "packets sent again"),
        "gaps": translate("Technician", "gaps"), "not_kept_lines": translate("Technician", "lines not kept"),
        "system_dropped_packets": translate("Technician", "packets dropped by this computer"),
        "queue_percent": translate("Technician", "waiting for the disk, %"),
        "weight_g": translate("Technician", "last weight, g"), "codes": translate("Technician", "codes read"),
        "suppressed": translate("Technician", "repeated codes"),
        "gamma_alarm": translate("Technician", "gamma alarm now"),
        "neutron_alarm": translate("Technician", "neutron alarm now"),
        "occupied": translate("Technician", "something stands in it"),
        "gamma_background": translate("Technician", "gamma background, counts per second"),
        "neutron_background": translate("Technician", "neutron background, counts per second"),
        "tamper": translate("Technician", "tampered with"),
        "occupancies": translate("Technician", "passages"),
    }  # fmt: skip
    known = [key for key in names if key in values]
    others = [key for key in values if key not in names]
    return [[names.get(key, key.replace("_", " ")), f"{values[key]:,.0f}"] for key in [*known, *others][:SHOWN]]
