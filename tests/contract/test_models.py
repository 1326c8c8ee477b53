"""Every row of the model catalogue keeps the contract of an analyzer."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from station.errors import InputUnsuitable
from station.ports.analysis import Analyzer, ItemContext
from station.types.analysis import Advice, Analysis
from station.types.arrays import frozen
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan
from tests.support.builders import simulated
from vision.catalog import MODELS
from vision.material.lookup import TwoMaterialDecomposer

CASES = [("dense-de450", "gold-in-tungsten"), ("mail-de160", "gold-in-tungsten"), ("mail-de160", "cans"),
         ("mail-pc160", "phone-holders"), ("pallet-de320", "mail")]  # fmt: skip


@cache
def model(name: str) -> Analyzer:
    return MODELS.get(name)()


@cache
def case(scanner: str, scenario: str) -> tuple[CorrectedScan, MaterialMap, ItemContext]:
    recording, scan = simulated(scanner, scenario, 31, 0)
    mass = recording.weight.value if recording.weight else None
    context = ItemContext(mass_g=mass, mass_sigma_g=0.002 * (mass or 0), declaration=recording.declaration)
    return scan, TwoMaterialDecomposer().decompose(scan), context


def analyse(name: str, scanner: str, scenario: str) -> Analysis:
    return model(name).analyse(*case(scanner, scenario))


each_model = pytest.mark.parametrize("name", [row.name for row in MODELS])


@each_model
@pytest.mark.parametrize(("scanner", "scenario"), CASES)
def test_findings_lie_in_the_picture_with_words_for_each_term(name: str, scanner: str, scenario: str) -> None:
    scan = case(scanner, scenario)[0]
    result = analyse(name, scanner, scenario)
    lines, pixels = scan.valid.shape
    assert [finding.number for finding in result.findings] == list(range(1, len(result.findings) + 1))
    for finding in result.findings:
        box = finding.box
        assert 0 <= box.x0 < box.x1 <= pixels
        assert 0 <= box.y0 < box.y1 <= lines
        assert finding.mask.shape == (box.height, box.width)
        assert finding.mask.any()
        assert 0 <= finding.score <= 1
        assert finding.evidence
        assert all(term.phrase.text("en") and term.phrase.text("ja") for term in finding.evidence)


@each_model
def test_the_same_input_gives_the_same_result_and_stays_as_it_is(name: str) -> None:
    scan = case("mail-de160", "cans")[0]
    before = scan.transmission.tobytes()
    one, two = (analyse(name, "mail-de160", "cans") for _ in range(2))
    assert [(f.label, f.score, f.box) for f in one.findings] == [(f.label, f.score, f.box) for f in two.findings]
    assert scan.transmission.tobytes() == before


@each_model
def test_opaque_bars_are_referred_and_no_metal_is_named(name: str) -> None:
    result = analyse(name, "mail-de160", "gold-in-tungsten")
    assert {finding.label for finding in result.findings} <= {"opaque"}
    assert result.opaque_cm2 > 50
    if name != "segmenter":
        assert result.advice is Advice.REFER


@each_model
def test_numbers_that_are_none_are_refused(name: str) -> None:
    scan, materials, context = case("dense-de450", "gold-in-tungsten")
    broken = scan.transmission.copy()
    broken[0, 50, 50] = np.nan
    with pytest.raises(InputUnsuitable):
        model(name).analyse(replace(scan, transmission=frozen(broken)), materials, context)


@each_model
def test_materials_of_another_scan_are_refused(name: str) -> None:
    scan, _, context = case("dense-de450", "gold-in-tungsten")
    with pytest.raises(InputUnsuitable):
        model(name).analyse(scan, case("mail-de160", "cans")[1], context)


@each_model
def test_an_unknown_scanner_and_one_energy_name_nothing_and_say_why(name: str) -> None:
    scan, _, context = case("mail-de160", "cans")
    single = replace(
        scan, head=replace(scan.head, scanner="unknown", channels=scan.head.channels[:1]),
        transmission=frozen(scan.transmission[:1].copy()), variance=frozen(scan.variance[:1].copy()),
    )  # fmt: skip
    result = model(name).analyse(single, TwoMaterialDecomposer().decompose(single), context)
    assert {finding.label for finding in result.findings} <= {"opaque"}
    assert any("one energy" in note.text("en") for note in result.notes)


@each_model
def test_lost_lines_are_told(name: str) -> None:
    scan, materials, context = case("dense-de450", "gold-in-tungsten")
    valid = scan.valid.copy()
    valid[40:52] = False
    result = model(name).analyse(replace(scan, valid=frozen(valid)), materials, context)
    assert result.not_analysed_rows == ((40, 52),)


def test_a_network_says_for_which_scanner_it_was_not_trained() -> None:
    for name in ("segmenter", "station-default"):
        notes = [note.text("en") for note in analyse(name, "pallet-de320", "mail").notes]
        assert any("not trained for this scanner" in note for note in notes)
        notes = [note.text("en") for note in analyse(name, "mail-de160", "cans").notes]
        assert not any("not trained" in note for note in notes)
