"""Simulated measurements of regions of known place, for estimators that must not know what drew them.

Contents, packing, composition, gain and scatter are drawn and go through the full forward model, at the energy
resolution of the tables: nothing is linearised (physics reference, section 3). The packing behind a region and in
each patch of the ring around it are draws of their own; so are the gain errors of each place. Were the gain of a
region and its ring the same, the ring would cancel it, and the published ideal, which has no ring, would be no bound.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.physics.region import RegionModel
from vision.evaluation.benchmark import Row, scanner_of
from vision.evidence.expectation import Filling
from vision.evidence.spectral import Gauge, Regions, RegionScan

PATCHES = 16
CHANNEL_GAIN, COMMON_GAIN, SCATTER_SPREAD = 0.002, 0.003, 0.2

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """Regions with their truth.

    Attributes:
        names: (n,) name of the filling of each.
        threat: (n,) whether it is one.
    """

    regions: Regions
    names: NDArray[np.str_]
    threat: NDArray[np.bool_]


def drawn(row: Row, n: int, rng: np.random.Generator) -> Drawn:
    """n clean regions and n with a threat."""
    content = row.content
    parts = [
        (filling, filling.thickness.drawn(count, rng), is_threat)
        for fillings, is_threat in ((content.clean, False), (content.threats, True))
        for filling, count in zip(fillings, counts_of(fillings, n, rng), strict=True)
    ]
    paths = stacked([contents(filling, thickness, rng) for filling, thickness, _ in parts])
    for layer in content.packing:
        behind = np.maximum(layer.mean_mm + layer.sigma_mm * rng.standard_normal(2 * n), 0.0)
        paths[layer.material] = paths.get(layer.material, np.zeros(2 * n)) + behind
    ring = {
        layer.material: np.maximum(layer.mean_mm + layer.sigma_mm * rng.standard_normal(2 * n * PATCHES), 0.0)
        for layer in content.packing
    } or {"Air": np.zeros(2 * n * PATCHES)}
    thickness = np.concatenate([value for _, value, _ in parts])
    areal = np.concatenate([filling.density_g_cm3 / 10 * value for filling, value, _ in parts])
    return Drawn(
        regions=Regions(
            scans=[scan_of(code, content.area_mm2, paths, ring, rng) for code in row.scanners],
            thickness_mm=gauge(thickness, row.thick, rng), areal_g_cm2=gauge(areal, row.areal, rng),
        ),
        names=np.concatenate([np.full(len(value), filling.name) for filling, value, _ in parts]),
        threat=np.concatenate([np.full(len(value), is_threat) for _, value, is_threat in parts]),
    )  # fmt: skip


def counts_of(fillings: Sequence[Filling], n: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """How often each filling is drawn."""
    weights = np.array([filling.weight for filling in fillings])
    return rng.multinomial(n, weights / weights.sum())


def contents(filling: Filling, thickness: Array, rng: np.random.Generator) -> dict[str, Array]:
    """Lengths per material of a filling, its composition drawn."""
    paths = filling.paths(thickness)
    for name, sigma in filling.jitter.items():
        added = filling.added_mm(name, sigma * rng.standard_normal(len(thickness)), thickness)
        paths[name] = paths.get(name, np.zeros(len(thickness))) + added
    return paths


def stacked(parts: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    """The lengths of several groups of regions one after the other, 0 where a group lacks a material."""
    names = dict.fromkeys(name for part in parts for name in part)
    sizes = [len(next(iter(part.values()))) for part in parts]
    return {
        name: np.concatenate([part.get(name, np.zeros(size)) for part, size in zip(parts, sizes, strict=True)])
        for name in names
    }


def scan_of(
    code: str, area_mm2: float, paths: Mapping[str, Array], ring: Mapping[str, Array], rng: np.random.Generator
) -> RegionScan:
    """What one scanner measures of the regions and of the patches around them."""
    model = RegionModel(scanner_of(code))
    n = len(next(iter(paths.values())))
    scatter = np.maximum(1 + SCATTER_SPREAD * rng.standard_normal((n, 1)), 0.0)
    pixels = model.pixels(area_mm2)
    patches = measured(model, ring, np.repeat(scatter, PATCHES, axis=0), max(pixels / 4, 1.0), rng)
    return RegionScan(
        scanner=model.scanner, signal=measured(model, paths, scatter, pixels, rng),
        ring=patches.reshape(n, PATCHES, -1), pixels=pixels,
    )  # fmt: skip


def measured(
    model: RegionModel, paths: Mapping[str, Array], scatter: Array, pixels: float, rng: np.random.Generator
) -> Array:
    """(n, channels) signals of regions, with gain errors and counting noise."""
    mean, variance = model.moments(paths, scatter)
    gain = CHANNEL_GAIN * rng.standard_normal(mean.shape) + COMMON_GAIN * rng.standard_normal((len(mean), 1))
    return np.asarray(mean * np.exp(gain) + np.sqrt(variance / pixels) * rng.standard_normal(mean.shape))


def gauge(value: Array, sigma: float | None, rng: np.random.Generator) -> Gauge | None:
    """A value with its error; None if nobody measures it."""
    if sigma is None:
        return None
    return Gauge(value=value * np.exp(sigma * rng.standard_normal(len(value))), sigma=sigma)
