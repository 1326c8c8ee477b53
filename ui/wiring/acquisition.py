"""The parts of an acquisition process."""

import logging
import threading
from pathlib import Path

from drivers.acquisition.loop import EPOCH_JUMP, Acquisition
from drivers.acquisition.spool import Spool, next_line
from drivers.catalog import make_device
from station.clock import SystemClock
from station.config.schema import DetectorSettings, StationConfig
from station.errors import ConfigError, StationError
from station.formats.line_file import LineLayout
from station.formats.line_ring import RingWriter
from station.storage.store import SqlStore
from ui.wiring.feeds import channels_of

logger = logging.getLogger(__name__)


LOCK = "acquisition.lock"


def detector_called(config: StationConfig, name: str) -> DetectorSettings:
    """The detector of that name; the first for an empty one.

    Raises:
        ConfigError: there is none.
    """
    for settings in config.detectors:
        if name in ("", settings.name):
            return settings
    raise ConfigError(
        "there is no detector called {name}", remedy="station.toml has: {known}", name=name,
        known=", ".join(settings.name for settings in config.detectors),
    )  # fmt: skip


def acquisition_of(config: StationConfig, settings: DetectorSettings, stop_wanted: threading.Event) -> Acquisition:
    """Detector, spool, ring, and the store that takes its state."""
    clock = SystemClock()
    channels = channels_of(settings)
    source = make_device(
        settings.driver, name=settings.name, address=settings.address, serial=settings.serial, channels=channels,
        pixels=settings.pixels, line_rate_hz=settings.line_rate_hz, stall_s=settings.stall_s,
        simulated=settings.simulated, clock=clock, options=settings.options,
    )  # fmt: skip
    layout = LineLayout(channels=channels, pixels=settings.pixels, simulated=settings.simulated)
    folder = config.lines_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    held = next_line(folder / "spool")
    return Acquisition(
        source,
        spool=Spool(folder / "spool", layout),
        ring=RingWriter(folder / "ring", layout),
        first_line=held + EPOCH_JUMP if held else 0,
        clock=clock,
        report=SqlStore(config.folder).put_health,
        stop_wanted=stop_wanted,
    )


def watch_beam(folder: Path, acquisition: Acquisition) -> None:
    """Take dark lines while `folder`/beam-off exists, for a calibration; air lines otherwise."""
    path, on = folder / "beam-off", True
    while not acquisition.stop_wanted.wait(0.05):
        wanted = not path.exists()
        if wanted != on:
            try:
                acquisition.source.set_feature("XRayOn", int(wanted))  # type: ignore[attr-defined] # a detector's own feature
                on = wanted
            except StationError as err:
                logger.warning("the beam was not switched: %s", err)
