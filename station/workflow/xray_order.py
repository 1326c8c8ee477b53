"""What a person asks of the generator through the store: the kinds of requests, and when one is too old to be done."""

from datetime import datetime, timedelta

from station.errors import PermissionRefused
from station.types.generator import Permit
from station.types.job import Job

PREPARE, ON, OFF = "xray-prepare", "xray-on", "xray-off"
WARM_UP, CANCEL_WARM_UP, RESET = "xray-warm-up", "xray-cancel-warm-up", "xray-reset"
# What takes X-rays away goes first, and is done however old it is.
STOPS = (OFF, CANCEL_WARM_UP)
OTHERS = (PREPARE, ON, WARM_UP, RESET)
FRESH_FOR, PERMIT_FOR = timedelta(seconds=10), timedelta(seconds=30)


def order(person: str, now: datetime, **further: object) -> dict[str, object]:
    """The arguments of a request that `person` makes now; `kv` and `ma` to prepare, `idle_days` to warm up."""
    return {"person": person, "asked_at": now.isoformat(), **further}


def require_fresh(job: Job, started: datetime, now: datetime) -> None:
    """A request that is not new is not done: neither a slow store nor a restart switches X-rays on later.

    Args:
        job: what was asked.
        started: since when this process has watched the generator.
        now: by the same clock.

    Raises:
        PermissionRefused: older than `FRESH_FOR`, from before `started`, or without a time.
    """
    try:
        asked = datetime.fromisoformat(str(job.arguments.get("asked_at")))
        # A clock that was set back makes an old request look as if it came from the future.
        fresh = abs(now - asked) <= FRESH_FOR and asked >= started
    except (ValueError, TypeError):
        fresh = False
    if not fresh:
        raise PermissionRefused(
            "this request is not from now, or from before the lane was started; it was not done",
            remedy="look at the generator, then ask again", source=job.kind,
        )  # fmt: skip


def permit_of(job: Job, now: datetime) -> Permit:
    """The permit of who asked: good once, because it has the number of the request."""
    person = str(job.arguments.get("person", ""))
    return Permit(permit_id=job.job_id, person=person, granted=now, expires=now + PERMIT_FOR)
