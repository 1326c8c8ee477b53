"""From the last line of an item to its finding on the screen, and the analysis against torchvision's detectors.

1,280 x 1,000 pixels, two energies, random network weights for the peers: what they cost, not what they find.

    make bench
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PyQt5.QtWidgets import QApplication
from torchvision.models.detection import fasterrcnn_resnet50_fpn, ssdlite320_mobilenet_v3_large

from station.ports.analysis import ItemContext
from station.storage.store import SqlStore
from station.types.arrays import frozen
from station.types.item import ItemState
from station.types.scan import RawScan
from tests.support.builders import MADE_AT, item, simulated
from tests.support.station import filled_station
from ui.window import Window
from ui.wiring.desk import StoreDesk
from ui.wiring.pipeline import pipeline_of

LINES, PIXELS, RUNS = 1000, 1280, 30
SCANNER = "mail-de160"
pytestmark = pytest.mark.timeout(900)


def timed(action: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of each run, after one that is not counted."""
    action()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - started))
    return times


def row(name: str, times: list[float]) -> None:
    print(f"{name:<52}{statistics.median(times):>9.0f}{np.quantile(times, 0.95):>9.0f}")


@pytest.fixture
def raw() -> RawScan:
    """Two items of cans, one behind the other, cut to 1,000 lines."""
    counts = np.concatenate([simulated(SCANNER, "cans", 3, number)[0].raw.counts for number in (0, 1, 2)], axis=1)
    assert counts.shape[1] >= LINES
    head = simulated(SCANNER, "cans", 3, 0)[0].raw.head
    return RawScan(head=head, counts=frozen(counts[:, :LINES].copy()), valid=frozen(np.ones(LINES, bool)))


def test_last_line_to_finding_on_screen(raw: RawScan, tmp_path: Path, qapp: QApplication) -> None:
    torch.set_num_threads(2)
    config = filled_station(tmp_path, numbers=(), scanner=SCANNER, scenario="cans", model="station-default")
    store, pipeline = SqlStore(config.folder), pipeline_of("station-default")
    profile = simulated(SCANNER, "cans", 3, 0)[0].profile
    window = Window(StoreDesk(config))
    window.timer.stop()
    window.resize(1920, 1080)
    window.show()
    stages: dict[str, list[float]] = {"correct": [], "store the scan": [], "analyse": [], "store the result": [],
                                      "open, paint": []}  # fmt: skip
    totals = []
    for number in range(RUNS + 2):
        marks = [time.perf_counter()]
        scan = pipeline.correct(raw, profile, MADE_AT)
        marks.append(time.perf_counter())
        fresh = item(f"item-{number}", ItemState.ANALYSED)
        store.put_item(fresh)
        head = raw.head.__class__(
            **{n: getattr(raw.head, n) for n in raw.head.__dataclass_fields__}
            | {"scan_id": f"scan-{number}", "item_id": fresh.item_id}
        )
        store.put_scan(RawScan(head=head, counts=raw.counts, valid=raw.valid), scan)
        marks.append(time.perf_counter())
        result, _ = pipeline.examine(scan, ItemContext(mass_g=None, mass_sigma_g=0.0, declaration=None))
        marks.append(time.perf_counter())
        store.put_analysis(fresh.item_id, result, 0.0)
        marks.append(time.perf_counter())
        window.pages["review"].open_item(fresh.item_id)  # type: ignore[attr-defined] # the review page
        window.repaint()
        qapp.processEvents()
        marks.append(time.perf_counter())
        if number >= 2:
            for name, spent in zip(stages, np.diff(marks), strict=True):
                stages[name].append(1000 * float(spent))
            totals.append(1000 * (marks[-1] - marks[0]))
    window.close()
    print(f"\n{LINES} x {PIXELS}, two energies, {RUNS} items{'':<19}median      95 %   (ms)")
    for name, times in stages.items():
        row(f"  {name}", times)
    row("last line to finding on screen", totals)
    print("  and up to 33 ms (17 on average) until the window looks for news")
    store.close()


def test_analysis_against_torchvision(raw: RawScan) -> None:
    torch.set_num_threads(2)
    recording, _ = simulated(SCANNER, "cans", 3, 0)
    pipeline = pipeline_of("station-default")
    scan = pipeline.correct(raw, recording.profile, MADE_AT)
    context = ItemContext(mass_g=None, mass_sigma_g=0.0, declaration=None)
    picture = torch.from_numpy(np.clip(scan.transmission[-1], 0, 1).copy()).expand(3, -1, -1)
    peers = {
        "torchvision Faster R-CNN ResNet-50 FPN": fasterrcnn_resnet50_fpn(weights=None, weights_backbone=None),
        "torchvision SSDlite320 MobileNetV3": ssdlite320_mobilenet_v3_large(weights=None, weights_backbone=None),
    }
    print(f"\nanalysis of {LINES} x {PIXELS} on {torch.get_num_threads()} threads{'':<21}median      95 %   (ms)")
    ours = timed(lambda: pipeline.examine(scan, context), 10)
    row("station-default (materials, evidence, network)", ours)
    for name, model in peers.items():
        model.eval()
        with torch.inference_mode():
            theirs = timed(lambda model=model: model([picture]), 5)  # type: ignore[misc] # bound now
        row(f"{name} ({statistics.median(theirs) / statistics.median(ours):.1f} x ours)", theirs)
