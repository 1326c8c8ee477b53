"""`analyse`: recorded scans to findings, each with an overlay picture."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from drivers.catalog import DRIVERS
from station.formats.item_record import item_record
from ui.cli import console


def add_options(parser: argparse.ArgumentParser) -> None:
    """Paths, out, model, json."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, recordings or folders of them")
    parser.add_argument("--out", type=Path, default=Path("analysis-output"), metavar="DIR")
    parser.add_argument("--model", default="station-default")
    parser.add_argument("--json", action="store_true", help="one JSON line per item")


def run(options: argparse.Namespace) -> int:
    """Exit code 3 if a file could not be read."""
    return analyse_paths(options.paths, options.out, options.model, options.json)


def analyse_paths(paths: Sequence[Path], out: Path, model: str, as_json: bool) -> int:
    """Analyse everything readable; name what is not."""
    from station.formats.image_export import write_png
    from ui.viewer.render import overlay_picture
    from ui.wiring.pipeline import examine_recording, pipeline_of

    out.mkdir(parents=True, exist_ok=True)
    source = DRIVERS.get("recorded")(*paths)
    pipeline = pipeline_of(model)
    records = []
    for recording in source.recordings():
        scan, result, materials = examine_recording(pipeline, recording)
        head = scan.head
        record = item_record(recording.identifier, head.scanner, head.simulated, result, None, recording.truth)
        findings = getattr(result, "findings", ())
        picture = out / f"{Path(recording.identifier).stem}.png"
        write_png(picture, overlay_picture(scan, materials, findings))
        record["picture"] = str(picture)
        records.append(record)
        if as_json:
            console.json_line(record)
    for path, reason in source.refused:
        console.complain(f"left out: {path}: {reason}")
    if not as_json:
        console.table("analysed", console.ITEM_COLUMNS, [console.item_row(record) for record in records])
        notes = {str(note) for record in records for note in record.get("notes", [])}  # type: ignore[attr-defined] # list of text
        for note in sorted(notes):
            console.say(f"note: {note}")
        console.say(f"pictures: {out}")
    return 3 if source.refused else 0
