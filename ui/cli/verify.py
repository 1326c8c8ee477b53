"""`verify`: an evidence bundle with nothing else at hand, or the audit log and all files of a station."""

import argparse
from pathlib import Path

from station.errors import ConfigError, FormatError
from ui.cli import console


def add_options(parser: argparse.ArgumentParser) -> None:
    """A bundle, or --audit with --config; the key; json."""
    parser.add_argument("bundle", nargs="?", type=Path, metavar="BUNDLE")
    parser.add_argument("--audit", action="store_true", help="the audit log, its checkpoints and all stored files")
    parser.add_argument("--config", type=Path, metavar="FILE", help="with --audit: which station")
    parser.add_argument(
        "--key", default="", metavar="KEY", help="fingerprint or file of the key that should have signed"
    )
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Exit code 1 if anything does not agree, 3 if something could not be checked."""
    from station.access.keys import fingerprint_of

    if options.audit == (options.bundle is not None) or options.audit != (options.config is not None):
        raise ConfigError("one thing is verified at a time", remedy="verify BUNDLE, or verify --audit --config FILE")
    fingerprint = fingerprint_of(options.key) if options.key else ""
    if options.audit:
        return verify_audit(options.config, fingerprint, as_json=options.json)
    return verify_bundle(options.bundle, fingerprint, as_json=options.json)


def verify_bundle(path: Path, fingerprint: str, *, as_json: bool) -> int:
    """A bundle."""
    from station.formats.bundle_archive import LARGEST
    from station.formats.evidence_bundle import check_bundle

    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as err:
        raise FormatError(
            "cannot read {path}: {cause}", remedy="name another file", path=str(path), cause=err.strerror or str(err)
        ) from err
    found = check_bundle(content, fingerprint)
    head = found.manifest
    lines = [
        ("item", head.get("item")), ("made", f"{head.get('created')} by {head.get('created_by')}"),
        ("station", ", ".join(f"{v}" for k, v in dict(head.get("station", {})).items() if k != "key")),
        ("members", len(head["members"])), ("key", found.fingerprint),
    ]  # fmt: skip
    if not head.get("accounts"):
        lines.append(("note", "made at a station without accounts: the names in it are not proven"))
    if head.get("simulated"):
        lines.append(("note", "SIM: the data are simulated"))
    if not fingerprint:
        lines.append(("note", "whole since it was signed; who signed it is not known: compare the key, or give --key"))
    values = {"item": head.get("item"), "created": head.get("created"), "members": len(head["members"]),
              "simulated": head.get("simulated")}  # fmt: skip
    return tell(str(path), lines, found.faults, found.notes, found.fingerprint, trusted=found.trusted,
                values=values, as_json=as_json)  # fmt: skip


def verify_audit(config_path: Path, fingerprint: str, *, as_json: bool) -> int:
    """A station."""
    from ui.cli.people import people_in

    people = people_in(config_path)
    try:
        check = people.store.check_audit(fingerprint)
        faults = (*check.faults, *people.store.file_faults())
    finally:
        people.store.close()
    lines = [("entries", check.entries), ("signed", check.signed), ("key", check.key)]
    if not fingerprint:
        lines.append(
            ("note", "the first key in the log is believed; with --key it is compared with one from elsewhere")
        )
    trusted = bool(fingerprint) and not faults
    values: dict[str, object] = {"entries": check.entries, "signed": check.signed}
    return tell(str(people.config.folder), lines, faults, check.notes, check.key, trusted=trusted, values=values,
                as_json=as_json)  # fmt: skip


def tell(
    title: str, lines: list[tuple[str, object]], faults: tuple[str, ...], notes: tuple[str, ...], key: str, *,
    trusted: bool, values: dict[str, object], as_json: bool,
) -> int:  # fmt: skip
    """The outcome; the exit code."""
    whole = not faults
    if as_json:
        console.json_line({**values, "whole": whole, "trusted": trusted, "key": key, "faults": list(faults),
                           "notes": list(notes)})  # fmt: skip
    else:
        console.table(title, ("", ""), [*lines, *(("not checked", note) for note in notes)])
        for fault in faults:
            console.complain(fault)
        console.say("everything agrees" if whole else f"{len(faults)} faults")
    return 1 if faults else 3 if notes else 0
