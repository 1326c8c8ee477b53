"""A portal's occupancy as an N42.42 document of 2012.

Gamma counts are written as spectra of one channel that spans what a portal counts, because programs that read N42
drop gamma gross counts; neutrons are gross counts. Nothing in it says more of the energy than the portal did.
"""

import re
import uuid
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element, SubElement

from station.errors import ContractBreach, InputUnsuitable
from station.formats.n42_rules import faults
from station.types.device import DeviceIdentity
from station.types.radiation import Background, CountSample, RadiationKind, RadiationOccupancy

NAMESPACE = "http://physics.nist.gov/N42/2011/N42"
# A plastic scintillator's range; a counting portal tells no energies.
RANGE_KEV = "30 3000"
UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def encode_occupancy(occupancy: RadiationOccupancy, *, portal: DeviceIdentity | None, written_at: datetime) -> bytes:
    """The document of one occupancy.

    Raises:
        InputUnsuitable: it has no counts.
        ContractBreach: what came out is against the rules of the format, or a time has no zone.
    """
    channels = {
        RadiationKind.GAMMA: channels_of(occupancy.gamma, occupancy.gamma_alarm),
        RadiationKind.NEUTRON: channels_of(occupancy.neutron, occupancy.neutron_alarm),
    }
    if not any(channels.values()):
        raise InputUnsuitable("the portal told no counts", remedy="check the portal", source=occupancy.source)
    name = f"{occupancy.source} {occupancy.start.isoformat()} {occupancy.end.isoformat()}"
    root = Element("RadInstrumentData", {
        "xmlns": NAMESPACE, "n42DocUUID": str(uuid.uuid5(uuid.NAMESPACE_OID, name)),
        "n42DocDateTime": written_at.isoformat(),
    })  # fmt: skip
    mark = " SIM" if occupancy.simulated else ""
    put(root, "RadInstrumentDataCreatorName", f"inspection station{mark}")
    write_instrument(root, occupancy.source, portal, mark)
    for kind, count in channels.items():
        for number in range(count):
            node = SubElement(root, "RadDetectorInformation", {"id": detector(kind, number)})
            put(node, "RadDetectorName", detector(kind, number))
            put(node, "RadDetectorCategoryCode", kind.value.capitalize())
            put(node, "RadDetectorKindCode", "Other")
    put(SubElement(root, "EnergyCalibration", {"id": "Whole"}), "EnergyBoundaryValues", RANGE_KEV)
    write_backgrounds(root, occupancy, channels)
    written = [
        *write_samples(root, RadiationKind.GAMMA, occupancy.gamma),
        *write_samples(root, RadiationKind.NEUTRON, occupancy.neutron),
    ]
    write_result(root, occupancy, channels, written)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    if wrong := faults(content):
        raise ContractBreach(
            "an N42.42 document against its rules: {faults}", remedy="report this; the occupancy itself is kept",
            source=occupancy.source, faults="; ".join(wrong[:5]),
        )  # fmt: skip
    return content


def channels_of(samples: Sequence[CountSample], alarm: bool) -> int:
    """How many detectors told counts; an alarm without counts needs one to refer to."""
    return max((len(sample.counts) for sample in samples), default=int(alarm))


def detector(kind: RadiationKind, number: int) -> str:
    """Aa1, Aa2, ... and Aa1N, ...: their order in the portal's line."""
    return f"Aa{number + 1}{'N' if kind is RadiationKind.NEUTRON else ''}"


def put(parent: Element, name: str, text: str) -> None:
    """A child with text that XML can hold."""
    SubElement(parent, name).text = UNWRITABLE.sub("?", text)


def write_instrument(root: Element, source: str, portal: DeviceIdentity | None, mark: str) -> None:
    """Who measured; what the portal does not tell is unknown."""
    node = SubElement(root, "RadInstrumentInformation", {"id": "Portal"})
    put(node, "RadInstrumentManufacturerName", (portal.vendor if portal else "") or "unknown")
    put(node, "RadInstrumentIdentifier", (portal.serial if portal else "") or source)
    put(node, "RadInstrumentModelName", ((portal.model if portal else "") or "unknown") + mark)
    put(node, "RadInstrumentClassCode", "Portal Monitor")
    version = SubElement(node, "RadInstrumentVersion")
    put(version, "RadInstrumentComponentName", "Firmware")
    put(version, "RadInstrumentComponentVersion", (portal.version if portal else "") or "unknown")


def write_backgrounds(root: Element, occupancy: RadiationOccupancy, channels: dict[RadiationKind, int]) -> None:
    """One second of background of each kind that was told, for the detectors of the occupancy."""
    backgrounds: tuple[tuple[RadiationKind, Background | None], ...] = (
        (RadiationKind.GAMMA, occupancy.gamma_background), (RadiationKind.NEUTRON, occupancy.neutron_background),
    )  # fmt: skip
    for kind, background in backgrounds:
        counts = background.counts[: channels[kind]] if background is not None else ()
        if background is not None and any(count is not None for count in counts):
            write_measurement(root, f"Background{kind.value.capitalize()}", kind, background.time, 1.0, counts, False)


def write_samples(root: Element, kind: RadiationKind, samples: Iterable[CountSample]) -> list[str]:
    """One measurement per interval; their ids."""
    ids = []
    for number, sample in enumerate(samples, 1):
        if any(count is not None for count in sample.counts):
            ids.append(f"{kind.value.capitalize()}{number}")
            write_measurement(root, ids[-1], kind, sample.time, sample.seconds, sample.counts, True)
    return ids


def write_measurement(
    root: Element, name: str, kind: RadiationKind, time: datetime, seconds: float,
    counts: Sequence[float | None], occupied: bool,
) -> None:  # fmt: skip
    """Counts of all detectors that told a number, in the `seconds` before `time`."""
    node = SubElement(root, "RadMeasurement", {"id": name})
    put(node, "MeasurementClassCode", "Foreground" if occupied else "Background")
    put(node, "StartDateTime", (time - timedelta(seconds=seconds)).isoformat())
    put(node, "RealTimeDuration", duration(seconds))
    for number, count in enumerate(counts):
        if count is None:
            continue
        reference = {"radDetectorInformationReference": detector(kind, number)}
        if kind is RadiationKind.GAMMA:
            spectrum = SubElement(node, "Spectrum", {"id": f"{name}Det{number + 1}",
                                                     "energyCalibrationReference": "Whole", **reference})  # fmt: skip
            put(spectrum, "LiveTimeDuration", duration(seconds))
            SubElement(spectrum, "ChannelData", {"compressionCode": "None"}).text = f"{count:.12g}"
        else:
            gross = SubElement(node, "GrossCounts", {"id": f"{name}Det{number + 1}", **reference})
            put(gross, "LiveTimeDuration", duration(seconds))
            put(gross, "CountData", f"{count:.12g}")
    put(node, "OccupancyIndicator", "true" if occupied else "false")


def write_result(
    root: Element, occupancy: RadiationOccupancy, channels: dict[RadiationKind, int], measurements: Sequence[str]
) -> None:
    """The portal's alarms; without one, success only if the passage was seen as a whole."""
    alarms = [
        (kind, samples) for kind, alarm, samples in (
            (RadiationKind.NEUTRON, occupancy.neutron_alarm, occupancy.neutron),
            (RadiationKind.GAMMA, occupancy.gamma_alarm, occupancy.gamma),
        ) if alarm and channels[kind]
    ]  # fmt: skip
    references = {"radMeasurementReferences": " ".join(measurements)} if measurements else {}
    node = SubElement(root, "AnalysisResults", {"id": "Alarms", **references})
    put(node, "AnalysisAlgorithmName", "alarm of the portal")
    version = SubElement(node, "AnalysisAlgorithmVersion")
    put(version, "AnalysisAlgorithmComponentName", "Firmware")
    put(version, "AnalysisAlgorithmComponentVersion", "unknown")
    put(node, "AnalysisResultStatusCode", "Success" if alarms or occupancy.whole else "Failure")
    for kind, samples in alarms:
        alarm = SubElement(node, "RadAlarm", {
            "id": f"Alarm{kind.value.capitalize()}",
            "radDetectorInformationReferences": " ".join(detector(kind, number) for number in range(channels[kind])),
        })  # fmt: skip
        first = next((sample.time for sample in samples if sample.alarm), occupancy.end)
        put(alarm, "RadAlarmDateTime", first.isoformat())
        put(alarm, "RadAlarmCategoryCode", kind.value.capitalize())


def duration(seconds: float) -> str:
    """Seconds as XML writes them, PT0.2S."""
    return f"PT{seconds:.6f}".rstrip("0").rstrip(".") + "S"
