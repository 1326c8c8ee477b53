"""Path lengths per material -> mean detector signal and variance, relative to the open beam.

mean_c = sum N0 W_c T / S0_c + f_sc; variance = (sum N0 W2_c T + f_sc V0_c) / S0_c^2 + sigma_e^2
(physics reference, section 3). Energies are summed in groups with edges on the K edges.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from station.physics.attenuation import linear_attenuation
from station.physics.kernels import signals
from station.physics.materials import material
from station.physics.scanner_models import ScannerModel

K_EDGES_KEV = (29.2, 50.2, 69.525, 80.725, 88.0)


class Renderer:
    """The forward model of one scanner.

    Args:
        scanner: the model.
        group_kev: width of an energy group; 2 keV is exact to 0.0024 in -ln S, 4 keV to 0.010
            (physics reference, section 2). MeV scanners use groups of 100 keV.
    """

    def __init__(self, scanner: ScannerModel, *, group_kev: float = 4.0) -> None:
        self.scanner = scanner
        width = group_kev if scanner.part == "total" else 100.0
        self.groups = group_index(scanner, width)
        self.mean_weight = self.grouped(scanner.mean_weight) / scanner.open_signal[:, None]
        self.second_weight = self.grouped(scanner.second_weight) / scanner.open_signal[:, None] ** 2
        self.scatter_variance = scanner.scatter * self.second_weight.sum(axis=1)
        self.attenuation: dict[str, NDArray[np.float64]] = {}

    def grouped(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """(channels, groups) sums of (channels, energies)."""
        return np.array([np.bincount(self.groups, row) for row in weights])

    def group_attenuation(self, name: str) -> NDArray[np.float64]:
        """(groups,) attenuation per mm, the mean weighted by what the channels see."""
        if name not in self.attenuation:
            scanner = self.scanner
            seen = (scanner.mean_weight / scanner.open_signal[:, None]).mean(axis=0) + 1e-30
            weighted = np.bincount(self.groups, seen * linear_attenuation(name, scanner.part))
            self.attenuation[name] = weighted / np.bincount(self.groups, seen)
        return self.attenuation[name]

    def moments(self, paths_mm: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        """(2, channels, ...) primary mean and second moment of `paths_mm`, each of one common shape."""
        names = list(paths_mm)
        shape = np.broadcast_shapes(*(paths_mm[name].shape for name in names))
        stack = np.stack([np.broadcast_to(paths_mm[name], shape).ravel() for name in names], axis=1)
        table = np.stack([self.group_attenuation(name) for name in names], axis=1).astype(np.float32)
        mean, second = self.mean_weight.astype(np.float32), self.second_weight.astype(np.float32)
        matter = stack.any(axis=1)
        open_beam = np.stack([mean.sum(axis=1), second.sum(axis=1)])
        result = np.repeat(open_beam[:, :, None], len(stack), axis=2)
        result[:, :, matter] = signals(np.ascontiguousarray(stack[matter], np.float32), table, mean, second)
        return result.reshape(2, len(mean), *shape)

    def log_signals(self, paths_mm: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        """(channels, ...) -ln of the primary transmission, without scatter and noise."""
        return -np.log(np.maximum(self.moments(paths_mm)[0], 1e-30))

    def mean_signal(
        self, paths_mm: Mapping[str, NDArray[np.float32]], *, scatter_factor: float = 1.0
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Mean and variance of the signal, scatter and electronic noise included, (channels, ...) float32."""
        primary, second = self.moments(paths_mm)
        ones = (1,) * (primary.ndim - 1)
        noise = self.scanner.electronic.reshape(-1, *ones) ** 2
        scatter = self.scatter_variance.reshape(-1, *ones) * scatter_factor
        mean = primary + np.float32(self.scanner.scatter * scatter_factor)
        return mean, (second + scatter + noise).astype(np.float32)


def group_index(scanner: ScannerModel, width_kev: float) -> NDArray[np.intp]:
    """Group of each energy: bins of `width_kev`, cut again at the K edges; numbered without holes."""
    grid = scanner.energies_kev
    cuts = np.union1d(np.arange(0.0, grid[-1] + width_kev, width_kev), K_EDGES_KEV)
    numbers = np.searchsorted(cuts, grid)
    return np.unique(numbers, return_inverse=True)[1]


def attenuation_curve(
    renderer: Renderer, name: str, areal_g_cm2: NDArray[np.float64], packing_mm: Mapping[str, float]
) -> NDArray[np.float64]:
    """(channels, n) -ln T that a material adds behind a packing.

    Args:
        renderer: of the scanner.
        name: the material.
        areal_g_cm2: (n,) areal densities of the material.
        packing_mm: thickness of each packing material.
    """
    thickness = (areal_g_cm2 / material(name).density_g_cm3 * 10).astype(np.float32)
    packing = {key: np.full_like(thickness, value) for key, value in packing_mm.items() if key != name}
    if not packing:
        return renderer.log_signals({name: thickness}).astype(np.float64)
    alone = renderer.log_signals({key: value[:1] for key, value in packing.items()})
    return (renderer.log_signals({name: thickness, **packing}) - alone).astype(np.float64)
