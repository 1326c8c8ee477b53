"""What stands in the top bar and the banner, in words."""

from datetime import datetime

from station.events import Event
from station.i18n import translate
from station.ports.desk import StationStatus
from station.types.user import Role

GAP = "\u00a0" * 6


def station_line(status: StationStatus) -> str:
    """Place, calibration, model, who sits here, time."""
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
    place = f"{status.site} · {status.lane} · {status.scanner}"
    return GAP.join([place, calibration, analysis, person(status), f"{datetime.now().astimezone():%H:%M}"])


def person(status: StationStatus) -> str:
    """Who sits here, and as what."""
    if not status.has_accounts:
        return f"{status.user} · " + translate("Window", "no accounts")
    if not status.user or status.role is None:
        return "▲ " + translate("Window", "nobody is logged in")
    parts = [status.user, role_name(status.role)]
    if status.demo_account:
        parts.append(translate("Window", "DEMO ACCOUNT"))
    if status.locked:
        parts.append(translate("Window", "locked"))
    mark = "▲ " if status.demo_account or status.locked else ""
    return mark + " · ".join(parts)


def unjoined(event: Event) -> str:
    """A code, a weight or a passage that belongs to no item, and why."""
    values = event.values
    what = translate("Unjoined", str(values.get("kind", "")))
    told = values.get("text") or (f"{values['value']:g} {values.get('unit', '')}" if "value" in values else "")
    why = translate("Unjoined", str(values.get("reason", "")))
    return translate("Unjoined", "{what} {told} of {source} belongs to no item: {why}").format(
        what=what, told=told, source=event.subject, why=why
    )


def role_name(role: Role) -> str:
    """A role in the language of this process."""
    return translate("Role", role.value)


def warnings(status: StationStatus, *, japanese_font: bool) -> list[str]:
    """What the banner says, each a line."""
    lines = [status.trouble] if status.trouble else []
    if status.calibrates and status.calibration != "valid":
        lines.append(translate("Window", "Take dark and air on the technician's page: figures are not calibrated."))
    if not japanese_font:
        lines.append(translate("Window", "There is no Japanese font: install fonts-noto-cjk."))
    return lines
