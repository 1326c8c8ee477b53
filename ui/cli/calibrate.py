"""`calibrate dark-air`: asks the running lane to take dark and air lines and to activate the profile."""

import argparse
import time
from pathlib import Path

from station.config.load import load_lane
from station.errors import DeadlinePassed
from station.types.job import Job, JobState
from ui.cli import console

PATIENCE_S = 180.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Procedure, config, lines, json."""
    parser.add_argument("procedure", choices=("dark-air",))
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--lines", type=int, default=512, help="dark and air lines each (512)")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Ask, wait, tell the checks."""
    from station.storage.store import SqlStore

    store = SqlStore(load_lane(options.config).folder)
    job_id = store.request(options.procedure, {"lines": options.lines})
    deadline = time.monotonic() + PATIENCE_S
    with console.progress(quiet=options.json) as bar:
        task = bar.add_task(options.procedure, total=1.0)
        while (job := store.job(job_id)).state in (JobState.QUEUED, JobState.RUNNING):
            if time.monotonic() > deadline:
                raise DeadlinePassed("no lane answers", remedy="start it: inspection-station lane --config FILE")
            bar.update(task, completed=job.progress)
            time.sleep(0.1)
    tell(job, as_json=options.json)
    return 0 if job.state is JobState.DONE else 1


def tell(job: Job, *, as_json: bool) -> None:
    """The outcome."""
    if as_json:
        console.json_line({"state": job.state.value, "message": job.message, **job.result})
    elif job.state is JobState.FAILED:
        console.complain(job.message)
    else:
        checks = job.result.get("checks")
        rows = (
            [[c["name"], f"{c['value']:.2f} {c['unit']}", c["grade"]] for c in checks]
            if isinstance(checks, list)
            else []
        )
        console.table(f"profile {job.result.get('profile')} is active", ("check", "value", "grade"), rows)
