"""Four eyes: never one person, never a log-in of long ago, never a role that may not."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from station.access.keys import PublicKey
from station.access.permissions import may
from station.access.separation import FRESH_S, RULES, TwoPersonAct, approve
from station.errors import ChecksumMismatch, IllegalMove, PermissionRefused, SecondPersonNeeded
from station.storage import tables
from station.storage.database import transaction
from station.types.user import Role
from tests.support.people import Staff, password_of

PAIRS = {
    TwoPersonAct.RELEASE: (Role.ANALYST, Role.SUPERVISOR),
    TwoPersonAct.CHANGE: (Role.TECHNICIAN, Role.SUPERVISOR),
    TwoPersonAct.DELETION: (Role.SUPERVISOR, Role.ADMINISTRATOR),
    TwoPersonAct.EXPORT: (Role.CUSTODIAN, Role.SUPERVISOR),
}


def login(staff: Staff, name: str):
    return staff.logins.log_in(name, password_of(name), "sign")


@pytest.mark.parametrize("act", TwoPersonAct)
def test_two_persons_sign_and_both_signatures_hold(staff: Staff, act: TwoPersonAct) -> None:
    assert set(PAIRS) == set(RULES)
    first, second = (login(staff, staff.user(role).name) for role in PAIRS[act])
    approval = approve(act, "item-7", {"verdict": "clear"}, first, second, staff.clock)
    staff.store.put_approval(approval)
    statement = json.loads(approval.statement)
    for who, signature in (("first", approval.first_signature), ("second", approval.second_signature)):
        key = PublicKey(bytes.fromhex(statement[who]["key"]))
        key.verify(bytes.fromhex(signature), approval.statement.encode())
        with pytest.raises(ChecksumMismatch):
            key.verify(bytes.fromhex(signature), approval.statement.replace("item-7", "item-8").encode())
    assert staff.store.check_audit().faults == ()


@pytest.mark.parametrize("first_role", Role)
def test_only_the_roles_of_the_rule_sign(staff: Staff, first_role: Role) -> None:
    first = login(staff, staff.user(first_role, "first").name)
    for second_role in Role:
        second = login(staff, staff.user(second_role, f"second {second_role.value}").name)
        for act, (first_may, second_may) in RULES.items():
            if may(first_role, first_may) and may(second_role, second_may):
                assert approve(act, "x", {}, first, second, staff.clock).purpose == act.value
            else:
                with pytest.raises(PermissionRefused):
                    approve(act, "x", {}, first, second, staff.clock)


def test_one_person_is_never_two(staff: Staff) -> None:
    boss = login(staff, staff.user(Role.SUPERVISOR, "boss", "P-77").name)
    with pytest.raises(SecondPersonNeeded, match="cannot be both"):
        approve(TwoPersonAct.RELEASE, "x", {}, boss, boss, staff.clock)
    # Two accounts of one person, the number written in another width and case.
    other = login(staff, staff.user(Role.ANALYST, "boss at the desk", "ｐ-77").name)
    with pytest.raises(SecondPersonNeeded, match="one person"):
        approve(TwoPersonAct.RELEASE, "x", {}, other, boss, staff.clock)
    # A second log-in of one account, and a value that pretends another id.
    again = replace(login(staff, "boss"), user=replace(boss.user, user_id="other"))
    with pytest.raises(SecondPersonNeeded):
        approve(TwoPersonAct.RELEASE, "x", {}, again, boss, staff.clock)


def test_a_log_in_of_long_ago_signs_nothing(staff: Staff) -> None:
    first = login(staff, staff.user(Role.ANALYST).name)
    staff.clock.advance(FRESH_S + 1)
    second = login(staff, staff.user(Role.SUPERVISOR).name)
    with pytest.raises(SecondPersonNeeded, match="too long ago"):
        approve(TwoPersonAct.RELEASE, "x", {}, first, second, staff.clock)


def test_the_database_refuses_one_person_too(staff: Staff) -> None:
    first, second = login(staff, staff.user(Role.ANALYST).name), login(staff, staff.user(Role.SUPERVISOR).name)
    good = approve(TwoPersonAct.RELEASE, "x", {}, first, second, staff.clock)
    same_person = replace(good, second=replace(good.second, person=good.first.person.upper()))
    for bad in (replace(good, second=good.first), same_person):
        with pytest.raises(IllegalMove, match="sign twice"):
            staff.store.put_approval(bad)
    values = {
        "purpose": "x", "subject": "x", "at": "x", "first_user": "a", "second_user": "a", "first_person": "p",
        "second_person": "q", "statement": "", "first_signature": "", "second_signature": "",
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction(staff.store.engine) as connection:
        connection.execute(insert(tables.approvals).values(**values))
    assert staff.store.approvals() == ()
