"""Transmission -> areal density, effective Z and material class, from two energies.

A table of (a_low, R) for aluminium-like effective materials behind nothing: for each class a curve of
R = a_low / a_high over a_high is computed once from the forward model; a pixel takes the class between
whose curves it lies. Dual energy cannot name thick metal: where a channel is opaque nothing is claimed.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from station.physics.forward import Renderer, attenuation_curve
from station.physics.materials import material
from station.physics.scanner_models import MODELS, ScannerModel, scanner_model
from station.types.arrays import frozen
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan
from vision.material.kernels import OPAQUE, name_pixels
from vision.material.segments import find_segments

# Reference materials in rising effective Z; the boundaries between classes lie between their curves.
LADDER = ("PE", "Water", "Al", "Fe")
AIR_LOG = 0.015
LARGEST_LOG = 12.0
# Used for scanners that we know nothing of: opaque below 3e-4 of air.
UNKNOWN_OPAQUE = 3e-4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ladder:
    """Curves of the reference materials over a common axis of a_high.

    Attributes:
        a_high: (n,) axis.
        ratio: (materials, n) R of each.
        areal: (materials, n) g/cm2 of each.
        zeff: (materials,).
    """

    a_high: NDArray[np.float64]
    ratio: NDArray[np.float32]
    areal: NDArray[np.float32]
    zeff: NDArray[np.float32]


@cache
def ladder(scanner_name: str) -> Ladder:
    """The ladder of a scanner with two channels."""
    renderer = Renderer(scanner_model(scanner_name))
    areal = np.geomspace(1e-3, 400.0, 160)
    axis = np.linspace(0.005, LARGEST_LOG, 600)
    ratios, densities = [], []
    for name in LADDER:
        low, high = attenuation_curve(renderer, name, areal, {})[[0, -1]]
        ratios.append(np.interp(axis, high, low / high))
        densities.append(np.interp(axis, high, areal))
    return Ladder(
        a_high=axis,
        ratio=np.maximum.accumulate(np.array(ratios, np.float32), axis=0),
        areal=np.array(densities, np.float32),
        zeff=np.array([material(name).effective_z for name in LADDER], np.float32),
    )


class TwoMaterialDecomposer:
    """Decomposes scans of the known scanner models; one energy gives attenuation, opacity and objects only."""

    def decompose(self, scan: CorrectedScan) -> MaterialMap:
        """The material map of a scan."""
        known = scan.head.scanner in MODELS
        scanner = scanner_model(scan.head.scanner) if known else None
        limit = opaque_limits(scanner, len(scan.head.channels))
        smooth = np.stack([cv2.blur(plane, (3, 3)) for plane in scan.transmission])
        opaque_channels = (smooth < limit[:, None, None]) & scan.valid
        log_signal = -np.log(np.maximum(scan.transmission, limit[:, None, None] / 2)).astype(np.float32)
        smooth_log = -np.log(np.maximum(smooth, limit[:, None, None] / 2)).astype(np.float32)
        opaque = np.asarray(opaque_channels.all(axis=0), dtype=bool)
        ratio = areal = zeff = np.full(opaque.shape, np.nan, np.float32)
        classes = np.where(opaque, OPAQUE, 0).astype(np.uint8)
        if known and len(scan.head.channels) > 1:
            low, high = energy_pair(smooth_log)
            ratio, areal, zeff, classes = place_pixels(scan.head.scanner, low, high, opaque_channels)
        labels, segments = find_segments(scan, smooth_log, opaque_channels)
        return MaterialMap(
            log_signal=frozen(log_signal), ratio=frozen(ratio), areal_density=frozen(areal), zeff=frozen(zeff),
            opaque=frozen(opaque), opaque_channels=frozen(opaque_channels), material_class=frozen(classes),
            labels=frozen(labels), segments=segments,
        )  # fmt: skip


def opaque_limits(scanner: ScannerModel | None, channels: int) -> NDArray[np.float32]:
    """Transmission per channel below which nothing is measured, scatter included."""
    if scanner is None:
        return np.full(channels, UNKNOWN_OPAQUE, np.float32)
    # The measured signal holds the mean scatter; primary is what lies above it.
    return (scanner.opaque_transmission + scanner.scatter).astype(np.float32)


def energy_pair(log_signal: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Low and high of two channels, or of the lower and upper third of many bins."""
    count = len(log_signal)
    if count == 2:
        return log_signal[0], log_signal[1]
    return log_signal[: count // 3].mean(axis=0), log_signal[-count // 3 :].mean(axis=0)


def place_pixels(
    scanner_name: str, low: NDArray[np.float32], high: NDArray[np.float32], opaque_channels: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.uint8]]:
    """Ratio, areal density, effective Z and class of each pixel, (lines, pixels)."""
    steps = ladder(scanner_name)
    ratio, areal, zeff = (np.empty(high.shape, np.float32) for _ in range(3))
    classes = np.empty(high.shape, np.uint8)
    blind, opaque = np.asarray(opaque_channels.any(axis=0)), np.asarray(opaque_channels.all(axis=0))
    step = float(steps.a_high[1] - steps.a_high[0])
    name_pixels(
        low, high, blind, opaque, steps.ratio, steps.areal, steps.zeff, step, AIR_LOG, ratio, areal, zeff, classes
    )
    return ratio, areal, zeff, classes
