"""What the pixels are made of, as far as two energies can tell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """One object in the item.

    Attributes:
        label: its number in `MaterialMap.labels`, from 1.
        mean_log: mean -ln T per channel over its core, background (ring) included.
        background_log: -ln T per channel of the ring around it.
        log_sigma: standard error of `mean_log` per channel, systematics included.
        opaque: per channel, the core is opaque.
    """

    label: int
    box: tuple[int, int, int, int]
    pixels: int
    area_cm2: float
    mean_log: tuple[float, ...]
    background_log: tuple[float, ...]
    log_sigma: tuple[float, ...]
    opaque: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MaterialMap:
    """Per-pixel material estimate of one corrected scan; all arrays (lines, pixels).

    Attributes:
        log_signal: (channels, lines, pixels) float32, -ln T, clipped at the opacity limit.
        ratio: float32, R = a_low / a_high; NaN with one channel or where air.
        areal_density: float32, g/cm2, NaN where opaque or not decomposable.
        zeff: float32 effective atomic number, NaN likewise.
        opaque: bool, primary below what scatter and noise allow to measure, in every channel.
        opaque_channels: (channels, lines, pixels) bool.
        material_class: uint8: 0 air, 1 organic, 2 mixed, 3 metal, 4 opaque or undetermined.
        labels: int32, 0 background, n = segment n.
        segments: the objects.
    """

    log_signal: NDArray[np.float32]
    ratio: NDArray[np.float32]
    areal_density: NDArray[np.float32]
    zeff: NDArray[np.float32]
    opaque: NDArray[np.bool_]
    opaque_channels: NDArray[np.bool_]
    material_class: NDArray[np.uint8]
    labels: NDArray[np.int32]
    segments: tuple[Segment, ...]
