"""One row per page; `kind` is the role that sees it."""

from station.registry import Registry
from ui.panel import Panel

PANELS: Registry[type[Panel]] = Registry("page")

PANELS.add("review", "ui.panels.review:ReviewPanel", kind="inspector", summary="Inspect")
PANELS.add("technician", "ui.panels.technician:TechnicianPanel", kind="technician", summary="Technician")
PANELS.add("qa", "ui.panels.qa:QaPanel", kind="qa", summary="QA")
