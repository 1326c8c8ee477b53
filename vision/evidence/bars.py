"""Gold among bars: attenuation at the mass per area that the scale allows, and bar against bar.

Bars of one item share a thickness t (tolerance 0.7 %) and, unless of gold, one metal. For each metal, t on a
grid and three amplitudes of the scatter, the likelihood of every assignment gold / not gold is summed; the
scale ties t to the sum of all bars. Attenuation at equal mass per area: physics reference, sections 5.1 and 8.3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.physics.forward import Renderer
from station.physics.materials import material
from station.types.material import Segment

# What bars may be if they are not gold, with prior weights.
METALS: Mapping[str, float] = {"W": 0.5, "WHA93": 0.25, "WC10Co": 0.15, "Pb": 0.05, "Fe": 0.03, "Cu": 0.02}
GOLD = "Au"
MOST_BARS = 10
PRIOR_GOLD = 0.05
TOLERANCE = 0.007
AREA_SIGMA = 0.01
PACKING_SIGMA = 0.03
THICKNESS_MM = np.geomspace(1.0, 40.0, 220)
SCATTER_AMPLITUDES, SCATTER_WEIGHTS = np.array([0.75, 1.0, 1.25]), np.array([0.25, 0.5, 0.25])
GAIN_SIGMA, COMMON_SIGMA = 0.002, 0.003
NEGLIGIBLE = 40.0
# A bar that no metal explains better than this many standard deviations per channel is not judged.
WORST_FIT = 6.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BarVerdict:
    """What the evidence says of the bars of one item.

    Attributes:
        log_odds: (bars,) natural log of P(gold) / P(not gold), prior included.
        relative: (bars,) the same without the scale.
        metal: the most likely metal of the bars that are not gold.
        thickness_mm: most likely thickness.
        expected_not_gold: and `expected_gold`: high-energy transmission of a bar at that thickness.
        measured: (bars,) high-energy transmission.
        explained: False if no hypothesis fits the measurements.
    """

    log_odds: NDArray[np.float64]
    relative: NDArray[np.float64]
    metal: str
    thickness_mm: float
    expected_not_gold: float
    expected_gold: float
    measured: NDArray[np.float64]
    explained: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NetMass:
    """Mass of the bars alone, from the scale less the packing, with its standard error."""

    value_g: float
    sigma_g: float


def judge(
    renderer: Renderer, bars: Sequence[Segment], packing_mm: Mapping[str, float], net_mass: NetMass | None
) -> BarVerdict:
    """The verdict on up to `MOST_BARS` bars whose last channel is not opaque."""
    usable = [index for index in (0, -1) if not any(bar.opaque[index] for bar in bars)]
    measured = np.array([[bar.mean_log[index] for index in usable] for bar in bars])
    sigma = np.array([[bar.log_sigma[index] for index in usable] for bar in bars])
    areas = np.array([bar.area_cm2 for bar in bars])
    names = [GOLD, *METALS]
    curves = {name: primary_log(renderer, name, packing_mm)[usable] for name in names}
    gold = bar_likelihood(renderer, curves[GOLD], measured, sigma)
    assignments = all_assignments(len(bars))
    per_metal, relative_metal, places = [], [], []
    for metal, weight in METALS.items():
        other = bar_likelihood(renderer, curves[metal], measured, sigma)
        mass = None if net_mass is None else mass_likelihood(metal, areas, assignments, net_mass)
        kept = likely(gold, other, mass)
        # (assignments, scatter, thickness): independent bars given thickness and scatter.
        joint = np.tensordot(assignments, (gold - other)[:, :, kept], axes=(1, 0)) + other[:, :, kept].sum(axis=0)
        joint = joint + np.log(weight) + np.log(SCATTER_WEIGHTS)[None, :, None] - np.log(len(THICKNESS_MM))
        relative_metal.append(log_sum(joint))
        if mass is not None:
            joint = joint + mass[:, None, kept]
        per_metal.append(joint)
        places.append(kept)
    prior = assignment_prior(assignments)
    total = np.logaddexp.reduce([log_sum(joint) for joint in per_metal]) + prior
    alone = np.logaddexp.reduce(relative_metal) + prior
    best_metal = int(np.argmax([joint.max() for joint in per_metal]))
    best = np.unravel_index(int(np.argmax(per_metal[best_metal])), per_metal[best_metal].shape)
    metal = list(METALS)[best_metal]
    place = int(places[best_metal][best[2]])
    return BarVerdict(
        log_odds=odds(total, assignments),
        relative=odds(alone, assignments),
        metal=metal,
        thickness_mm=float(THICKNESS_MM[place]),
        expected_not_gold=float(np.exp(-curves[metal][-1, place])),
        expected_gold=float(np.exp(-curves[GOLD][-1, place])),
        measured=np.exp(-measured[:, -1]),
        explained=bool(per_metal[best_metal].max() > -0.5 * WORST_FIT**2 * measured.size),
    )


def likely(gold: NDArray[np.float64], other: NDArray[np.float64], mass: NDArray[np.float64] | None) -> NDArray[np.intp]:
    """Places on the thickness grid that count, with the scale or without; the rest is below e^-40 of the best."""
    best = np.maximum(gold, other).sum(axis=0).max(axis=0)
    kept = best > best.max() - NEGLIGIBLE
    if mass is not None:
        weighed = best + mass.max(axis=0)
        kept |= weighed > weighed.max() - NEGLIGIBLE
    return np.flatnonzero(kept)


def log_sum(joint: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) log of the sum of exponentials over all but the first axis."""
    flat = joint.reshape(len(joint), -1)
    largest = flat.max(axis=1)
    result: NDArray[np.float64] = largest + np.log(np.exp(flat - largest[:, None]).sum(axis=1))
    return result


def primary_log(renderer: Renderer, name: str, packing_mm: Mapping[str, float]) -> NDArray[np.float64]:
    """(channels, thicknesses) -ln T of a bar behind the packing, without scatter."""
    paths = {key: np.full(len(THICKNESS_MM), value, np.float32) for key, value in packing_mm.items()}
    paths[name] = paths.get(name, np.float32(0)) + THICKNESS_MM.astype(np.float32)
    return renderer.log_signals(paths).astype(np.float64)


def bar_likelihood(
    renderer: Renderer, curve: NDArray[np.float64], measured: NDArray[np.float64], sigma: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(bars, scatter, thickness) log likelihood of each bar; constants that all share are left out."""
    scatter = renderer.scanner.scatter * SCATTER_AMPLITUDES
    signal = np.exp(-curve)[None] + scatter[:, None, None]
    expected = -np.log(signal)
    slope = np.gradient(curve, np.log(THICKNESS_MM), axis=1) * np.exp(-curve) / signal
    residual = measured[:, None, :, None] - expected[None]
    # Per bar: counting error and channel gain; thickness tolerance and common gain move all channels together.
    own = sigma[:, None, :, None] ** 2 + GAIN_SIGMA**2 + (0.1 * renderer.scanner.scatter / signal[None]) ** 2
    shared = TOLERANCE * slope[None] + COMMON_SIGMA
    weight = (shared**2 / own).sum(axis=2)
    projected = (residual * shared / own).sum(axis=2)
    chi2 = (residual**2 / own).sum(axis=2) - projected**2 / (1 + weight)
    return np.asarray(-0.5 * (chi2 + np.log(own).sum(axis=2) + np.log1p(weight)) + 0.5 * np.log(1e-5) * own.shape[2])


def all_assignments(bars: int) -> NDArray[np.float64]:
    """(2^bars, bars) 1 where a bar is gold."""
    return (np.arange(2**bars)[:, None] >> np.arange(bars) & 1).astype(np.float64)


def assignment_prior(assignments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log prior: an item holds gold with `PRIOR_GOLD`; then every number of gold bars is as likely."""
    bars = assignments.shape[1]
    counts = assignments.sum(axis=1).astype(int)
    ways = np.bincount(counts)
    gold = np.log(PRIOR_GOLD / bars) - np.log(ways[counts])
    return np.where(counts == 0, np.log(1 - PRIOR_GOLD), gold)


def mass_likelihood(
    metal: str, areas: NDArray[np.float64], assignments: NDArray[np.float64], net_mass: NetMass
) -> NDArray[np.float64]:
    """(assignments, thickness) log likelihood of the mass of all bars."""
    densities = assignments * material(GOLD).density_g_cm3 + (1 - assignments) * material(metal).density_g_cm3
    mass = (densities @ areas)[:, None] * THICKNESS_MM / 10
    sigma = np.hypot(net_mass.sigma_g, AREA_SIGMA * mass)
    return np.asarray(-0.5 * ((mass - net_mass.value_g) / sigma) ** 2 - np.log(sigma / mass))


def odds(total: NDArray[np.float64], assignments: NDArray[np.float64]) -> NDArray[np.float64]:
    """(bars,) log odds of gold for each bar."""
    columns = range(assignments.shape[1])
    sums = [[np.logaddexp.reduce(total[assignments[:, i] == gold]) for gold in (1, 0)] for i in columns]
    values = [gold - other for gold, other in sums]
    return np.clip(values, -60.0, 60.0)
