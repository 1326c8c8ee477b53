"""`generator`: asks the running lane to set, switch or season the X-ray generator, or tells how it stands."""

import argparse
import getpass
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from station.config.load import load_config
from station.errors import ConfigError, DeadlinePassed, InputUnsuitable
from station.ports.store import StationStore
from station.types.device import DeviceHealth
from station.types.job import JobState
from station.workflow import xray_order
from ui.cli import console

PATIENCE_S, STALE_S = 45.0, 3.0
KINDS = {
    "prepare": xray_order.PREPARE, "on": xray_order.ON, "off": xray_order.OFF, "warm-up": xray_order.WARM_UP,
    "cancel-warm-up": xray_order.CANCEL_WARM_UP, "reset": xray_order.RESET,
}  # fmt: skip
NEEDED = {"prepare": ("kv", "ma"), "warm-up": ("idle_days",)}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Action, config, figures, person, json."""
    parser.add_argument("action", choices=("status", *KINDS))
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--kv", type=float, help="of prepare")
    parser.add_argument("--ma", type=float, help="of prepare")
    parser.add_argument("--idle-days", type=float, metavar="N", help="of warm-up: days since the tube was last used")
    parser.add_argument("--person", default="", metavar="NAME", help="who asks; without it the name of the log-in")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Ask and wait, or read the live row."""
    from station.storage.store import SqlStore

    config = load_config(options.config)
    if config.generator is None:
        raise ConfigError("no generator is configured", remedy="add [generator] to station.toml")
    further = {name: getattr(options, name) for name in NEEDED.get(options.action, ())}
    for name, value in further.items():
        if value is None:
            raise InputUnsuitable("{name} is missing", remedy="give a number", name=f"--{name.replace('_', '-')}")
    store = SqlStore(config.folder)
    try:
        if options.action == "status":
            return tell_status(store, as_json=options.json)
        return ask(store, options, further)
    finally:
        store.close()


def tell_status(store: StationStore, *, as_json: bool) -> int:
    """The live row; without fresh news X-rays may be on."""
    health = next((health for health in store.health() if health.kind == "generator"), None)
    age_s = abs((datetime.now(UTC) - health.time).total_seconds()) if health else STALE_S
    if health is None or age_s >= STALE_S:
        raise DeadlinePassed(
            "X-rays may be ON: there is no news of the generator",
            remedy="start the lane: inspection-station lane --config FILE; use the emergency stop if in doubt",
            source="generator",
        )  # fmt: skip
    tell(status_of(health), as_json=as_json)
    return 0


def status_of(health: DeviceHealth) -> dict[str, object]:
    """What the live row says."""
    return {"state": health.state.value, "reason": health.reason, **health.detail}


def ask(store: StationStore, options: argparse.Namespace, further: Mapping[str, object]) -> int:
    """A request, and its answer."""
    person = options.person or getpass.getuser()
    job_id = store.request(KINDS[options.action], xray_order.order(person, datetime.now(UTC), **further))
    deadline = time.monotonic() + PATIENCE_S
    while (job := store.job(job_id)).state in (JobState.QUEUED, JobState.RUNNING):
        if time.monotonic() > deadline:
            raise DeadlinePassed(
                "no lane answers", source="generator",
                remedy="use the emergency stop if X-rays must go off; start inspection-station lane --config FILE",
            )  # fmt: skip
        time.sleep(0.05)
    if job.state is JobState.FAILED:
        if options.json:
            console.json_line({"done": False, "message": job.message})
        else:
            console.complain(job.message)
        return 1
    tell({"done": True, "message": job.message, **job.result}, as_json=options.json)
    return 0


def tell(facts: Mapping[str, object], *, as_json: bool) -> None:
    """One JSON line, or a table of what is known."""
    if as_json:
        console.json_line(facts)
        return
    rows = [[key.replace("_", " "), cell(value)] for key, value in facts.items() if value not in (None, "", [], {})]
    console.table("generator", ("what", "value"), rows)


def cell(value: object) -> str:
    """A value in words."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.6g}"
        case dict():
            return ", ".join(f"{name} {'closed' if closed else 'OPEN'}" for name, closed in value.items())
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
