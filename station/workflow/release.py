"""Decisions of people with accounts: who may, and when two must."""

from collections.abc import Sequence

from station.access.seat import Seat
from station.access.separation import FreshLogin, TwoPersonAct, approve, second_person_needed
from station.errors import PermissionRefused, SecondPersonNeeded
from station.ports.store import StationStore
from station.types.decision import Decision, FindingResolution, Verdict
from station.types.ids import ItemId
from station.types.user import Approval, Permission
from station.workflow import review


def decide(
    store: StationStore,
    seat: Seat,
    item_id: ItemId,
    verdict: Verdict,
    resolutions: Sequence[FindingResolution],
    note: str,
    signers: tuple[FreshLogin, FreshLogin] | None = None,
    *,
    radiation_due: bool = False,
) -> Decision:
    """Record a decision of who sits here; `signers` are the two fresh log-ins where two persons must sign.

    Raises:
        PermissionRefused: nobody is logged in, or this person may not.
        SecondPersonNeeded: the model would open the item, and two persons have not signed that it goes out.
        IllegalMove: as station.workflow.review.decide.
    """
    inspector = seat.require(Permission.DECIDE, item_id)
    stored = store.analysis(item_id)
    # What cannot be decided so is told before anybody signs for it.
    review.check_move(store, item_id, verdict, resolutions, radiation_due=radiation_due)
    approval = None
    if seat.has_accounts and second_person_needed(verdict, stored.result if stored else None):
        content = {"verdict": verdict.value, "note": note, "resolutions": answers(resolutions)}
        approval = both(store, seat, TwoPersonAct.RELEASE, item_id, content, signers)
    return review.decide(
        store,
        item_id,
        verdict,
        resolutions,
        inspector=inspector,
        note=note,
        at=seat.clock.now(),
        approval=approval,
        radiation_due=radiation_due,
    )


def answers(resolutions: Sequence[FindingResolution]) -> str:
    """The answers in one line of the signed statement."""
    return ", ".join(f"{entry.number} {entry.resolution.value} {entry.reason}".strip() for entry in resolutions)


def both(
    store: StationStore, seat: Seat, act: TwoPersonAct, subject: str, content: dict[str, str],
    signers: tuple[FreshLogin, FreshLogin] | None,
) -> Approval:  # fmt: skip
    """What two persons sign, the first of them at this seat; a refusal is in the audit log."""
    user = seat.present()
    try:
        if signers is None:
            raise SecondPersonNeeded(
                "two persons must sign this: {act}",
                remedy="enter your password, then ask a second person to log in beside you",
                act=act.value,
            )
        first, second = signers
        if first.user.user_id != user.user_id:
            raise SecondPersonNeeded(
                "{name} does not sit here", remedy="the person at this seat signs first", name=first.user.name
            )
        return approve(act, subject, content, first, second, seat.clock)
    except (SecondPersonNeeded, PermissionRefused):
        names = [login.user.name for login in signers or ()]
        store.audit(user.name, "denied", subject, {"act": act.value, "signers": names})
        raise
