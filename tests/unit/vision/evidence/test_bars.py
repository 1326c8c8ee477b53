"""Gold among bars: the evidence on scans whose truth is known, and when it must keep silent."""

import numpy as np
import pytest

from station.ports.analysis import ItemContext
from tests.support.builders import simulated
from vision.evidence.bars import all_assignments, assignment_prior
from vision.evidence.metal_swap import MetalSwap
from vision.material.lookup import TwoMaterialDecomposer
from vision.regions import Draft

SEED = 424_242


def drafts(scanner: str, number: int, *, weighed: bool = True, share: float = 1.0) -> tuple[list[Draft], list[str]]:
    """Findings on an item, and the labels of its bars."""
    recording, scan = simulated(scanner, "gold-in-tungsten", SEED, number)
    assert recording.truth is not None
    assert recording.weight is not None
    mass = recording.weight.value * share if weighed else None
    context = ItemContext(mass_g=mass, mass_sigma_g=0.002 * (mass or 0), declaration=None)
    return MetalSwap().drafts(scan, TwoMaterialDecomposer().decompose(scan), context), [
        thing.label for thing in recording.truth.objects
    ]


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("weighed", [True, False])
def test_gold_beside_tungsten_is_found_and_tungsten_is_not_called_gold(number: int, weighed: bool) -> None:
    recording, _ = simulated("dense-de450", "gold-in-tungsten", SEED, number)
    found, labels = drafts("dense-de450", number, weighed=weighed)
    assert recording.truth is not None
    golden = [thing.box for thing in recording.truth.objects if thing.label == "gold"]
    boxes = [draft.box for draft in found]
    hit = [any(abs(b[0] - g.x0) < 6 and abs(b[1] - g.y0) < 6 for b in boxes) for g in golden]
    if 0 < len(golden) < len(labels):
        assert all(hit)
    assert len(boxes) == sum(hit)


def test_the_terms_add_up_to_the_score() -> None:
    found = [draft for number in range(8) for draft in drafts("dense-de450", number)[0]]
    assert found
    for draft in found:
        total = sum(term.llr for term in draft.evidence)
        assert draft.score == pytest.approx(1 / (1 + np.exp(-total)), abs=1e-6)
        assert {term.term for term in draft.evidence} >= {"spectral", "prior"}
        assert draft.mass_g is not None


@pytest.mark.parametrize("number", range(3))
def test_opaque_bars_are_not_judged(number: int) -> None:
    assert drafts("mail-de160", number)[0] == []


def test_every_number_of_gold_bars_is_as_likely_beforehand() -> None:
    table = all_assignments(5)
    assert len({tuple(row) for row in table}) == 32
    prior = np.exp(assignment_prior(table))
    assert prior.sum() == pytest.approx(1.0)
    by_count = [prior[table.sum(axis=1) == count].sum() for count in range(6)]
    assert by_count[0] == pytest.approx(0.95)
    assert by_count[1:] == pytest.approx([0.01] * 5)
