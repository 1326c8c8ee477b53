"""A station's folder filled with simulated items, as a lane would have left it; no process is started."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from drivers.sim.world import World
from station.config.load import load_config
from station.config.schema import StationConfig
from station.storage.store import SqlStore
from station.types.analysis import Analysis
from station.types.device import DeviceHealth, DeviceIdentity, DeviceState
from station.types.ids import ItemId
from station.types.item import Item, ItemState
from ui.wiring.pipeline import examine_recording, pipeline_of

CONFIG = """[station]
site = "Airport mail centre"
lane = "Lane 1"
folder = "data"

[detector]
model = "{scanner}"
address = "127.0.0.1:1"
pixels = {pixels}
simulated = true

[analysis]
model = "{model}"
"""

PORTAL = """
[portal]
driver = "portal-rpm-lines"
link = "tcp:127.0.0.1:1"
simulated = true
"""


def filled_station(
    folder: Path, *, numbers: tuple[int, ...], scanner: str = "dense-de450", scenario: str = "gold-in-tungsten",
    seed: int = 11, model: str = "physics-only", expired: bool = False,
    portal: bool = False,
) -> StationConfig:  # fmt: skip
    """Items `numbers` scanned, weighed and analysed."""
    world = World(scanner_name=scanner, scenario=scenario, seed=seed)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "station.toml"
    text = CONFIG.format(scanner=scanner, pixels=world.width, model=model) + PORTAL * portal
    path.write_text(text, encoding="utf-8")
    config = load_config(path)
    store = SqlStore(config.folder)
    profile = world.profile(made_at=datetime.now(UTC) - timedelta(days=4000 if expired else 0))
    store.put_profile(profile)
    store.put_declarations(world.scene(number).declaration() for number in numbers)
    pipeline = pipeline_of(model)
    for number in numbers:
        recording = world.recording(number, profile)
        scan, result, _ = examine_recording(pipeline, recording)
        weight = recording.weight.value if recording.weight else None
        state = ItemState.ANALYSED if isinstance(result, Analysis) else ItemState.NOT_ANALYSED
        store.put_item(
            Item(
                item_id=ItemId(scan.head.item_id), identifier=recording.identifier, arrived_at=datetime.now(UTC),
                state=state, mass_g=weight, simulated=True,
            )
        )  # fmt: skip
        # Only what a lane scanned has passed its portal.
        head = replace(recording.raw.head, source="lane")
        store.put_scan(replace(recording.raw, head=head), scan)
        store.put_analysis(scan.head.item_id, result, 240.0)
    report_devices(store)
    store.close()
    return config


def report_devices(store: SqlStore) -> None:
    """Three devices and a lane that are well."""
    for name, kind, state in (
        ("lane", "lane", DeviceState.READY),
        ("detector", "detector", DeviceState.ACQUIRING), ("scale", "scale", DeviceState.READY),
        ("barcode", "barcode", DeviceState.READY),
    ):  # fmt: skip
        identity = DeviceIdentity(vendor="SIM", model=f"virtual {kind}", serial="SIM-11", simulated=True)
        values = {"line_rate_hz": 1000.0, "lost_lines": 0.0} if name == "detector" else {}
        store.put_health(
            DeviceHealth(
                name=name, kind=kind, state=state, identity=identity, reason="", time=datetime.now(UTC), values=values
            )
        )
