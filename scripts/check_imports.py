"""Run import-linter on the contracts of pyproject.toml, without the names that no file has yet.

import-linter refuses a contract that names a missing module or a library nobody imports; dropping
those names lets the whole file of contracts stand from the first commit.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("station", "drivers", "vision", "calibration", "ui")
LISTS = (
    "source_modules",
    "forbidden_modules",
    "protected_modules",
    "allowed_importers",
    "modules",
    "ancestors",
)


def present(name: str, imported: set[str]) -> bool:
    """Whether a module of ours exists, or a foreign one is imported somewhere."""
    if "*" in name:
        return present(name.split(".*")[0], imported) if not name.startswith("*") else True
    path = ROOT / Path(*name.split("."))
    if name.split(".")[0] in FOLDERS:
        return path.with_suffix(".py").exists() or (path / "__init__.py").exists()
    return name in imported


def imported_libraries() -> set[str]:
    """First parts of all names that our files import."""
    pattern = re.compile(r"^\s*(?:import|from)\s+(\w+)", re.MULTILINE)
    files = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return {name for path in files for name in pattern.findall(path.read_text(encoding="utf-8"))}


def toml_value(value: object) -> str:
    """A value as TOML text; the contracts hold strings, booleans and lists of strings."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(entry) for entry in value) + "]"
    return '"' + str(value) + '"'


def main() -> int:
    """The exit status of lint-imports."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    imported = imported_libraries()
    text = [
        "[tool.importlinter]",
        f"root_packages = {toml_value(list(FOLDERS))}",
        "include_external_packages = true",
    ]
    for contract in settings["contracts"]:
        for key in LISTS:
            if key in contract:
                contract[key] = [name for name in contract[key] if present(name, imported)]
        needed = [
            key for key in ("source_modules", "forbidden_modules", "protected_modules", "modules") if key in contract
        ]
        if any(not contract[key] for key in needed):
            continue
        text += ["", "[[tool.importlinter.contracts]]"]
        text += [f"{key} = {toml_value(value)}" for key, value in contract.items()]
    with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as config:
        config.write("\n".join(text))
        config.flush()
        command = [str(Path(sys.executable).with_name("lint-imports")), "--config", config.name, "--no-cache"]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
