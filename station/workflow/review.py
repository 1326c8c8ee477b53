"""The inspector's side: what may be decided when."""

from collections.abc import Sequence
from datetime import datetime

from station.errors import IllegalMove
from station.ports.store import StationStore
from station.types.analysis import Analysis
from station.types.decision import Decision, FindingResolution, Resolution, Verdict
from station.types.ids import DecisionId, ItemId, new_id
from station.types.item import ItemState
from station.types.radiation import RadiationResult, RadiationStatus
from station.types.user import Approval
from station.workflow.states import REVIEWABLE

# Unsure is an answer when somebody else will look; it is none when the item goes out.
ANSWERS_FOR_CLEAR = frozenset({Resolution.CONFIRMED, Resolution.REJECTED})


def check_clear(result: Analysis, resolutions: Sequence[FindingResolution]) -> None:
    """Whether every finding, opaque areas among them, has an answer and none is confirmed.

    Raises:
        IllegalMove: one is open, unsure or confirmed.
    """
    answers = {entry.number: entry.resolution for entry in resolutions}
    unanswered = [f.number for f in result.findings if answers.get(f.number) not in ANSWERS_FOR_CLEAR]
    if unanswered:
        raise IllegalMove(
            "findings {numbers} have no answer yet",
            remedy="confirm or reject each of them, or refer the item",
            numbers=", ".join(map(str, unanswered)),
        )
    confirmed = [
        f.number for f in result.findings if answers[f.number] is Resolution.CONFIRMED and not f.is_opaque_area
    ]
    if confirmed:
        raise IllegalMove(
            "findings {numbers} are confirmed",
            remedy="hold or refer the item, or take the confirmation back",
            numbers=", ".join(map(str, confirmed)),
        )


def check_radiation(result: RadiationResult | None, *, due: bool) -> None:
    """Whether the portal found nothing; without a portal there is nothing to check.

    Args:
        result: the newest of the item.
        due: the lane of the item has a portal, so that a missing result is still to come.

    Raises:
        IllegalMove: it alarmed, or what it saw of the item is not known or not whole.
    """
    if result is None and not due:
        return
    if result is None:
        raise IllegalMove(
            "the radiation portal has not answered for this item yet", remedy="wait a few seconds, or refer the item"
        )
    if result.status is RadiationStatus.ALARM:
        raise IllegalMove(
            "the radiation portal alarmed for this item",
            remedy="refer the item, or hold it for the radiation officer",
        )
    if not result.clears:
        raise IllegalMove(
            "what the radiation portal saw of this item is not certain",
            remedy="refer the item, or hold it for the radiation officer",
        )


def check_move(
    store: StationStore,
    item_id: ItemId,
    verdict: Verdict,
    resolutions: Sequence[FindingResolution],
    *,
    radiation_due: bool = False,
) -> None:
    """Whether the item can be decided so now.

    `radiation_due`: the item's lane has a portal, so that it is not cleared before the portal has answered.

    Raises:
        IllegalMove: the item is still under way or decided already, or it may not be cleared.
    """
    item = store.item(item_id)
    if item.state not in REVIEWABLE:
        raise IllegalMove(
            "item {identifier} is {state}",
            remedy="wait until it is analysed"
            if item.state is not ItemState.DECIDED
            else "open it from the list of decided items",
            identifier=item.identifier or item.item_id,
            state=item.state.value,
        )
    if verdict is Verdict.CLEAR:
        check_radiation(store.radiation(item_id), due=radiation_due)
    stored = store.analysis(item_id)
    if verdict is Verdict.CLEAR and stored is not None and isinstance(stored.result, Analysis):
        check_clear(stored.result, resolutions)


def decide(
    store: StationStore,
    item_id: ItemId,
    verdict: Verdict,
    resolutions: Sequence[FindingResolution],
    *,
    inspector: str,
    note: str,
    at: datetime,
    approval: Approval | None = None,
    radiation_due: bool = False,
) -> Decision:
    """Record a decision; `approval` is what two persons signed, where station.workflow.release asks for two.

    Raises:
        IllegalMove: the item is still under way or decided already, or it may not be cleared.
    """
    check_move(store, item_id, verdict, resolutions, radiation_due=radiation_due)
    decision = Decision(
        decision_id=DecisionId(new_id()),
        item_id=item_id,
        verdict=verdict,
        inspector=inspector,
        decided_at=at,
        resolutions=tuple(resolutions),
        note=note,
    )
    store.decide(decision, approval)
    return decision
