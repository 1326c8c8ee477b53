"""Which heavy metal a segment holds, by its K edge: a likelihood-ratio test on the counts of energy bins.

Counts y_b of bin b over n pixels are Poisson with mean n S0_b (sum W_b T + f_sc), T through thicknesses, none below
zero, of an organic, of iron and of one metal. A gain error of 0.2 % makes counts beyond 1 / 0.002^2 no more exact:
each bin's log likelihood has the weight 1 / (1 + 0.002^2 y_b). Metals are compared by the ratio of their maxima,
never by a fitted amount: amounts of tungsten and gold go against each other (physics reference, section 8.2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.physics.forward import Renderer

ORGANIC, IRON = "PE", "Fe"
METALS = ("W", "Au", "Pb", "Sn")
# Where the edges are sought; above about 2 mm of gold nothing of it comes through (physics reference, section 5.1).
WINDOW_KEV = (57.0, 100.0)
GAIN_SIGMA = 0.002
START_FACTORS = (0.6, 1.0, 1.6)
ITERATIONS = 40

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EdgeFit:
    """The most likely thicknesses under one metal.

    Attributes:
        thickness_mm: (n, 3) of organic, iron, metal.
        log_likelihood: (n,) up to what all metals share.
    """

    thickness_mm: Array
    log_likelihood: Array


class KEdgeTest:
    """The test on one photon-counting scanner; all segments at once.

    Args:
        renderer: of the scanner.
        pixels: over which the counts of a segment are summed.
    """

    def __init__(self, renderer: Renderer, pixels: float) -> None:
        scanner = renderer.scanner
        self.renderer = renderer
        self.open_counts = scanner.open_signal * pixels
        self.weights = (renderer.mean_weight * self.open_counts[:, None]).T
        self.scatter = scanner.scatter * self.open_counts
        low, high = WINDOW_KEV
        self.window = np.array([low <= bin.low_kev and bin.high_kev <= high for bin in scanner.channels])

    def beyond_reach(self, counts: Array) -> NDArray[np.bool_]:
        """(n,) nothing comes through between the edges but scatter: not identifiable by them."""
        primary = (counts - self.scatter)[:, self.window].sum(axis=1) / self.open_counts[self.window].sum()
        return np.asarray(primary < self.renderer.scanner.opaque_transmission[self.window].min())

    def statistic(self, counts: Array, metal: str = "Au", against: str = "W") -> Array:
        """(n,) 2 (max ln L of `metal` - max ln L of `against`); positive speaks for `metal`."""
        best = [self.fit(counts, name).log_likelihood for name in (metal, against)]
        return np.asarray(2 * (best[0] - best[1]))

    def fit(self, counts: Array, metal: str) -> EdgeFit:
        """Maximum likelihood of (n, bins) counts under one metal, from three starts each."""
        names = (ORGANIC, IRON, metal)
        attenuation = np.stack([self.renderer.group_attenuation(name) for name in names])
        guess = self.guess(counts, attenuation)
        best, likelihood = guess, np.full(len(counts), -np.inf)
        for factor in START_FACTORS:
            thickness, value = self.climb(counts, attenuation, guess * [1.0, 1.0, factor])
            better = value > likelihood
            best, likelihood = np.where(better[:, None], thickness, best), np.where(better, value, likelihood)
        return EdgeFit(thickness_mm=best, log_likelihood=likelihood)

    def expected(self, thickness: Array, attenuation: Array) -> tuple[Array, Array]:
        """Mean counts (n, bins) and their change per mm (n, bins, 3)."""
        passed = np.exp(-(thickness @ attenuation))
        slopes = [-(passed * row) @ self.weights for row in attenuation]
        return passed @ self.weights + self.scatter, np.stack(slopes, axis=2)

    def log_likelihood(self, counts: Array, mean: Array) -> Array:
        """(...) of counts under means, bins last."""
        weight = 1 / (1 + GAIN_SIGMA**2 * counts)
        return np.asarray((weight * (counts * np.log(mean) - mean)).sum(axis=-1))

    def guess(self, counts: Array, attenuation: Array) -> Array:
        """(n, 3) the best of a coarse grid."""
        axes = ([0.0, 30.0, 80.0], [0.02, 1.0, 4.0], np.geomspace(0.005, 3.0, 14))
        grid = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=1)
        mean, _ = self.expected(grid, attenuation)
        weight = 1 / (1 + GAIN_SIGMA**2 * counts)
        # (n, grid) as two products instead of an array of n times grid times bins.
        value = (weight * counts) @ np.log(mean).T - weight @ mean.T
        return np.asarray(grid[np.argmax(value, axis=1)])

    def climb(self, counts: Array, attenuation: Array, start: Array) -> tuple[Array, Array]:
        """Scoring steps, shortened where they do not climb; thicknesses stay above zero."""
        thickness = np.array(start)
        damping = np.full(len(counts), 1e-3)
        weight = 1 / (1 + GAIN_SIGMA**2 * counts)
        mean, slope = self.expected(thickness, attenuation)
        value = self.log_likelihood(counts, mean)
        for _ in range(ITERATIONS):
            score = np.einsum("nb,nbi->ni", weight * (counts / mean - 1), slope)
            information = np.einsum("nb,nbi,nbj->nij", weight / mean, slope, slope)
            held = (thickness <= 0) & (score < 0)
            information = np.where(held[:, :, None] | held[:, None, :], 0.0, information)
            diagonal = np.einsum("nii->ni", information) * damping[:, None] + 1e-9 + held
            information[:, np.arange(3), np.arange(3)] += diagonal
            step = np.linalg.solve(information, np.where(held, 0.0, score)[:, :, None])[:, :, 0]
            tried = np.maximum(thickness + step, 0.0)
            tried_mean, tried_slope = self.expected(tried, attenuation)
            tried_value = self.log_likelihood(counts, tried_mean)
            better = tried_value >= value
            thickness = np.where(better[:, None], tried, thickness)
            mean = np.where(better[:, None], tried_mean, mean)
            slope = np.where(better[:, None, None], tried_slope, slope)
            gain = np.where(better, tried_value - value, 0.0)
            value = np.where(better, tried_value, value)
            damping = np.where(better, damping / 4, damping * 8)
            if better.any() and gain.max() < 1e-7:
                break
        return thickness, value
