"""Passages joined to items by time: one to one, or not at all, and said; alarms with their own advice."""

from datetime import timedelta
from typing import Any

import pytest

from station.formats.item_record import item_record
from station.formats.radiation_json import decode_radiation, encode_radiation
from station.i18n import Phrase
from station.types.analysis import Advice, NotAnalysed
from station.types.ids import ItemId, ScanId
from station.types.radiation import CountSample, Passage, PortalFault, RadiationResult, RadiationStatus
from station.workflow.radiation import radiation_of
from tests.support.portal import PORTAL_START, occupancy


def passage(name: str, start_s: float, end_s: float) -> Passage:
    return Passage(
        item_id=ItemId(name),
        start=PORTAL_START + timedelta(seconds=start_s),
        end=PORTAL_START + timedelta(seconds=end_s),
    )


def result(*, start_s: float = -1.0, end_s: float = 4.0, **changes: Any) -> RadiationResult:
    item = passage("a", start_s, end_s)
    return radiation_of(item, [item], [occupancy(**changes)])


def texts(found: RadiationResult) -> str:
    return "; ".join(note.text("en") for note in found.notes)


def test_a_whole_passage_without_an_alarm() -> None:
    found = result()
    assert (found.status, found.advice, found.findings, found.notes) == (
        RadiationStatus.NO_ALARM, Advice.NONE, (), (),
    )  # fmt: skip
    assert found.occupancy is not None


def test_a_gamma_alarm_refers_and_a_neutron_alarm_opens_and_comes_first() -> None:
    gamma = result(gamma_alarm=True, gamma_sigma=7.25)
    assert (gamma.status, gamma.advice) == (RadiationStatus.ALARM, Advice.REFER)
    (finding,) = gamma.findings
    assert (finding.label, finding.sigma) == ("radiation-gamma", 7.25)
    assert "7.2 sigma" in finding.phrase.text("en")
    both = result(gamma_alarm=True, neutron_alarm=True)
    assert both.advice is Advice.OPEN
    assert [one.label for one in both.findings] == ["radiation-neutron", "radiation-gamma"]


def test_a_finding_has_the_time_of_the_first_interval_in_alarm() -> None:
    at = PORTAL_START + timedelta(seconds=0.4)
    samples = occupancy().gamma
    in_alarm = tuple(
        CountSample(time=one.time, seconds=one.seconds, counts=one.counts, alarm=one.time >= at) for one in samples
    )
    (finding,) = result(gamma=in_alarm, gamma_alarm=True).findings
    assert finding.time == at


def test_an_alarm_without_a_sigma_says_so() -> None:
    (finding,) = result(gamma_alarm=True, gamma_sigma=None).findings
    assert "not known" in finding.phrase.text("en")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"begun": False}, "beginning"), ({"ended": False}, "end of the passage"), ({"damaged": 3}, "not be read: 3"),
        ({"gamma_background": None}, "no background"), ({"neutron_background": None}, "no background"),
        ({"faults": (PortalFault.TAMPER,)}, "tampered"), ({"gamma": ()}, "no gamma counts"),
        ({"gamma_sigma": 4.0}, "4.0 sigma were counted; the portal should alarm from 4.0"),
    ],
)  # fmt: skip
def test_no_alarm_of_a_passage_that_was_not_whole_is_no_proof(changes: dict[str, Any], said: str) -> None:
    found = result(**changes)
    assert (found.status, found.advice) == (RadiationStatus.INCOMPLETE, Advice.REFER)
    assert said in texts(found)


def test_what_was_missing_is_said_of_an_alarm_too() -> None:
    found = result(gamma_alarm=True, ended=False)
    assert found.status is RadiationStatus.ALARM
    assert "end of the passage" in texts(found)


@pytest.mark.parametrize("fault", list(PortalFault))
def test_every_fault_has_its_sentence(fault: PortalFault) -> None:
    assert len(result(faults=(fault,)).notes) == 1


def test_nothing_seen_is_not_no_alarm() -> None:
    found = radiation_of(passage("a", 100, 104), [], [occupancy()])
    assert (found.status, found.advice) == (RadiationStatus.NOT_MEASURED, Advice.REFER)
    assert "saw nothing" in texts(found)


@pytest.mark.parametrize(("start_s", "end_s", "joined"), [(3.0, 9.0, True), (3.1, 9.0, False), (-9.0, -1.0, True),
                                                          (-9.0, -1.1, False)])  # fmt: skip
def test_the_tolerance_is_a_second(start_s: float, end_s: float, joined: bool) -> None:
    found = radiation_of(passage("a", start_s, end_s), [], [occupancy()])
    assert (found.occupancy is not None) is joined


def test_two_passages_that_fit_are_not_joined_and_their_alarm_is_told() -> None:
    item = passage("a", 0, 8)
    found = radiation_of(item, [item], [occupancy(), occupancy(start_s=5, neutron_alarm=True)])
    assert (found.status, found.occupancy, found.advice) == (RadiationStatus.NOT_JOINED, None, Advice.OPEN)
    assert [one.label for one in found.findings] == ["radiation-neutron"]
    assert "several passages of the portal fit this item: 2" in texts(found)


def test_a_passage_that_fits_two_items_belongs_to_neither() -> None:
    items = [passage("a", 0, 2), passage("b", 2, 5)]
    seen = [occupancy(gamma_alarm=True)]
    for item in items:
        found = radiation_of(item, items, seen)
        assert (found.status, found.advice) == (RadiationStatus.NOT_JOINED, Advice.REFER)
        assert found.findings
        assert "other items as well: 1" in texts(found)


def test_a_neighbour_with_a_passage_of_its_own_disturbs_nothing() -> None:
    items = [passage("a", 0, 2), passage("b", 10, 12)]
    seen = [occupancy(), occupancy(start_s=10, gamma_alarm=True)]
    assert radiation_of(items[0], items, seen).status is RadiationStatus.NO_ALARM
    assert radiation_of(items[1], items, seen).status is RadiationStatus.ALARM


@pytest.mark.parametrize(
    "changes",
    [{}, {"gamma_alarm": True, "neutron_alarm": True, "simulated": True}, {"gamma_background": None, "damaged": 2},
     {"faults": (PortalFault.TAMPER, PortalFault.POWER), "speed_mm_s": None, "threshold_sigma": None}],
)  # fmt: skip
def test_a_result_comes_back_from_the_store_as_it_was(changes: dict[str, Any]) -> None:
    assert decode_radiation(encode_radiation(result(**changes))) == result(**changes)
    nothing = radiation_of(passage("a", 100, 104), [], [])
    assert decode_radiation(encode_radiation(nothing)) == nothing


def test_the_item_line_has_the_portal_only_where_there_is_one() -> None:
    reason = NotAnalysed(scan_id=ScanId("s"), reason=Phrase(context="NotAnalysed", template="no profile"))
    assert "radiation" not in item_record("a", "x", False, reason, None)
    record = item_record("a", "x", False, reason, None, radiation=result(gamma_alarm=True, gamma_sigma=7.25, damaged=3))
    assert record["radiation"] == {
        "status": "alarm", "advice": "refer", "notes": ["lines of the portal that could not be read: 3"],
        "alarms": [{"class": "radiation-gamma", "sigma": 7.2,
                    "text": "portal alarmed for gamma rays, 7.2 sigma above background at most"}],
    }  # fmt: skip
