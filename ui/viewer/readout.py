"""The pixel under the pointer in physical units and words."""

import numpy as np

from station.i18n import translate
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan


def read_out(scan: CorrectedScan | None, materials: MaterialMap | None, x: int, y: int) -> str:
    """One line: place, transmission per channel, areal density, effective Z, class; empty outside."""
    if scan is None or x < 0:
        return ""
    belt, across = scan.head.pitch_mm
    place = f"x {x * across:.0f} mm, y {y * belt:.0f} mm" if across else f"x {x}, y {y}"
    if not scan.valid[y, x]:
        return f"{place} · " + translate("Readout", "line lost, nothing was measured")
    shares = ", ".join(
        f"T {channel.name} {100 * max(float(scan.transmission[index, y, x]), 0.0):.3g} %"
        for index, channel in enumerate(scan.head.channels[:2])
    )
    parts = [place, shares]
    if materials is not None:
        density, zeff = float(materials.areal_density[y, x]), float(materials.zeff[y, x])
        if np.isfinite(density):
            parts.append(f"{density:.2f} g/cm²")
        if np.isfinite(zeff):
            parts.append(f"Zeff {zeff:.1f}")
        parts.append(class_name(int(materials.material_class[y, x])))
    return " · ".join(parts)


def class_name(number: int) -> str:
    """A material class in words."""
    names = (
        translate("Readout", "air"), translate("Readout", "organic"), translate("Readout", "mixed"),
        translate("Readout", "metal"), translate("Readout", "opaque"),
    )  # fmt: skip
    return names[number]
