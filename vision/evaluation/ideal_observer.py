"""The ideal observer of a region of known place: the bound that no estimator passes (physics reference, section 6).

It knows what draws the measurements: every filling with its prior, the packing and how much it varies, the scanner
and the size of its systematic errors. Measurements are ln(mean / open), scatter included, with the covariance of
section 6; further evidence is an independent entry, ln(thickness) or ln(mass per area).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.physics.region import RegionModel
from vision.evaluation.benchmark import Row, scanner_of
from vision.evidence.expectation import Filling
from vision.evidence.polyline import MarginalLikelihood, Polyline

CHANNEL_GAIN, COMMON_GAIN, SCATTER_SPREAD = 0.002, 0.003, 0.2
LARGEST_RELATIVE_VARIANCE = 4.0

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FillingModel:
    """What one filling looks like along its thickness.

    Attributes:
        thickness: (nodes,) mm.
        mean: (nodes, entries).
        variance: (nodes, entries) independent between entries.
        shared: (nodes, causes, entries) change of the mean for one standard deviation of each shared cause.
    """

    filling: Filling
    thickness: Array
    mean: Array
    variance: Array
    shared: Array

    def drawn(self, n: int, rng: np.random.Generator) -> Array:
        """(n, entries) measurements of this filling."""
        thickness = self.filling.thickness.drawn(n, rng)
        cell = np.clip(np.searchsorted(self.thickness, thickness) - 1, 0, len(self.thickness) - 2)
        place = self.filling.thickness.place
        start, end = place(self.thickness[cell]), place(self.thickness[cell + 1])
        part = ((place(thickness) - start) / (end - start))[:, None]
        mean, variance = (between(table, cell, part) for table in (self.mean, self.variance))
        shared = between(self.shared, cell, part[:, :, None])
        own = np.sqrt(variance) * rng.standard_normal(mean.shape)
        common = (shared * rng.standard_normal(shared.shape[:2])[:, :, None]).sum(axis=1)
        return np.asarray(mean + own + common)

    def likelihood(self) -> MarginalLikelihood:
        """Marginal over the thickness."""
        variance, shared = middle(self.variance), middle(self.shared)
        covariance = np.einsum("kja,kjb->kab", shared, shared)
        entries = np.arange(variance.shape[1])
        covariance[:, entries, entries] += variance
        _, log_mass = self.filling.thickness.steps(len(self.thickness))
        return MarginalLikelihood(Polyline(mean=self.mean, covariance=covariance, log_mass=log_mass))


def between(table: Array, cell: NDArray[np.intp], part: Array) -> Array:
    """Values of a table of nodes inside cells."""
    return np.asarray((1 - part) * table[cell] + part * table[cell + 1])


def middle(table: Array) -> Array:
    """(cells, ...) means of neighbouring nodes."""
    return np.asarray((table[1:] + table[:-1]) / 2)


def filling_model(row: Row, filling: Filling) -> FillingModel:
    """Means and covariance of section 6 along the thickness of one filling."""
    content = row.content
    thickness, _ = filling.thickness.steps(content.nodes)
    causes = len(content.packing) + len(filling.jitter)
    means, variances, shared, own_causes = [], [], [], []
    for code in row.scanners:
        mean, variance, moved, systematic = modality(RegionModel(scanner_of(code)), row, filling, thickness)
        means.append(mean)
        variances.append(variance)
        shared.append(moved)
        own_causes.append(systematic)
    for sigma, offset in ((row.thick, 1.0), (row.areal, filling.density_g_cm3 / 10)):
        if sigma is not None:
            means.append(np.log(offset * thickness)[:, None])
            variances.append(np.full((len(thickness), 1), sigma**2))
            shared.append(np.zeros((len(thickness), causes, 1)))
            own_causes.append(np.zeros((len(thickness), 0, 1)))
    return FillingModel(
        filling=filling, thickness=thickness, mean=np.concatenate(means, axis=1),
        variance=np.concatenate(variances, axis=1),
        shared=np.concatenate([np.concatenate(shared, axis=2), *apart(own_causes)], axis=1),
    )  # fmt: skip


def apart(blocks: Sequence[Array]) -> list[Array]:
    """Causes of one modality, with zeros for the entries of the others."""
    widths = [block.shape[2] for block in blocks]
    total, first, result = sum(widths), 0, []
    for block, width in zip(blocks, widths, strict=True):
        wide = np.zeros((*block.shape[:2], total))
        wide[:, :, first : first + width] = block
        result.append(wide)
        first += width
    return result


def modality(model: RegionModel, row: Row, filling: Filling, thickness: Array) -> tuple[Array, Array, Array, Array]:
    """Mean, own variance, shifts by packing and composition, shifts by gain and scatter, of one scanner's channels."""
    content = row.content
    packing = [(layer.material, np.full_like(thickness, layer.mean_mm)) for layer in content.packing]
    usual = [*filling.paths(thickness).items(), *packing]
    mean, variance = model.moments(together(usual))
    level = np.log(mean)
    moves = [(layer.material, np.full_like(thickness, layer.sigma_mm)) for layer in content.packing]
    moves += [(name, filling.added_mm(name, share, thickness)) for name, share in filling.jitter.items()]
    moved = [np.log(model.moments(together([*usual, move]))[0]) - level for move in moves]
    relative = variance / (model.pixels(content.area_mm2) * mean**2)
    own = np.minimum(relative, LARGEST_RELATIVE_VARIANCE) + CHANNEL_GAIN**2
    systematic = np.stack([np.full_like(mean, COMMON_GAIN), SCATTER_SPREAD * model.scanner.scatter / mean], axis=1)
    shifts = np.stack(moved, axis=1) if moved else np.zeros((len(thickness), 0, mean.shape[1]))
    return level, own, shifts, systematic


def together(paths: Sequence[tuple[str, Array]]) -> dict[str, Array]:
    """Lengths per material, of those that appear more than once the sum."""
    result: dict[str, Array] = {}
    for name, length in paths:
        result[name] = result.get(name, np.zeros_like(length)) + length
    return result


class IdealObserver:
    """The bound of one row."""

    def __init__(self, row: Row) -> None:
        self.clean = [filling_model(row, filling) for filling in row.content.clean]
        self.threats = [filling_model(row, filling) for filling in row.content.threats]
        self.likelihoods = [
            [(np.log(model.filling.weight), model.likelihood()) for model in models]
            for models in (self.clean, self.threats)
        ]

    def scores(self, measured: Array) -> Array:
        """(n,) log likelihood ratio, threats over clean, of (n, entries) measurements."""
        clean, threat = (
            np.logaddexp.reduce([weight + likelihood(measured) for weight, likelihood in terms])
            for terms in self.likelihoods
        )
        return np.asarray(threat - clean)

    def drawn(self, models: Sequence[FillingModel], n: int, rng: np.random.Generator) -> Array:
        """(n, entries) measurements of a list of fillings by their weights."""
        weights = np.array([model.filling.weight for model in models])
        counts = rng.multinomial(n, weights / weights.sum())
        return np.concatenate([model.drawn(count, rng) for model, count in zip(models, counts, strict=True)])

    def trial(self, n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        """Scores of n clean and n threat regions that it draws itself."""
        return self.scores(self.drawn(self.clean, n, rng)), self.scores(self.drawn(self.threats, n, rng))
