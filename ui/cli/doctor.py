"""`doctor`: checks what a station needs and says what to mend."""

import argparse
import importlib.util
from collections.abc import Callable
from pathlib import Path

from station.config.load import load_config
from station.config.schema import StationConfig
from station.errors import StationError
from ui.cli import console

FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/ipafont-gothic"),
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Config, json."""
    parser.add_argument("--config", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Exit code 1 if anything is amiss."""
    checks: list[tuple[str, Callable[[], str]]] = [("Japanese font", font), ("models", models)]
    if options.config is not None:
        checks += [("configuration", lambda: str(load_config(options.config).path))]
        checks += [(name, lambda check=check: check(load_config(options.config))) for name, check in LANE]  # type: ignore[misc] # bound now
    rows = []
    for name, check in checks:
        try:
            rows.append((name, "ok", check()))
        except StationError as err:
            rows.append((name, "mend", str(err)))
    if options.json:
        for name, state, text in rows:
            console.json_line({"check": name, "state": state, "text": text})
    else:
        console.table("doctor", ("check", "state", "what"), rows)
    return 1 if any(state == "mend" for _, state, _ in rows) else 0


def font() -> str:
    """A Japanese font."""
    from station.errors import ConfigError

    found = [str(path) for path in FONTS if path.exists()]
    if not found:
        raise ConfigError("there is no Japanese font", remedy="apt-get install fonts-noto-cjk")
    return found[0]


def models() -> str:
    """Whether torch is there; it is not loaded."""
    from station.errors import ConfigError

    if importlib.util.find_spec("torch") is None:
        raise ConfigError("torch is not installed", remedy="run make setup, or use the model physics-only")
    return "torch is installed"


def store(config: StationConfig) -> str:
    """Every stored scan opens and agrees with its hash."""
    from station.errors import StorageDamaged
    from station.storage.store import SqlStore

    opened = SqlStore(config.folder)
    faults = opened.faults()
    if faults:
        raise StorageDamaged("{count} faults: {first}", remedy="restore the backup", count=len(faults), first=faults[0])
    return f"{opened.count_items()} items, all scans open"


def detector(config: StationConfig) -> str:
    """The detector answers; a running lane keeps its control, so a GigE Vision one is only read."""
    from drivers.catalog import DRIVERS
    from drivers.gige.control import ControlChannel
    from station.clock import SystemClock
    from station.physics.scanner_models import scanner_model

    settings = config.detector
    if settings.driver != "gige-line-scan":
        channels = len(scanner_model(settings.model).channels)
        device = DRIVERS.get(settings.driver)(
            name="detector", address=settings.address, channels=channels, pixels=settings.pixels, clock=SystemClock()
        )
        device.open()
        device.close()
        return settings.driver

    host, _, port = config.detector.address.partition(":")
    control = ControlChannel(host, int(port or 3956))
    try:
        return control.read_memory(0xD8, 16).split(b"\0")[0].decode("utf-8", "replace")
    finally:
        control.close()


def links(config: StationConfig) -> str:
    """Addresses of the slow devices; a running lane holds them, so they are not opened."""
    from drivers.link.address import link_of

    return ", ".join(link_of(settings.link).address for settings in (config.scale, config.barcode) if settings)


LANE: tuple[tuple[str, Callable[[StationConfig], str]], ...] = (
    ("store", store),
    ("detector", detector),
    ("links", links),
)
