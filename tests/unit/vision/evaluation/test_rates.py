"""Rates and their exact intervals, against published values and against what must not count."""

import numpy as np
import pytest

from station.types.arrays import frozen
from station.types.finding import Band, Finding
from station.types.region import Box
from station.types.truth import GroundTruth, TruthObject
from vision.evaluation.intervals import clopper_pearson
from vision.evaluation.matching import Rates

BOX = Box(x0=10, y0=10, x1=30, y1=40)


def finding(label: str, box: Box = BOX) -> Finding:
    mask = frozen(np.ones((box.height, box.width), bool))
    return Finding(number=1, label=label, score=0.9, band=Band.HIGH, view="top", box=box, mask=mask, mass_g=None,
                   evidence=())  # fmt: skip


def truth(*labels: str) -> GroundTruth:
    objects = tuple(TruthObject(label=label, mass_g=1.0, box=BOX, concealed=True) for label in labels)
    return GroundTruth(scenario="test", objects=objects, total_mass_g=1.0)


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    # 0/10 and 10/10: 1 - 0.025^(1/10); 5/10: the table of Clopper and Pearson, 1934.
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (5, 10, 0.1871, 0.8129), (0, 0, 0.0, 1.0)],
)
def test_exact_intervals(hits: int, trials: int, low: float, high: float) -> None:
    assert clopper_pearson(hits, trials) == pytest.approx((low, high), abs=1e-4)


def test_what_counts_and_what_does_not() -> None:
    rates = Rates()
    rates.add([finding("gold")], truth("gold"))
    rates.add([finding("opaque")], truth("gold"))
    rates.add([finding("gold", Box(x0=100, y0=100, x1=120, y1=120))], truth("gold"))
    rates.add([finding("opaque")], truth())
    rates.add([finding("organic-anomaly")], truth())
    rates.add([], truth())
    assert (rates.found, rates.threats, rates.false_alarms, rates.clean) == (1, 3, 1, 3)
