"""Bake station/physics/data/physics.npz: `python scripts/bake_tables.py` (needs the extra "dev").

Elemental mass attenuation from xraylib (total with coherent, photoelectric, Compton), above 800 keV from
the NIST XCOM totals below, and tube spectra from SpekPy. Deterministic: the same versions give the same bytes.
"""

import hashlib
from pathlib import Path

import numpy as np
import spekpy
import xraylib
from scipy.interpolate import PchipInterpolator

from station.physics.materials import ELEMENTS

OUT = Path(__file__).resolve().parent.parent / "station" / "physics" / "data" / "physics.npz"
KV_GRID = 10.25 + 0.5 * np.arange(880)
MEV_GRID = 5.0 + 10.0 * np.arange(1000)
TUBES = {"160": (160, "Al", 3.0), "320": (320, "Al", 4.0), "450": (450, "Al", 5.0)}

# NIST XCOM, total with coherent and pair production, 1e-5 cm2/g.
XCOM_MEV = (1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10)
XCOM = {
    "H": (12630, 11290, 10270, 8769, 6921, 5807, 5049, 4498, 3746, 3254),
    "C": (6362, 5690, 5179, 4443, 3563, 3047, 2708, 2469, 2154, 1959),
    "O": (6372, 5697, 5185, 4460, 3597, 3100, 2777, 2552, 2263, 2089),
    "Al": (6146, 5496, 5006, 4324, 3541, 3106, 2836, 2655, 2437, 2318),
    "Ca": (6388, 5709, 5207, 4524, 3780, 3395, 3170, 3035, 2892, 2839),
    "Fe": (5995, 5350, 4883, 4265, 3621, 3312, 3146, 3057, 2991, 2994),
    "Co": (5906, 5270, 4810, 4204, 3581, 3283, 3127, 3045, 2991, 3002),
    "Ni": (6160, 5494, 5015, 4387, 3745, 3444, 3289, 3210, 3164, 3185),
    "Cu": (5901, 5261, 4803, 4205, 3599, 3318, 3177, 3108, 3074, 3103),
    "Zn": (5941, 5295, 4834, 4235, 3634, 3360, 3225, 3160, 3138, 3175),
    "Cd": (5826, 5128, 4673, 4139, 3698, 3559, 3536, 3563, 3691, 3853),
    "W": (6618, 5576, 5000, 4433, 4075, 4038, 4103, 4210, 4472, 4747),
    "Au": (6953, 5793, 5167, 4570, 4202, 4166, 4239, 4355, 4633, 4926),
    "Pb": (7102, 5875, 5222, 4607, 4234, 4198, 4272, 4391, 4675, 4972),
}
JOIN_KEV = (400.0, 500.0, 600.0, 800.0)


def kv_table(function) -> np.ndarray:
    """(elements, 880) of an xraylib cross section in cm2/g."""
    return np.array([[function(z, float(e)) for e in KV_GRID] for z, _ in ELEMENTS.values()])


def xcom_points(element: str) -> np.ndarray:
    """cm2/g at XCOM_MEV; other elements: attenuation per electron, linear in Z between the listed ones."""
    if element in XCOM:
        return np.array(XCOM[element]) * 1e-5
    listed = sorted(
        (ELEMENTS[name][0], np.array(row) * 1e-5 * ELEMENTS[name][1] / ELEMENTS[name][0])
        for name, row in XCOM.items()
        if name != "H"
    )
    z, mass = ELEMENTS[element]
    rows = np.array([row for _, row in listed])
    per_electron = [np.interp(z, [number for number, _ in listed], rows[:, i]) for i in range(rows.shape[1])]
    return np.array(per_electron) * z / mass


def mev_row(element: str) -> np.ndarray:
    """(1000,) total cm2/g on the MeV grid."""
    z = ELEMENTS[element][0]
    low = [xraylib.CS_Total(z, float(e)) for e in MEV_GRID[MEV_GRID <= 800]]
    knots = np.log(np.array([*JOIN_KEV, *(1000.0 * e for e in XCOM_MEV)]))
    values = np.log(np.array([*(xraylib.CS_Total(z, e) for e in JOIN_KEV), *xcom_points(element)]))
    high = np.exp(PchipInterpolator(knots, values)(np.log(MEV_GRID[MEV_GRID > 800])))
    return np.concatenate([low, high])


def tube(kv: int, metal: str, thickness_mm: float) -> np.ndarray:
    """(880,) photons per mAs and cm2 at 1 m, per 0.5 keV bin."""
    source = spekpy.Spek(kvp=kv, th=20, dk=0.5, physics="casim", z=100, mas=1).filter(metal, thickness_mm)
    energies, fluence = source.get_spectrum(diff=True)
    return np.where(kv > KV_GRID, np.interp(KV_GRID, energies, fluence, left=0, right=0), 0.0) * 0.5


def main() -> None:
    """Write the file and print its hash."""
    arrays = {
        "total": kv_table(xraylib.CS_Total),
        "photo": kv_table(xraylib.CS_Photo),
        "compton": kv_table(xraylib.CS_Compt),
        "mev_total": np.array([mev_row(element) for element in ELEMENTS]),
        **{f"tube_{name}": tube(*settings) for name, settings in TUBES.items()},
    }
    arrays = {name: values.astype(np.float32) for name, values in arrays.items()}
    np.savez_compressed(OUT, elements=np.array(list(ELEMENTS)), **arrays)
    print(OUT.stat().st_size, "bytes, SHA-256", hashlib.sha256(OUT.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
