"""One row per page; `kind` is the permission of those who see it."""

from station.registry import Registry
from station.types.user import Permission
from ui.panel import Panel

PANELS: Registry[type[Panel]] = Registry("page")

PANELS.add("review", "ui.panels.review:ReviewPanel", kind=Permission.SEE_CASE, summary="Inspect")
PANELS.add("technician", "ui.panels.technician:TechnicianPanel", kind=Permission.SEE_DEVICES, summary="Technician")
PANELS.add("qa", "ui.panels.qa:QaPanel", kind=Permission.REPLAY, summary="QA")
