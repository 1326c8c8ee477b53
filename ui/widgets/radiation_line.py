"""What the radiation portal says of the open item, in one block of the Review screen and one word in the queue."""

import html

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel

from station.i18n import translate
from station.ports.desk import QueueEntry, ReviewCase
from station.types.radiation import RadiationFinding, RadiationKind, RadiationResult, RadiationStatus
from ui.widgets.cards import coloured_shapes, rename

SHAPES = {RadiationStatus.ALARM: "■", RadiationStatus.NO_ALARM: "●"}
UNKNOWN = "▲"


class RadiationLine(QLabel):
    """Hidden where there is no portal."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setVisible(False)

    def show_case(self, case: ReviewCase | None) -> None:
        """Fill from a case."""
        lines = [] if case is None else lines_of(case)
        self.setVisible(bool(lines))
        rename(self, frame(case))
        self.setText("<br>".join(coloured_shapes(html.escape(line)) for line in lines))


def frame(case: ReviewCase | None) -> str:
    """The style of the block."""
    radiation = case.radiation if case is not None else None
    if radiation is not None and radiation.clears:
        return ""
    return "alarm" if radiation is not None and radiation.findings else "warning"


def lines_of(case: ReviewCase) -> list[str]:
    """One line per alarm, or one that says what is known; nothing where there is no portal."""
    result = case.radiation
    if result is None:
        waiting = translate("Review", "Radiation: the portal has not answered yet.")
        return [f"… {waiting}"] if case.radiation_due else []
    alarms = [f"■ {alarm_text(alarm, result)}" for alarm in result.findings]
    if result.status is RadiationStatus.ALARM:
        return alarms
    shape = SHAPES.get(result.status, UNKNOWN)
    notes = "; ".join(note.text() for note in result.notes)
    state = f"{shape} {status_text(result)}"
    return [state if not notes else f"{state} {notes}", *alarms]


def alarm_text(alarm: RadiationFinding, result: RadiationResult) -> str:
    """Kind, how far above background against from where on the portal alarms, time, portal."""
    gamma = alarm.kind is RadiationKind.GAMMA
    words = [translate("Review", "GAMMA ALARM") if gamma else translate("Review", "NEUTRON ALARM")]
    if gamma:
        words.append(sigma_text(alarm.sigma, result))
    words += [f"{alarm.time.astimezone():%H:%M:%S}", alarm.source]
    return " · ".join([*words, *mark(result)])


def mark(result: RadiationResult) -> list[str]:
    """SIM on what a simulated portal counted."""
    return ["SIM"] if result.occupancy is not None and result.occupancy.simulated else []


def sigma_text(sigma: float | None, result: RadiationResult) -> str:
    """The n-sigma of the passage and the portal's threshold, as far as they are known."""
    if sigma is None:
        return translate("Review", "σ not known")
    if result.occupancy is None:
        return f"{sigma:.1f} σ"
    threshold = result.occupancy.threshold_sigma
    if threshold is None:
        return translate("Review", "{sigma:.1f} σ (threshold not told)").format(sigma=sigma)
    return translate("Review", "{sigma:.1f} σ (threshold {threshold:.1f})").format(sigma=sigma, threshold=threshold)


def status_text(result: RadiationResult) -> str:
    """A result without an alarm of its own in words and figures."""
    seen = result.occupancy
    if result.status is RadiationStatus.NO_ALARM and seen is not None:
        words = [translate("Review", "Radiation: no alarm")]
        if seen.gamma_sigma is not None:
            words.append(sigma_text(seen.gamma_sigma, result))
        return " · ".join([*words, f"{seen.start.astimezone():%H:%M:%S}", seen.source, *mark(result)])
    return {
        RadiationStatus.INCOMPLETE: translate("Review", "Radiation: no alarm, but not all was seen:"),
        RadiationStatus.NOT_JOINED: translate("Review", "Radiation: not joined:"),
    }.get(result.status, translate("Review", "Radiation: not measured:"))


def refusal(case: ReviewCase | None) -> str:
    """Why the item may not be cleared on account of radiation; empty if it may."""
    if case is None or case.radiation_clears:
        return ""
    if case.radiation is None:
        return translate("Decision", "The portal has not answered: wait, or refer the item.")
    return translate("Decision", "Radiation: refer the item, or hold it for the radiation officer.")


def queue_mark(entry: QueueEntry) -> str:
    """What the queue says of radiation: nothing where the portal found nothing or there is none."""
    result = entry.radiation
    if result is None:
        return " · … " + translate("Review", "radiation") if entry.radiation_due else ""
    if result.clears:
        return ""
    return (
        " · ■ " + translate("Review", "radiation alarm")
        if result.findings
        else " · ▲ " + translate("Review", "radiation not certain")
    )
