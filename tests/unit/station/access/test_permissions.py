"""Every role against every permission: the table, the check, the page, and what a refusal leaves in the audit log."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from station.access.permissions import COLUMNS, TABLE, check, may, roles_with
from station.errors import PermissionRefused
from station.types.user import Permission, Role
from tests.support.people import Staff, password_of

# What customs practice forbids, whatever else the table says (docs/reference/roles.md).
NEVER = {
    Role.OPERATOR: {Permission.DECIDE, Permission.MARK_FINDING},
    Role.ANALYST: {Permission.APPROVE_DECISION, Permission.APPROVE_EXPORT},
    Role.TECHNICIAN: {Permission.SEE_PERSONS, Permission.SEE_CASE, Permission.DECIDE},
    Role.QA: {Permission.SEE_CASE, Permission.SEE_QUEUE, Permission.SEE_PERSONS},
    Role.CUSTODIAN: {Permission.DECIDE, Permission.OVERRIDE_DECISION},
    Role.ADMINISTRATOR: {Permission.DECIDE, Permission.APPROVE_DECISION, Permission.OVERRIDE_DECISION},
}
READS = re.compile(r"see-|verify-audit|change-own-password")


def test_every_permission_has_one_row_and_every_role_one_column() -> None:
    assert set(TABLE) == set(Permission)
    assert set(COLUMNS) == set(Role)
    assert all(len(marks.split()) == len(Role) and set(marks) <= {"x", ".", " "} for marks in TABLE.values())
    assert all(roles_with(permission) for permission in Permission)


def test_what_must_never_be_allowed_is_not() -> None:
    for role, permissions in NEVER.items():
        assert not [permission for permission in permissions if may(role, permission)], role
    assert all(READS.match(p.value) for p in Permission if may(Role.AUDITOR, p))


def test_the_page_shows_the_table(repository: Path) -> None:
    page = (repository / "docs" / "reference" / "roles.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \|[^|]+\|(.*)\|$", page, re.MULTILINE)
    shown = {name: " ".join(cell.strip() or "." for cell in cells.split("|")) for name, cells in rows}
    assert shown == {permission.value: marks for permission, marks in TABLE.items()}
    heading = next(line for line in page.splitlines() if line.startswith("| permission"))
    assert [cell.strip() for cell in heading.split("|")[3:-1]] == [role.value for role in COLUMNS]


def test_every_role_against_every_action_and_the_denied_ones_are_audited(staff: Staff) -> None:
    for role in Role:
        name = staff.user(role).name
        seat = staff.seat(name)
        for permission in Permission:
            before = len(staff.store.audit_entries())
            if TABLE[permission].split()[COLUMNS.index(role)] == "x":
                assert seat.require(permission, "item-7") == name
                assert len(staff.store.audit_entries()) == before
            else:
                with pytest.raises(PermissionRefused, match=permission.value) as refusal:
                    seat.require(permission, "item-7")
                assert "ask somebody who is" in refusal.value.remedy
                denied = staff.store.audit_entries()[-1]
                assert (denied["actor"], denied["action"], denied["subject"]) == (name, "denied", "item-7")
                assert json.loads(str(denied["detail"])) == {"permission": permission.value, "role": role.value}
    assert staff.store.check_audit().faults == ()


def test_nobody_at_the_seat_may_do_nothing(staff: Staff) -> None:
    staff.user(Role.ANALYST)
    seat = staff.seat()
    for permission in Permission:
        with pytest.raises(PermissionRefused, match="nobody is logged in"):
            seat.require(permission)
    assert len(staff.actions("denied")) == len(Permission)


def test_a_disabled_account_may_do_nothing(staff: Staff) -> None:
    user = replace(staff.user(Role.ANALYST), disabled=True)
    with pytest.raises(PermissionRefused, match="disabled"):
        check(user, Permission.DECIDE)


def test_a_change_of_role_holds_at_once_for_who_is_logged_in(staff: Staff) -> None:
    name = staff.user(Role.ANALYST).name
    seat = staff.seat(name)
    assert seat.require(Permission.DECIDE) == name
    chief = staff.logins.log_in("chief", password_of("chief")).user
    staff.accounts.set_role(chief, name, Role.OPERATOR)
    with pytest.raises(PermissionRefused):
        seat.require(Permission.DECIDE)
    staff.accounts.set_disabled(chief, name, disabled=True)
    with pytest.raises(PermissionRefused, match="disabled"):
        seat.require(Permission.SEE_QUEUE)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_changes_accounts(staff: Staff, role: Role) -> None:
    user = staff.user(role)
    victim = staff.user(Role.OPERATOR, "victim")
    for attempt in (
        lambda: staff.accounts.add(user, "friend", "F-1", Role.ADMINISTRATOR, password_of("friend")),
        lambda: staff.accounts.set_role(user, user.name, Role.ADMINISTRATOR),
        lambda: staff.accounts.set_disabled(user, "victim", disabled=True),
        lambda: staff.accounts.reset_password(user, "victim", password_of("x")),
        # A stale or forged value of the role does not help: the store's row counts.
        lambda: staff.accounts.set_role(replace(user, role=Role.ADMINISTRATOR), user.name, Role.ADMINISTRATOR),
    ):
        with pytest.raises(PermissionRefused):
            attempt()
    assert len(staff.actions("denied")) == 5
    assert staff.store.user(user.user_id).role is role
    assert staff.store.user(victim.user_id) == victim
