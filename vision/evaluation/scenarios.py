"""The benchmark's situations B01-B11 as data: what may lie in a region of known place (physics reference, section 7).

A situation is a packing, a list of harmless fillings and a list of threats. Lengths in mm, areas in mm2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vision.evidence.expectation import Filling, Thickness, between, normal


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A packing layer: its usual thickness and how much that varies from place to place."""

    material: str
    mean_mm: float
    sigma_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What may lie where.

    Attributes:
        nodes: thicknesses per filling on which likelihoods are computed.
    """

    area_mm2: float
    packing: Sequence[Layer]
    clean: Sequence[Filling]
    threats: Sequence[Filling]
    nodes: int = 250


def equal(names: Sequence[str], thickness: Thickness, jitter: Mapping[str, float]) -> tuple[Filling, ...]:
    """Pure materials of equal weight."""
    share = 1 / len(names)
    return tuple(Filling(name=n, mix={n: 1.0}, weight=share, thickness=thickness, jitter=jitter) for n in names)


def weighted(weights: Mapping[str, float], ranges: Mapping[str, Thickness] | Thickness) -> tuple[Filling, ...]:
    """Pure materials with their weights and thicknesses."""
    return tuple(
        Filling(name=n, mix={n: 1.0}, weight=w, thickness=ranges if isinstance(ranges, Thickness) else ranges[n])
        for n, w in weights.items()
    )


BARS_PACKING = (Layer(material="Wood", mean_mm=40, sigma_mm=4), Layer(material="Fe", mean_mm=1, sigma_mm=0.1))
MAIL_PACKING = (Layer(material="Cardboard", mean_mm=6, sigma_mm=1), Layer(material="PE", mean_mm=0.5, sigma_mm=0.2))
DRUGS = ("MethHCl", "CocaineHCl", "MDMAHCl", "KetamineHCl", "HeroinHCl")
MAIL_GOODS = (
    "Sugar", "Salt", "Flour", "Rice", "Detergent", "BakingSoda", "MSG", "MilkPowder", "CitricAcid", "VitC", "Talc",
    "Coffee", "Tea", "PVC", "PE", "PET", "Nylon", "Paper", "Glass", "Wood",
)  # fmt: skip
EXPLOSIVES = ("TNT", "C4", "PETN", "ANFO", "TATP")
PLAIN_GOODS = (
    "Sugar", "Flour", "Rice", "PE", "PET", "Nylon", "PC", "PMMA", "Paper", "Wood", "Water", "MilkPowder", "VitC",
    "PVC",
)  # fmt: skip
SALT = {"Salt": 0.004}


def metal_bars(thickness_mm: float, area_mm2: float) -> Situation:
    """B01-B03: gold among tungsten, its alloy and its carbide."""
    reach = between(0.7 * thickness_mm, 1.4 * thickness_mm)
    return Situation(
        area_mm2=area_mm2, packing=BARS_PACKING, clean=weighted({"W": 0.6, "WHA93": 0.25, "WC10Co": 0.15}, reach),
        threats=weighted({"Au": 1.0}, reach),
    )  # fmt: skip


def phone_holder(low: float, high: float) -> Situation:
    """B04: a gold plate where a holder has its weight."""
    goods = {
        "Fe": (0.4, between(0.5, 5)), "Zamak": (0.2, between(1, 10)), "Brass": (0.1, between(0.5, 5)),
        "Al": (0.15, between(1, 10)), "Pb": (0.05, between(0.5, 5)), "WHA93": (0.05, between(0.5, 3)),
        "Sn": (0.05, between(0.2, 2)),
    }  # fmt: skip
    packing = (Layer(material="ABS", mean_mm=4, sigma_mm=0.5), Layer(material="Al", mean_mm=2, sigma_mm=0.3))
    clean = weighted({n: w for n, (w, _) in goods.items()}, {n: t for n, (_, t) in goods.items()})
    return Situation(area_mm2=900, packing=packing, clean=clean, threats=weighted({"Au": 1.0}, between(low, high)))


def zinc_part() -> Situation:
    """B05: gold made up as a zinc or steel part."""
    clean = weighted({"Zamak": 0.5, "Fe": 0.35, "Brass": 0.1, "Pb": 0.05}, between(4, 20))
    return Situation(area_mm2=400, packing=(), clean=clean, threats=weighted({"Au": 1.0}, between(4, 20)))


def can(share: float | None) -> Situation:
    """B06: methamphetamine instead of a can's content, or as `share` of it."""
    full = normal(70, 3.5)
    pure = ("Tomato", "Beans", "TomatoPasteSalty", "Water")
    syrup = Filling(name="Syrup", mix={"Water": 0.82, "Sugar": 0.2}, weight=0.2, thickness=full, jitter=SALT)
    goods = (*(Filling(name=n, mix={n: 1.0}, weight=0.2, thickness=full, jitter=SALT) for n in pure), syrup)
    if share is None:
        threats = equal(("MethHCl",), between(35, 75), {})
    else:
        mix = {"MethHCl": share, "Tomato": 1 - share}
        threats = (Filling(name="MethHCl", mix=mix, weight=1.0, thickness=full, jitter=SALT),)
    wall = (Layer(material="Fe", mean_mm=0.4, sigma_mm=0.04),)
    return Situation(area_mm2=400, packing=wall, clean=goods, threats=threats)


def mail_drugs(low: float, high: float) -> Situation:
    """B07: drugs among what else is sent by mail."""
    reach = between(low, high)
    return Situation(
        area_mm2=400, packing=MAIL_PACKING, clean=equal(MAIL_GOODS, reach, {"Salt": 0.002}),
        threats=equal(DRUGS, reach, {"Salt": 0.001}), nodes=150,
    )  # fmt: skip


def resin_in_wood(share: float, thickness: Thickness) -> Situation:
    """B08: cannabis resin inside wood."""
    spread = {"Wood": 0.08, "Water": 0.03}
    clean = Filling(name="Wood", mix={"Wood": 1.0}, weight=1.0, thickness=thickness, jitter={**spread, "Salt": 0.003})
    mix = {"CannabisResin": share, "Wood": 1 - share}
    threat = Filling(name="CannabisResin", mix=mix, weight=1.0, thickness=thickness, jitter={**spread, "Salt": 0.006})
    return Situation(area_mm2=1600, packing=(), clean=(clean,), threats=(threat,))


def cannabis() -> Situation:
    """B09: herb and resin among dry plants."""
    spread = {"Salt": 0.006, "Water": 0.05}
    reach = between(20, 100)
    return Situation(
        area_mm2=1600, packing=(), clean=equal(("Tea", "Coffee", "Paper0", "Wood", "Flour"), reach, spread),
        threats=equal(("CannabisHerb", "CannabisResin"), reach, spread),
    )  # fmt: skip


def gold_foil(low: float, high: float) -> Situation:
    """B10: gold foil or powder, thickness from `low` to `high`, among other metals of like attenuation."""
    goods = {
        "Fe": (0.4, between(2 * low, 20 * high)), "Cu": (0.2, between(2 * low, 15 * high)),
        "Sn": (0.1, between(low, 5 * high)), "Pb": (0.1, between(low, 2 * high)), "W": (0.1, between(low, high)),
        "Al": (0.1, between(20 * low, 100 * high)),
    }  # fmt: skip
    packing = (Layer(material="PE", mean_mm=30, sigma_mm=3), Layer(material="Fe", mean_mm=0.5, sigma_mm=0.1))
    clean = weighted({n: w for n, (w, _) in goods.items()}, {n: t for n, (_, t) in goods.items()})
    return Situation(area_mm2=100, packing=packing, clean=clean, threats=weighted({"Au": 1.0}, between(low, high)))


def explosives(low: float, high: float) -> Situation:
    """B11: explosives among goods and plastics; only the goods vary in their salt."""
    packing = MAIL_PACKING[:1]
    reach = between(low, high)
    return Situation(
        area_mm2=900, packing=packing, clean=equal(PLAIN_GOODS, reach, {"Salt": 0.002}),
        threats=equal(EXPLOSIVES, reach, {}), nodes=150,
    )  # fmt: skip


SITUATIONS: Mapping[str, Situation] = {
    **{f"B01 {t}": metal_bars(t, 100) for t in (1.2, 1.6, 2.0)},
    **{f"B02 {t}": metal_bars(t, 1600) for t in (3, 9)},
    **{f"B03 {t}": metal_bars(t, 1600) for t in (20, 35)},
    "B04a": phone_holder(0.3, 1.5),
    "B04b": phone_holder(1.5, 5),
    "B05": zinc_part(),
    "B06a": can(None),
    **{f"B06b {f}": can(f) for f in (0.15, 0.25, 0.35, 0.5)},
    "B07a": mail_drugs(5, 15),
    "B07b": mail_drugs(15, 60),
    **{f"B08 {f}": resin_in_wood(f, normal(50, 1)) for f in (0.2, 0.3, 0.6)},
    "B08u": resin_in_wood(0.6, between(15, 80)),
    "B09": cannabis(),
    "B10a": gold_foil(0.002, 0.005),
    "B10b": gold_foil(0.005, 0.030),
    "B10c": gold_foil(0.030, 0.200),
    "B11a": explosives(3, 8),
    "B11b": explosives(20, 50),
}
