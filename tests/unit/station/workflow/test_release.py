"""Decisions with accounts: who may, when two must, and an item's bundle with everything in it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from calibration.correction import DarkAirCorrector
from station.errors import IllegalMove, InputUnsuitable, PermissionRefused, SecondPersonNeeded, StorageDamaged
from station.formats.bundle_archive import unpack
from station.formats.evidence_bundle import check_bundle
from station.formats.radiation_json import decode_radiation
from station.types.analysis import Advice, Analysis
from station.types.decision import Verdict
from station.types.declaration import Declaration
from station.types.ids import ItemId
from station.types.item import ItemState
from station.types.radiation import Passage
from station.types.user import Role
from station.workflow.evidence import export_item
from station.workflow.radiation import radiation_of
from station.workflow.release import decide
from tests.support.builders import MADE_AT, item, raw_scan
from tests.support.people import Staff, password_of, staff_of
from tests.support.portal import occupancy

NASTY = "'; DROP TABLE items; -- \x1b[2J {0.x} <b> ../.. \u202e 枠"


def analysed(staff: Staff, name: str, advice: Advice) -> ItemId:
    raw = raw_scan(np.random.default_rng(3), name)
    staff.store.put_item(item(name, ItemState.ANALYSED))
    staff.store.put_scan(raw, DarkAirCorrector().correct(raw, None, MADE_AT))
    result = Analysis(
        scan_id=raw.head.scan_id, model="m", model_version="1", weights_hash="", findings=(), opaque_cm2=0.0,
        advice=advice,
    )  # fmt: skip
    staff.store.put_analysis(ItemId(name), result, 1.0)
    return ItemId(name)


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    made = staff_of(tmp_path / "data")
    yield made
    made.store.close()


def fresh(staff: Staff, name: str):
    return staff.logins.log_in(name, password_of(name), "sign")


def test_without_accounts_everything_is_as_it_was(staff: Staff) -> None:
    item_id = analysed(staff, "a", Advice.OPEN)
    decision = decide(staff.store, staff.seat(), item_id, Verdict.CLEAR, [], "")
    assert decision.inspector == "inspector"


@pytest.mark.parametrize("role", Role)
def test_only_those_decide_who_may(staff: Staff, role: Role) -> None:
    item_id = analysed(staff, "a", Advice.NONE)
    seat = staff.seat(staff.user(role, "somebody").name)
    if role in (Role.ANALYST, Role.SUPERVISOR):
        assert decide(staff.store, seat, item_id, Verdict.CLEAR, [], "").inspector == "somebody"
    else:
        with pytest.raises(PermissionRefused):
            decide(staff.store, seat, item_id, Verdict.CLEAR, [], "")
        assert staff.store.decision(item_id) is None
        assert len(staff.actions("denied")) == 1


def test_an_alarm_goes_out_with_two_signatures_only(staff: Staff) -> None:
    item_id = analysed(staff, "a", Advice.OPEN)
    for name, role in (("Kim", Role.ANALYST), ("Lee", Role.SUPERVISOR), ("Max", Role.ANALYST)):
        staff.user(role, name)
    staff.user(Role.SUPERVISOR, "Kim again", "P-Kim")
    seat = staff.seat("Kim")
    refused = (None, ("Kim", "Kim"), ("Kim", "Kim again"), ("Lee", "Kim"), ("Lee", "Lee"), ("Max", "Lee"))
    for names in refused:
        signers = (fresh(staff, names[0]), fresh(staff, names[1])) if names else None
        with pytest.raises(SecondPersonNeeded):
            decide(staff.store, seat, item_id, Verdict.CLEAR, [], "", signers)
    with pytest.raises(PermissionRefused):
        decide(staff.store, seat, item_id, Verdict.CLEAR, [], "", (fresh(staff, "Kim"), fresh(staff, "Max")))
    assert staff.store.decision(item_id) is None
    assert len(staff.actions("denied")) == len(refused) + 1
    decide(staff.store, seat, item_id, Verdict.CLEAR, [], NASTY, (fresh(staff, "Kim"), fresh(staff, "Lee")))
    approval = staff.store.approvals(item_id)[0]
    assert (approval["first_person"], approval["second_person"]) == ("p-kim", "p-lee")
    assert json.loads(str(approval["statement"]))["content"]["note"] == NASTY
    assert staff.store.faults() == ()


def test_nobody_is_asked_to_sign_what_cannot_be_decided(staff: Staff) -> None:
    item_id = analysed(staff, "a", Advice.OPEN)
    staff.user(Role.ANALYST, "Kim")
    seat = staff.seat("Kim")
    decide(staff.store, seat, item_id, Verdict.HOLD, [], "")
    with pytest.raises(IllegalMove, match="decided"):
        decide(staff.store, seat, item_id, Verdict.CLEAR, [], "")
    assert staff.actions("denied") == []


def test_a_hold_and_an_item_without_alarm_need_one_person(staff: Staff) -> None:
    staff.user(Role.ANALYST, "Kim")
    seat = staff.seat("Kim")
    decide(staff.store, seat, analysed(staff, "a", Advice.OPEN), Verdict.HOLD, [], "")
    decide(staff.store, seat, analysed(staff, "b", Advice.REFER), Verdict.CLEAR, [], "")
    assert staff.store.approvals() == ()


def test_no_two_persons_release_an_item_that_alarmed_the_portal(staff: Staff) -> None:
    staff.user(Role.ANALYST, "Kim")
    staff.user(Role.SUPERVISOR, "Lee")
    item_id = analysed(staff, "a", Advice.OPEN)
    alarm = occupancy(neutron_alarm=True)
    result = radiation_of(Passage(item_id=item_id, start=alarm.start, end=alarm.end), [], [alarm])
    staff.store.put_radiation(item_id, result)
    with pytest.raises(IllegalMove, match="portal alarmed"):
        decide(
            staff.store, staff.seat("Kim"), item_id, Verdict.CLEAR, [], "", (fresh(staff, "Kim"), fresh(staff, "Lee"))
        )
    assert staff.store.decision(item_id) is None
    decide(staff.store, staff.seat("Kim"), item_id, Verdict.HOLD, [], "")
    members = unpack(exported(staff, item_id))
    assert decode_radiation(members["radiation.json"].decode()) == result
    assert json.loads(members["case.json"])["analysis"]["radiation"]["advice"] == "open"
    assert check_bundle(exported(staff, item_id), staff.store.seal.key.public.fingerprint).faults == ()


def exported(staff: Staff, item_id: ItemId) -> bytes:
    return export_item(
        staff.store, item_id, key=staff.store.seal.key, exporter="Kim", station={"site": NASTY}, accounts=True,
        software={"inspection-station": "0"}, at=datetime.now(UTC),
    )  # fmt: skip


def test_a_bundle_holds_everything_and_verifies(staff: Staff) -> None:
    item_id = analysed(staff, "a", Advice.OPEN)
    analysed(staff, "other", Advice.NONE)
    declaration = Declaration(
        identifier=NASTY, goods=NASTY, hs_code="0902", pieces=1, gross_weight_g=1.0, value=1.0, shipper=NASTY
    )
    staff.store.put_declarations([declaration])
    staff.store.put_item(replace(staff.store.item(item_id), identifier=NASTY))
    staff.user(Role.ANALYST, "Kim")
    staff.user(Role.SUPERVISOR, "Lee")
    signers = (fresh(staff, "Kim"), fresh(staff, "Lee"))
    decide(staff.store, staff.seat("Kim"), item_id, Verdict.CLEAR, [], NASTY, signers)
    content = exported(staff, item_id)
    found = check_bundle(content, staff.store.seal.key.public.fingerprint)
    assert (found.faults, found.notes, found.trusted) == ((), (), True)
    members = unpack(content)
    assert set(members) == {
        "manifest.json", "manifest.sig", "station.pub", "analysis.json", "approvals.json", "audit.jsonl", "case.json",
        "declaration/declaration.json", "raw/1.raw", "dicom/1-1.dcm", "dicom/1-2.dcm",
    }  # fmt: skip
    case = json.loads(members["case.json"])
    assert found.manifest["identifier"] == case["item"]["identifier"] == NASTY
    assert case["decision"]["note"] == NASTY
    assert json.loads(members["declaration/declaration.json"])["goods"] == NASTY
    lines = [json.loads(line) for line in members["audit.jsonl"].splitlines()]
    assert [line["action"] for line in lines] == ["store scan", "store analysis", "decide", "export evidence"]
    assert all(line["checkpoint"] for line in lines)
    written = staff.actions("bundle written")[0]
    assert json.loads(str(written["detail"]))["bytes"] == len(content)
    assert staff.store.faults() == ()


def test_an_item_that_is_not_there_or_is_damaged_is_not_exported(staff: Staff) -> None:
    with pytest.raises(InputUnsuitable):
        exported(staff, ItemId("none"))
    item_id = analysed(staff, "a", Advice.NONE)
    path = staff.store.blobs.path(staff.store.scans(item_id)[0].raw_sha256)
    path.write_bytes(b"something else")
    with pytest.raises(StorageDamaged):
        exported(staff, item_id)


def test_a_barcode_that_spells_the_id_of_another_item_does_not_stand_in_for_it(staff: Staff) -> None:
    staff.store.put_item(item("a"))
    staff.store.put_item(replace(item("z"), identifier="a"))
    assert staff.store.find_item("a") == "a"
    assert staff.store.find_item("99912345674") == "a"
    for text in ("", "' OR 1=1 --", "%", "\0"):
        with pytest.raises(InputUnsuitable):
            staff.store.find_item(text)
