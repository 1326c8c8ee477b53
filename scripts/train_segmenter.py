"""Train the anomaly network on simulated items and measure it on items it never saw.

    python scripts/train_segmenter.py --items 400 --epochs 20 --seed 1000

Writes vision/models/weights/segmenter.safetensors and its record.
"""

import argparse
import hashlib
import time
from datetime import UTC, datetime

import cv2
import numpy as np
import torch

from calibration.correction import DarkAirCorrector
from drivers.sim.world import World
from station.ports.analysis import ItemContext
from station.types.recording import Recording
from vision.evaluation.intervals import clopper_pearson
from vision.material.lookup import TwoMaterialDecomposer
from vision.tensors import pad, planes, reduction
from vision.training.loop import train
from vision.weights import load_weights, save_weights

SETS = (
    ("mail-de160", "phone-holders", 0.25), ("mail-de160", "cans", 0.2), ("mail-de160", "mail", 0.35),
    ("dense-de450", "gold-in-tungsten", 0.12), ("mail-de160", "gold-in-tungsten", 0.08),
)  # fmt: skip
# Bars are the business of the evidence: whatever the network says there is a false alarm.
NOT_FOR_THE_NETWORK = "gold-in-tungsten"
FAMILY = {"methamphetamine": 0, "gold": 1}
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
TEST_SEED = 5_000_000


def items(scanner: str, scenario: str, seed: int, count: int):
    """Corrected scan, materials, truth and world of each item."""
    world = World(scanner_name=scanner, scenario=scenario, seed=seed)
    profile = world.profile(made_at=MADE_AT)
    for number in range(count):
        recording: Recording = world.recording(number, profile)
        scan = DarkAirCorrector().correct(recording.raw, profile, MADE_AT)
        yield scan, TwoMaterialDecomposer().decompose(scan), recording.truth, world, number


def masks(scan, world: World, number: int, learn: bool) -> np.ndarray:
    """(2, h, w) uint8 at the network's resolution."""
    x, y = world.grid(number)
    full = np.zeros((2, *x.shape), np.float32)
    for thing in world.scene(number).things:
        if learn and thing.concealed:
            full[FAMILY[thing.label]] += thing.solid.path_mm(x, y) > 0
    factor = reduction(scan)
    size = (x.shape[1] // factor, x.shape[0] // factor)
    small = np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in full])
    return pad((small > 0.5).astype(np.float32)).astype(np.uint8)


def evaluate(count: int) -> dict[str, object]:
    """Item rates of the segmenter on seeds that training never saw."""
    from vision.models.segmenter import Segmenter

    model = Segmenter()
    rows = {}
    for scanner, scenario, _ in SETS:
        found = threats = alarms = clean = 0
        for scan, materials, truth, _, _ in items(scanner, scenario, TEST_SEED, count):
            result = model.analyse(scan, materials, ItemContext(mass_g=None, mass_sigma_g=0, declaration=None))
            boxes = [f.box for f in result.findings]
            if truth.threats and scenario != NOT_FOR_THE_NETWORK:
                threats += 1
                found += any(box.intersection(t.box) for box in boxes for t in truth.threats)
            else:
                clean += 1
                alarms += bool(boxes)
        rows[f"{scanner} {scenario}"] = {
            "threat_items": threats, "found": found, "pd_95": clopper_pearson(found, threats),
            "clean_items": clean, "false_alarms": alarms, "pfa_95": clopper_pearson(alarms, clean),
        }  # fmt: skip
    return rows


def main() -> None:
    """Train, save, measure, save the record again with the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--test-items", type=int, default=60)
    parser.add_argument("--evaluate-only", action="store_true", help="measure the weights that are there")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.evaluate_only:
        tensors, record = load_weights("segmenter")
        save_weights("segmenter", tensors, {**record, "results": evaluate(options.test_items)})
        return
    started = time.monotonic()
    samples = []
    digest = hashlib.sha256()
    for scanner, scenario, share in SETS:
        learn = scenario != NOT_FOR_THE_NETWORK
        for scan, materials, _, world, number in items(scanner, scenario, options.seed, int(options.items * share)):
            sample = planes(scan, materials), masks(scan, world, number, learn)
            digest.update(sample[0].tobytes() + sample[1].tobytes())
            samples.append(sample)
    print(f"{len(samples)} items in {time.monotonic() - started:.0f} s", flush=True)
    net = train(
        samples, seed=options.seed, epochs=options.epochs, report=lambda e, loss: print(e, f"{loss:.4f}", flush=True)
    )
    record = {
        "command": "python scripts/train_segmenter.py "
        f"--items {options.items} --epochs {options.epochs} --seed {options.seed}",
        "seed": options.seed, "items": len(samples), "scanners": sorted({scanner for scanner, _, _ in SETS}),
        "data_sha256": digest.hexdigest(), "simulated": True,
    }  # fmt: skip
    tensors = {
        name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in net.state_dict().items()
    }
    save_weights("segmenter", tensors, record)
    save_weights("segmenter", tensors, {**record, "results": evaluate(options.test_items)})
    print(f"done after {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
