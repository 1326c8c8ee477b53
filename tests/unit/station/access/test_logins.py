"""Log-ins: wrong passwords cost time, over a restart too; nothing secret reaches a log or a text."""

import json
import logging
import traceback
from dataclasses import replace
from pathlib import Path

import pytest

from station.access.accounts import DEMO_PASSWORD
from station.access.logins import LoginPolicy, Logins
from station.access.passwords import Passwords
from station.access.seat import Seat
from station.errors import IllegalMove, InputUnsuitable, PermissionRefused, StationError
from station.types.user import Permission, Role
from tests.support.people import Staff, password_of, staff_of


def fail(staff: Staff, name: str, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(PermissionRefused):
            staff.logins.log_in(name, "a wrong password")


def test_the_right_password_gives_the_person_and_the_key(staff: Staff) -> None:
    user = staff.user(Role.ANALYST, "Kim")
    login = staff.logins.log_in("  ｋｉｍ ", password_of("Kim"))
    assert login.user == user
    assert login.key.public.raw.hex() == user.public_key
    assert [entry["actor"] for entry in staff.actions("log in")] == ["Kim"]


def test_waits_double_up_to_the_lock_out() -> None:
    policy = LoginPolicy()
    assert [policy.wait_s(n) for n in (0, 1, 2, 3, 4, 5, 10, 11, 10**6)] == [0, 0, 0, 5, 10, 20, 640, 900, 900]


def test_an_account_is_shut_after_wrong_passwords_and_opens_with_time(staff: Staff, tmp_path: Path) -> None:
    staff.user(Role.ANALYST, "Kim")
    fail(staff, "Kim", 3)
    with pytest.raises(PermissionRefused, match="wait 5 s"):
        staff.logins.log_in("Kim", password_of("Kim"))
    # A new process on the same store does not forget.
    again = staff_of(tmp_path / "data")
    again.clock.advance(staff.clock.monotonic() + 4.0)
    with pytest.raises(PermissionRefused, match="wait 1 s"):
        again.logins.log_in("Kim", password_of("Kim"))
    again.clock.advance(1.5)
    assert again.logins.log_in("Kim", password_of("Kim")).user.name == "Kim"
    again.store.close()
    # Others are not shut out.
    assert staff.logins.log_in("chief", password_of("chief")).user.name == "chief"
    causes = [json.loads(str(entry["detail"]))["cause"] for entry in staff.actions("log-in refused")]
    assert causes == ["wait", "wait"]
    assert [json.loads(str(e["detail"]))["failures"] for e in staff.actions("log-in failed")] == [1, 2, 3]


def test_tries_while_it_is_shut_do_not_make_it_longer_and_success_forgets(staff: Staff) -> None:
    staff.user(Role.ANALYST, "Kim")
    fail(staff, "Kim", 40)
    staff.clock.advance(5.1)
    assert staff.logins.log_in("Kim", password_of("Kim"))
    fail(staff, "Kim", 2)
    assert staff.logins.log_in("Kim", password_of("Kim"))


def test_a_new_password_from_an_administrator_opens_at_once(staff: Staff) -> None:
    user = staff.user(Role.ANALYST, "Kim")
    chief = staff.store.user_named("chief")
    assert chief is not None
    fail(staff, "Kim", 3)
    staff.accounts.reset_password(chief, "Kim", "something else entirely")
    login = staff.logins.log_in("Kim", "something else entirely")
    assert login.user.public_key == login.key.public.raw.hex() != user.public_key
    assert staff.store.check_audit().faults == ()


def test_a_clock_that_was_wrong_does_not_shut_an_account_for_years(staff: Staff) -> None:
    staff.user(Role.ANALYST, "Kim")
    staff.clock.advance(10 * 365 * 86400.0)
    fail(staff, "Kim", 5)
    staff.clock.elapsed = 60.0
    assert staff.logins.log_in("Kim", password_of("Kim"))


def test_attempts_side_by_side_all_count(staff: Staff) -> None:
    user = staff.user(Role.ANALYST, "Kim")
    seen: list[int] = []
    for _ in range(3):
        staff.store.begin_login(user.user_id, staff.clock.now(), lambda history: seen.append(history.failures))
    assert seen == [0, 1, 2]
    with pytest.raises(PermissionRefused, match="wait"):
        staff.logins.log_in("Kim", password_of("Kim"))


def test_an_unknown_name_gets_the_same_answers_as_a_known_one(staff: Staff) -> None:
    staff.user(Role.ANALYST, "Kim")
    answers = {}
    for name in ("Kim", "Lee"):
        answers[name] = []
        for _ in range(5):
            with pytest.raises(PermissionRefused) as refusal:
                staff.logins.log_in(name, "a wrong password")
            answers[name].append(str(refusal.value))
    assert answers["Kim"] == answers["Lee"]
    assert "Lee" not in json.dumps([dict(entry) for entry in staff.store.audit_entries()])


def test_an_old_hash_is_made_anew(staff: Staff) -> None:
    user = staff.user(Role.ANALYST, "Kim")
    dearer = Passwords(memory_kib=16, rounds=2, lanes=1)
    staff.logins.passwords = dearer
    staff.logins.log_in("Kim", password_of("Kim"))
    assert "$m=16,t=2,p=1$" in staff.store.password_hash(user.user_id)
    assert staff.logins.log_in("Kim", password_of("Kim"))


def test_a_lost_or_foreign_key_file_is_replaced_and_told(staff: Staff) -> None:
    user, other = staff.user(Role.ANALYST, "Kim"), staff.user(Role.ANALYST, "Lee")
    keyring = staff.logins.keyring
    keyring.path(user.user_id).unlink()
    assert staff.logins.log_in("Kim", password_of("Kim")).user.public_key != user.public_key
    keyring.path(other.user_id).write_bytes(keyring.path(user.user_id).read_bytes())
    assert (
        staff.logins.log_in("Lee", password_of("Lee")).key.public.raw.hex()
        == staff.store.user(other.user_id).public_key
    )
    assert len(staff.actions("new key")) == 2
    assert staff.store.check_audit().faults == ()


def test_ones_own_new_password_keeps_the_key(staff: Staff) -> None:
    user = staff.user(Role.ANALYST, "Kim")
    staff.accounts.change_password(staff.logins.log_in("Kim", password_of("Kim")), "my new long sentence")
    fail(staff, "Kim")
    assert staff.logins.log_in("Kim", "my new long sentence").key.public.raw.hex() == user.public_key


def test_a_seat_locks_itself_and_opens_with_the_password(staff: Staff) -> None:
    name = staff.user(Role.ANALYST).name
    seat = staff.seat(name, idle_s=60)
    staff.clock.advance(59)
    assert seat.require(Permission.DECIDE) == name
    staff.clock.advance(59)
    seat.touch()
    staff.clock.advance(61)
    assert seat.locked
    seat.touch()
    with pytest.raises(PermissionRefused, match="locked"):
        seat.require(Permission.DECIDE)
    with pytest.raises(PermissionRefused):
        seat.log_in(name, "a wrong password")
    assert seat.locked
    seat.log_in(name, password_of(name))
    assert seat.require(Permission.DECIDE) == name
    seat.lock()
    assert seat.locked
    seat.log_out()
    with pytest.raises(PermissionRefused, match="nobody"):
        seat.require(Permission.DECIDE)
    with pytest.raises(PermissionRefused, match="nobody"):
        seat.sign_in_again(password_of(name))


def test_what_a_window_polls_keeps_no_seat_awake_and_no_answer_outlives_a_lock(staff: Staff) -> None:
    seat = staff.seat(staff.user(Role.ANALYST).name, idle_s=60)
    for _ in range(60):
        staff.clock.advance(1)
        seat.watch(Permission.SEE_CASE)
    staff.clock.advance(0.5)
    assert seat.locked
    with pytest.raises(PermissionRefused, match="locked"):
        seat.watch(Permission.SEE_CASE)
    seat.log_out()
    with pytest.raises(PermissionRefused, match="nobody"):
        seat.watch(Permission.SEE_CASE)


def test_an_answer_to_a_poll_holds_for_a_second_and_for_its_permission(staff: Staff) -> None:
    user = staff.user(Role.ANALYST)
    seat = staff.seat(user.name)
    seat.watch(Permission.SEE_CASE)
    with pytest.raises(PermissionRefused):
        seat.watch(Permission.REPLAY)
    chief = staff.store.user_named("chief")
    assert chief is not None
    staff.accounts.set_role(chief, user.name, Role.QA)
    staff.clock.advance(1)
    with pytest.raises(PermissionRefused, match="qa"):
        seat.watch(Permission.SEE_CASE)
    seat.watch(Permission.REPLAY)
    staff.user(Role.QA, "other")
    seat.log_in("other", password_of("other"))
    staff.accounts.set_role(chief, "other", Role.OPERATOR)
    with pytest.raises(PermissionRefused, match="operator"):
        seat.watch(Permission.REPLAY)


def test_an_account_that_was_shut_is_not_here(staff: Staff) -> None:
    user = staff.user(Role.ANALYST)
    seat = staff.seat(user.name)
    assert seat.here() == user
    chief = staff.store.user_named("chief")
    assert chief is not None
    staff.accounts.set_disabled(chief, user.name, disabled=True)
    assert seat.here() is None
    assert staff.seat().here() is None


def test_another_person_takes_the_seat_over(staff: Staff) -> None:
    one, two = staff.user(Role.ANALYST, "one"), staff.user(Role.SUPERVISOR, "two")
    seat = staff.seat("one")
    seat.log_in("two", password_of("two"))
    assert seat.user == two
    assert [entry["actor"] for entry in staff.actions("log out")] == [one.name]


def test_a_station_without_accounts_goes_on_under_its_configured_name(staff: Staff) -> None:
    seat = staff.seat()
    assert not seat.has_accounts
    assert {seat.require(permission) for permission in Permission} == {"inspector"}
    staff.user(Role.ANALYST)
    assert seat.has_accounts
    with pytest.raises(PermissionRefused):
        seat.require(Permission.DECIDE)


def test_there_is_one_first_administrator_and_always_one_left(staff: Staff) -> None:
    chief = staff.accounts.first_administrator("chief", "P-1", password_of("chief"))
    with pytest.raises(IllegalMove, match="accounts already"):
        staff.accounts.first_administrator("usurper", "P-2", password_of("usurper"))
    assert len(list(staff.store.key_folder.iterdir())) == 1
    for attempt in (
        lambda: staff.accounts.set_disabled(chief, "chief", disabled=True),
        lambda: staff.accounts.set_role(chief, "chief", Role.ANALYST),
    ):
        with pytest.raises(IllegalMove, match="last administrator"):
            attempt()
    staff.accounts.add(chief, "deputy", "P-2", Role.ADMINISTRATOR, password_of("deputy"))
    staff.accounts.set_disabled(chief, "chief", disabled=True)
    with pytest.raises(PermissionRefused, match="disabled"):
        staff.logins.log_in("chief", password_of("chief"))


def test_demonstration_accounts_are_marked_and_refused_elsewhere(tmp_path: Path) -> None:
    demo = staff_of(tmp_path / "demo", demo=True)
    made = demo.accounts.add_demo()
    assert {user.role for user in made} == set(Role)
    assert all(user.demo and user.name.startswith("demo-") for user in demo.store.users())
    assert demo.logins.log_in("demo-analyst", DEMO_PASSWORD).user.demo
    with pytest.raises(IllegalMove):
        demo.accounts.add_demo()
    real = Logins(demo.store, demo.logins.keyring, demo.logins.passwords, demo.clock)
    with pytest.raises(PermissionRefused, match="demonstration"):
        real.log_in("demo-analyst", DEMO_PASSWORD)
    demo.store.close()


NASTY = [
    "'; DROP TABLE users; --", '" OR 1=1 --', "../../etc/passwd", "a/b", "{0.__class__}", "%s%n", "x\0y", "x\ny",
    "\x1b[2J", "[bold]x[/]", "<script>", "", " ", "-rf", "a" * 64, "\u202eevil", "k\u200bim", "\udc80", "nobody",
    "STATION", "$(id)", "`id`", "a;b",
]  # fmt: skip


@pytest.mark.parametrize("name", NASTY, ids=ascii)
def test_no_name_gets_further_than_the_door(staff: Staff, name: str) -> None:
    chief = staff.accounts.first_administrator("chief", "P-1", password_of("chief"))
    for attempt in (
        lambda: staff.accounts.add(chief, name, "P-2", Role.ANALYST, password_of("x")),
        lambda: staff.accounts.add(chief, "fine", name, Role.ANALYST, password_of("x")),
        lambda: staff.accounts.set_role(chief, name, Role.ANALYST),
    ):
        with pytest.raises(InputUnsuitable) as refusal:
            attempt()
        assert str(refusal.value).isprintable()
    with pytest.raises(PermissionRefused):
        staff.logins.log_in(name, name)
    assert [user.name for user in staff.store.users()] == ["chief"]
    assert len(list(staff.store.key_folder.iterdir())) == 1
    assert staff.store.check_audit().faults == ()


@pytest.mark.parametrize("name", ["山田 太郎", "Zoë O'Hara-Smith", "kim@site.example", "M. Müller_2"])
def test_names_of_people_are_taken(staff: Staff, name: str) -> None:
    assert staff.user(Role.ANALYST, name).name == name
    assert staff.logins.log_in(name, password_of(name))
    with pytest.raises(InputUnsuitable, match="taken"):
        staff.user(Role.QA, name.upper())


def test_no_secret_in_any_log_text_or_representation(
    staff: Staff, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    secret, texts = "the secret sentence 4711", []
    chief = staff.accounts.first_administrator("chief", "P-1", secret)

    def told(attempt: object) -> None:
        with pytest.raises(StationError) as refusal:
            attempt()  # type: ignore[operator] # a callable of the list below
        texts.append("".join(traceback.format_exception(refusal.value)))

    login = staff.logins.log_in("chief", secret)
    key_file = staff.logins.keyring.path(chief.user_id)
    pem = key_file.read_text().splitlines()[4]
    texts += [repr(login), repr(login.key), repr(staff.logins.__dict__), repr(Seat.__dict__), repr(chief)]
    told(lambda: staff.logins.log_in("chief", secret + "x"))
    told(lambda: staff.logins.log_in(secret, "wrong"))
    told(lambda: staff.accounts.add(chief, "chief", "P-9", Role.QA, secret))
    told(lambda: staff.accounts.add(replace(chief, user_id="gone"), "x", "P-9", Role.QA, secret))
    told(lambda: staff.accounts.change_password(login, secret[:5]))
    told(lambda: staff.logins.keyring.unlock(chief.user_id, secret + "x"))
    texts.append(repr(staff.logins.__dict__))
    key_file.chmod(0o644)
    told(lambda: staff.logins.keyring.unlock(chief.user_id, secret))
    audit = json.dumps([dict(entry) for entry in staff.store.audit_entries()])
    logged = "".join(record.getMessage() for record in caplog.records)
    stored = staff.store.password_hash(chief.user_id)
    for text in (*texts, audit, logged):
        for hidden in (secret, secret + "x", pem, stored, "PRIVATE KEY"):
            assert hidden not in text
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes()
