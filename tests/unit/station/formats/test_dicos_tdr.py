"""Threat reports of others: read to the pixel, and damage is named instead of drawn."""

import numpy as np
import pytest

from station.errors import FormatError
from station.formats.dicos_tdr import decode_tdr
from tests.support import dicom

IMAGES = ["1.2.3.01", "1.2.3.4"]


@pytest.fixture
def mask(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 2, (9, 7)).astype(bool)


def test_a_report_is_read(mask: np.ndarray) -> None:
    report = decode_tdr(dicom.threat_report(IMAGES, mask))
    assert (report.kind, report.decision, report.aborted) == ("MACHINE", "ALARM", False)
    assert report.decided_at == "20260101120000+0900"
    assert report.algorithm == ("finder", "2.1")
    assert report.images == tuple(IMAGES)
    assert (report.stated_objects, report.stated_alarms, report.alarms) == (2, 1, 1)
    assert report.damage == ()
    first, second = report.threats
    assert first.alarms
    assert not second.alarms
    assert first.assessments[0].description == "gold"
    assert first.assessments[0].probability == 0.75
    region = first.regions[0]
    assert (region.base, region.extents) == ((3, 5, 0), (7, 9, 1))
    assert region.mask is not None
    assert (region.mask == mask).all()
    assert second.regions[0].mask is None  # the whole box


def test_counts_that_disagree_are_both_told(mask: np.ndarray) -> None:
    report = decode_tdr(dicom.threat_report(IMAGES, mask, NumberOfAlarmObjects=2))
    assert (report.stated_alarms, report.alarms) == (2, 1)
    assert "states 2 alarms and flags 1" in report.damage[0].text("en")


def damaged(content: bytes, **values: object) -> bytes:
    """The same report with another first region."""
    data = dicom.read(content)
    view = data.ThreatSequence[0].PTORepresentationSequence[0]
    for keyword, value in values.items():
        setattr(view if keyword == "BoundingPolygon" else view.ThreatROIVoxelSequence[0], keyword, value)
    return dicom.written(data)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"ThreatROIBitmap": b"\1\2"}, "bitmap"),
        ({"ThreatROIExtents": [7.0, 0.0, 1.0]}, "box"),
        ({"ThreatROIExtents": [7.0, 9.0]}, "box"),
        ({"ThreatROIBase": [-1.0, 0.0, 0.0]}, "box"),
        ({"ThreatROIBase": [float("nan"), 0.0, 0.0]}, "box"),
        ({"ThreatROIExtents": [1e9, 1e9, 1e9]}, "bitmap"),
        ({"BoundingPolygon": [1.0, 2.0, 0.0, 3.0]}, "polygon"),
    ],
)
def test_what_cannot_be_drawn_is_named_and_the_rest_is_kept(
    values: dict[str, object], word: str, mask: np.ndarray
) -> None:
    report = decode_tdr(damaged(dicom.threat_report(IMAGES, mask), **values))
    assert any(word in phrase.text("en") for phrase in report.damage)
    assert len(report.threats) == 2
    assert report.alarms == 1


def test_unknown_words_are_kept(mask: np.ndarray) -> None:
    report = decode_tdr(dicom.threat_report(IMAGES, mask, TDRType="NEW KIND", AlarmDecision="MAYBE"))
    assert (report.kind, report.decision) == ("NEW KIND", "MAYBE")


def test_a_picture_is_no_report(rng: np.random.Generator) -> None:
    with pytest.raises(FormatError):
        decode_tdr(dicom.pair(rng)[0])
