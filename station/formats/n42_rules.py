"""What N42.42 of 2012 asks of a document that we write, as far as its schema is known to us (formats, section 4).

The last two are not checked by the schema itself: references that lead nowhere, and times without a zone.
"""

import re
from collections.abc import Iterator

from station.formats.xml_tree import Node, read_xml

ROOT_ORDER = (
    "RadInstrumentDataCreatorName", "RadInstrumentInformation", "RadDetectorInformation", "RadItemInformation",
)  # fmt: skip
ROOT_REST = {"EnergyCalibration", "FWHMCalibration", "EnergyWindows", "RadMeasurement", "RadMeasurementGroup",
             "DerivedData", "AnalysisResults", "MultimediaData"}  # fmt: skip
# Children in their order; "?" may be missing, "*" may repeat.
CHILDREN: dict[str, str] = {
    "RadInstrumentInformation": "RadInstrumentManufacturerName RadInstrumentIdentifier? RadInstrumentModelName "
                                "RadInstrumentClassCode RadInstrumentVersion RadInstrumentVersion*",
    "RadDetectorInformation": "RadDetectorName? RadDetectorCategoryCode RadDetectorKindCode",
    "RadMeasurement": "MeasurementClassCode StartDateTime RealTimeDuration Spectrum* GrossCounts* "
                      "RadInstrumentState? RadDetectorState* RadItemState* OccupancyIndicator?",
    "Spectrum": "LiveTimeDuration ChannelData",
    "GrossCounts": "LiveTimeDuration CountData TotalCountData?",
    "RadAlarm": "RadAlarmDateTime? RadAlarmCategoryCode",
}  # fmt: skip
REFERENCES = {
    "Spectrum": ("energyCalibrationReference", "radDetectorInformationReference"),
    "GrossCounts": ("radDetectorInformationReference",),
    "RadAlarm": ("radDetectorInformationReferences",),
}
CODES = {
    "RadInstrumentClassCode": {"Portal Monitor", "Spectroscopic Portal Monitor", "Radionuclide Identifier"},
    "MeasurementClassCode": {"Foreground", "Background", "Calibration", "IntrinsicActivity", "NotSpecified"},
    "RadDetectorCategoryCode": {"Gamma", "Neutron"},
    "RadDetectorKindCode": {"PVT", "NaI", "CsI", "HPGe", "He3", "BF3", "LiZnS", "Other"},
    "RadAlarmCategoryCode": {"Neutron", "Gamma", "Alpha", "Beta", "Isotope", "Other"},
    "AnalysisResultStatusCode": {"Success", "Failure"},
    "OccupancyIndicator": {"true", "false"},
}
TIME = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}(Z|[+-][0-9]{2}:[0-9]{2})$")
DURATION = re.compile(r"^PT[0-9]+(\.[0-9]+)?S$")


def faults(content: bytes) -> list[str]:
    """What a document of 2012 has against the rules, empty if nothing; in English, for us."""
    root, undeclared = read_xml(content)
    nodes = [root, *descendants(root)]
    found = [f"prefix {prefix}" for prefix in sorted(undeclared)]
    if root.name != "RadInstrumentData" or not {"n42DocUUID", "n42DocDateTime"} <= set(root.attributes):
        found.append("root")
    if not ordered([child.name for child in root.children]):
        found.append("order of the root")
    ids = [node.attributes["id"] for node in nodes if "id" in node.attributes]
    if len(set(ids)) < len(ids):
        found.append("an id twice")
    for node in nodes:
        found += faults_of(node, set(ids))
    return found


def faults_of(node: Node, ids: set[str]) -> Iterator[str]:
    """What one element has against the rules."""
    if node.name in CHILDREN and not re.fullmatch(pattern(node.name), "".join(f"{c.name} " for c in node.children)):
        yield f"children of {node.name}"
    if node.name in CODES and node.text not in CODES[node.name]:
        yield f"code {node.text} of {node.name}"
    if node.name.endswith("DateTime") and not TIME.match(node.text):
        yield f"time {node.text} without a zone"
    if node.name.endswith("Duration") and not DURATION.match(node.text):
        yield f"duration {node.text}"
    for name in REFERENCES.get(node.name, ()):
        if name not in node.attributes:
            yield f"{node.name} without {name}"
    for name, value in node.attributes.items():
        if name.endswith(("Reference", "References")) and not (value and set(value.split()) <= ids):
            yield f"{name} of {node.name} leads nowhere"
        if name.endswith("DateTime") and not TIME.match(value):
            yield f"time {value} without a zone"


def descendants(node: Node) -> Iterator[Node]:
    """All elements below."""
    for child in node.children:
        yield child
        yield from descendants(child)


def ordered(names: list[str]) -> bool:
    """Whether the children of the root come in their order: creator?, instrument, detector+, item*, the rest."""
    text = "".join(f"{name} " for name in names)
    creator, instrument, detector, item = ROOT_ORDER
    rest = "|".join(sorted(ROOT_REST))
    return bool(re.fullmatch(rf"({creator} )?({instrument} )({detector} )+({item} )*((?:{rest}) )*", text))


def pattern(name: str) -> str:
    """The regular expression of an element's children."""
    parts = (re.fullmatch(r"(\w+)([?*]?)", part) for part in CHILDREN[name].split())
    return "".join(f"({part[1]} ){part[2]}" for part in parts if part)
