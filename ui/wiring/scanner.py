"""Another maker's scanner as configured: its driver, not opened, and the lock of the process that holds it."""

from typing import Any

from drivers.catalog import DRIVERS, make_device
from station.clock import Clock
from station.config.schema import ScannerSettings, StationConfig
from station.errors import ConfigError
from station.physics.scanner_models import scanner_model

LOCK = "receiver.lock"
FOLDER_DRIVERS = ("folder-watch",)


def scanner_of(config: StationConfig, settings: ScannerSettings, clock: Clock) -> Any:
    """The driver of the configured scanner, not opened.

    Raises:
        ConfigError: there is no such driver, option or scanner model.
    """
    if DRIVERS.row(settings.driver).kind != "scanner":
        raise ConfigError(
            "the driver {driver} hands over no whole scans", remedy="choose one of: {known}", source="scanner",
            driver=settings.driver, known=", ".join(row.name for row in DRIVERS if row.kind == "scanner"),
        )  # fmt: skip
    address = settings.address
    if settings.driver in FOLDER_DRIVERS:
        address = str(config.path.parent / address)
    known = settings.options.get("scanner")
    if isinstance(known, str) and known:
        scanner_model(known)
    return make_device(
        settings.driver, name="scanner", address=address, spool=config.run_folder / "received", serial="",
        simulated=settings.simulated, clock=clock, options=settings.options,
    )  # fmt: skip
