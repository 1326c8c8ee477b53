"""What station.toml may say; every field with its unit and default."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """[station]: where this is, and where its data lie (relative to the file)."""

    site: str = "Unnamed site"
    lane: str = "Lane 1"
    folder: Path = Path("station-data")
    language: str = "en"
    inspector: str = "inspector"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorSettings:
    """[detector], or one [[detector]] for each of several: a line-scan detector.

    Attributes:
        name: of the device, told apart where there are several.
        view: what it sees: "top", "side"; detectors of one view are its heads, in the order of their channels.
        channels: energy channels that it gives; 0 for all of the model.
        model: scanner model, which gives channels, pitch and kV.
        address: host:port of its control channel.
        serial: expected serial number; empty accepts any.
        pixels: per energy channel.
        line_rate_hz: 0 leaves the device's own.
        stall_s: silence after which the link counts as lost.
        delay_s: how much later than under the first detector an item passes under this one.
        options: what only this driver knows, [detector.options]; its page lists them.
    """

    name: str = "detector"
    view: str = "top"
    channels: int = 0
    driver: str = "gige-line-scan"
    model: str
    address: str
    serial: str = ""
    pixels: int
    line_rate_hz: float = 0.0
    stall_s: float = 3.0
    delay_s: float = 0.0
    simulated: bool = False
    options: Mapping[str, object] = field(default_factory=dict)

    @property
    def profile_name(self) -> str:
        """Under which its calibration profiles are kept: each view has its own."""
        return self.model if self.view == "top" else f"{self.model} {self.view}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorSettings:
    """[scale], [barcode], [generator], [portal], [conveyor]: a slow device on a link such as "tcp:10.0.0.5:8001".

    Attributes:
        options: what only this driver knows, [scale.options]; its page lists them.
    """

    driver: str
    link: str
    serial: str = ""
    simulated: bool = False
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerSettings:
    """[scanner]: whole scans of another maker's scanner, by DICOM or from a folder.

    Attributes:
        driver: "dicos-receiver" or "folder-watch".
        address: "host:port" to listen on, or the folder, relative to the file.
        model: what the scanner is called in the window.
        options: what only this driver knows, [scanner.options]; its page lists them.
    """

    driver: str
    address: str
    model: str = "received"
    simulated: bool = False
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSettings:
    """[places]: where the devices stand, in mm along the belt from any one point, in its direction.

    Attributes:
        scale_mm: middle of the platform, `platform_mm` its length.
        gates_mm: one per light gate of the conveyor, in its order.
        beam_mm: where the first detector looks.
        slack_mm: how far off a place may be; items must lie further apart than that to be told apart.
        portal_before_s: how long before the beam an item passes the portal, where no belt tells it.
    """

    reader_mm: float = 0.0
    scale_mm: float = 0.0
    platform_mm: float = 800.0
    gates_mm: tuple[float, ...] = ()
    portal_mm: float = 0.0
    beam_mm: float = 0.0
    slack_mm: float = 50.0
    keep_mm: float = 20_000.0
    portal_before_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationSettings:
    """[declarations]: the CSV file that is joined to items by barcode; empty for none."""

    csv: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisSettings:
    """[analysis]: the model, and how well the scale knows the mass of an item.

    Attributes:
        mass_sigma: relative standard error of a weight.
        weight_wait_s: how long a scan waits for its stable weight.
    """

    model: str = "station-default"
    mass_sigma: float = 0.002
    weight_wait_s: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StationConfig:
    """The whole file."""

    path: Path
    station: SiteSettings
    detectors: tuple[DetectorSettings, ...]
    scale: SensorSettings | None = None
    barcode: SensorSettings | None = None
    generator: SensorSettings | None = None
    portal: SensorSettings | None = None
    conveyor: SensorSettings | None = None
    scanner: ScannerSettings | None = None
    places: PlaceSettings = field(default_factory=PlaceSettings)
    declarations: DeclarationSettings = field(default_factory=DeclarationSettings)
    analysis: AnalysisSettings = field(default_factory=AnalysisSettings)

    @property
    def detector(self) -> DetectorSettings:
        """The first detector, whose view is the one that is decided on; without one, the scanner in its place."""
        if self.detectors or self.scanner is None:
            return self.detectors[0]
        scanner = self.scanner
        return DetectorSettings(
            name="scanner", driver=scanner.driver, model=scanner.model, address=scanner.address, pixels=1,
            simulated=scanner.simulated, options=scanner.options,
        )  # fmt: skip

    @property
    def simulated(self) -> bool:
        """Whether everything that makes scans here is simulated."""
        scanner = () if self.scanner is None else (self.scanner.simulated,)
        return all((*(detector.simulated for detector in self.detectors), *scanner))

    @property
    def sensors(self) -> Mapping[str, SensorSettings]:
        """The slow devices that are configured, by name."""
        slots = {"scale": self.scale, "barcode": self.barcode, "generator": self.generator, "portal": self.portal,
                 "conveyor": self.conveyor}  # fmt: skip
        return {name: settings for name, settings in slots.items() if settings is not None}

    @property
    def folder(self) -> Path:
        """Where the station's data lie, absolute."""
        return (self.path.parent / self.station.folder).resolve()

    @property
    def run_folder(self) -> Path:
        """Locks, and what the processes of the lane share."""
        return self.folder / "run"

    def lines_folder(self, detector: DetectorSettings) -> Path:
        """Ring and spool of one detector."""
        return self.run_folder if len(self.detectors) <= 1 else self.run_folder / detector.name
