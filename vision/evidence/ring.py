"""The packing behind an object, from the ring around it: an equivalent thickness, and how much it varies.

Every packing is described as so much wood and so much iron, whatever it is made of; negative lengths are allowed,
for plastics harden the beam less than wood. The ring is measured in patches: their mean is the packing of this place,
their scatter over many rings, less what the detector's own gain errors explain, is how much the packing behind an
object may differ from the ring.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.physics.forward import Renderer

BASIS = ("Wood", "Fe")
# Steps of the finite differences and the widths within which a thickness is looked for, mm.
STEP_MM = np.array([2.0, 0.1])
WIDTH_MM = np.array([300.0, 1.0])
# Less iron than this would grow beyond all numbers at energies that no detector sees.
LEAST_IRON_MM = -0.5
GAIN_SIGMA, COMMON_SIGMA = 0.002, 0.003
# A ring that lets this much through in every channel is air (as AIR_LOG of the material lookup).
AIR_LOG = 0.015
ITERATIONS = 6
# A normal distribution as a sum of narrower ones: their centres and width, in standard deviations.
PIECES, PIECE_SIGMA = 0.6 * np.arange(-4, 5), 0.45

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Packing:
    """What surrounds the regions of one batch.

    Attributes:
        usual_mm: (basis,) equivalent thickness about which the tables are made.
        offset_mm: (n, basis) of each region's ring against it.
        covariance: (basis, basis) of the packing behind an object against its ring.
    """

    usual_mm: Array
    offset_mm: Array
    covariance: Array

    def pieces(self, renderers: Sequence[Renderer]) -> Sequence[tuple[float, Array, Array]]:
        """Weight, centre (basis,) and covariance of normal parts that make up the packing behind an object.

        One where the signals change in proportion to the packing within its spread. Where they bend by more than
        half the gain error, as low energies do behind iron, the spread is cut along the iron, so that each part is
        nearly straight.
        """
        iron = np.sqrt(self.covariance[-1, -1])
        along = self.covariance[:, -1] / iron if iron > 0 else np.zeros(len(BASIS))
        around = log_of(renderers, self.usual_mm + np.array([[-1.0], [0.0], [1.0]]) * along)
        if np.abs(around[0] + around[2] - 2 * around[1]).max() / 2 < GAIN_SIGMA / 2:
            return [(1.0, self.usual_mm, self.covariance)]
        left = np.outer(along, along) * (PIECE_SIGMA**2 - 1)
        weights = np.exp(-0.5 * PIECES**2 / (1 - PIECE_SIGMA**2))
        return [
            (float(weight), self.usual_mm + piece * along, self.covariance + left)
            for piece, weight in zip(PIECES, weights / weights.sum(), strict=True)
        ]


def log_of(renderers: Sequence[Renderer], thickness_mm: Array) -> Array:
    """(n, channels of all scanners) -ln T of (n, basis) equivalent thicknesses."""
    paths = {name: thickness_mm[:, i].astype(np.float32) for i, name in enumerate(BASIS)}
    return np.concatenate([renderer.log_signals(paths).T.astype(np.float64) for renderer in renderers], axis=1)


def slopes(renderers: Sequence[Renderer], thickness_mm: Array) -> Array:
    """(n, channels, basis) change of -ln T per mm."""
    sides = [
        [log_of(renderers, thickness_mm + sign * step) for sign in (0.5, -0.5)] for step in np.diag(STEP_MM)
    ]  # fmt: skip
    return np.stack([(up - down) / step for (up, down), step in zip(sides, STEP_MM, strict=True)], axis=2)


def equivalent(renderers: Sequence[Renderer], attenuation: Array, noise: Array) -> Array:
    """(n, basis) equivalent thicknesses of (n, channels) -ln T with the covariance `noise` of one measurement."""
    thickness = np.tile([10.0, 0.1], (len(attenuation), 1))
    weight = np.linalg.inv(noise)
    prior = np.diag(WIDTH_MM**-2.0)
    for _ in range(ITERATIONS):
        slope = slopes(renderers, thickness)
        residual = attenuation - log_of(renderers, thickness)
        pulled = np.swapaxes(slope, 1, 2) @ weight
        towards = np.einsum("nbc,nc->nb", pulled, residual) - thickness @ prior
        thickness = thickness + np.linalg.solve(pulled @ slope + prior, towards[:, :, None])[:, :, 0]
        thickness[:, -1] = np.maximum(thickness[:, -1], LEAST_IRON_MM)
    # Where the iron was held back the wood takes what is left.
    slope, residual = slopes(renderers, thickness)[:, :, 0], attenuation - log_of(renderers, thickness)
    pulled = slope @ weight
    thickness[:, 0] += (pulled * residual).sum(axis=1) / (pulled * slope).sum(axis=1)
    return thickness


def gain_covariance(renderers: Sequence[Renderer]) -> Array:
    """(channels, channels) of the gain errors of one place: each channel's own, and one common to each scanner."""
    counts = [len(renderer.scanner.channels) for renderer in renderers]
    scanner = np.repeat(np.arange(len(counts)), counts)
    return GAIN_SIGMA**2 * np.eye(sum(counts)) + COMMON_SIGMA**2 * (scanner[:, None] == scanner[None, :])


def packing_of(renderers: Sequence[Renderer], patches: Sequence[Array]) -> Packing | None:
    """The packing of a batch of regions; None if their rings are air.

    Args:
        renderers: of the scanners that looked.
        patches: per scanner (n, patches, channels) signal relative to the open beam, scatter included.
    """
    clear = [
        np.maximum(ring - renderer.scanner.scatter, renderer.scanner.scatter / 4)
        for renderer, ring in zip(renderers, patches, strict=True)
    ]
    logs = np.concatenate([-np.log(ring) for ring in clear], axis=2)
    mean = logs.mean(axis=1)
    if np.median(np.abs(mean)) < AIR_LOG:
        return None
    count = logs.shape[1]
    gain = gain_covariance(renderers)
    found = equivalent(renderers, mean, gain / count)
    usual = np.median(found, axis=0)
    slope = slopes(renderers, usual[None])[0]
    # Differences of patches in channels -> thickness, by the same weights as the fit.
    weight = np.linalg.inv(gain)
    to_thickness = np.linalg.solve(slope.T @ weight @ slope + np.diag(WIDTH_MM**-2.0), slope.T @ weight)
    inside = (logs - mean[:, None]).reshape(-1, logs.shape[2])
    seen = inside.T @ inside / (len(mean) * (count - 1))
    spread = to_thickness @ (seen - gain) @ to_thickness.T
    values, vectors = np.linalg.eigh((spread + spread.T) / 2)
    spread = (vectors * np.maximum(values, 0.0)) @ vectors.T
    # The mean of the ring's patches is itself that far off.
    return Packing(usual_mm=usual, offset_mm=found - usual, covariance=spread * (1 + 1 / count))
