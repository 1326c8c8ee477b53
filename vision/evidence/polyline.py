"""The likelihood of measurements whose mean lies somewhere on a line through channel space, integrated along it.

A material of unknown thickness draws a curve through the space of its channels. Between two nodes the mean is taken
as linear and the covariance as constant; the integral over such a cell has a closed form with the error function.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

# Cells whose chi2 lies this far above the best one add less than e^-25 of it.
NEGLIGIBLE = 50.0
ROWS_AT_ONCE = 2000
LOG_ROOT_TAU = 0.5 * float(np.log(2 * np.pi))

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Polyline:
    """A curve of means with its covariance and prior.

    Attributes:
        mean: (nodes, channels).
        covariance: (nodes - 1, channels, channels) of each cell.
        log_mass: (nodes - 1,) log prior mass of each cell.
        design: (nodes - 1, channels, inputs): what each cell subtracts its mean from is `design @ input`.
            None: the inputs are the channels.
    """

    mean: Array
    covariance: Array
    log_mass: Array
    design: Array | None = None

    def drawn(self, n: int, rng: np.random.Generator) -> Array:
        """(n, channels) measurements from the curve, what `design` subtracts left at zero."""
        mass = np.exp(self.log_mass)
        cell = rng.choice(len(mass), n, p=mass / mass.sum())
        part = rng.random((n, 1))
        mean = (1 - part) * self.mean[cell] + part * self.mean[cell + 1]
        noise = rng.standard_normal(mean.shape)
        return np.asarray(mean + np.einsum("nij,nj->ni", np.linalg.cholesky(self.covariance)[cell], noise))


class MarginalLikelihood:
    """Log likelihood of inputs, marginal over the place on a polyline; prepared once, used on many."""

    def __init__(self, line: Polyline) -> None:
        lower = np.linalg.cholesky(line.covariance)
        whiten = np.linalg.inv(lower)
        design = whiten if line.design is None else whiten @ line.design
        start = np.einsum("kij,kj->ki", whiten, line.mean[:-1])
        edge = np.einsum("kij,kj->ki", whiten, np.diff(line.mean, axis=0))
        self.length = np.maximum(np.linalg.norm(edge, axis=1), 1e-9)
        along = edge / self.length[:, None]
        # chi2 = |design z - start|^2 as one product of features of z: 1, z, z z'.
        inputs = design.shape[2]
        self.upper = np.triu_indices(inputs)
        square = np.einsum("kia,kib->kab", design, design)
        square = np.where(np.eye(inputs, dtype=bool), square, 2 * square)[:, self.upper[0], self.upper[1]]
        linear = -2 * np.einsum("kia,ki->ka", design, start)
        self.chi2 = np.concatenate([(start**2).sum(axis=1)[:, None], linear, square], axis=1)
        self.place = np.concatenate(
            [-(along * start).sum(axis=1)[:, None], np.einsum("ki,kia->ka", along, design)], axis=1
        )
        log_volume = np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
        channels = line.mean.shape[1]
        self.constant = line.log_mass - log_volume - (channels - 1) * LOG_ROOT_TAU - np.log(self.length)

    def __call__(self, inputs: Array) -> Array:
        """(n,) log likelihood of (n, inputs)."""
        parts = [self.chunk(inputs[i : i + ROWS_AT_ONCE]) for i in range(0, len(inputs), ROWS_AT_ONCE)]
        return np.concatenate(parts) if parts else np.empty(0)

    def chunk(self, inputs: Array) -> Array:
        """The same for a few thousand rows."""
        one = np.ones((len(inputs), 1))
        features = np.concatenate([one, inputs, inputs[:, self.upper[0]] * inputs[:, self.upper[1]]], axis=1)
        chi2 = features @ self.chi2.T
        place = features[:, : 1 + inputs.shape[1]] @ self.place.T
        beside = chi2 - place**2
        outside = np.maximum(np.maximum(place - self.length, -place), 0.0)
        nearest = beside + outside**2
        rows, cells = np.nonzero(nearest < nearest.min(axis=1, keepdims=True) + NEGLIGIBLE)
        reach, length = place[rows, cells], self.length[cells]
        value = self.constant[cells] - 0.5 * beside[rows, cells] + log_interval(reach - length, reach)
        best = np.full(len(inputs), -np.inf)
        np.maximum.at(best, rows, value)
        total = np.bincount(rows, np.exp(value - best[rows]), minlength=len(inputs))
        return np.asarray(best + np.log(total))


def log_interval(low: Array, high: Array) -> Array:
    """Log of the normal probability between `low` and `high`, exact in both tails."""
    upper = low > 0
    low, high = np.where(upper, -high, low), np.where(upper, -low, high)
    top = log_ndtr(high)
    return np.asarray(top + np.log(-np.expm1(np.minimum(log_ndtr(low) - top, -1e-15))))
