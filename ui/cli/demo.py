"""`demo`: a simulated lane with everything, in a window or headless."""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from station.errors import DeadlinePassed
from station.formats.item_record import item_record
from ui.cli import console
from ui.supervisor import command

RECORDED_PAUSE_S = 1.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Scanner, scenario, items, seed, source, headless, recorded, out, json."""
    parser.add_argument("--scanner", default="dense-de450", help="scanner model (default dense-de450)")
    parser.add_argument(
        "--scenario", default="gold-in-tungsten", help="gold-in-tungsten, phone-holders, cans, mail, mixed"
    )
    parser.add_argument("--items", type=int, default=8, metavar="N")
    parser.add_argument("--seed", type=int, default=11, metavar="S")
    parser.add_argument("--source", type=int, metavar="N", help="item N, from 0, carries a gamma source")
    parser.add_argument("--model", default="station-default")
    parser.add_argument("--headless", action="store_true", help="no window; prints a table, leaves pictures in --out")
    parser.add_argument("--recorded", type=Path, metavar="PATH", help="play recorded scans instead of simulated items")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to leave pictures and report (demo-output)")
    parser.add_argument("--json", action="store_true", help="one JSON line per item")


def run(options: argparse.Namespace) -> int:
    """Headless without a display."""
    headless = options.headless or not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if options.recorded is not None and headless:
        from ui.cli.analyse import analyse_paths

        return analyse_paths([options.recorded], options.out or Path("demo-output"), options.model, options.json)
    folder = Path(tempfile.mkdtemp(prefix="inspection-station-"))
    try:
        if options.recorded is not None:
            return run_recorded(options, folder)
        return run_headless(options, folder) if headless else run_window(options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_recorded(options: argparse.Namespace, folder: Path) -> int:
    """The window on recorded scans, which arrive one after another; exit code 3 if one could not be read."""
    from itertools import chain

    from drivers.catalog import DRIVERS
    from station.errors import InputUnsuitable
    from station.storage.store import SqlStore
    from ui.wiring.pipeline import pipeline_of
    from ui.wiring.playback import play, report, write_config

    source = DRIVERS.get("recorded")(options.recorded)
    recordings = source.recordings()
    first = next(recordings, None)
    for path, reason in source.refused:
        console.complain(f"left out: {path}: {reason}")
    if first is None:
        raise InputUnsuitable(
            "there is no recording in {path}", remedy="name another folder", path=str(options.recorded)
        )
    config = write_config(folder, options.recorded, options.model, first)
    store = SqlStore(folder / "data")
    window = subprocess.Popen(command("ui", "--config", str(config)))
    told = len(source.refused)
    played = 0
    for _ in play(chain([first], recordings), store, pipeline_of(options.model), RECORDED_PAUSE_S):
        played += 1
        report(store, played)
        if window.poll() is not None:
            break
    for path, reason in source.refused[told:]:
        console.complain(f"left out: {path}: {reason}")
    while window.poll() is None:
        report(store, played)
        time.sleep(1.0)
    store.close()
    return 3 if source.refused else window.returncode


def run_headless(options: argparse.Namespace, folder: Path) -> int:
    """Item after item, each judged before the next; a table and pictures at the end."""
    from ui.wiring.demo import Demo

    records: list[dict[str, object]] = []
    with (
        Demo(folder, scanner=options.scanner, scenario=options.scenario, seed=options.seed, model=options.model,
             items=options.items, source=options.source) as demo,
        console.progress(quiet=options.json) as bar,
    ):  # fmt: skip
        task = bar.add_task("starting the lane", total=options.items)
        demo.wait_ready()
        demo.calibrate()
        bar.update(task, description="items")
        for number in range(options.items):
            mark = demo.store.last_event_number()
            demo.put_on_belt(number)
            item_id, result, latency = demo.wait_result(mark)
            truth = demo.truth_in_scan(number, item_id)
            item = demo.store.item(item_id)
            radiation = demo.wait_radiation(item_id)
            records.append(item_record(item.identifier, options.scanner, True, result, latency, truth, radiation))
            if options.json:
                console.json_line(records[-1])
            bar.advance(task)
        if options.out is not None or not options.json:
            leave_pictures(demo.config, options.out or Path("demo-output"))
    if not options.json:
        rows = [console.item_row(record) for record in records]
        console.table(f"SIM {options.scanner} {options.scenario}", console.ITEM_COLUMNS, rows)
    if options.out is not None or not options.json:
        from ui.cli.report import write_report

        path = write_report(options.out or Path("demo-output"), "Demonstration (SIM)", records)
        if not options.json:
            console.say(f"report and pictures: {path}")
    return 0


def leave_pictures(config: Path, out: Path) -> None:
    """Pictures of the window, made offscreen by a window process of its own."""
    out.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_FONT_DPI": "96"}
    words = command("ui", "--config", str(config), "--screenshots", str(out))
    try:
        subprocess.run(words, env=environment, check=True, timeout=90, capture_output=True, text=True)
    except subprocess.CalledProcessError as err:
        console.complain(f"no screenshots: {err.stderr}")
    except (subprocess.SubprocessError, OSError) as err:
        console.complain(f"no screenshots: {err}")


def run_window(options: argparse.Namespace, folder: Path) -> int:
    """The window on a running lane; the worker puts items on the belt while fewer than three wait."""
    from station.workflow.states import REVIEWABLE
    from ui.wiring.demo import Demo

    with Demo(folder, scanner=options.scanner, scenario=options.scenario, seed=options.seed, model=options.model,
              items=options.items, line_rate=250.0, source=options.source) as demo:  # fmt: skip
        demo.wait_ready()
        demo.calibrate()
        window = subprocess.Popen(command("ui", "--config", str(demo.config)))
        number = 0
        while window.poll() is None:
            if number < options.items and len(demo.store.items(REVIEWABLE)) < 3:
                mark = demo.store.last_event_number()
                demo.put_on_belt(number)
                number += 1
                try:
                    demo.wait_result(mark)
                except DeadlinePassed as err:
                    console.complain(str(err))
            else:
                try:
                    window.wait(0.5)
                except subprocess.TimeoutExpired:
                    continue
        return window.returncode
