"""What surrounds the objects: thickness of an equivalent packing, and its mass."""

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from station.physics.forward import Renderer
from station.types.material import MaterialMap

# Every packing is described as so much wood and so much iron: two energies give two thicknesses.
BASIS = ("Wood", "Fe")


def equivalent_packing(renderer: Renderer, background_log: NDArray[np.float64]) -> Mapping[str, float]:
    """Thickness in mm of the basis materials whose low and high -ln T are `background_log`."""
    thickness = np.array([10.0, 0.1])
    for _ in range(12):
        value = log_of(renderer, thickness)
        slope = np.stack([(log_of(renderer, thickness + step) - value) / 0.05 for step in 0.05 * np.eye(2)], axis=1)
        step, *_ = np.linalg.lstsq(slope, background_log - value, rcond=None)
        thickness = np.maximum(thickness + step, 0.0)
    return dict(zip(BASIS, (float(value) for value in thickness), strict=True))


def log_of(renderer: Renderer, thickness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Low and high -ln T of the basis thicknesses."""
    paths = {name: np.array([value], np.float32) for name, value in zip(BASIS, thickness, strict=True)}
    return renderer.log_signals(paths)[[0, -1], 0].astype(np.float64)


def packing_mass_g(materials: MaterialMap, bars: NDArray[np.bool_], behind_g_cm2: float, pixel_cm2: float) -> float:
    """Mass of everything that is no bar; behind the bars the packing is as in the ring around them."""
    # The rim of a bar is neither bar nor packing: it counts as packing like that in the ring.
    bars = cv2.dilate(bars.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    open_area = np.nan_to_num(materials.areal_density[~bars])
    return float(open_area.sum() + behind_g_cm2 * np.count_nonzero(bars)) * pixel_cm2
