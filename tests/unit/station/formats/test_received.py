"""What other makers' objects are, what belongs together, and what must not be analysed."""

from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from station.errors import FormatError
from station.formats.dicos_dx import encode_dicos
from station.formats.intensity import Knowledge
from station.formats.received import part_of, scan_of
from station.types.received import ReceivedScan
from station.types.scan import CalibrationState
from tests.support import dicom
from tests.support.builders import simulated

AT = datetime(2026, 3, 1, tzinfo=UTC)


def received(*contents: bytes, name: str = "a.dcm", **knowledge: object) -> ReceivedScan:
    parts = [part_of(name, content) for content in contents]
    return scan_of(parts, Knowledge(**knowledge), source="SCANNER@10.0.0.5", received_at=AT)  # type: ignore[arg-type]


def test_a_foreign_pair_becomes_transmission_of_two_energies(rng: np.random.Generator) -> None:
    low, high = dicom.pair(rng)
    parts = [part_of("low", low), part_of("high", high)]
    assert parts[0].group == parts[1].group != ""
    assert [part.slot for part in parts] == ["low", "high"]
    assert parts[0].original.scan_uid == dicom.STUDY  # leading zeros and all
    scan = received(low, high, scanner="mail-de160")
    assert scan.scan is not None
    assert scan.unsuitable is None
    assert [channel.name for channel in scan.scan.head.channels] == ["low", "high"]
    assert scan.scan.head.channels[0].high_kev == 160
    assert (scan.identifier, scan.form, scan.simulated) == ("99912345674", "DICOS DX", False)
    assert scan.scan.head.pitch_mm == (1.5, 1.25)
    assert scan.scan.head.scanner == "mail-de160"
    assert scan.scan.calibration is CalibrationState.NONE
    slab = np.median(scan.scan.transmission[:, 12:23, 10:18], axis=(1, 2))
    assert slab == pytest.approx([1 / 8, 1 / 4], rel=0.03)
    assert scan.counts is not None
    assert (scan.counts.counts[0] == dicom.read(low).pixel_array).all()
    assert any("brightest" in note.text("en") for note in scan.notes)


def test_a_stated_air_level_is_used_and_nothing_is_said_of_guessing(rng: np.random.Generator) -> None:
    scan = received(*dicom.pair(rng), air_level=65_000.0)
    assert scan.scan is not None
    assert scan.notes == ()
    assert np.median(scan.scan.transmission[0][:8]) == pytest.approx(59_500 / 65_000, rel=0.01)


def test_half_a_pair_is_shown_and_not_analysed(rng: np.random.Generator) -> None:
    scan = received(dicom.pair(rng)[1])
    assert scan.scan is not None
    assert [channel.name for channel in scan.scan.head.channels] == ["high"]
    assert scan.unsuitable is not None
    assert "low is missing" in scan.unsuitable.text("en")


def test_energies_of_different_size_are_no_scan(rng: np.random.Generator) -> None:
    scan = received(dicom.pair(rng)[0], dicom.pair(rng, lines=44)[1])
    assert scan.scan is None
    assert scan.unsuitable is not None
    assert "different sizes" in scan.unsuitable.text("en")


def test_our_own_pair_comes_back_as_it_was_and_stays_simulated() -> None:
    _, scan = simulated("dense-de450", "gold-in-tungsten", 11, 1)
    files = encode_dicos(scan, "99912345674")
    again = received(*files)
    assert again.scan is not None
    assert again.scan.head.scanner == "dense-de450"
    assert again.scan.calibration is scan.calibration
    assert again.simulated
    assert again.identifier == "99912345674"
    assert np.abs(again.scan.transmission - np.clip(scan.transmission, -0.03, 1.05)).max() < 1e-4
    lone = received(files[0])
    assert lone.unsuitable is not None
    assert "only low came" in lone.unsuitable.text("en")


def test_a_scan_of_ours_without_a_code_names_no_item() -> None:
    _, scan = simulated("dense-de450", "gold-in-tungsten", 11, 1)
    assert received(*encode_dicos(scan)).identifier == ""


def test_views_of_one_scan_are_no_pair(rng: np.random.Generator) -> None:
    counts = rng.integers(0, 60_000, (8, 8), dtype=np.uint16)
    parts = []
    for view, energy in ((1, "LOW ENERGY"), (2, "HIGH ENERGY")):
        data = dicom.read(dicom.half(energy, counts))
        data.add_new(0x61000024, "US", view)
        parts.append(part_of("x", dicom.written(data)))
    assert parts[0].group != parts[1].group


def test_logarithmic_values_need_their_unit(rng: np.random.Generator) -> None:
    air, slab = 1000, 1000 + 3000
    counts = np.full((20, 20), air, np.uint16)
    counts[5:15, 5:15] = slab
    low, high = (
        dicom.half(energy, counts, PixelIntensityRelationship="LOG", PixelIntensityRelationshipSign=-1)
        for energy in ("LOW ENERGY", "HIGH ENERGY")
    )
    told = received(low, high).unsuitable
    assert told is not None
    assert "log_scale" in told.text("en")
    # Not drawn in the colours of materials either.
    shown = received(low, high, scanner="mail-de160").scan
    assert shown is not None
    assert shown.head.scanner == "unknown"
    scan = received(low, high, log_scale=1e-3)
    assert scan.unsuitable is None
    assert scan.scan is not None
    assert scan.scan.transmission[0, 10, 10] == pytest.approx(np.exp(-3), rel=1e-4)
    assert scan.scan.transmission[0, 0, 0] == pytest.approx(1.0, rel=1e-4)


@pytest.mark.parametrize(
    ("sop_class", "form", "elements", "analysed"),
    [
        (dicom.PLAIN_DX, "DX", {"PresentationIntentType": "FOR PROCESSING", "PixelIntensityRelationship": "LIN"}, True),
        (dicom.PLAIN_DX, "DX", {"PresentationIntentType": "FOR PRESENTATION"}, False),
        (dicom.CR, "CR", {}, False),
        (dicom.SC, "SC", {"PhotometricInterpretation": "MONOCHROME1"}, False),
    ],
)
def test_plain_objects_say_what_they_are(
    sop_class: str, form: str, elements: dict[str, object], analysed: bool, rng: np.random.Generator
) -> None:
    counts = rng.integers(100, 60_000, (12, 10), dtype=np.uint16)
    scan = received(dicom.picture(sop_class, counts, AccessionNumber="RR123456785JP", PatientID="7", **elements))
    assert (scan.form, scan.identifier) == (form, "RR123456785JP")
    assert scan.scan is not None
    assert (scan.unsuitable is None) is analysed
    if not analysed:
        assert scan.unsuitable is not None
        assert "measured intensities" in scan.unsuitable.text("en")


def test_what_holds_no_projection_is_kept_with_the_reason(rng: np.random.Generator) -> None:
    counts = rng.integers(0, 60_000, (12, 10), dtype=np.uint16)
    volume = received(dicom.picture(dicom.CT, counts))
    assert volume.scan is None
    assert volume.unsuitable is not None
    assert "tomography" in volume.unsuitable.text("en")
    assert volume.originals[0].content
    colours = received(dicom.picture(dicom.SC, rng.integers(0, 255, (12, 30), dtype=np.uint8), SamplesPerPixel=3,
                                     Columns=10, PhotometricInterpretation="RGB", PlanarConfiguration=0))  # fmt: skip
    assert colours.scan is None
    assert colours.unsuitable is not None
    wide = received(dicom.picture(dicom.DX_PROCESSING + ".1", counts))
    assert wide.form == "DICOS DX"
    signed = received(dicom.picture(dicom.PLAIN_DX, counts, PixelRepresentation=1))
    assert signed.scan is None


def test_padding_is_no_measurement(rng: np.random.Generator) -> None:
    counts = rng.integers(100, 60_000, (12, 10), dtype=np.uint16)
    counts[3, 4] = 0
    content = dicom.half("MULTI ENERGY", counts, PixelPaddingValue=0)
    scan = received(content)
    assert scan.scan is not None
    assert not scan.scan.valid[3, 4]
    assert scan.scan.valid.sum() == counts.size - 1


def test_the_same_data_set_behind_another_meta_group_is_the_same_object(rng: np.random.Generator) -> None:
    content = dicom.pair(rng)[0]
    data = dicom.read(content)
    data.file_meta.ImplementationVersionName = "OTHER"
    one, other = part_of("a", content).original, part_of("b", dicom.written(data)).original
    assert one.sha256 != other.sha256
    assert one.data_sha256 == other.data_sha256


def test_pictures_of_files(tmp_path: Path, rng: np.random.Generator) -> None:
    deep = cv2.imencode(".png", rng.integers(0, 65_000, (12, 16), dtype=np.uint16))[1].tobytes()
    flat = cv2.imencode(".tif", rng.integers(0, 255, (12, 16), dtype=np.uint8))[1].tobytes()
    scan = received(deep, name="sub/99912345674.png", names_are_identifiers=True)
    assert (scan.identifier, scan.form, scan.unsuitable) == ("99912345674", "PNG", None)
    eye = received(flat, name="x.tif")
    assert eye.identifier == ""
    assert eye.unsuitable is not None
    with pytest.raises(FormatError):
        part_of("notes.txt", b"hello")


def test_recorded_food_scans_become_scans(shared_data: Path) -> None:
    path = min((shared_data / "food-linescan").glob("*.tif"))
    scan = received(path.read_bytes(), name=path.name)
    assert scan.scan is not None
    assert scan.unsuitable is None
    assert scan.scan.transmission.shape[2] == 1024
    assert np.percentile(scan.scan.transmission, 99) == pytest.approx(1.0)


def test_the_cargo_pair_of_others_travels_as_attenuation(shared_data: Path) -> None:
    """-ln T at 6 and 9 MV, computed by others, sent as a DICOS LOG pair of 1e-3 per unit."""
    folder = shared_data / "cargo-montecarlo"
    low, high = (np.load(folder / f"im_{name}.npy") for name in "LH")
    offset = 1000
    halves = [
        dicom.half(energy, np.rint(plane * 1000 + offset).clip(0, 65535).astype(np.uint16),
                   PixelIntensityRelationship="LOG", PixelIntensityRelationshipSign=-1, RescaleIntercept="-1000",
                   RescaleSlope="1")
        for energy, plane in (("LOW ENERGY", low), ("HIGH ENERGY", high))
    ]  # fmt: skip
    scan = received(*halves, log_scale=1e-3)
    assert scan.scan is not None
    assert scan.unsuitable is None
    air = np.percentile(-np.rint(low * 1000) / 1000, 99.5)
    assert scan.scan.transmission[0] == pytest.approx(np.exp(-low - air), rel=2e-3)
