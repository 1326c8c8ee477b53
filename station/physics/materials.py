"""Materials of goods, packings, contraband and detectors: densities and mass fractions of elements.

Compositions and densities: physics reference, section 1; bulk densities of powders are assumptions.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from station.errors import ConfigError

# Atomic number and mass (g/mol), IUPAC standard atomic weights.
ELEMENTS: Mapping[str, tuple[int, float]] = {
    "H": (1, 1.008), "C": (6, 12.011), "N": (7, 14.007), "O": (8, 15.999), "F": (9, 18.998),
    "Na": (11, 22.990), "Mg": (12, 24.305), "Al": (13, 26.982), "Si": (14, 28.085), "P": (15, 30.974),
    "S": (16, 32.06), "Cl": (17, 35.45), "Ar": (18, 39.948), "K": (19, 39.098), "Ca": (20, 40.078),
    "Ti": (22, 47.867), "Cr": (24, 51.996), "Mn": (25, 54.938), "Fe": (26, 55.845), "Co": (27, 58.933),
    "Ni": (28, 58.693), "Cu": (29, 63.546), "Zn": (30, 65.38), "Ag": (47, 107.868), "Cd": (48, 112.414),
    "Sn": (50, 118.710), "Te": (52, 127.60), "I": (53, 126.904), "Cs": (55, 132.905), "Gd": (64, 157.25),
    "Ta": (73, 180.948), "W": (74, 183.84), "Pt": (78, 195.084), "Au": (79, 196.967), "Pb": (82, 207.2),
    "U": (92, 238.029),
}  # fmt: skip

# name: (density g/cm3, parts); a part is a formula or another material with its mass parts.
RECIPES: Mapping[str, tuple[float, Mapping[str, float]]] = {
    **{name: (density, {name: 1.0}) for name, density in {
        "W": 19.25, "Au": 19.30, "Fe": 7.87, "Al": 2.70, "Cu": 8.96, "Zn": 7.14, "Pb": 11.35, "Ag": 10.49,
        "Sn": 7.31, "Pt": 21.45, "Ta": 16.65, "U": 18.95, "Ti": 4.5, "Ni": 8.9,
    }.items()},
    "WHA93": (17.6, {"W": 93, "Ni": 4.9, "Fe": 2.1}),
    "WC10Co": (14.5, {"WC": 90, "Co": 10}),
    "Brass": (8.5, {"Cu": 63, "Zn": 37}),
    "Zamak": (6.7, {"Zn": 96, "Al": 4}),
    "SS304": (8.0, {"Fe": 70, "Cr": 19, "Ni": 9, "Mn": 2}),
    "Au18k": (15.5, {"Au": 75, "Ag": 12.5, "Cu": 12.5}),
    "GOS": (7.34, {"Gd2O2S": 1}),
    "CsI": (4.51, {"CsI": 1}),
    "CdWO4": (7.9, {"CdWO4": 1}),
    "CdTe": (5.85, {"CdTe": 1}),
    "Air": (0.001205, {"N": 75.5, "O": 23.2, "Ar": 1.3}),
    "MethHCl": (1.00, {"C10H16ClN": 1}),
    "MDMAHCl": (0.90, {"C11H16ClNO2": 1}),
    "KetamineHCl": (0.85, {"C13H17Cl2NO": 1}),
    "CocaineHCl": (0.80, {"C17H22ClNO4": 1}),
    "HeroinHCl": (0.75, {"C21H24ClNO5": 1}),
    "CannabisResin": (1.05, {"C21H30O2": 78, "C6H10O5": 15, "H2O": 5, "Ca": 0.6, "K": 0.4, "Si": 0.4, "O": 0.6}),
    "CannabisHerb": (0.35, {"C6H10O5": 80, "C21H30O2": 10, "H2O": 8, "Ca": 0.8, "K": 0.6, "O": 0.6}),
    "MDMAbase": (0.95, {"C11H15NO2": 1}),
    "Fentanyl": (0.70, {"C22H28N2O": 1}),
    "TNT": (1.60, {"C7H5N3O6": 1}),
    "RDX": (1.65, {"C3H6N6O6": 1}),
    "PETN": (1.50, {"C5H8N4O12": 1}),
    "C4": (1.60, {"C3H6N6O6": 91, "C4H8": 9}),
    "ANFO": (0.84, {"N2H4O3": 94, "CH2": 6}),
    "TATP": (0.90, {"C9H18O6": 1}),
    "Sugar": (0.85, {"C12H22O11": 1}),
    "Salt": (1.2, {"NaCl": 1}),
    "Flour": (0.60, {"C6H10O5": 71, "C4H6NO": 12, "H2O": 14, "C57H104O6": 1.5, "K": 0.2, "P": 0.2, "Mg": 0.1}),
    "Rice": (0.85, {"C6H10O5": 79, "C4H6NO": 7, "H2O": 13, "K": 0.2, "P": 0.2, "Mg": 0.1}),
    "Tea": (0.35, {"C6H10O5": 80, "C8H10N4O2": 10, "H2O": 5, "K": 2.0, "Ca": 0.6, "P": 0.4, "Mg": 0.25, "O": 1.75}),
    "Coffee": (0.40, {
        "C6H10O5": 80, "C57H104O6": 12, "H2O": 3, "K": 2.1, "Ca": 0.15, "P": 0.25, "Mg": 0.25, "O": 2.25,
    }),
    "MilkPowder": (0.55, {
        "C6H10O5": 38, "C4H6NO": 26, "C57H104O6": 27, "H2O": 3,
        "Ca": 0.96, "K": 1.32, "P": 0.78, "Na": 0.42, "Cl": 0.78, "O": 1.74,
    }),
    "Tomato": (1.03, {"H2O": 90, "C6H10O5": 8, "NaCl": 0.9, "K": 0.35}),
    "Beans": (1.05, {"H2O": 70, "C6H10O5": 19, "C4H6NO": 8, "NaCl": 0.8, "K": 0.5}),
    "TomatoPasteSalty": (1.10, {"H2O": 72, "C6H10O5": 24, "NaCl": 2, "K": 1}),
    "Water": (1.0, {"H2O": 1}),
    "Detergent": (0.75, {"Na2CO3": 30, "Na2SO4": 30, "C18H29NaO3S": 15, "Na2Al2Si2O8": 15, "H2O": 10}),
    "BakingSoda": (1.0, {"NaHCO3": 1}),
    "MSG": (0.8, {"C5H8NNaO4": 1}),
    "CitricAcid": (0.9, {"C6H8O7": 1}),
    "VitC": (0.8, {"C6H8O6": 1}),
    "Talc": (0.90, {"Mg3Si4H2O12": 1}),
    "Paper": (0.80, {"C6H10O5": 85, "CaCO3": 15}),
    "Paper0": (0.80, {"C6H10O5": 1}),
    "Cardboard": (0.6, {"C6H10O5": 92, "CaCO3": 8}),
    "Wood": (0.60, {"C": 49.5, "H": 6.2, "O": 43.5, "Ca": 0.5, "N": 0.3}),
    "PE": (0.94, {"CH2": 1}),
    "Nylon": (1.14, {"C6H11NO": 1}),
    "ABS": (1.05, {"C15H17N": 1}),
    "PC": (1.20, {"C16H14O3": 1}),
    "PMMA": (1.18, {"C5H8O2": 1}),
    "PET": (1.38, {"C10H8O4": 1}),
    "PVC": (1.38, {"C2H3Cl": 1}),
    "Glass": (2.5, {"SiO2": 72, "Na2O": 14, "CaO": 10, "MgO": 4}),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A material: density in g/cm3 and mass fractions of its elements, which add up to 1."""

    name: str
    density_g_cm3: float
    composition: Mapping[str, float]

    @property
    def effective_z(self) -> float:
        """(sum e_i Z_i^3.5 / sum e_i)^(1/3.5) with e_i = w_i Z_i / A_i (physics reference, section 1)."""
        electrons = {e: w * ELEMENTS[e][0] / ELEMENTS[e][1] for e, w in self.composition.items()}
        weighted = sum(share * ELEMENTS[e][0] ** 3.5 for e, share in electrons.items())
        return float((weighted / sum(electrons.values())) ** (1 / 3.5))


def formula_fractions(formula: str) -> dict[str, float]:
    """Mass fractions of a chemical formula such as "C10H16ClN"."""
    masses: dict[str, float] = {}
    for element, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula):
        masses[element] = masses.get(element, 0.0) + ELEMENTS[element][1] * int(count or 1)
    total = sum(masses.values())
    return {element: mass / total for element, mass in masses.items()}


@cache
def material(name: str) -> Material:
    """The material called `name`.

    Raises:
        ConfigError: it is not in the table; the remedy names the nearest.
    """
    if name not in RECIPES:
        near = difflib.get_close_matches(name, RECIPES, n=1)
        raise ConfigError(
            "there is no material {name}",
            remedy="did you mean {near}?" if near else "see station/physics/materials.py",
            name=name,
            near=near[0] if near else "",
        )
    density, parts = RECIPES[name]
    composition: dict[str, float] = {}
    for part, amount in parts.items():
        for element, fraction in formula_fractions(part).items():
            composition[element] = composition.get(element, 0.0) + amount * fraction / sum(parts.values())
    return Material(name=name, density_g_cm3=density, composition=composition)
