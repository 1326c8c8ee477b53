"""One seeded world behind all device ends: what arrives, what it weighs, what the detector counts."""

import csv
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from drivers.sim.scenes import Scene, Thing, make_scene
from station.physics.forward import Renderer
from station.physics.noise import VirtualDetector, draw_systematics
from station.physics.scanner_models import scanner_model
from station.types.arrays import frozen
from station.types.calibration import CalibrationProfile
from station.types.ids import ItemId, ProfileId, ScanId
from station.types.reading import Reading, ReadingQuality
from station.types.recording import Recording
from station.types.region import Box
from station.types.scan import RawScan, ScanHead
from station.types.truth import GroundTruth, TruthObject

MARGIN_LINES = 24
COLUMNS = ("identifier", "goods", "hs_code", "pieces", "gross_weight_g", "value", "currency", "shipper",
           "consignee", "origin")  # fmt: skip
SCALE_ERROR = 0.002


class World:
    """The items of one scenario on one scanner; the same arguments give the same world in every process."""

    def __init__(self, *, scanner_name: str, scenario: str, seed: int, width: int | None = None) -> None:
        self.scanner = scanner_model(scanner_name)
        self.scenario = scenario
        self.seed = seed
        self.width = width or self.scanner.default_pixels
        self.renderer = Renderer(self.scanner)
        self.detector = VirtualDetector(self.scanner, width=self.width, seed=seed)
        self.scene = lru_cache(maxsize=8)(self.make)

    def make(self, number: int) -> Scene:
        """Item `number`."""
        return make_scene(self.scenario, seed=self.seed, number=number)

    def rng(self, number: int, purpose: int) -> np.random.Generator:
        """The generator of one purpose of one item."""
        return np.random.default_rng([self.seed, number, 1000 + purpose])

    # the picture

    def grid(self, number: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """x (detector) and y (belt) in mm of each pixel about the item's middle, (lines, pixels)."""
        item = self.scene(number)
        belt, across = self.scanner.pitch_mm
        lines = int(np.ceil(item.size_mm[1] * 1.06 / belt)) + 2 * MARGIN_LINES
        shift = self.rng(number, 0).uniform(-0.1, 0.1) * self.width * across * 0.2
        x = (np.arange(self.width, dtype=np.float32) - self.width / 2 + 0.5) * across - shift
        y = (np.arange(lines, dtype=np.float32) - lines / 2 + 0.5) * belt
        turn = self.rng(number, 1).normal(0, 0.02)
        grid_x, grid_y = np.meshgrid(x, y)
        c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
        return c * grid_x + s * grid_y, c * grid_y - s * grid_x

    def paths(self, number: int) -> dict[str, NDArray[np.float32]]:
        """Path length in mm per material, (lines, pixels) float32."""
        x, y = self.grid(number)
        paths: dict[str, NDArray[np.float32]] = {}
        for thing in self.scene(number).things:
            length = thing.solid.path_mm(x, y).astype(np.float32)
            name = thing.solid.material
            paths[name] = paths.get(name, np.zeros_like(length)) + length
            if thing.replaces:
                paths[thing.replaces] = np.maximum(paths[thing.replaces] - length, 0)
        return paths

    def item_lines(self, number: int) -> NDArray[np.uint16]:
        """Counts of item `number`, (lines, channels, pixels) uint16, with a margin of air on both ends."""
        rng = self.rng(number, 2)
        systematics = draw_systematics(self.scanner, rng)
        mean, variance = self.renderer.mean_signal(self.paths(number), scatter_factor=systematics.scatter_factor)
        return self.detector.lines(mean, variance, rng, gain=systematics.gain)

    def air_lines(self, lines: int, *, pool: int = 0) -> NDArray[np.uint16]:
        """Open-beam counts (lines, channels, pixels)."""
        return self.detector.air(lines, self.rng(pool, 3))

    def dark_lines(self, lines: int) -> NDArray[np.uint16]:
        """Counts without X-rays (lines, channels, pixels)."""
        return self.detector.dark(lines, self.rng(0, 4))

    # everything else

    def weight_g(self, number: int) -> float:
        """What the scale shows: the true mass with its error, to the gram."""
        error = SCALE_ERROR * self.rng(number, 5).standard_normal()
        return float(round(self.scene(number).mass_g * (1 + error)))

    def barcode(self, number: int) -> str:
        """What the label says."""
        return self.scene(number).identifier

    def truth(self, number: int) -> GroundTruth:
        """What is really inside; for tests, training and reports only."""
        x, y = self.grid(number)
        item = self.scene(number)
        objects = [
            TruthObject(label=thing.label, mass_g=thing.mass_g, box=box_of(thing, x, y), concealed=thing.concealed)
            for thing in item.things
            if thing.label != "packing"
        ]
        return GroundTruth(scenario=item.scenario, objects=tuple(objects), total_mass_g=item.mass_g)

    def threat_mask(self, number: int) -> NDArray[np.bool_]:
        """(lines, pixels) where something concealed is."""
        x, y = self.grid(number)
        mask = np.zeros(x.shape, dtype=bool)
        for thing in self.scene(number).things:
            if thing.concealed:
                mask |= thing.solid.path_mm(x, y) > 0
        return mask

    def profile(self, *, made_at: datetime, lines: int = 256) -> CalibrationProfile:
        """The profile that a perfect dark-air procedure would give."""
        dark = self.dark_lines(lines).astype(np.float32)
        air = self.air_lines(lines, pool=-1 % 2**31).astype(np.float32)
        return CalibrationProfile(
            profile_id=ProfileId(f"sim-{self.scanner.name}-{self.seed}"),
            scanner=self.scanner.name,
            device_serial=f"SIM-{self.seed}",
            dark=frozen(dark.mean(axis=0)),
            air=frozen(air.mean(axis=0)),
            dark_variance=frozen(dark.var(axis=0)),
            air_variance=frozen(air.var(axis=0)),
            bad=frozen(self.detector.dead | self.detector.hot),
            lines_used=lines,
            made_by="simulation",
            valid_from=made_at - timedelta(hours=1),
            valid_until=made_at + timedelta(days=3650),
            simulated=True,
        )

    def recording(self, number: int, profile: CalibrationProfile) -> Recording:
        """Item `number` as it would have been recorded, with its truth."""
        counts = self.item_lines(number)
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        head = ScanHead(
            scan_id=ScanId(f"sim-{self.seed}-{number}"),
            item_id=ItemId(f"sim-{self.seed}-{number}"),
            scanner=self.scanner.name,
            view="top",
            channels=self.scanner.channels,
            pitch_mm=self.scanner.pitch_mm,
            started_at=at,
            simulated=True,
            source="simulate",
        )
        raw = RawScan(head=head, counts=frozen(counts.transpose(1, 0, 2)), valid=frozen(np.ones(len(counts), bool)))
        weight = Reading(
            source="scale", channel="weight", value=self.weight_g(number), unit="g", time=at,
            quality=ReadingQuality.STABLE, simulated=True,
        )  # fmt: skip
        return Recording(
            identifier=self.barcode(number), raw=raw, profile=profile, air_counts=0.0, weight=weight,
            declaration=self.scene(number).declaration(), truth=self.truth(number),
        )  # fmt: skip


def box_of(thing: Thing, x: NDArray[np.float32], y: NDArray[np.float32]) -> Box:
    """The outline of a thing in pixels."""
    inside = thing.solid.path_mm(x, y) > 0
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not len(rows):
        return Box(x0=0, y0=0, x1=0, y1=0)
    return Box(x0=int(columns[0]), y0=int(rows[0]), x1=int(columns[-1]) + 1, y1=int(rows[-1]) + 1)


def write_declarations(path: Path, world: World, numbers: Iterable[int]) -> None:
    """The papers of the items as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for number in numbers:
            declaration = world.scene(number).declaration()
            table.writerow([getattr(declaration, name) for name in COLUMNS])
