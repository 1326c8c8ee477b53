"""A virtual detector: gain spread, dark offset, dead and hot pixels, drift, counting noise; 16-bit counts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.physics.forward import Renderer
from station.physics.scanner_models import ScannerModel

DARK_COUNTS = 1000.0
LARGEST_COUNT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Systematics:
    """What differs from picture to picture: gain per channel, common gain, amplitude of the scatter."""

    gain: NDArray[np.float64]
    scatter_factor: float


def draw_systematics(scanner: ScannerModel, rng: np.random.Generator) -> Systematics:
    """Independent gain 0.2 % per channel, common gain 0.3 %, scatter amplitude 20 % (section 3)."""
    gain = 1 + 0.002 * rng.standard_normal(len(scanner.channels)) + 0.003 * rng.standard_normal()
    return Systematics(gain=gain, scatter_factor=max(1 + 0.2 * rng.standard_normal(), 0.0))


class VirtualDetector:
    """One unit of a scanner model, with its own faults; `seed` is its serial number.

    Counts are offset + gain * scale * signal, rounded and clipped to 16 bits: one count is 2e-5 of the
    open beam of an integrating detector, below its electronic noise of 5e-5.
    """

    def __init__(self, scanner: ScannerModel, *, width: int, seed: int) -> None:
        self.scanner = scanner
        self.width = width
        rng = np.random.default_rng([seed, 7])
        shape = (len(scanner.channels), width)
        offset = 20.0 if scanner.counting else DARK_COUNTS
        self.offset = offset + 0.02 * offset * rng.standard_normal(shape)
        self.gain = 1 + 0.03 * rng.standard_normal(shape)
        self.dead = rng.random(shape) < 0.0008
        self.hot = rng.random(shape) < 0.0003
        # Open-beam counts: photon counting detectors count photons, the others scale.
        self.scale = scanner.counts_per_signal * scanner.open_signal
        self.open_variance = Renderer(scanner).second_weight.sum(axis=1)

    def lines(
        self,
        mean: NDArray[np.float32],
        variance: NDArray[np.float32],
        rng: np.random.Generator,
        *,
        gain: NDArray[np.float64] | None = None,
    ) -> NDArray[np.uint16]:
        """Counts (lines, channels, pixels) uint16 of a signal (channels, lines, pixels) relative to the open beam."""
        noisy = mean + np.sqrt(variance) * rng.standard_normal(mean.shape, dtype=np.float32)
        if gain is not None:
            noisy = noisy * gain[:, None, None]
        counts = self.offset[:, None] + self.gain[:, None] * self.scale[:, None, None] * noisy
        counts = np.where(self.dead[:, None], self.offset[:, None], counts)
        counts = np.where(self.hot[:, None], LARGEST_COUNT, counts)
        limited = np.clip(np.rint(counts), 0, LARGEST_COUNT).astype(np.uint16)
        return np.ascontiguousarray(limited.transpose(1, 0, 2))

    def air(self, lines: int, rng: np.random.Generator) -> NDArray[np.uint16]:
        """Open-beam counts (lines, channels, pixels)."""
        shape = (len(self.scanner.channels), lines, self.width)
        mean = np.full(shape, 1.0 + self.scanner.scatter, np.float32)
        variance = self.open_variance * (1 + self.scanner.scatter) + self.scanner.electronic**2
        return self.lines(mean, np.broadcast_to(variance[:, None, None], shape).astype(np.float32), rng)

    def dark(self, lines: int, rng: np.random.Generator) -> NDArray[np.uint16]:
        """Counts without X-rays (lines, channels, pixels)."""
        shape = (len(self.scanner.channels), lines, self.width)
        variance = np.broadcast_to((self.scanner.electronic**2)[:, None, None], shape)
        return self.lines(np.zeros(shape, np.float32), variance.astype(np.float32), rng)
