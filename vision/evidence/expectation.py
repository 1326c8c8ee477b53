"""What may lie in a region: materials with the thickness, the spread and the weight that a site expects of them.

A site knows this from the declaration (goods, HS code) and from what it has opened before; for threats from what it
is told to look for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from station.physics.materials import material


@dataclass(frozen=True, slots=True, kw_only=True)
class Thickness:
    """Prior of a thickness: log-uniform between `low` and `high`, or normal with `mean` and `sigma`, within 5 sigma."""

    low: float
    high: float
    sigma: float | None = None

    @property
    def middle(self) -> float:
        """A typical value."""
        return float(np.sqrt(self.low * self.high)) if self.sigma is None else (self.low + self.high) / 2

    def widened(self, factor: float) -> "Thickness":
        """Log-uniform, wider by a factor to both sides: what is left where only the order of size is known."""
        return Thickness(low=max(self.low, self.high / 1000) / factor, high=self.high * factor)

    def place(self, thickness: NDArray[np.float64]) -> NDArray[np.float64]:
        """The coordinate in which `steps` are equidistant: ln t or t."""
        return np.log(thickness) if self.sigma is None else thickness

    def steps(self, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(count,) thicknesses and (count - 1,) log of the probability between neighbours."""
        if self.sigma is None:
            return np.geomspace(self.low, self.high, count), np.full(count - 1, -np.log(count - 1))
        nodes = np.linspace(self.low, self.high, count)
        return nodes, np.log(np.diff(ndtr((nodes - self.middle) / self.sigma)))

    def drawn(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """(n,) values."""
        if self.sigma is None:
            return np.exp(rng.uniform(np.log(self.low), np.log(self.high), n))
        return np.clip(self.middle + self.sigma * rng.standard_normal(n), self.low, self.high)


def between(low: float, high: float) -> Thickness:
    """Log-uniform."""
    return Thickness(low=low, high=high)


def normal(mean: float, sigma: float) -> Thickness:
    """Normal."""
    return Thickness(low=mean - 5 * sigma, high=mean + 5 * sigma, sigma=sigma)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """One thing that may lie in the region.

    Attributes:
        name: under which false alarms and detections are counted.
        mix: materials and their shares of the path.
        weight: prior weight in its list; a list adds up to 1.
        jitter: spread of the composition: material and standard deviation as a share of the mass per area.
    """

    name: str
    mix: Mapping[str, float]
    weight: float
    thickness: Thickness
    jitter: Mapping[str, float] = field(default_factory=dict)

    @property
    def density_g_cm3(self) -> float:
        """Mean density along the path."""
        return sum(share * material(name).density_g_cm3 for name, share in self.mix.items())

    def paths(self, thickness_mm: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Lengths per material at a total thickness."""
        return {name: share * thickness_mm for name, share in self.mix.items()}

    def added_mm(
        self, name: str, share: NDArray[np.float64] | float, thickness_mm: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Length of `name` that makes up `share` of the filling's mass per area."""
        return share * self.density_g_cm3 * thickness_mm / material(name).density_g_cm3


def vaguely(things: Sequence[Filling], factor: float = 2.0) -> tuple[Filling, ...]:
    """The same things, all as likely, their thickness known to `factor` less to both sides."""
    share = 1 / len(things)
    return tuple(replace(thing, weight=share, thickness=thing.thickness.widened(factor)) for thing in things)
