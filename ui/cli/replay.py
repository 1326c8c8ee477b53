"""`replay`: a recorded set against a model; detection and false-alarm rates with exact intervals, one page."""

import argparse
import time
from pathlib import Path

from drivers.catalog import DRIVERS
from station.errors import InputUnsuitable
from station.formats.item_record import item_record
from ui.cli import console
from ui.cli.report import write_report


def add_options(parser: argparse.ArgumentParser) -> None:
    """Dataset, model, out, json, progress."""
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="a folder of recordings")
    parser.add_argument("--model", default="station-default")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to leave the page with pictures")
    parser.add_argument("--json", action="store_true", help="one JSON line per item, the rates last")
    parser.add_argument("--progress", action="store_true", help="with --json: lines {done, of} on the way")


def run(options: argparse.Namespace) -> int:
    """Exit code 3 if a recording could not be read."""
    from station.formats.image_export import write_png
    from ui.viewer.render import overlay_picture
    from ui.wiring.pipeline import examine_recording, pipeline_of
    from vision.evaluation.matching import Rates

    source = DRIVERS.get("recorded")(options.dataset)
    total = len(source.found())
    if not total:
        raise InputUnsuitable(
            "there is no recording in {path}", remedy="make some with `simulate`, or name another folder",
            path=str(options.dataset),
        )  # fmt: skip
    pipeline, rates, records = pipeline_of(options.model), Rates(), []
    with console.progress(quiet=options.json) as bar:
        task = bar.add_task("replay", total=total)
        for recording in source.recordings():
            started = time.monotonic()
            scan, result, materials = examine_recording(pipeline, recording)
            latency = (time.monotonic() - started) * 1000
            head, findings = scan.head, getattr(result, "findings", ())
            record = item_record(recording.identifier, head.scanner, head.simulated, result, latency, recording.truth)
            records.append(record)
            if recording.truth is not None and record["status"] == "analysed":
                rates.add(findings, recording.truth)
            if options.out is not None:
                options.out.mkdir(parents=True, exist_ok=True)
                write_png(options.out / f"{recording.identifier}.png", overlay_picture(scan, materials, findings))
            if options.json:
                console.json_line(record)
                if options.progress:
                    console.json_line({"done": len(records), "of": total})
            bar.advance(task)
    tell(options, rates.values(), records)
    for path, reason in source.refused:
        console.complain(f"left out: {path}: {reason}")
    return 3 if source.refused else 0


def tell(options: argparse.Namespace, values: dict[str, float], records: list[dict[str, object]]) -> None:
    """The rates, for people or programs, and the page."""
    summary = (
        f"found {values['found']:.0f} of {values['threats']:.0f} items with a threat "
        f"({values['pd']:.1%}, 95 % {values['pd_lo']:.1%} to {values['pd_hi']:.1%}); "
        f"false alarms {values['false_alarms']:.0f} of {values['clean']:.0f} "
        f"({values['pfa']:.1%}, 95 % {values['pfa_lo']:.1%} to {values['pfa_hi']:.1%})"
    )
    if options.out is not None:
        write_report(options.out, f"Replay with {options.model}", records, summary)
    if options.json:
        console.json_line({"rates": values, "model": options.model})
    else:
        console.table(f"replay with {options.model}", console.ITEM_COLUMNS, [console.item_row(r) for r in records])
        console.say(summary)
