"""`doctor`: checks what a station needs and says what to mend."""

import argparse
import importlib.util
from collections.abc import Iterator
from pathlib import Path

from station.config.load import load_config
from station.errors import ConfigError, StationError
from station.i18n import set_language
from ui.cli import console
from ui.wiring.diagnosis import Check, Diagnosis, Grade, checked

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
    found: list[Check] = []
    for check in checks(options.config):
        found.append(check)
        if options.json:
            console.json_line({"check": check.name, "state": check.grade.value, "text": check.text})
    if not options.json:
        console.table("doctor", ("check", "state", "what"), [[c.name, c.grade.value, c.text] for c in found])
    return 1 if any(check.grade is Grade.MEND for check in found) else 0


def checks(path: Path | None) -> Iterator[Check]:
    """The machine first, then the station of a configuration."""
    yield checked("Japanese font", font)
    yield checked("models", models)
    if path is None:
        return
    try:
        config = load_config(path)
    except StationError as err:
        yield Check(name="configuration", grade=Grade.MEND, text=str(err))
        return
    set_language(config.station.language)
    yield Check(name="configuration", grade=Grade.OK, text=str(config.path))
    yield from Diagnosis(config).checks()


def font() -> str:
    """A Japanese font."""
    found = [str(path) for path in FONTS if path.exists()]
    if not found:
        raise ConfigError("there is no Japanese font", remedy="apt-get install fonts-noto-cjk")
    return found[0]


def models() -> str:
    """Whether torch is there; it is not loaded."""
    if importlib.util.find_spec("torch") is None:
        raise ConfigError("torch is not installed", remedy="run make setup, or use the model physics-only")
    return "torch is installed"
