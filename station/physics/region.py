"""The signal of a region of one make-up, at the full energy resolution of the tables and in double precision.

The same model as `forward`, which sums energies in groups to be fast on pictures; here nothing is grouped, for the
regions on which limits are computed and estimators are measured (physics reference, section 3).
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from station.physics.attenuation import linear_attenuation
from station.physics.scanner_models import ScannerModel

ROWS_AT_ONCE = 1000


class RegionModel:
    """The forward model of one scanner for regions.

    Attributes:
        scanner: the model.
        open_second: (channels,) variance of the open beam, per pixel and line, relative to the squared open signal.
    """

    def __init__(self, scanner: ScannerModel) -> None:
        self.scanner = scanner
        open_signal = scanner.open_signal[:, None]
        weights = np.concatenate([scanner.mean_weight / open_signal, scanner.second_weight / open_signal**2]).T
        # Energies beyond the end point weigh nothing.
        self.seen = weights.any(axis=1)
        self.weights = weights[self.seen]
        channels = len(scanner.channels)
        self.open_second = self.weights[:, channels:].sum(axis=0)

    def primary(self, paths_mm: Mapping[str, NDArray[np.float64]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean and second moment, (n, channels) each, of `paths_mm`: (n,) lengths per material; no scatter."""
        names = list(paths_mm)
        attenuation = np.stack([linear_attenuation(name, self.scanner.part)[self.seen] for name in names])
        paths = np.stack(np.broadcast_arrays(*(paths_mm[name] for name in names)), axis=1)
        result = np.empty((len(paths), self.weights.shape[1]))
        for first in range(0, len(paths), ROWS_AT_ONCE):
            rows = slice(first, first + ROWS_AT_ONCE)
            result[rows] = np.exp(-(paths[rows] @ attenuation)) @ self.weights
        channels = self.weights.shape[1] // 2
        return result[:, :channels], result[:, channels:]

    def moments(
        self, paths_mm: Mapping[str, NDArray[np.float64]], scatter_factor: NDArray[np.float64] | float = 1.0
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean and variance of one pixel's signal relative to the open beam, (n, channels), scatter and noise included.

        Args:
            paths_mm: (n,) lengths per material.
            scatter_factor: (n, 1) or one amplitude of the scatter, 1 as expected.
        """
        mean, second = self.primary(paths_mm)
        scatter = self.scanner.scatter * scatter_factor
        return mean + scatter, second + scatter * self.open_second + self.scanner.electronic**2

    def pixels(self, area_mm2: float) -> float:
        """Pixels in a region, at least one."""
        belt, across = self.scanner.pitch_mm
        return max(area_mm2 / (belt * across), 1.0)
