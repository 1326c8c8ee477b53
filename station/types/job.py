"""Long work that somebody asked for and that another process does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from station.types.ids import RequestId


class JobState(StrEnum):
    """Where it stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of asked work.

    Attributes:
        kind: "dark-air", "replay".
        progress: 0..1.
        message: what it does now, or why it failed and what to do.
        result: small JSON-able figures, set when done.
    """

    job_id: RequestId
    kind: str
    state: JobState
    progress: float
    message: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    result: Mapping[str, object] = field(default_factory=dict)
