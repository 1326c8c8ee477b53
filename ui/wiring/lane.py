"""The parts of a lane process."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import cast

from drivers.acquisition.assembler import ItemAssembler
from drivers.acquisition.interleave import interleaved
from station.clock import SystemClock
from station.config.schema import DetectorSettings, StationConfig
from station.errors import StationError, StorageFull, StoreBusy
from station.physics.scanner_models import scanner_model
from station.ports.store import StationStore
from station.storage.store import SqlStore
from station.types.belt import LanePlaces
from station.types.calibration import CalibrationProfile
from station.types.device import DeviceHealth, DeviceState
from station.types.job import Job, JobState
from station.types.lines import LineBlock
from station.workflow.belt_watch import BeltWatch
from station.workflow.intake import Intake
from station.workflow.lane import Lane, LaneSetup, recover
from station.workflow.patience import PatientStore
from station.workflow.views import Eye
from ui.wiring.companions import Companion, sensor_of
from ui.wiring.dark_air import DarkAirJob
from ui.wiring.feeds import Feeds
from ui.wiring.papers import load_declarations
from ui.wiring.pipeline import pipeline_of, warm_up
from ui.wiring.radiation import RadiationWatch
from ui.wiring.xray import XrayWatch

logger = logging.getLogger(__name__)

JOBS = ("dark-air",)


class LaneProcess:
    """One lane: store, devices, pipeline, and the requests that it answers."""

    def __init__(self, config: StationConfig) -> None:
        self.config = config
        self.clock = SystemClock()
        self.store = SqlStore(config.folder)
        self.stop_wanted = threading.Event()
        # What holds items waits for the store; what only reports does not.
        self.patient = PatientStore(self.store, self.clock, self.stop_wanted.is_set)
        keeper = cast("StationStore", self.patient)
        self.scanner = scanner_model(config.detector.model)
        self.scale, self.reader, self.conveyor = (
            sensor_of(config, name, self.clock) for name in ("scale", "barcode", "conveyor")
        )
        resumed = recover(self.store)
        self.feeds = Feeds(config, self.clock)
        self.intake = Intake(
            keeper, self.clock, reader=self.reader, scale=self.scale, simulated=config.detector.simulated,
            belt=self.belt(),
        )  # fmt: skip
        pipeline = pipeline_of(config.analysis.model)
        warm_up(pipeline, self.scanner, config.detector.pixels)
        self.lane = Lane(
            LaneSetup(
                scanner=self.scanner.name, channels=self.scanner.channels, pitch_mm=self.scanner.pitch_mm,
                mass_sigma=config.analysis.mass_sigma, weight_wait_s=config.analysis.weight_wait_s,
                simulated=config.detector.simulated,
            ),
            eyes=[self.eye(view) for view in self.feeds.heads], store=keeper, intake=self.intake,
            pipeline=pipeline, clock=self.clock, resumed=resumed,
        )  # fmt: skip
        self.dark_air = DarkAirJob(config, self.store, self.clock, self.feeds, self.use_profile)
        self.companions: list[Companion] = []
        portal = sensor_of(config, "portal", self.clock)
        if portal is not None:
            radiation = RadiationWatch(
                portal, keeper, self.clock, before_s=config.places.portal_before_s, belt=self.intake.belt
            )
            self.lane.passed = radiation.passed
            self.companions.append(radiation)
        if config.generator is not None:
            generator = sensor_of(config, "generator", self.clock, audit=self.store.audit)
            self.companions.append(XrayWatch(generator, self.store, self.clock))

    def eye(self, view: str) -> Eye:
        """One view; the first of its heads speaks for all."""
        detector = self.feeds.heads[view][0]
        profile = self.store.active_profile(detector.profile_name)
        return Eye(
            name=view, profile=detector.profile_name, delay_s=detector.delay_s,
            assembler=ItemAssembler(air=profile.air if profile else None),
            free_lines=lambda line: self.feeds.free(view, line),
        )  # fmt: skip

    def use_profile(self, detector: DetectorSettings, profile: CalibrationProfile) -> None:
        """A new profile also gives the air level by which items are seen."""
        self.lane.eyes[detector.view].assembler = ItemAssembler(air=profile.air)

    def belt(self) -> BeltWatch | None:
        """The watch over the conveyor, None if none is configured."""
        if self.conveyor is None:
            return None
        places = {name: value for name, value in asdict(self.config.places).items() if name != "portal_before_s"}
        return BeltWatch(self.conveyor, LanePlaces(**places))

    def run(self) -> None:
        """Work until `stop_wanted`."""
        load_declarations(self.config, self.store)
        self.intake.start()
        for companion in self.companions:
            companion.start()
        watcher = threading.Thread(target=self.watch, name="lane-status", daemon=True)
        watcher.start()
        try:
            self.lane.run(self.blocks(), self.between_blocks)
        finally:
            self.stop_wanted.set()
            for companion in self.companions:
                companion.stop()
            self.intake.stop()
            if self.conveyor is not None:
                self.conveyor.close()
            watcher.join(3)
            self.store.close()

    def blocks(self) -> Iterator[tuple[str, LineBlock]]:
        """The lines of all views."""
        return interleaved(self.feeds.by_view, self.clock, self.stop_wanted.is_set)

    def between_blocks(self) -> bool:
        """Answer a request while no item is in the beam; whether to stop."""
        if self.lane.idle and self.due():
            try:
                job = self.store.claim_request(JOBS)
            except (StorageFull, StoreBusy) as err:
                logger.warning("requests are not looked at: %s", err)
                job = None
            if job is not None:
                self.answer(job)
        return self.stop_wanted.is_set()

    def due(self) -> bool:
        """Look for requests four times a second, not at every block."""
        now = self.clock.monotonic()
        if now - getattr(self, "looked_at", 0.0) < 0.25:
            return False
        self.looked_at = now
        return True

    def watch(self) -> None:
        """Report the lane itself and its slow devices twice a second."""
        while not self.stop_wanted.wait(0.5):
            devices = (device for device in (self.scale, self.reader, self.conveyor) if device is not None)
            states = [self.health(), *(device.health() for device in devices)]
            for companion in self.companions:
                states.extend(companion.states())
            for state in states:
                try:
                    self.store.put_health(state)
                except StationError as err:
                    logger.warning("state not reported: %s", err)

    def health(self) -> DeviceHealth:
        """How far the lane is behind the detector."""
        figures = [feed.values() for feed in self.feeds.by_view.values()]
        values = {name: max(figure.get(name, 0.0) for figure in figures) for name in figures[0]}
        trouble = self.patient.trouble
        return DeviceHealth(
            name="lane", kind="lane", state=DeviceState.FAULTED if trouble else DeviceState.READY, identity=None,
            reason=str(trouble or ""), time=self.clock.now(), values=values,
        )  # fmt: skip

    def answer(self, job: Job) -> None:
        """Do a request; its failure is its answer."""
        try:
            result = self.dark_air.run(job)
            done = replace(job, state=JobState.DONE, progress=1.0, message="", result=result)
        except StationError as err:
            done = replace(job, state=JobState.FAILED, message=str(err))
        except Exception as err:  # boundary: a broken request must not stop the lane
            logger.exception("request %s broke", job.kind)
            done = replace(job, state=JobState.FAILED, message=f"{type(err).__name__}: {err}")
        self.store.update_request(done)
