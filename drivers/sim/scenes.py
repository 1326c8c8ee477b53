"""Seeded scenes: parcels made of solids of real materials, and what their papers claim.

A scene is reproducible from (scenario, seed, number) alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from station.errors import ConfigError
from station.physics.materials import material
from station.physics.solids import Block, Ellipsoid, LyingCylinder, Solid
from station.types.declaration import Declaration

# Prices for papers only.
VALUES = {"tungsten": 45.0, "phone": 12.0, "can": 2.0, "mail": 18.0}
TUNGSTENS = (("W", 0.60), ("WHA93", 0.25), ("WC10Co", 0.15))


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One object of a scene; `replaces` names the material that it displaces along the ray."""

    label: str
    solid: Solid
    mass_g: float
    concealed: bool = False
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One item: what is in it, where, and what the papers say. Lengths in mm about its middle."""

    number: int
    scenario: str
    size_mm: tuple[float, float]
    things: tuple[Thing, ...]
    goods: str
    hs_code: str
    pieces: int
    value: float
    identifier: str
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def mass_g(self) -> float:
        """Everything on the scale."""
        return sum(thing.mass_g for thing in self.things)

    def declaration(self) -> Declaration:
        """What the papers say: the weight is right, for gold and tungsten weigh alike; the goods may not be."""
        return Declaration(
            identifier=self.identifier,
            goods=self.goods,
            hs_code=self.hs_code,
            pieces=self.pieces,
            gross_weight_g=max(round(self.mass_g / 10) * 10.0, 10.0),
            value=round(self.value, 2),
            currency="EUR",
            shipper="SIM shipper",
            consignee="SIM consignee",
            origin="XX",
        )


def block(label: str, name: str, place: tuple[float, float], size: tuple[float, float, float], angle: float = 0.0,
          **options: object) -> Thing:  # fmt: skip
    """A block of `size` (across, along, height) mm at `place`."""
    solid = Block(
        material=name, x_mm=place[0], y_mm=place[1], width_mm=size[0], length_mm=size[1], height_mm=size[2], angle=angle
    )
    mass_g = float(np.prod(size)) / 1000 * material(name).density_g_cm3
    return Thing(label=label, solid=solid, mass_g=mass_g, **options)  # type: ignore[arg-type] # the flags of Thing


def packing(size: tuple[float, float], rng: np.random.Generator, *, wood_mm: float, iron_mm: float) -> list[Thing]:
    """A wooden box with a thin steel band or lid over its whole area."""
    things = [block("packing", "Wood", (0, 0), (*size, float(rng.normal(wood_mm, wood_mm / 10))))]
    if iron_mm:
        things.append(block("packing", "Fe", (0, 0), (*size, float(rng.normal(iron_mm, iron_mm / 10)))))
    return things


def tungsten_bars(rng: np.random.Generator, number: int, *, gold: bool) -> Scene:
    """4 to 8 bars of about 51 x 116 mm, 6 to 12 mm thick, in wood and steel; some or all of gold."""
    count = int(rng.integers(4, 9))
    names, shares = [name for name, _ in TUNGSTENS], [share for _, share in TUNGSTENS]
    metal = str(rng.choice(names, p=shares))
    thickness = float(np.exp(rng.uniform(np.log(6.0), np.log(12.0))))
    golden = set(rng.permutation(count)[: int(rng.integers(1, count + 1))].tolist()) if gold else set()
    columns = (count + 1) // 2
    size = (columns * 72.0 + 40, 2 * 140.0 + 40)
    things = packing(size, rng, wood_mm=40, iron_mm=1)
    for place in range(count):
        x = (place % columns - (columns - 1) / 2) * 72 + rng.uniform(-3, 3)
        y = (place // columns - 0.5) * 140 + rng.uniform(-4, 4)
        height = thickness * (1 + 0.005 * rng.standard_normal())
        is_gold = place in golden
        label = "gold" if is_gold else "tungsten"
        outline = (51.0, 116.0, height)
        angle = float(rng.normal(0, 0.015))
        things.append(block(label, "Au" if is_gold else metal, (x, y), outline, angle, concealed=is_gold))
    goods = {"W": "Tungsten bars", "WHA93": "Tungsten alloy bars", "WC10Co": "Tungsten carbide bars"}[metal]
    return scene(number, "gold-in-tungsten", size, things, rng, goods, "81019400", count, VALUES["tungsten"])


def phone_holders(rng: np.random.Generator, number: int, *, gold: bool) -> Scene:
    """6 to 12 holders of ABS and aluminium with a small plate of steel, zamak or aluminium; some of gold."""
    count = int(rng.integers(6, 13))
    golden = set(rng.permutation(count)[: int(rng.integers(1, max(count // 2, 2)))].tolist()) if gold else set()
    columns = 4
    rows = -(-count // columns)
    size = (columns * 92.0 + 20, rows * 92.0 + 20)
    things = [block("packing", "Cardboard", (0, 0), (*size, float(rng.normal(6, 0.5))))]
    for place in range(count):
        x = (place % columns - (columns - 1) / 2) * 92 + rng.uniform(-4, 4)
        y = (place // columns - (rows - 1) / 2) * 92 + rng.uniform(-4, 4)
        things.append(block("holder", "ABS", (x, y), (78, 78, float(rng.normal(4, 0.3)))))
        things.append(block("holder", "Al", (x, y), (56, 56, float(rng.normal(2, 0.15)))))
        if place in golden:
            plate = block("gold", "Au", (x, y), (30, 30, float(rng.uniform(0.4, 1.5))), concealed=True)
        else:
            name, low, high = [("Fe", 0.5, 2.0), ("Zamak", 1.0, 3.0), ("Al", 1.0, 6.0)][int(rng.integers(3))]
            plate = block("plate", name, (x, y), (30, 30, float(rng.uniform(low, high))))
        things.append(plate)
    return scene(number, "phone-holders", size, things, rng, "Smartphone holders", "85177900", count, VALUES["phone"])


def cans(rng: np.random.Generator, number: int, *, drug: bool) -> Scene:
    """6 to 12 lying steel cans with tomatoes, beans or water; some filled with methamphetamine."""
    count = int(rng.integers(6, 13))
    filled = set(rng.permutation(count)[: int(rng.integers(1, max(count // 2, 2)))].tolist()) if drug else set()
    food = str(rng.choice(["Tomato", "Beans", "Water"]))
    columns = 4
    rows = -(-count // columns)
    size = (columns * 86.0 + 20, rows * 122.0 + 20)
    things = [block("packing", "Cardboard", (0, 0), (*size, float(rng.normal(6, 0.5))))]
    for place in range(count):
        x = (place % columns - (columns - 1) / 2) * 86 + rng.uniform(-2, 2)
        y = (place // columns - (rows - 1) / 2) * 122 + rng.uniform(-3, 3)
        things += can(x, y, "MethHCl" if place in filled else food, place in filled)
    goods = {"Tomato": "Canned tomatoes", "Beans": "Canned beans", "Water": "Canned water"}[food]
    hs_code = {"Tomato": "20021000", "Beans": "20055100", "Water": "22011000"}[food]
    return scene(number, "cans", size, things, rng, goods, hs_code, count, VALUES["can"])


def can(x: float, y: float, content: str, drug: bool) -> list[Thing]:
    """One can, 73 mm across, 0.2 mm steel, filled."""
    outer = LyingCylinder(material="Fe", x_mm=x, y_mm=y, radius_mm=36.5, length_mm=110)
    inner = LyingCylinder(material=content, x_mm=x, y_mm=y, radius_mm=36.3, length_mm=109.6)
    volume = np.pi / 1000 * 36.3**2 * 109.6
    steel_g = float(np.pi / 1000 * (36.5**2 * 110) - volume) * material("Fe").density_g_cm3
    content_g = float(volume) * material(content).density_g_cm3
    label = "methamphetamine" if drug else "food"
    return [
        Thing(label="can", solid=outer, mass_g=steel_g),
        Thing(label=label, solid=inner, mass_g=content_g, concealed=drug, replaces="Fe"),
    ]


def mail(rng: np.random.Generator, number: int) -> Scene:
    """Ordinary mail: papers, textiles, plastics, a bottle, small metal parts."""
    size = (float(rng.uniform(200, 420)), float(rng.uniform(160, 340)))
    things = [block("packing", "Cardboard", (0, 0), (*size, float(rng.uniform(3, 7))))]
    for _ in range(int(rng.integers(4, 11))):
        x, y = (float(rng.uniform(-0.32, 0.32) * side) for side in size)
        kind = int(rng.integers(5))
        angle = float(rng.uniform(-0.8, 0.8))
        if kind == 0:
            things.append(block("paper", "Paper", (x, y), (105, 148, float(rng.uniform(2, 25))), angle))
        elif kind == 1:
            name = str(rng.choice(["PE", "PET", "ABS", "PC", "PMMA"]))
            extent = (float(rng.uniform(20, 120)), float(rng.uniform(20, 90)), float(rng.uniform(2, 20)))
            things.append(block("plastic", name, (x, y), extent, angle))
        elif kind == 2:
            half = rng.uniform(15, 45, size=3)
            mass = float(4 / 3 * np.pi * np.prod(half) / 1000 * material("Paper0").density_g_cm3)
            ball = Ellipsoid(material="Paper0", x_mm=x, y_mm=y, half_x_mm=half[0], half_y_mm=half[1], half_z_mm=half[2])
            things.append(Thing(label="textile", solid=ball, mass_g=mass))
        elif kind == 3:
            radius, length = float(rng.uniform(15, 32)), float(rng.uniform(60, 150))
            bottle = LyingCylinder(material="Water", x_mm=x, y_mm=y, radius_mm=radius, length_mm=length, angle=angle)
            things.append(Thing(label="bottle", solid=bottle, mass_g=float(np.pi / 1000 * radius**2 * length)))
        else:
            name = str(rng.choice(["Fe", "Al", "Brass"]))
            extent = (float(rng.uniform(4, 40)), float(rng.uniform(4, 60)), float(rng.uniform(0.5, 4)))
            things.append(block("part", name, (x, y), extent, angle))
    return scene(number, "mail", size, things, rng, "Personal effects", "98050000", 1, VALUES["mail"])


def scene(number: int, scenario: str, size: tuple[float, float], things: list[Thing], rng: np.random.Generator,
          goods: str, hs_code: str, pieces: int, price: float) -> Scene:  # fmt: skip
    """The scene with its waybill number: three digits, seven, and their remainder by seven."""
    serial = int(rng.integers(1_000_000, 9_999_999))
    return Scene(
        number=number,
        scenario=scenario,
        size_mm=size,
        things=tuple(things),
        goods=goods,
        hs_code=hs_code,
        pieces=pieces,
        value=price * pieces,
        identifier=f"999{serial:07d}{serial % 7}",
    )


MAKERS: Mapping[str, Callable[[np.random.Generator, int, bool], Scene]] = {
    "gold-in-tungsten": lambda rng, number, threat: tungsten_bars(rng, number, gold=threat),
    "phone-holders": lambda rng, number, threat: phone_holders(rng, number, gold=threat),
    "cans": lambda rng, number, threat: cans(rng, number, drug=threat),
    "mail": lambda rng, number, _: mail(rng, number),
}
SCENARIOS = (*MAKERS, "mixed")


def make_scene(scenario: str, *, seed: int, number: int) -> Scene:
    """Item `number` of a scenario; about half of the items hold a threat, where the scenario has one.

    Raises:
        ConfigError: there is no such scenario.
    """
    if scenario not in SCENARIOS:
        raise ConfigError(
            "there is no scenario {name}", remedy="choose one of: {known}", name=scenario, known=", ".join(SCENARIOS)
        )
    rng = np.random.default_rng([seed, number, SCENARIOS.index(scenario)])
    threat = bool(rng.random() < 0.5)
    if scenario == "mixed":
        scenario = str(rng.choice(list(MAKERS), p=[0.2, 0.15, 0.15, 0.5]))
    return MAKERS[scenario](rng, number, threat)
