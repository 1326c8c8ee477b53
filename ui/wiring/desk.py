"""The desk of one seat over the store of its station; opens no device and loads no torch."""

import logging
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from station.access.permissions import may
from station.access.separation import FreshLogin
from station.clock import SystemClock
from station.config.schema import StationConfig
from station.errors import PermissionRefused, StationError, StorageFull, StoreBusy
from station.events import Event
from station.i18n import translate
from station.ports.desk import LiveLines, QueueEntry, ReviewCase, Signatures, StationStatus
from station.storage.store import SqlStore
from station.types.calibration import CalibrationProfile
from station.types.decision import Decision, FindingResolution, Verdict
from station.types.device import DeviceHealth, DeviceState
from station.types.ids import ItemId, RequestId
from station.types.item import ItemState
from station.types.job import Job
from station.types.radiation import RadiationResult
from station.types.user import Permission
from station.workflow import release
from station.workflow.states import REVIEWABLE, UNDER_WAY
from ui.wiring.belt_view import BeltView
from ui.wiring.cases import Cases
from ui.wiring.people import People, people_of
from ui.wiring.replays import Replays

logger = logging.getLogger(__name__)

ALIVE_S = 3.0
LEAST_FREE = 100 << 20
# What the lane itself is asked for is a technician's.
STARTERS = {"replay": Permission.REPLAY}


class StoreDesk:
    """What one seat sees and does; the seat is asked before everything.

    Args:
        people: who may log in; by default the people of the store.
    """

    def __init__(self, config: StationConfig, people: People | None = None) -> None:
        self.config = config
        self.people = people or people_of(config, SqlStore(config.folder), SystemClock())
        self.store = self.people.store
        self.seat = self.people.seat()
        self.fresh = True
        self.last: StationStatus | None = None
        self.cursor = self.store.last_event_number()
        self.belt = BeltView(config)
        self.cases = Cases(self.store, portal=config.portal is not None)
        self.profile_read_at = -10.0
        self.profile = self.store.active_profile(config.detector.profile_name)
        self.replays = Replays()
        self.told: tuple[DeviceHealth, ...] = ()

    def status(self) -> StationStatus:
        """The top bar; while the store cannot be read, the one before with what the trouble is."""
        try:
            self.last = self.read_status()
        except (StorageFull, StoreBusy) as err:
            if self.last is None:
                raise
            user, before = self.seat.user, self.last
            if before.has_accounts:
                role = user.role if user else None
                before = replace(before, user=user.name if user else "", role=role, locked=self.seat.locked)
            return replace(before, analysis_running=False, trouble=self.full_disk() or str(err))
        return self.last

    def read_status(self) -> StationStatus:
        """The top bar as the store has it."""
        profile = self.active_profile()
        now = datetime.now(UTC)
        state = "none" if profile is None else "valid" if profile.holds_at(now) else "expired"
        age_h = float("nan") if profile is None else (now - profile.valid_from).total_seconds() / 3600
        devices = self.health()
        running = any(
            (now - health.time).total_seconds() < ALIVE_S for health in devices if health.kind in ("lane", "recording")
        )
        station, detector = self.config.station, self.config.detector
        accounts = self.seat.has_accounts
        user = self.seat.here() if accounts else None
        demos = accounts and detector.simulated and any(known.demo for known in self.store.users())
        self.fresh = self.fresh and not accounts and not self.store.items((ItemState.DECIDED,), 1)
        return StationStatus(
            site=station.site, lane=station.lane, scanner=detector.model, simulated=detector.simulated,
            calibration=state, calibration_age_h=age_h, model=self.config.analysis.model, analysis_running=running,
            calibrates=bool(self.config.detectors), generator=self.config.generator is not None,
            user=user.name if user else "" if accounts else station.inspector, role=user.role if user else None,
            has_accounts=accounts, locked=user is not None and self.seat.locked,
            demo_account=user.demo if user else demos, first_run=self.fresh, trouble=self.trouble(devices),
        )  # fmt: skip

    @property
    def locked(self) -> bool:
        """Whether the seat is locked this moment."""
        return self.seat.locked

    def log_in(self, name: str, password: str) -> None:
        """Sit down, unlock, or take over."""
        self.seat.log_in(name, password)

    def log_out(self) -> None:
        """Leave the seat."""
        self.seat.log_out()

    def lock(self) -> None:
        """Lock the seat."""
        self.seat.lock()

    def touch(self) -> None:
        """Somebody is there."""
        self.seat.touch()

    def may(self, permission: Permission) -> bool:
        """Whether the role of who sits here has an x; everything without accounts."""
        if not self.seat.has_accounts:
            return True
        user = self.seat.here()
        return user is not None and may(user.role, permission)

    def trouble(self, devices: Sequence[DeviceHealth]) -> str:
        """What the lane waits for."""
        return self.full_disk() or next((d.reason for d in devices if d.kind == "lane" and d.reason), "")

    def full_disk(self) -> str:
        """What to do about a full disk, looked at here because then no news can be stored; empty if there is room."""
        left = shutil.disk_usage(self.config.folder).free
        if left >= LEAST_FREE:
            return ""
        return translate(
            "Window", "The disk is full ({left:.0f} MB left): lines wait and are not all kept. Free space."
        ).format(left=left / 2**20)

    def active_profile(self) -> CalibrationProfile | None:
        """The active profile, read again every few seconds."""
        if time.monotonic() - self.profile_read_at > 2.0:
            self.profile_read_at = time.monotonic()
            self.profile = self.store.active_profile(self.config.detector.profile_name)
        return self.profile

    def queue(self) -> tuple[QueueEntry, ...]:
        """Items under way or waiting for a decision."""
        self.seat.watch(Permission.SEE_QUEUE)
        return tuple(self.cases.entry(item) for item in self.store.items((*REVIEWABLE, *UNDER_WAY), 50))

    def recent(self, limit: int = 20) -> tuple[QueueEntry, ...]:
        """Decided items, newest first."""
        self.seat.watch(Permission.SEE_QUEUE)
        return tuple(self.cases.entry(item) for item in reversed(self.store.items((ItemState.DECIDED,), limit)))

    def open_case(self, item_id: ItemId) -> ReviewCase:
        """One item with its picture; the view is in the audit log."""
        self.store.audit(self.seat.require(Permission.SEE_CASE, item_id), "view", item_id, {})
        return self.cases.open(item_id)

    def radiation(self, item_id: ItemId) -> RadiationResult | None:
        """What the portal says of an item by now."""
        return self.cases.radiation(item_id)

    def decide(
        self, item_id: ItemId, verdict: Verdict, resolutions: tuple[FindingResolution, ...], note: str,
        signatures: Signatures | None = None,
    ) -> Decision:  # fmt: skip
        """Record the decision; IllegalMove if it may not be, SecondPersonNeeded if one person is not enough."""
        signers = self.signed(signatures) if signatures and self.seat.has_accounts else None
        return release.decide(
            self.store, self.seat, item_id, verdict, resolutions, note, signers,
            radiation_due=self.cases.radiation_due(item_id),
        )  # fmt: skip

    def signed(self, signatures: Signatures) -> tuple[FreshLogin, FreshLogin]:
        """Both log-ins; a refusal says whose it is."""
        with told_of(self.seat.present().name):
            first = self.seat.sign_in_again(signatures.password)
        with told_of(translate("Review", "second person")):
            second = self.people.logins.log_in(signatures.second, signatures.second_password, "sign")
        return first, second

    def live(self) -> LiveLines | None:
        """New lines since the last call, corrected."""
        self.seat.watch(Permission.SEE_CASE)
        return self.belt.lines(self.active_profile())

    def devices(self) -> tuple[DeviceHealth, ...]:
        """States of all devices."""
        self.seat.watch(Permission.SEE_DEVICES)
        return self.health()

    def health(self) -> tuple[DeviceHealth, ...]:
        """States of all devices; one that has said nothing for 3 s is shown as disconnected."""
        now = datetime.now(UTC)
        shown = []
        for health in self.news():
            # A clock that was set back makes old news look as if they came from the future.
            silent = abs((now - health.time).total_seconds()) > ALIVE_S
            shown.append(replace(health, state=DeviceState.DISCONNECTED, reason="no news") if silent else health)
        return tuple(shown)

    def news(self) -> tuple[DeviceHealth, ...]:
        """What the processes told; what they told last while the store cannot be read."""
        try:
            self.told = self.store.health()
        except StationError:
            logger.exception("no news of the devices")
        return self.told

    def start(self, kind: str, arguments: Mapping[str, object]) -> RequestId:
        """Calibrations go to the lane; a replay runs as a process of its own. Both are in the audit log."""
        by = self.seat.require(STARTERS.get(kind, Permission.CALIBRATE), kind)
        self.store.audit(by, f"start {kind}", kind, arguments)
        if kind == "replay":
            return self.replays.start(arguments)
        if not self.config.detectors:
            return self.replays.refused(
                kind, translate("Window", "there is no detector here: the other scanner corrects its own pictures")
            )
        # Whoever asks, the record and the device are told who sits here.
        return self.store.request(kind, {**arguments, "by": by, **({"person": by} if "person" in arguments else {})})

    def job(self, job_id: RequestId) -> Job:
        """Where asked work stands."""
        return self.replays.jobs.get(job_id) or self.store.job(job_id)

    def profile_curves(self) -> Mapping[str, NDArray[np.float32]]:
        """Dark, air and bad pixels of the active profile."""
        self.seat.watch(Permission.SEE_DEVICES)
        profile = self.active_profile()
        if profile is None:
            return {}
        return {"dark": profile.dark, "air": profile.air, "bad": profile.bad.astype(np.float32)}

    def events(self) -> tuple[Event, ...]:
        """Events since the last call."""
        try:
            found = self.store.events_after(self.cursor)
        except StationError:
            return ()
        if found:
            self.cursor = found[-1].number
        return found

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()


@contextmanager
def told_of(person: str) -> Iterator[None]:
    """A refusal inside says whom it concerns."""
    try:
        yield
    except PermissionRefused as err:
        err.source = person
        raise
