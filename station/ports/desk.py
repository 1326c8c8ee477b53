"""The desk: all that the window asks for. Wiring hands it in; tests hand in a fake."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from station.events import Event
from station.types.analysis import Advice, Analysis, NotAnalysed
from station.types.decision import Decision, FindingResolution, Verdict
from station.types.declaration import Declaration
from station.types.device import DeviceHealth
from station.types.finding import Band
from station.types.ids import ItemId, RequestId
from station.types.item import Item
from station.types.job import Job
from station.types.material import MaterialMap
from station.types.scan import CorrectedScan


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEntry:
    """One row of the queue. `label` and `band` are those of the first finding, empty/None without one."""

    item: Item
    goods: str
    advice: Advice | None
    label: str
    band: Band | None
    waiting_s: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ViewPicture:
    """One view of an item, decomposed for display."""

    scan: CorrectedScan
    materials: MaterialMap


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReviewCase:
    """Everything the Review screen shows of one item.

    Attributes:
        views: the first one first; empty if nothing was stored (then `item.state` says why).
        result: None while the analysis is still running.
    """

    item: Item
    declaration: Declaration | None
    views: tuple[ViewPicture, ...]
    result: Analysis | NotAnalysed | None
    latency_ms: float | None
    decision: Decision | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LiveLines:
    """Corrected lines that arrived since the last call.

    Attributes:
        transmission: (channels, lines, pixels) float32, new lines only.
        valid: (lines,) bool.
        first_line: number of the first of them in the stream.
        belt_running: lines are arriving.
    """

    transmission: NDArray[np.float32]
    valid: NDArray[np.bool_]
    first_line: int
    belt_running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StationStatus:
    """The top bar.

    Attributes:
        calibration: "valid", "expired" or "none"; `calibration_age_h` hours, NaN if none.
        model: name and version.
        analysis_running: False: "AI unavailable", work goes on.
        trouble: what keeps the lane from storing, and what to do; empty when all is well.
        generator: an X-ray generator is configured.
    """

    site: str
    lane: str
    scanner: str
    simulated: bool
    calibration: str
    calibration_age_h: float
    model: str
    analysis_running: bool
    inspector: str
    trouble: str = ""
    generator: bool = False


class Desk(Protocol):
    """What one seat can see and do."""

    def status(self) -> StationStatus:
        """The top bar, now."""
        ...

    def queue(self) -> tuple[QueueEntry, ...]:
        """Items that wait for a decision or are on their way, oldest first."""
        ...

    def recent(self, limit: int = 20) -> tuple[QueueEntry, ...]:
        """Decided items, newest first."""
        ...

    def open_case(self, item_id: ItemId) -> ReviewCase:
        """Load one item; the view is written to the audit log."""
        ...

    def decide(
        self, item_id: ItemId, verdict: Verdict, resolutions: tuple[FindingResolution, ...], note: str
    ) -> Decision:
        """Record the inspector's decision.

        Raises:
            IllegalMove: clear with open findings or an unanswered opaque area, or decided already.
        """
        ...

    def live(self) -> LiveLines | None:
        """New lines of the running belt since the last call; None if there is no detector."""
        ...

    def devices(self) -> tuple[DeviceHealth, ...]:
        """States of all devices."""
        ...

    def start(self, kind: str, arguments: Mapping[str, object]) -> RequestId:
        """Ask for long work: "dark-air" (lines), "replay" (path, model), or what workflow.xray_order names."""
        ...

    def job(self, job_id: RequestId) -> Job:
        """Where it stands."""
        ...

    def profile_curves(self) -> Mapping[str, NDArray[np.float32]]:
        """Curves "dark", "air" (channels, pixels) and "bad" of the active profile; empty without one."""
        ...

    def events(self) -> tuple[Event, ...]:
        """Events since the last call."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...
