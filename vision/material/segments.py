"""Objects in a scan: dense regions against the ring around them, measured in their core."""

import cv2
import numpy as np
from numpy.typing import NDArray

from station.types.material import Segment
from station.types.scan import CorrectedScan

# An object stands out of its surroundings by this much -ln T.
STEP = 0.25
RING, CORE = 4, 3
LEAST_PIXELS = 40
MOST_SEGMENTS = 64
GAIN_SIGMA = 0.002


def find_segments(
    scan: CorrectedScan, log_signal: NDArray[np.float32], opaque: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], tuple[Segment, ...]]:
    """Labels (lines, pixels) int32 and the objects, largest first."""
    high = log_signal[-1]
    dense = stands_out(high, scan.valid, typical_packing(high))
    if not dense.any():
        # The most frequent value is the object itself: it lies without packing.
        dense = stands_out(high, scan.valid, 0.0)
    count, found, stats, _ = cv2.connectedComponentsWithStats(dense, connectivity=4)
    order = np.argsort(-stats[1:count, cv2.CC_STAT_AREA])[:MOST_SEGMENTS] + 1
    labels = np.zeros(high.shape, np.int32)
    segments: list[Segment] = []
    for index in order:
        x, y, width, height, pixels = (int(value) for value in stats[index])
        if pixels < LEAST_PIXELS:
            continue
        number = len(segments) + 1
        labels[y : y + height, x : x + width][found[y : y + height, x : x + width] == index] = number
        segments.append(measure(scan, log_signal, opaque, labels, dense, number, (x, y, width, height)))
    return labels, tuple(segments)


def stands_out(high: NDArray[np.float32], valid: NDArray[np.bool_], background: float) -> NDArray[np.uint8]:
    """(lines, pixels) 1 where something is denser than `background`; specks removed."""
    dense = ((high > background + STEP) & valid).astype(np.uint8)
    return np.asarray(cv2.morphologyEx(dense, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def typical_packing(high: NDArray[np.float32]) -> float:
    """-ln T of what surrounds the objects: the most frequent value of what is not air."""
    matter = high[(high > 0.03) & (high < 3.0)]
    if matter.size < 100:
        return 0.0
    counts, edges = np.histogram(matter, bins=150, range=(0.0, 3.0))
    return float(edges[int(np.argmax(counts))] + 0.01)


def measure(
    scan: CorrectedScan,
    log_signal: NDArray[np.float32],
    opaque: NDArray[np.bool_],
    labels: NDArray[np.int32],
    dense: NDArray[np.uint8],
    number: int,
    place: tuple[int, int, int, int],
) -> Segment:
    """One object: means over its core, the ring around it as background."""
    x, y, width, height = place
    pad = RING + 4
    rows, columns = slice(max(y - pad, 0), y + height + pad), slice(max(x - pad, 0), x + width + pad)
    inside = (labels[rows, columns] == number).astype(np.uint8)
    core = cv2.erode(inside, np.ones((2 * CORE + 1, 2 * CORE + 1), np.uint8), borderValue=0).astype(bool)
    if not core.any():
        core = inside.astype(bool)
    near = cv2.dilate(inside, np.ones((3, 3), np.uint8))
    ring = cv2.dilate(inside, np.ones((2 * RING + 1, 2 * RING + 1), np.uint8)).astype(bool)
    ring &= ~near.astype(bool) & (cv2.dilate(dense[rows, columns], np.ones((3, 3), np.uint8)) == 0)
    transmission, variance = scan.transmission[:, rows, columns], scan.variance[:, rows, columns]
    means = np.maximum(transmission[:, core].mean(axis=1, dtype=np.float64), 1e-6)
    errors = np.sqrt(variance[:, core].mean(axis=1, dtype=np.float64) / core.sum()) / means
    background = np.median(log_signal[:, rows, columns][:, ring], axis=1) if ring.any() else np.zeros(len(means))
    return Segment(
        label=number,
        box=(x, y, x + width, y + height),
        pixels=int(inside.sum()),
        area_cm2=outline_cm2(scan, transmission[-1], near.astype(bool), float(background[-1]), means[-1]),
        mean_log=tuple(float(value) for value in -np.log(means)),
        background_log=tuple(float(value) for value in background),
        log_sigma=tuple(float(value) for value in np.hypot(errors, GAIN_SIGMA)),
        opaque=tuple(bool(value) for value in opaque[:, rows, columns][:, core].mean(axis=1) > 0.5),
    )


def outline_cm2(
    scan: CorrectedScan, transmission: NDArray[np.float32], near: NDArray[np.bool_], background: float, core: float
) -> float:
    """Area in cm2; a pixel on the rim counts by its share of the step from background to core."""
    belt, across = scan.head.pitch_mm
    step = max(float(-np.log(core)) - background, 1e-3)
    attenuation = -np.log(np.maximum(transmission[near], core))
    share = np.clip((attenuation - background) / step, 0.0, 1.0)
    return float(share.sum()) * belt * across / 100
