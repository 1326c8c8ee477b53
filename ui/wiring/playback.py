"""A station whose items come from recordings, one after another, as if the lane had just scanned them."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from station.storage.store import SqlStore
from station.types.analysis import Analysis
from station.types.device import DeviceHealth, DeviceState
from station.types.ids import ItemId, ScanId, new_id
from station.types.item import Item, ItemState
from station.types.recording import Recording
from station.workflow.pipeline import Pipeline
from ui.wiring.pipeline import examine_recording

CONFIG = """[station]
site = "Recorded scans"
lane = "{path}"
folder = "data"

[detector]
driver = "recorded"
model = "{scanner}"
address = "recordings"
pixels = 1
simulated = {simulated}

[analysis]
model = "{model}"
"""


def write_config(folder: Path, source: Path, model: str, first: Recording) -> Path:
    """The station.toml of a station that shows `source`; the first recording tells scanner and SIM mark."""
    head = first.raw.head
    text = CONFIG.format(
        path=source.name.replace('"', "'"), scanner=head.scanner, simulated=str(head.simulated).lower(), model=model
    )
    path = folder / "station.toml"
    path.write_text(text, encoding="utf-8")
    return path


def report(store: SqlStore, played: int) -> None:
    """Tell the window that somebody analyses."""
    health = DeviceHealth(
        name="recordings", kind="recording", state=DeviceState.READY, identity=None, reason="", time=datetime.now(UTC),
        values={"played": float(played)},
    )  # fmt: skip
    store.put_health(health)


def play(recordings: Iterator[Recording], store: SqlStore, pipeline: Pipeline, pause_s: float) -> Iterator[str]:
    """Store item after item with its result; the identifier of each as it is done."""
    for recording in recordings:
        item_id, scan_id = ItemId(new_id()), ScanId(new_id())
        raw = replace(recording.raw, head=replace(recording.raw.head, item_id=item_id, scan_id=scan_id))
        fresh = replace(recording, raw=raw)
        mass_g = fresh.weight.value if fresh.weight else None
        item = Item(
            item_id=item_id, identifier=fresh.identifier, arrived_at=datetime.now(UTC), state=ItemState.SCANNED,
            mass_g=mass_g, simulated=raw.head.simulated,
        )  # fmt: skip
        started = time.monotonic()
        scan, result, _ = examine_recording(pipeline, fresh)
        if fresh.declaration is not None:
            store.put_declarations([fresh.declaration])
        store.put_item(item)
        store.put_scan(raw, scan)
        store.put_analysis(item_id, result, 1000 * (time.monotonic() - started))
        state = ItemState.ANALYSED if isinstance(result, Analysis) else ItemState.NOT_ANALYSED
        store.put_item(replace(item, state=state))
        yield fresh.identifier
        time.sleep(pause_s)
