"""The ideal observer against the published table; every tolerance comes from the number of trials."""

import numpy as np
import pytest

from vision.evaluation.benchmark import ROWS, Row
from vision.evaluation.ideal_observer import IdealObserver, filling_model
from vision.evaluation.roc import area_under_curve, detection_at
from vision.evaluation.scenarios import SITUATIONS

N = 2000
# Every kind of scanner and evidence, with little to compute; all rows: docs/explanations/bounds.md.
FAST = (
    "B01 1.6 PC6", "B01 1.2 DE160", "B02 3 none thick 1 % areal 0.5 %", "B02 3 DE450", "B02 9 MV", "B02 9 DE160",
    "B03 20 DE450+MV", "B03 35 MV areal 2 %", "B04b DE160", "B05 DE160 thick 5 %", "B06b 0.25 DE160", "B08 0.3 PC12",
    "B09 DE160", "B11b DE160 thick 7 %",
)  # fmt: skip


def row(name: str) -> Row:
    return next(row for row in ROWS if row.name == name)


@pytest.mark.parametrize("name", FAST)
def test_published_areas_come_back(name: str) -> None:
    which = row(name)
    clean, threats = IdealObserver(which).trial(N, np.random.default_rng(77))
    area = area_under_curve(clean, threats)
    # The table's own seeds differ by up to 0.012.
    assert area.value == pytest.approx(which.auc, abs=0.012 + 3 * area.error)
    published = np.sqrt(which.pd * (1 - which.pd) / N)
    # The threshold is the 20th highest of 2000: its own scatter moves the detection as well.
    assert detection_at(clean, threats).value == pytest.approx(which.pd, abs=0.07 + 3 * published)


def test_the_table_is_whole() -> None:
    assert {row.situation for row in ROWS} == set(SITUATIONS)
    assert len({row.name for row in ROWS}) == len(ROWS)
    for one in ROWS:
        for things in (one.content.clean, one.content.threats):
            assert sum(thing.weight for thing in things) == pytest.approx(1.0)
        if one.flag == "S":
            assert one.pd >= 0.98
        if one.flag == "N":
            assert one.auc < 0.75


def test_covariance_holds_every_cause() -> None:
    which = row("B02 3 DE450+MV")
    model = filling_model(which, which.content.clean[0])
    # Wood and iron in front of both scanners; gain and scatter of each apart.
    assert model.shared.shape[1:] == (2 + 2 + 2, 4)
    assert (np.abs(model.shared[:, :2]) > 0).all()
    assert (model.shared[:, 2, :2] == 0.003).all()
    assert (model.shared[:, 2, 2:] == 0).all()
    assert (model.shared[:, 4, :2] == 0).all()
    assert (model.variance >= 0.002**2).all()


def test_scores_are_log_likelihood_ratios() -> None:
    # E[exp(LLR)] over clean cases is 1 for a true likelihood ratio, and threats score higher.
    observer = IdealObserver(row("B09 DE160"))
    clean, threats = observer.trial(4000, np.random.default_rng(5))
    ratios = np.exp(clean)
    assert ratios.mean() == pytest.approx(1.0, abs=5 * ratios.std() / np.sqrt(len(ratios)))
    assert threats.mean() > 0 > clean.mean()
