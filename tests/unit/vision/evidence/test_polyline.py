"""The closed-form integral along a line, against brute force."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from vision.evidence.polyline import MarginalLikelihood, Polyline, log_interval


def test_integral_equals_a_fine_sum() -> None:
    rng = np.random.default_rng(2)
    mean = np.cumsum(rng.random((4, 3)), axis=0)
    spread = rng.standard_normal((3, 3, 3)) * 0.2
    covariance = spread @ spread.swapaxes(1, 2) + 0.05 * np.eye(3)
    mass = np.array([0.2, 0.5, 0.3])
    seen = mean[1] + 0.4 * rng.standard_normal((20, 3))
    fine = (np.arange(2000) + 0.5) / 2000
    total = np.zeros(len(seen))
    for cell in range(3):
        along = (1 - fine)[:, None] * mean[cell] + fine[:, None] * mean[cell + 1]
        density = multivariate_normal(np.zeros(3), covariance[cell]).pdf(seen[:, None] - along)
        total += mass[cell] * density.mean(axis=1)
    line = Polyline(mean=mean, covariance=covariance, log_mass=np.log(mass))
    assert MarginalLikelihood(line)(seen) == pytest.approx(np.log(total), abs=1e-5)


def test_design_takes_known_offsets_out() -> None:
    rng = np.random.default_rng(2)
    mean = np.cumsum(rng.random((4, 2)), axis=0)
    line = Polyline(mean=mean, covariance=np.tile(np.eye(2), (3, 1, 1)), log_mass=np.log(np.full(3, 1 / 3)))
    slope = np.array([[0.5], [-1.0]])
    design = np.tile(np.concatenate([np.eye(2), -slope], axis=1), (3, 1, 1))
    moved = Polyline(mean=mean, covariance=line.covariance, log_mass=line.log_mass, design=design)
    seen, offset = rng.random((10, 2)), rng.random((10, 1))
    shifted = np.concatenate([seen + offset @ slope.T, offset], axis=1)
    assert MarginalLikelihood(moved)(shifted) == pytest.approx(MarginalLikelihood(line)(seen))


def test_far_away_the_likelihood_is_small_but_a_number() -> None:
    line = Polyline(mean=np.array([[0.0], [1.0]]), covariance=np.array([[[1e-6]]]), log_mass=np.zeros(1))
    far = MarginalLikelihood(line)(np.array([[50.0], [-50.0]]))
    assert np.isfinite(far).all()
    assert (far < -1e8).all()
    assert MarginalLikelihood(line)(np.empty((0, 1))).shape == (0,)


def test_probability_of_an_interval_in_both_tails() -> None:
    low, high = np.array([-40.0, 39.0, -1.0]), np.array([-39.0, 40.0, 1.0])
    found = log_interval(low, high)
    assert found[0] == pytest.approx(found[1])
    assert np.exp(found[2]) == pytest.approx(0.682689, abs=1e-6)
