"""Small values for tests, and simulated items."""

from datetime import UTC, datetime
from functools import cache

import numpy as np

from calibration.correction import DarkAirCorrector
from drivers.sim.world import World
from station.types.arrays import frozen
from station.types.ids import ItemId, ScanId, new_id
from station.types.item import Item, ItemState
from station.types.lines import LineBlock
from station.types.recording import Recording
from station.types.scan import CorrectedScan, EnergyChannel, RawScan, ScanHead

MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)


def raw_scan(rng: np.random.Generator, item_id: str = "item", *, lines: int = 20, interrupted: bool = False) -> RawScan:
    head = ScanHead(
        scan_id=ScanId(new_id()), item_id=ItemId(item_id), scanner="dense-de450", view="top",
        channels=(EnergyChannel(name="low"), EnergyChannel(name="high")), pitch_mm=(2.0, 2.0), started_at=MADE_AT,
        simulated=True, interrupted=interrupted,
    )  # fmt: skip
    counts = rng.integers(0, 65535, (2, lines, 32), dtype=np.uint16)
    valid = np.ones(lines, bool)
    valid[3] = False
    return RawScan(head=head, counts=frozen(counts), valid=frozen(valid))


def item(item_id: str = "item", state: ItemState = ItemState.ARRIVED) -> Item:
    return Item(
        item_id=ItemId(item_id), identifier="99912345674", arrived_at=MADE_AT, state=state, mass_g=None, simulated=True
    )


def block(first: int, counts: np.ndarray, valid: np.ndarray | None = None) -> LineBlock:
    lines = len(counts)
    return LineBlock(
        first_line=first, counts=frozen(counts.astype(np.uint16)),
        valid=frozen(np.ones(lines, bool) if valid is None else valid),
        time_ns=frozen(np.arange(lines, dtype=np.int64)), simulated=True,
    )  # fmt: skip


@cache
def simulated(scanner: str, scenario: str, seed: int, number: int) -> tuple[Recording, CorrectedScan]:
    world = World(scanner_name=scanner, scenario=scenario, seed=seed)
    profile = world.profile(made_at=MADE_AT)
    recording = world.recording(number, profile)
    return recording, DarkAirCorrector().correct(recording.raw, profile, MADE_AT)
