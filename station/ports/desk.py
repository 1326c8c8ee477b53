"""The desk: all that the window asks for. Wiring hands it in; tests hand in a fake."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from station.types.radiation import RadiationResult
from station.types.scan import CorrectedScan
from station.types.user import Permission, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEntry:
    """One row of the queue. `label` and `band` are those of the first finding, empty/None without one.

    Attributes:
        radiation: what the portal says, `radiation_due` whether that is still to come; None and False without one.
    """

    item: Item
    goods: str
    advice: Advice | None
    label: str
    band: Band | None
    waiting_s: float
    radiation: RadiationResult | None = None
    radiation_due: bool = False


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
        radiation: what the portal says, `radiation_due` whether that is still to come; None and False without one.
    """

    item: Item
    declaration: Declaration | None
    views: tuple[ViewPicture, ...]
    result: Analysis | NotAnalysed | None
    latency_ms: float | None
    decision: Decision | None
    radiation: RadiationResult | None = None
    radiation_due: bool = False

    @property
    def radiation_clears(self) -> bool:
        """There is no portal, or it found nothing."""
        return not self.radiation_due if self.radiation is None else self.radiation.clears


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
        calibrates: whether there is a detector to calibrate; scans of another scanner come corrected.
        model: name and version.
        analysis_running: False: "AI unavailable", work goes on.
        user: whose name the records carry; empty if nobody is logged in.
        role: of who is logged in.
        has_accounts: False: everybody works under the name in the configuration.
        locked: the password is wanted before anything goes on.
        demo_account: the one logged in, or with nobody logged in any, is of the demonstration.
        first_run: no accounts, and nothing was decided yet.
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
    user: str
    role: Role | None
    has_accounts: bool
    locked: bool
    demo_account: bool
    first_run: bool
    trouble: str = ""
    calibrates: bool = True
    generator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """What two persons type under a decision; no text shows the passwords.

    Attributes:
        password: of the person at this seat.
        second: name of the other person.
    """

    password: str = field(repr=False)
    second: str
    second_password: str = field(repr=False)


class Desk(Protocol):
    """What one seat can see and do. Every method may refuse with PermissionRefused; the audit log then has it."""

    def status(self) -> StationStatus:
        """The top bar, now."""
        ...

    @property
    def locked(self) -> bool:
        """Whether the seat is locked this moment; asks no database."""
        ...

    def log_in(self, name: str, password: str) -> None:
        """Sit down, unlock, or take over from who sat here; PermissionRefused if it is not to be."""
        ...

    def log_out(self) -> None:
        """Leave the seat."""
        ...

    def lock(self) -> None:
        """Lock the seat until its password, or that of another person, is entered."""
        ...

    def touch(self) -> None:
        """Somebody moved the mouse or pressed a key."""
        ...

    def may(self, permission: Permission) -> bool:
        """Whether to offer this to who sits here; asking leaves no trace."""
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

    def radiation(self, item_id: ItemId) -> RadiationResult | None:
        """What the portal says of an item by now."""
        ...

    def decide(
        self, item_id: ItemId, verdict: Verdict, resolutions: tuple[FindingResolution, ...], note: str,
        signatures: Signatures | None = None,
    ) -> Decision:  # fmt: skip
        """Record the inspector's decision.

        Raises:
            IllegalMove: clear with open findings or an unanswered opaque area, or decided already.
            PermissionRefused: this person may not, or a password of `signatures` is wrong.
            SecondPersonNeeded: two persons must sign this, and have not.
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
