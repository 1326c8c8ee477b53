"""What a region's signals say of its content: threats against goods, a log likelihood ratio.

For each thing that may lie there the station's tables give the signals along its thickness, behind the packing that
the ring around the region shows. Signals of all channels and scanners, the thickness from an outline or a second view
and the mass per area from a scale have one joint covariance: counting noise, gain, scatter, packing, composition. The
thickness is integrated out (physics reference, section 8.1 and 8.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.physics.forward import Renderer
from station.physics.scanner_models import ScannerModel
from vision.evidence.expectation import Filling
from vision.evidence.polyline import MarginalLikelihood, Polyline
from vision.evidence.ring import BASIS, STEP_MM, gain_covariance, packing_of

SCATTER_SPREAD = 0.2
NODES = 160
# Tables in steps of 2 keV agree with the full resolution to 0.0024 in ln S.
GROUP_KEV = 2.0

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegionScan:
    """What one scanner measures of n regions, relative to the open beam, scatter included.

    Attributes:
        signal: (n, channels) mean over the region.
        ring: (n, patches, channels) means over patches of the ring around it.
        pixels: in the region.
    """

    scanner: ScannerModel
    signal: Array
    ring: Array
    pixels: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gauge:
    """A value per region from elsewhere: ln of it is off by `sigma`."""

    value: Array
    sigma: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regions:
    """n regions of known place with all that is measured of them.

    Attributes:
        thickness_mm: from the outline or a second view.
        areal_g_cm2: mass per area from the scale.
    """

    scans: Sequence[RegionScan]
    thickness_mm: Gauge | None = None
    areal_g_cm2: Gauge | None = None

    @property
    def inputs(self) -> Array:
        """(n, entries) logarithms of all of it."""
        logs = [np.log(np.maximum(scan.signal, scan.scanner.scatter / 4)) for scan in self.scans]
        gauges = [gauge for gauge in (self.thickness_mm, self.areal_g_cm2) if gauge is not None]
        return np.concatenate([*logs, *(np.log(gauge.value)[:, None] for gauge in gauges)], axis=1)


class SpectralEvidence:
    """Judges the regions of one batch: one site, one set of scanners, one expectation.

    Args:
        regions: what was measured; the rings of the whole batch tell how much packing varies.
        goods: what may lie there, weights adding up to 1.
        threats: what is looked for, likewise.
    """

    def __init__(self, regions: Regions, goods: Sequence[Filling], threats: Sequence[Filling]) -> None:
        self.regions = regions
        self.renderers = [Renderer(scan.scanner, group_kev=GROUP_KEV) for scan in regions.scans]
        self.packing = packing_of(self.renderers, [scan.ring for scan in regions.scans]) if regions.scans else None
        self.pieces = self.packing.pieces(self.renderers) if self.packing else [(1.0, np.empty(0), np.empty(0))]
        self.goods, self.threats = self.hypotheses(goods), self.hypotheses(threats)

    def log_ratios(self) -> Array:
        """(n,) natural log of the likelihood ratio, threats over goods."""
        inputs = self.regions.inputs
        if self.packing is not None:
            inputs = np.concatenate([inputs, self.packing.offset_mm], axis=1)
        return self.ratios_of(inputs)

    def ratios_of(self, inputs: Array) -> Array:
        """(n,) the same of measurements followed by how far each ring lies off the usual packing."""
        goods, threats = (
            np.logaddexp.reduce([term.log_weight + term.likelihood(inputs) for term in terms])
            for terms in (self.goods, self.threats)
        )
        return np.asarray(threats - goods)

    def hypotheses(self, things: Sequence[Filling]) -> list["Hypothesis"]:
        """Everything that a list holds, behind every piece of the packing."""
        found = []
        for thing in things:
            for weight, centre, covariance in self.pieces:
                line = self.line(thing, centre, covariance)
                log_weight = float(np.log(thing.weight * weight))
                found.append(Hypothesis(log_weight=log_weight, line=line, likelihood=MarginalLikelihood(line)))
        return found

    def imagined(self, terms: Sequence["Hypothesis"], n: int, rng: np.random.Generator) -> Array:
        """(n, inputs) measurements as the tables expect them of a list, behind the usual packing."""
        weights = np.exp([term.log_weight for term in terms])
        counts = rng.multinomial(n, weights / weights.sum())
        drawn = np.concatenate([term.line.drawn(count, rng) for term, count in zip(terms, counts, strict=True)])
        offsets = len(BASIS) if self.packing is not None else 0
        return np.concatenate([drawn, np.zeros((n, offsets))], axis=1)

    def line(self, thing: Filling, centre: Array, covariance_mm: Array) -> Polyline:
        """Signals along the thickness of one thing, with their covariance and the weight of each step."""
        thickness, log_mass = thing.thickness.steps(NODES)
        parts = [self.channels(i, thing, thickness, centre) for i in range(len(self.renderers))]
        gauges = [
            (np.log(factor * thickness)[:, None], gauge.sigma**2)
            for gauge, factor in (
                (self.regions.thickness_mm, 1.0), (self.regions.areal_g_cm2, thing.density_g_cm3 / 10),
            )
            if gauge is not None
        ]  # fmt: skip
        mean = np.concatenate([*(part.mean for part in parts), *(level for level, _ in gauges)], axis=1)
        entries, channels = mean.shape[1], mean.shape[1] - len(gauges)
        covariance = np.zeros((len(thickness), entries, entries))
        design = None
        if parts:
            moved = np.concatenate([part.moved for part in parts], axis=1)
            shared = moved[:, :, len(BASIS) if self.packing else 0 :]
            covariance[:, :channels, :channels] = gain_covariance(self.renderers) + shared @ shared.swapaxes(1, 2)
            first = 0
            for part in parts:
                own = slice(first, first + part.mean.shape[1])
                covariance[:, own, own] += part.noise
                first = own.stop
            if self.packing is not None:
                slope = moved[:, :, : len(BASIS)] / STEP_MM
                covariance[:, :channels, :channels] += slope @ covariance_mm @ slope.swapaxes(1, 2)
                design = np.zeros((len(thickness), entries, entries + len(BASIS)))
                design[:, :, :entries] = np.eye(entries)
                design[:, :channels, entries:] = -slope
                design = (design[1:] + design[:-1]) / 2
        for place, (_, variance) in enumerate(gauges):
            covariance[:, channels + place, channels + place] = variance
        return Polyline(mean=mean, covariance=(covariance[1:] + covariance[:-1]) / 2, log_mass=log_mass, design=design)

    def channels(self, index: int, thing: Filling, thickness: Array, centre: Array) -> "Channels":
        """What one scanner would see of one thing along its thickness."""
        renderer, scan = self.renderers[index], self.regions.scans[index]
        packing = dict(zip(BASIS, centre, strict=True)) if self.packing is not None else {}
        usual = {name: np.full_like(thickness, length) for name, length in packing.items()}
        for name, length in thing.paths(thickness).items():
            usual[name] = usual.get(name, 0.0) + length
        mean, variance = signals(renderer, usual)
        level = np.log(mean)
        moves = [(name, np.full_like(thickness, step)) for name, step in zip(packing, STEP_MM, strict=False)]
        moves += [(name, thing.added_mm(name, share, thickness)) for name, share in thing.jitter.items()]
        moved = [
            np.subtract(*(
                np.log(signals(renderer, {**usual, name: usual.get(name, 0.0) + side * length})[0])
                for side in (0.5, -0.5)
            ))
            for name, length in moves
        ]  # fmt: skip
        scatter = SCATTER_SPREAD * renderer.scanner.scatter / mean
        noise = scatter[:, :, None] * scatter[:, None, :]
        entries = np.arange(mean.shape[1])
        noise[:, entries, entries] += np.minimum(variance / (scan.pixels * mean**2), 4.0)
        shifts = np.stack(moved, axis=2) if moved else np.zeros((*mean.shape, 0))
        return Channels(mean=level, noise=noise, moved=shifts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hypothesis:
    """One thing behind one piece of the packing: its weight, its curve, and the likelihood made of it."""

    log_weight: float
    line: Polyline
    likelihood: MarginalLikelihood


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Channels:
    """One scanner's view of one thing.

    Attributes:
        mean: (nodes, channels) ln of the signal.
        noise: (nodes, channels, channels) covariance of counting noise and scatter.
        moved: (nodes, channels, causes) change by a step of each packing material, then by one standard deviation of
            each spread of composition.
    """

    mean: Array
    noise: Array
    moved: Array


def signals(renderer: Renderer, paths_mm: dict[str, Array]) -> tuple[Array, Array]:
    """(nodes, channels) mean signal and variance of a pixel, from the station's tables."""
    mean, variance = renderer.mean_signal({name: path.astype(np.float32) for name, path in paths_mm.items()})
    return mean.T.astype(np.float64), variance.T.astype(np.float64)
