"""Materials: known slabs come back as what they are; what cannot be told is not told."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from station.physics.forward import Renderer
from station.physics.materials import material
from station.physics.scanner_models import scanner_model
from station.types.arrays import frozen
from station.types.ids import ItemId, ProfileId, ScanId
from station.types.scan import CalibrationState, CorrectedScan, ScanHead
from tests.support.builders import MADE_AT, simulated
from vision.material.kernels import METAL, MIXED, OPAQUE, ORGANIC
from vision.material.lookup import TwoMaterialDecomposer


def slab(scanner: str, name: str, thickness_mm: float) -> CorrectedScan:
    """A noiseless slab of 40 x 40 pixels in the middle of air."""
    model = scanner_model(scanner)
    path = np.zeros((80, 80), np.float32)
    path[20:60, 20:60] = thickness_mm
    mean, variance = Renderer(model).mean_signal({name: path})
    head = ScanHead(
        scan_id=ScanId("slab"), item_id=ItemId("slab"), scanner=scanner, view="top", channels=model.channels,
        pitch_mm=model.pitch_mm, started_at=MADE_AT + timedelta(0), simulated=True,
    )  # fmt: skip
    return CorrectedScan(
        head=head, transmission=frozen(mean), variance=frozen(variance), valid=frozen(np.ones((80, 80), bool)),
        calibration=CalibrationState.VALID, profile_id=ProfileId("slab"),
    )  # fmt: skip


@pytest.mark.parametrize("scanner", ["mail-de160", "pallet-de320"])
@pytest.mark.parametrize(
    ("name", "thickness_mm", "expected"),
    [("PE", 40.0, ORGANIC), ("Water", 60.0, ORGANIC), ("Al", 12.0, MIXED), ("Fe", 4.0, METAL), ("Cu", 3.0, METAL)],
)
def test_slabs_are_named(scanner: str, name: str, thickness_mm: float, expected: int) -> None:
    materials = TwoMaterialDecomposer().decompose(slab(scanner, name, thickness_mm))
    assert np.median(materials.material_class[30:50, 30:50]) == expected
    assert (materials.material_class[:10] == 0).all()


@pytest.mark.parametrize(("name", "thickness_mm"), [("PE", 40.0), ("Water", 60.0), ("Al", 12.0), ("Fe", 4.0)])
def test_areal_density_of_materials_on_the_ladder(name: str, thickness_mm: float) -> None:
    materials = TwoMaterialDecomposer().decompose(slab("mail-de160", name, thickness_mm))
    expected = thickness_mm / 10 * material(name).density_g_cm3
    assert np.median(materials.areal_density[30:50, 30:50]) == pytest.approx(expected, rel=0.08)


def test_an_opaque_slab_has_no_ratio_and_no_density() -> None:
    materials = TwoMaterialDecomposer().decompose(slab("mail-de160", "W", 10.0))
    inner = (slice(30, 50), slice(30, 50))
    assert materials.opaque[inner].all()
    assert (materials.material_class[inner] == OPAQUE).all()
    assert np.isnan(materials.ratio[inner]).all()
    assert np.isnan(materials.areal_density[inner]).all()


def test_one_energy_names_no_material() -> None:
    scan = slab("mail-de160", "Fe", 4.0)
    single = replace(
        scan, head=replace(scan.head, channels=scan.head.channels[:1]), transmission=scan.transmission[:1],
        variance=scan.variance[:1],
    )  # fmt: skip
    materials = TwoMaterialDecomposer().decompose(single)
    assert np.isnan(materials.ratio).all()
    assert set(np.unique(materials.material_class)) == {0}
    assert len(materials.segments) == 1


def test_bars_become_segments_of_their_size() -> None:
    recording, scan = simulated("dense-de450", "gold-in-tungsten", 11, 0)
    materials = TwoMaterialDecomposer().decompose(scan)
    assert recording.truth is not None
    assert len(materials.segments) == len(recording.truth.objects)
    for segment in materials.segments:
        assert segment.area_cm2 == pytest.approx(5.1 * 11.6, rel=0.02)
        assert (materials.labels == segment.label).sum() == segment.pixels
