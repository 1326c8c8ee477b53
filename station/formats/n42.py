"""N42.42 documents of radiation instruments, layouts of 2006 and 2012, read with what they lack.

    2006 | N42InstrumentData > Measurement > DetectorData* > ... > Spectrum*, calibration within each spectrum
    2012 | RadInstrumentData > EnergyCalibration*, RadMeasurement* > Spectrum*, GrossCounts*; references by id

A part that is damaged is left out and named in `refused`; only what is no N42 document at all raises.
Sources: the schema in SpecUtils and its sample files (formats, section 4).
"""

import re
from collections.abc import Iterator
from datetime import datetime

import numpy as np
from numpy.polynomial import polynomial
from numpy.typing import NDArray

from station.errors import FormatError
from station.formats.xml_tree import Node, Refused, read_xml
from station.types.arrays import frozen
from station.types.spectrum import GrossCounts, RadiationDocument, RadiationMeasurement, Spectrum

MOST_CHANNELS, MOST_REFUSED = 65_536, 100
# A portal's passage of 133 intervals, 8 detectors and 16,384 channels has 17 million counts.
MOST_COUNTS = 24 * 2**20
DURATION = re.compile(r"^P(?:([0-9]{1,6})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,9}(?:\.[0-9]*)?)S)?)?$")
CLASSES_2006 = {"Item": "Foreground", "Background": "Background", "Calibration": "Calibration"}
SPEEDS_MM_S = {"mph": 447.04, "km/h": 1e6 / 3600, "kph": 1e6 / 3600, "m/s": 1000.0}
KEV = {"keV": 1.0, "MeV": 1000.0, "": 1.0}


class DocumentReader:
    """One document while it is read: what was left out, and how many counts may still come."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.refused: list[str] = []
        self.left = MOST_COUNTS
        self.known_edges: dict[tuple[str, int], NDArray[np.float64]] = {}
        self.calibrations = {node.attributes.get("id", ""): node for node in root.all("EnergyCalibration")}

    def refuse(self, part: str, why: str) -> None:
        """Leave a part out."""
        if len(self.refused) < MOST_REFUSED:
            self.refused.append(f"{part}: {why}")

    def document(self) -> RadiationDocument:
        """The whole, by the name of its root."""
        old = self.root.name == "N42InstrumentData"
        instrument = next(self.root.every("InstrumentInformation" if old else "RadInstrumentInformation"), None)
        found = instrument or Node("", {})
        names = (
            ("Manufacturer", "InstrumentModel", "InstrumentID", "InstrumentType") if old else
            ("RadInstrumentManufacturerName", "RadInstrumentModelName", "RadInstrumentIdentifier",
             "RadInstrumentClassCode")
        )  # fmt: skip
        measurements = tuple(self.measurements_2006() if old else self.measurements_2012())
        alarms = [alarm.told("RadAlarmCategoryCode") for alarm in self.root.every("RadAlarm")]
        return RadiationDocument(
            layout="2006" if old else "2012",
            manufacturer=found.told(names[0]), model=found.told(names[1]), identifier=found.told(names[2]),
            instrument_class=found.told(names[3]), measurements=measurements, alarms=tuple(filter(None, alarms)),
            refused=tuple(self.refused),
        )  # fmt: skip

    def measurements_2006(self) -> Iterator[RadiationMeasurement]:
        """One per DetectorData; a Measurement without any holds its spectra itself."""
        for measurement in self.root.all("Measurement"):
            for part in list(measurement.all("DetectorData")) or [measurement]:
                nodes = list(part.every("Spectrum"))
                speed = part.first("Speed")
                yield RadiationMeasurement(
                    measurement_class=CLASSES_2006.get(nodes[0].told("SourceType") if nodes else "", "NotSpecified"),
                    start=time_of(part.told("StartTime") or (nodes[0].told("StartTime") if nodes else "")),
                    real_s=seconds_of(part.told("SampleRealTime")),
                    occupied={"0": False, "1": True, "false": False, "true": True}.get(part.told("Occupied")),
                    speed_mm_s=None if speed is None else speed_of(speed),
                    spectra=tuple(self.spectra(nodes, old=True)),
                    gross=(),
                )

    def measurements_2012(self) -> Iterator[RadiationMeasurement]:
        """One per RadMeasurement."""
        for node in self.root.all("RadMeasurement"):
            yield RadiationMeasurement(
                measurement_class=node.told("MeasurementClassCode") or "NotSpecified",
                start=time_of(node.told("StartDateTime")),
                real_s=seconds_of(node.told("RealTimeDuration")),
                occupied={"0": False, "1": True, "false": False, "true": True}.get(node.told("OccupancyIndicator")),
                speed_mm_s=None,
                spectra=tuple(self.spectra(list(node.all("Spectrum")), old=False)),
                gross=tuple(self.gross(node)),
            )

    def spectra(self, nodes: list[Node], *, old: bool) -> Iterator[Spectrum]:
        """The spectra that are whole."""
        for node in nodes:
            detector = node.attributes.get("Detector" if old else "radDetectorInformationReference", "")
            data = node.first("ChannelData")
            try:
                counts = self.counts(data or Node("ChannelData", {}))
            except ValueError as err:
                self.refuse(f"spectrum of {detector or 'a detector'}", str(err))
                continue
            yield Spectrum(
                detector=detector,
                live_s=seconds_of(node.told("LiveTime" if old else "LiveTimeDuration")),
                real_s=seconds_of(node.told("RealTime")) if old else None,
                counts=frozen(counts.astype(np.float32)),
                energies_kev=self.energies(node, len(counts), old=old),
            )

    def counts(self, node: Node) -> NDArray[np.float64]:
        """Counts per channel, runs of zeros expanded; ValueError says what is wrong."""
        values = numbers_of(node.text)
        packed = node.attributes.get("Compression") or node.attributes.get("compressionCode") or "None"
        if packed == "CountedZeroes":
            values = expanded(values, min(MOST_CHANNELS, self.left))
        elif packed != "None":
            raise ValueError(f"unknown compression {packed[:40]}")
        if not len(values):
            raise ValueError("no counts")
        if len(values) > min(MOST_CHANNELS, self.left):
            raise ValueError("too many channels")
        self.left -= len(values)
        return values

    def energies(self, node: Node, channels: int, *, old: bool) -> NDArray[np.float64] | None:
        """Edges of the channels in keV; None without a calibration that can be used, then there are counts only."""
        try:
            edges = self.edges_2006(node, channels) if old else self.edges_2012(node, channels)
        except ValueError as err:
            self.refuse("calibration", str(err))
            return None
        if edges is None:
            return None
        if len(edges) != channels + 1 or not np.isfinite(edges).all() or not (np.diff(edges) > 0).all():
            self.refuse("calibration", "its energies do not ascend, or are not one more than the channels")
            return None
        return frozen(edges)

    def edges_2006(self, node: Node, channels: int) -> NDArray[np.float64] | None:
        """From the polynomial within the spectrum."""
        for calibration in node.all("Calibration"):
            equation = calibration.first("Equation")
            unit = KEV.get(calibration.attributes.get("EnergyUnits", ""))
            if calibration.attributes.get("Type") == "Energy" and equation is not None and unit is not None:
                if equation.attributes.get("Model", "Polynomial") != "Polynomial":
                    raise ValueError("it is no polynomial")
                edges = self.polynomial_edges(equation.told("Coefficients"), channels)
                return edges if unit == 1.0 else edges * unit
        return None

    def edges_2012(self, node: Node, channels: int) -> NDArray[np.float64] | None:
        """From the calibration that the spectrum refers to."""
        calibration = self.calibrations.get(node.attributes.get("energyCalibrationReference", ""))
        if calibration is None:
            return None
        if boundaries := calibration.told("EnergyBoundaryValues"):
            return numbers_of(boundaries)
        return self.polynomial_edges(calibration.told("CoefficientValues"), channels)

    def polynomial_edges(self, text: str, channels: int) -> NDArray[np.float64]:
        """Lower edges and the upper end of a polynomial calibration; spectra of one detector share them."""
        edges = self.known_edges.get((text, channels))
        if edges is None:
            coefficients = numbers_of(text)
            if not 2 <= len(coefficients) <= 8:
                raise ValueError("it has no coefficients")
            if channels + 1 > self.left:
                raise ValueError("too many calibrations")
            self.left -= channels + 1
            with np.errstate(all="ignore"):
                edges = np.asarray(polynomial.polyval(np.arange(channels + 1, dtype=np.float64), coefficients))
            self.known_edges[text, channels] = edges
        return edges

    def gross(self, node: Node) -> Iterator[GrossCounts]:
        """Counts without energies."""
        for counted in node.all("GrossCounts"):
            detector = counted.attributes.get("radDetectorInformationReference", "")
            try:
                total = numbers_of(counted.told("TotalCountData") or counted.told("CountData"))
                if not len(total):
                    raise ValueError("no counts")
            except ValueError as err:
                self.refuse(f"gross counts of {detector or 'a detector'}", str(err))
                continue
            live_s = seconds_of(counted.told("LiveTimeDuration"))
            yield GrossCounts(detector=detector, live_s=live_s, counts=float(total.sum()))


def numbers_of(text: str) -> NDArray[np.float64]:
    """Finite numbers between blanks; ValueError if there is anything else."""
    values = np.array(text.split(), dtype=np.float64)
    if not np.isfinite(values).all() or (np.abs(values) > 1e15).any():
        raise ValueError("a value that is no number of counts")
    return values


def expanded(values: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """Counts of CountedZeroes: a zero is followed by how many there are."""
    counts: list[float] = []
    rest = iter(values.tolist())
    for value in rest:
        if value:
            counts.append(value)
        else:
            length = next(rest, 0.0)
            if length < 1 or length != int(length):
                raise ValueError("a run of zeros without its length")
            counts.extend([0.0] * int(min(length, most + 1)))
        if len(counts) > most:
            raise ValueError("too many channels")
    return np.array(counts, dtype=np.float64)


def seconds_of(text: str) -> float | None:
    """An XML duration such as PT0.250S in seconds, None if it is none."""
    found = DURATION.match(text)
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return days * 86_400 + hours * 3600 + minutes * 60 + seconds


def time_of(text: str) -> datetime | None:
    """A time, naive where it names no zone, None if it is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def speed_of(node: Node) -> float | None:
    """A speed in a unit that we know."""
    factor = SPEEDS_MM_S.get(node.attributes.get("Units", ""))
    try:
        value = numbers_of(node.text)
    except ValueError:
        return None
    return float(value[0]) * factor if factor is not None and len(value) == 1 else None


def read_n42(content: bytes) -> RadiationDocument:
    """What a document holds.

    Raises:
        FormatError: no XML, no N42.42, with a document type, or beyond our limits.
    """
    try:
        root, undeclared = read_xml(content)
    except Refused as err:
        raise FormatError(
            "this is no N42.42 document: {cause}", remedy="export it again from the instrument", cause=str(err)
        ) from err
    roots = ("RadInstrumentData", "N42InstrumentData")
    # Some instruments wrap the document of 2006 in an event of their own.
    found = root if root.name in roots else next((node for name in roots for node in root.every(name)), None)
    if found is None:
        raise FormatError(
            "this is no N42.42 document: its root is {root}", remedy="export it again from the instrument",
            root=root.name[:80],
        )  # fmt: skip
    reader = DocumentReader(found)
    for prefix in sorted(undeclared):
        reader.refuse(f"prefix {prefix[:40]}", "not declared; read all the same")
    return reader.document()
