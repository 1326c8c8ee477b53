"""The desk of one seat over the store of its station; opens no device and loads no torch."""

import json
import shutil
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from calibration.correction import DarkAirCorrector
from station.config.schema import StationConfig
from station.errors import FormatError, StationError
from station.events import Event
from station.formats.line_ring import RingReader
from station.i18n import translate
from station.physics.scanner_models import scanner_model
from station.ports.desk import LiveLines, QueueEntry, ReviewCase, StationStatus, ViewPicture
from station.storage.store import SqlStore
from station.types.analysis import Analysis
from station.types.arrays import frozen
from station.types.calibration import CalibrationProfile
from station.types.decision import Decision, FindingResolution, Verdict
from station.types.device import DeviceHealth, DeviceState
from station.types.ids import ItemId, RequestId, ScanId, new_id
from station.types.item import Item, ItemState
from station.types.job import Job, JobState
from station.types.scan import RawScan, ScanHead
from station.workflow import review
from station.workflow.states import REVIEWABLE, UNDER_WAY
from ui.supervisor import command
from vision.material.lookup import TwoMaterialDecomposer

ALIVE_S = 3.0
LEAST_FREE = 100 << 20


class StoreDesk:
    """What one seat sees and does."""

    def __init__(self, config: StationConfig) -> None:
        self.config = config
        self.store = SqlStore(config.folder)
        self.cursor = self.store.last_event_number()
        self.ring: RingReader | None = None
        self.profile_read_at = -10.0
        self.profile = self.store.active_profile(config.detector.profile_name)
        self.jobs: dict[RequestId, Job] = {}
        self.last_line_at = 0.0

    def status(self) -> StationStatus:
        """The top bar."""
        profile = self.active_profile()
        now = datetime.now(UTC)
        state = "none" if profile is None else "valid" if profile.holds_at(now) else "expired"
        age_h = float("nan") if profile is None else (now - profile.valid_from).total_seconds() / 3600
        devices = self.devices()
        running = any(
            (now - health.time).total_seconds() < ALIVE_S for health in devices if health.kind in ("lane", "recording")
        )
        station, detector = self.config.station, self.config.detector
        return StationStatus(
            site=station.site, lane=station.lane, scanner=detector.model, simulated=detector.simulated,
            calibration=state, calibration_age_h=age_h, model=self.config.analysis.model, analysis_running=running,
            inspector=station.inspector, trouble=self.trouble(devices), generator=self.config.generator is not None,
        )  # fmt: skip

    def trouble(self, devices: Sequence[DeviceHealth]) -> str:
        """What the lane waits for. A full disk is looked at here too: then no news can be stored."""
        left = shutil.disk_usage(self.config.folder).free
        if left < LEAST_FREE:
            return translate(
                "Window", "The disk is full ({left:.0f} MB left): lines wait and are not all kept. Free space."
            ).format(left=left / 2**20)
        return next((health.reason for health in devices if health.kind == "lane" and health.reason), "")

    def active_profile(self) -> CalibrationProfile | None:
        """The active profile, read again every few seconds."""
        if time.monotonic() - self.profile_read_at > 2.0:
            self.profile_read_at = time.monotonic()
            self.profile = self.store.active_profile(self.config.detector.profile_name)
        return self.profile

    def queue(self) -> tuple[QueueEntry, ...]:
        """Items under way or waiting for a decision."""
        return tuple(self.entry(item) for item in self.store.items((*REVIEWABLE, *UNDER_WAY), 50))

    def recent(self, limit: int = 20) -> tuple[QueueEntry, ...]:
        """Decided items, newest first."""
        return tuple(self.entry(item) for item in reversed(self.store.items((ItemState.DECIDED,), limit)))

    def entry(self, item: Item) -> QueueEntry:
        """One row of the queue."""
        stored = self.store.analysis(item.item_id)
        result = stored.result if stored and isinstance(stored.result, Analysis) else None
        first = result.findings[0] if result and result.findings else None
        declaration = self.store.declaration(item.identifier)
        return QueueEntry(
            item=item, goods=declaration.goods if declaration else "", advice=result.advice if result else None,
            label=first.label if first else "", band=first.band if first else None,
            waiting_s=(datetime.now(UTC) - item.arrived_at).total_seconds(),
        )  # fmt: skip

    def open_case(self, item_id: ItemId) -> ReviewCase:
        """One item with its picture; the view is in the audit log."""
        self.store.audit(self.config.station.inspector, "view", item_id, {})
        item = self.store.item(item_id)
        # The newest scan of each view, in the order in which the views were stored.
        newest = {stored.head.view: stored for stored in self.store.scans(item_id) if stored.image_sha256}
        analysis = self.store.analysis(item_id)
        return ReviewCase(
            item=item, declaration=self.store.declaration(item.identifier),
            views=tuple(self.picture(stored.head.scan_id) for stored in newest.values()),
            result=analysis.result if analysis else None, latency_ms=analysis.latency_ms if analysis else None,
            decision=self.store.decision(item_id),
        )  # fmt: skip

    def picture(self, scan_id: ScanId) -> ViewPicture:
        """A stored scan for display."""
        scan = self.store.load_corrected(scan_id)
        return ViewPicture(scan=scan, materials=TwoMaterialDecomposer().decompose(scan))

    def decide(
        self, item_id: ItemId, verdict: Verdict, resolutions: tuple[FindingResolution, ...], note: str
    ) -> Decision:
        """Record the decision; IllegalMove if it may not be."""
        inspector = self.config.station.inspector
        return review.decide(
            self.store, item_id, verdict, resolutions, inspector=inspector, note=note, at=datetime.now(UTC)
        )

    def live(self) -> LiveLines | None:
        """New lines since the last call, corrected."""
        ring = self.attached()
        block = ring.read() if ring else None
        if ring is None:
            return None
        running = time.monotonic() - self.last_line_at < 1.0
        if block is None:
            empty = np.empty((ring.layout.channels, 0, ring.layout.pixels), np.float32)
            return LiveLines(transmission=empty, valid=np.empty(0, bool), first_line=ring.cursor, belt_running=running)
        self.last_line_at = time.monotonic()
        model = scanner_model(self.config.detector.model)
        head = ScanHead(
            scan_id=ScanId("live"), item_id=ItemId("live"), scanner=model.name, view=self.config.detector.view,
            channels=model.channels,
            pitch_mm=model.pitch_mm, started_at=datetime.now(UTC), simulated=block.simulated,
        )  # fmt: skip
        raw = RawScan(head=head, counts=frozen(block.counts.transpose(1, 0, 2)), valid=block.valid)
        scan = DarkAirCorrector().correct(raw, self.active_profile(), head.started_at)
        return LiveLines(
            transmission=scan.transmission, valid=block.valid, first_line=block.first_line, belt_running=True
        )

    def attached(self) -> RingReader | None:
        """The ring of the acquisition, None while there is none."""
        if self.ring is None or self.ring.replaced:
            try:
                self.ring = RingReader(self.config.lines_folder(self.config.detector) / "ring")
            except (OSError, ValueError, FormatError):
                self.ring = None
        return self.ring

    def devices(self) -> tuple[DeviceHealth, ...]:
        """States of all devices; one that has said nothing for 3 s is shown as disconnected."""
        now = datetime.now(UTC)
        shown = []
        for health in self.store.health():
            # A clock that was set back makes old news look as if they came from the future.
            silent = abs((now - health.time).total_seconds()) > ALIVE_S
            shown.append(replace(health, state=DeviceState.DISCONNECTED, reason="no news") if silent else health)
        return tuple(shown)

    def start(self, kind: str, arguments: Mapping[str, object]) -> RequestId:
        """Calibrations go to the lane; a replay runs as a process of its own."""
        if kind != "replay":
            return self.store.request(kind, arguments)
        job_id = RequestId(new_id())
        self.jobs[job_id] = Job(job_id=job_id, kind=kind, state=JobState.RUNNING, progress=0.0, message="")
        words = command("replay", str(arguments["path"]), "--model", str(arguments["model"]), "--json", "--progress")
        threading.Thread(target=self.follow, args=(job_id, words), name="replay", daemon=True).start()
        return job_id

    def follow(self, job_id: RequestId, words: list[str]) -> None:
        """Read the lines of a replay."""
        items: list[dict[str, object]] = []
        job = self.jobs[job_id]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            for line in process.stdout or ():
                values = json.loads(line)
                if "item" in values:
                    items.append(values)
                elif "done" in values:
                    job = replace(job, progress=values["done"] / values["of"])
                elif "rates" in values:
                    job = replace(job, result={**values["rates"], "items": items})
                self.jobs[job_id] = job
            complaint = process.stderr.read() if process.stderr else ""
        failed = not job.result
        state = JobState.FAILED if failed else JobState.DONE
        self.jobs[job_id] = replace(job, state=state, progress=1.0, message=complaint.strip() if failed else "")

    def job(self, job_id: RequestId) -> Job:
        """Where asked work stands."""
        return self.jobs[job_id] if job_id in self.jobs else self.store.job(job_id)

    def profile_curves(self) -> Mapping[str, NDArray[np.float32]]:
        """Dark, air and bad pixels of the active profile."""
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
