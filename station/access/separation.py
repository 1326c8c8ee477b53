"""Four eyes: what two persons must sign together, and that they are two.

Both log in again for it. A statement is signed with both keys; the database refuses one person once more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from station.access.keys import SigningKey
from station.access.names import folded
from station.access.permissions import check
from station.clock import Clock
from station.errors import SecondPersonNeeded
from station.types.analysis import Advice, Analysis, NotAnalysed
from station.types.canonical import canonical
from station.types.decision import Verdict
from station.types.user import Approval, Permission, User

FRESH_S = 120.0


class TwoPersonAct(StrEnum):
    """What one person may not do alone."""

    RELEASE = "release an item with an alarm"
    CHANGE = "change model, threshold or calibration in service"
    DELETION = "delete evidence or override its retention"
    EXPORT = "export evidence"


# What the first and what the second must be allowed to do.
RULES = {
    TwoPersonAct.RELEASE: (Permission.DECIDE, Permission.APPROVE_DECISION),
    TwoPersonAct.CHANGE: (Permission.ACTIVATE_PROFILE, Permission.APPROVE_CHANGE),
    TwoPersonAct.DELETION: (Permission.DELETE_EVIDENCE, Permission.APPROVE_DELETION),
    TwoPersonAct.EXPORT: (Permission.EXPORT_EVIDENCE, Permission.APPROVE_EXPORT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshLogin:
    """Somebody has just shown the password.

    Attributes:
        at_s: monotonic time of it, s.
        key: the private key that the password unlocked; it shows only its fingerprint.
    """

    user: User
    at_s: float
    key: SigningKey


def second_person_needed(verdict: Verdict, result: Analysis | NotAnalysed | None) -> bool:
    """Whether a decision releases an item that the model would open."""
    return verdict is Verdict.CLEAR and isinstance(result, Analysis) and result.advice is Advice.OPEN


def check_fresh(login: FreshLogin, clock: Clock) -> None:
    """Nothing, if the log-in is recent.

    Raises:
        SecondPersonNeeded: it is too long ago.
    """
    if not 0 <= clock.monotonic() - login.at_s <= FRESH_S:
        raise SecondPersonNeeded(
            "the log-in of {name} is too long ago to sign", remedy="enter the password again", name=login.user.name
        )


def check_two_persons(first: User, second: User) -> None:
    """Nothing, if these are two persons.

    Raises:
        SecondPersonNeeded: one account, or two accounts of one person.
    """
    if first.user_id == second.user_id or folded(first.name) == folded(second.name):
        raise SecondPersonNeeded(
            "{name} cannot be both persons", remedy="ask another person to log in as the second", name=first.name
        )
    if folded(first.person) == folded(second.person):
        raise SecondPersonNeeded(
            "{first} and {second} are accounts of one person",
            remedy="ask another person to log in as the second",
            first=first.name,
            second=second.name,
        )


def approve(
    act: TwoPersonAct, subject: str, content: Mapping[str, str], first: FreshLogin, second: FreshLogin, clock: Clock
) -> Approval:
    """Both signatures under what is done; `content` (the verdict, say) becomes part of the signed statement.

    Raises:
        SecondPersonNeeded: one person, or a log-in that is too long ago.
        PermissionRefused: one of them may not.
    """
    check_two_persons(first.user, second.user)
    for login, permission in zip((first, second), RULES[act], strict=True):
        check_fresh(login, clock)
        check(login.user, permission)
    at = clock.now()
    statement = canonical({
        "v": 1, "act": act.value, "subject": subject, "at": at.isoformat(), "content": dict(content),
        "first": signer(first), "second": signer(second),
    })  # fmt: skip
    return Approval(
        purpose=act.value, subject=subject, at=at, first=first.user, second=second.user, statement=statement,
        first_signature=first.key.sign(statement.encode()).hex(),
        second_signature=second.key.sign(statement.encode()).hex(),
    )  # fmt: skip


def signer(login: FreshLogin) -> dict[str, str]:
    """Who signs, as the statement says it."""
    user = login.user
    return {"name": user.name, "person": user.person, "role": user.role.value, "key": login.key.public.raw.hex()}
