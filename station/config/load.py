"""Reads station.toml and reports every fault at once: the key, what stands there, what is expected."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import TypeVar

from station.config.schema import (
    AnalysisSettings,
    DeclarationSettings,
    DetectorSettings,
    PlaceSettings,
    ScannerSettings,
    SensorSettings,
    SiteSettings,
    StationConfig,
)
from station.errors import ConfigError

Settings = TypeVar("Settings")

TABLES: Mapping[str, type[object]] = {
    "station": SiteSettings,
    "detector": DetectorSettings,
    "scale": SensorSettings,
    "barcode": SensorSettings,
    "generator": SensorSettings,
    "portal": SensorSettings,
    "conveyor": SensorSettings,
    "scanner": ScannerSettings,
    "places": PlaceSettings,
    "declarations": DeclarationSettings,
    "analysis": AnalysisSettings,
}
LEAST: Mapping[str, float] = {
    "pixels": 1,
    "line_rate_hz": 0,
    "stall_s": 0.1,
    "mass_sigma": 0,
    "weight_wait_s": 0,
}


def load_config(path: Path) -> StationConfig:
    """The configuration in `path`.

    Raises:
        ConfigError: unreadable, no TOML, or wrong; the text names every fault.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as err:
        raise ConfigError(
            "cannot read {path}: {cause}",
            remedy="name a station.toml with --config; docs/reference/configuration.md describes it",
            path=str(path),
            cause=err.strerror or str(err),
        ) from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ConfigError(
            "{path} is not TOML: {cause}", remedy="mend the line it names", path=str(path), cause=str(err)
        ) from err
    faults = [f"[{name}]: unknown table" for name in content if name not in TABLES]
    tables = {
        name: read_table(name, content[name], faults) for name in TABLES if name in content and name != "detector"
    }
    detectors = read_detectors(content.get("detector"), faults, needed="scanner" not in content)
    if faults:
        raise ConfigError(
            "{path} has {count} faults:\n  {faults}",
            remedy="mend these keys; docs/reference/configuration.md lists them",
            path=str(path),
            count=len(faults),
            faults="\n  ".join(faults),
        )
    return build(path, tables, detectors)


def load_lane(path: Path) -> StationConfig:
    """The configuration of a lane, which has a detector.

    Raises:
        ConfigError: as `load_config`; or it has none.
    """
    config = load_config(path)
    if not config.detectors:
        raise ConfigError(
            "{path} has no [detector]",
            remedy="a station that only receives scans runs with: inspection-station start", path=str(path),
        )  # fmt: skip
    return config


def build(
    path: Path, tables: Mapping[str, Mapping[str, object]], detectors: Sequence[Mapping[str, object]]
) -> StationConfig:
    """The dataclasses of tables that have no fault."""
    made = {name: TABLES[name](**values) for name, values in tables.items()}
    made.setdefault("station", SiteSettings())
    eyes = tuple(DetectorSettings(**values) for values in detectors)  # type: ignore[arg-type] # read_table saw to the types
    return StationConfig(path=path.resolve(), detectors=eyes, **made)  # type: ignore[arg-type] # TABLES pairs names and types


def read_detectors(content: object, faults: list[str], *, needed: bool) -> list[dict[str, object]]:
    """The values of [detector] or of each [[detector]], told apart by name and view; none if not `needed`."""
    if content is None and needed:
        faults.append(
            "[detector]: missing; it names the driver, the model, the address and the pixels. A station that only "
            "receives the scans of another scanner has [scanner] instead"
        )
    if content is None or content == []:
        return []
    several = content if isinstance(content, list) else [content]
    found = [read_table("detector", table, faults) for table in several]
    names = [values.get("name") for values in found]
    if len(found) > 1 and (None in names or len({str(name) for name in names}) < len(names)):
        faults.append("[detector] name: each of several detectors needs its own")
    if len({values.get("model") for values in found}) > 1:
        faults.append("[detector] model: the views of one lane are of one scanner model")
    return found


def read_table(name: str, table: object, faults: list[str]) -> dict[str, object]:
    """The values of one table in the types of its dataclass; what is wrong is added to `faults`."""
    if not isinstance(table, dict):
        faults.append(f"{name}: expected a table")
        return {}
    known = {entry.name: entry for entry in fields(TABLES[name])}  # type: ignore[arg-type] # all are dataclasses
    faults.extend(f"[{name}] {key}: unknown key" for key in table if key not in known)
    values: dict[str, object] = {}
    for key, entry in known.items():
        if key in table:
            values[key] = read_value(f"[{name}] {key}", table[key], entry, faults)
        elif entry.default is MISSING and entry.default_factory is MISSING:
            faults.append(f"[{name}] {key}: missing")
    return values


def read_value(where: str, value: object, entry: "Field[object]", faults: list[str]) -> object:
    """One value in the type of its field."""
    wanted = entry.type
    if entry.name == "options" and isinstance(value, dict):
        return value
    if wanted in (Path, Path | None) and isinstance(value, str):
        return Path(value)
    if wanted == tuple[float, ...] and isinstance(value, list) and all(type(part) in (int, float) for part in value):
        return tuple(float(part) for part in value)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(wanted, type) or type(value) is not wanted:
        form = getattr(wanted, "__name__", str(wanted)).replace("Path | None", "text")
        faults.append(f"[{where.split('[')[1]}: {value!r} is not of type {form}")
    elif isinstance(value, int | float) and value < LEAST.get(entry.name, value):
        faults.append(f"{where}: {value} is below {LEAST[entry.name]:g}")
    return value
