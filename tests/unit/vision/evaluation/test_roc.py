"""Detection figures on cases worked out by hand: ties, no cases, all missed, one class only."""

import numpy as np
import pytest
from scipy.stats import norm

from station.errors import InputUnsuitable
from vision.evaluation.intervals import clopper_pearson
from vision.evaluation.roc import area_under_curve, detection_at, efficiency, efficiency_error, separation


def scores(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


@pytest.mark.parametrize(
    ("clean", "threats", "area"),
    [
        (scores(1, 2, 3), scores(4, 5), 1.0),
        (scores(4, 5), scores(1, 2, 3), 0.0),
        # Pairs (1,2) won, (1,3) won, (2,2) tied, (2,3) won: 3.5 of 4.
        (scores(1, 2), scores(2, 3), 3.5 / 4),
        (scores(1, 1, 1), scores(1, 1), 0.5),
    ],
)
def test_area_counts_pairs_and_ties_half(clean: np.ndarray, threats: np.ndarray, area: float) -> None:
    found = area_under_curve(clean, threats)
    assert found.value == pytest.approx(area)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_error_of_the_area_by_hand() -> None:
    # Placements: threats above 0.5 (2 beats 1, ties 2: 0.75) and 1; clean below 1 and 0.75. DeLong: S10/2 + S01/2.
    found = area_under_curve(scores(1, 2), scores(2, 3))
    placed = np.var([0.75, 1.0], ddof=1) / 2
    assert found.error == pytest.approx(np.sqrt(2 * placed))


def test_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(8)
    truth = norm.cdf(1.5 / np.sqrt(2))
    found = [area_under_curve(rng.standard_normal(150), 1.5 + rng.standard_normal(150)) for _ in range(400)]
    covered = sum(area.low <= truth <= area.high for area in found)
    low, high = clopper_pearson(covered, 400, 0.999)
    assert low < 0.96
    assert high > 0.94
    assert np.mean([area.error for area in found]) == pytest.approx(np.std([area.value for area in found]), rel=0.15)


def test_a_perfect_area_keeps_an_open_interval() -> None:
    found = area_under_curve(np.zeros(30), np.ones(50))
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.025 ** (1 / 30))


def test_detection_at_one_in_a_hundred() -> None:
    clean = np.arange(200.0)
    # Two of two hundred may pass: the threshold is the third highest.
    found = detection_at(clean, scores(197, 198, 250, 300))
    assert found.threshold == 197
    assert found.value == 0.75
    assert (found.low, found.high) == pytest.approx(clopper_pearson(3, 4))


def test_equal_scores_move_together() -> None:
    found = detection_at(scores(*[0] * 97, 5, 5, 5), scores(5, 5, 6))
    assert found.threshold == 5
    assert found.value == pytest.approx(1 / 3)


def test_all_missed() -> None:
    found = detection_at(np.ones(100), np.zeros(50))
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 50))


def test_few_clean_cases_allow_no_false_alarm() -> None:
    assert detection_at(scores(1, 2, 3), scores(3, 4)).value == 0.5


@pytest.mark.parametrize(("clean", "threats"), [(scores(), scores(1)), (scores(1), scores()), (scores(), scores())])
def test_one_class_only_is_refused(clean: np.ndarray, threats: np.ndarray) -> None:
    for figure in (area_under_curve, detection_at):
        with pytest.raises(InputUnsuitable, match="cases of both kinds"):
            figure(clean, threats)


def test_a_score_that_is_no_number_is_refused() -> None:
    with pytest.raises(InputUnsuitable, match="no number"):
        area_under_curve(scores(1, np.nan), scores(2))


def test_single_cases() -> None:
    found = area_under_curve(scores(1), scores(2))
    assert found.value == 1.0
    assert found.low == 0.0


@pytest.mark.parametrize(("d", "area"), [(0.0, 0.5), (1.4, 0.8389), (3.61, 0.99466)])
def test_separation_and_area(d: float, area: float) -> None:
    assert norm.cdf(d / np.sqrt(2)) == pytest.approx(area, abs=1e-4)
    assert separation(float(norm.cdf(d / np.sqrt(2)))) == pytest.approx(d, abs=1e-9)


def test_separation_is_capped_and_has_a_sign() -> None:
    assert separation(1.0) == pytest.approx(5.26)
    assert separation(0.0) == pytest.approx(-5.26)


def test_efficiency() -> None:
    areas = [float(norm.cdf(d / np.sqrt(2))) for d in (1.0, 2.0)]
    assert efficiency(areas[0], areas[1]) == pytest.approx(0.25)
    assert efficiency(0.4, areas[1]) == 0.0
    assert np.isnan(efficiency(0.7, 0.5))


def test_error_of_the_efficiency_is_what_repetition_shows() -> None:
    rng = np.random.default_rng(4)
    pairs = [
        [area_under_curve(rng.standard_normal(500), d + rng.standard_normal(500)) for d in (1.8, 2.0)]
        for _ in range(150)
    ]
    spread = np.std([efficiency(model.value, ideal.value) for model, ideal in pairs])
    assert np.mean([efficiency_error(model, ideal) for model, ideal in pairs]) == pytest.approx(spread, rel=0.25)
