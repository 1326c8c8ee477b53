"""The parts of a lane process."""

import json
import logging
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from calibration.catalog import PROCEDURES
from drivers.acquisition.assembler import ItemAssembler
from drivers.acquisition.client import LineClient
from drivers.acquisition.spool import segments
from drivers.catalog import make_device
from drivers.link.address import link_of
from station.clock import SystemClock
from station.config.schema import SensorSettings, StationConfig
from station.errors import DeadlinePassed, StationError
from station.formats.declarations_csv import read_declarations
from station.physics.scanner_models import scanner_model
from station.storage.store import SqlStore
from station.types.job import Job, JobState
from station.workflow.intake import Intake
from station.workflow.lane import Lane, LaneSetup, recover
from ui.wiring.pipeline import pipeline_of, warm_up

logger = logging.getLogger(__name__)

JOBS = ("dark-air",)
SETTLE_LINES = 96


class LaneProcess:
    """One lane: store, devices, pipeline, and the requests that it answers."""

    def __init__(self, config: StationConfig) -> None:
        self.config = config
        self.clock = SystemClock()
        self.store = SqlStore(config.folder)
        self.stop_wanted = threading.Event()
        self.scanner = scanner_model(config.detector.model)
        self.scale = self.sensor("scale", config.scale)
        self.reader = self.sensor("barcode", config.barcode)
        resumed = recover(self.store)
        self.cursor_path = config.run_folder / "lane.json"
        self.client = LineClient(config.run_folder, clock=self.clock, start=self.first_line())
        self.intake = Intake(
            self.store, self.clock, reader=self.reader, scale=self.scale, simulated=config.detector.simulated
        )
        pipeline = pipeline_of(config.analysis.model)
        warm_up(pipeline, self.scanner, config.detector.pixels)
        profile = self.store.active_profile(config.detector.model)
        self.lane = Lane(
            LaneSetup(
                scanner=self.scanner.name, view="top", channels=self.scanner.channels,
                pitch_mm=self.scanner.pitch_mm, mass_sigma=config.analysis.mass_sigma,
                weight_wait_s=config.analysis.weight_wait_s, simulated=config.detector.simulated,
            ),
            store=self.store, intake=self.intake, assembler=ItemAssembler(air=profile.air if profile else None),
            pipeline=pipeline, clock=self.clock, free_lines=self.free, resumed=resumed,
        )  # fmt: skip

    def sensor(self, name: str, settings: SensorSettings | None) -> Any:
        """The driver of a slow device, None if none is configured."""
        if settings is None:
            return None
        return make_device(
            settings.driver, name=name, serial=settings.serial, simulated=settings.simulated, clock=self.clock,
            link=link_of(settings.link, folder=self.config.folder, clock=self.clock), options=settings.options,
        )  # fmt: skip

    def first_line(self) -> int | None:
        """Where an earlier lane process stopped, as far as the spool still goes."""
        try:
            line = int(json.loads(self.cursor_path.read_text(encoding="utf-8"))["line"])
        except (OSError, ValueError, KeyError):
            return None
        held = segments(self.config.run_folder / "spool")
        return max(line, held[0][0]) if held else None

    def free(self, line: int) -> None:
        """Everything before `line` is stored: remember it, free the spool a little behind."""
        temporary = self.cursor_path.with_suffix(".part")
        temporary.write_text(json.dumps({"line": line}), encoding="utf-8")
        temporary.replace(self.cursor_path)
        self.client.free(line)

    def load_declarations(self) -> None:
        """Read the papers; a bad file is told and does not stop the lane."""
        path = self.config.declarations.csv
        if path is not None:
            try:
                self.store.put_declarations(read_declarations(self.config.path.parent / path).declarations)
            except StationError as err:
                logger.warning("%s", err)

    def run(self) -> None:
        """Work until `stop_wanted`."""
        self.load_declarations()
        self.intake.start()
        watcher = threading.Thread(target=self.watch, name="lane-status", daemon=True)
        watcher.start()
        try:
            self.lane.run(self.client.blocks(self.stop_wanted.is_set), self.between_blocks)
        finally:
            self.stop_wanted.set()
            self.intake.stop()
            watcher.join(3)
            self.store.close()

    def between_blocks(self) -> bool:
        """Answer a request while no item is in the beam; whether to stop."""
        if not self.lane.assembler.active:
            job = self.store.claim_request(JOBS) if self.due() else None
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
        """Report the slow devices twice a second."""
        while not self.stop_wanted.wait(0.5):
            for device in (self.scale, self.reader):
                if device is not None:
                    try:
                        self.store.put_health(device.health())
                    except StationError as err:
                        logger.warning("state not reported: %s", err)

    def answer(self, job: Job) -> None:
        """Do a request; its failure is its answer."""
        try:
            result = self.dark_air(job)
            done = replace(job, state=JobState.DONE, progress=1.0, message="", result=result)
        except StationError as err:
            done = replace(job, state=JobState.FAILED, message=str(err))
        except Exception as err:  # boundary: a broken request must not stop the lane
            logger.exception("request %s broke", job.kind)
            done = replace(job, state=JobState.FAILED, message=f"{type(err).__name__}: {err}")
        self.store.update_request(done)

    def dark_air(self, job: Job) -> dict[str, object]:
        """Beam off, dark lines, beam on, air lines, profile."""
        lines = int(str(job.arguments.get("lines", 512)))
        beam = BeamSwitch(self.config.run_folder)
        try:
            beam.set(on=False)
            dark = self.take_lines(lines, job, 0.0)
        finally:
            beam.set(on=True)
        air = self.take_lines(lines, job, 0.5)
        health = {device.name: device for device in self.store.health()}
        identity = health["detector"].identity if "detector" in health else None
        procedure = PROCEDURES.get("dark-air")(
            scanner=self.scanner.name, device_serial=identity.serial if identity else "",
            made_by=self.config.station.inspector, simulated=self.config.detector.simulated,
        )  # fmt: skip
        result = procedure.analyse(dark, air, at=self.clock.now())
        self.store.put_profile(result.profile)
        self.lane.assembler = ItemAssembler(air=result.profile.air)
        return {
            "profile": result.profile.profile_id,
            "checks": [{"name": c.name, "value": c.value, "unit": c.unit, "grade": c.grade} for c in result.checks],
        }

    def take_lines(self, lines: int, job: Job, start: float) -> np.ndarray[Any, np.dtype[np.uint16]]:
        """The next undamaged lines, (lines, channels, pixels), that were received after the beam has settled."""
        taken: list[Any] = []
        held = 0
        # Lines that wait in the spool were received before the beam was switched.
        settled = self.client.newest() + SETTLE_LINES
        deadline = self.clock.monotonic() + 60.0
        while held < lines:
            if self.clock.monotonic() > deadline:
                raise DeadlinePassed(
                    "no lines came for the calibration", remedy="check the detector on the health page"
                )
            block = self.client.next_block()
            if block is None:
                self.clock.sleep(0.01)
            elif block.first_line >= settled:
                taken.append(block.counts[block.valid])
                held += len(taken[-1])
                progress = start + 0.5 * min(held / lines, 1.0)
                self.store.update_request(replace(job, state=JobState.RUNNING, progress=progress))
        return np.concatenate(taken)[:lines]


class BeamSwitch:
    """Tells the acquisition process, which owns the detector, to take dark or air lines."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "beam-off"

    def set(self, *, on: bool) -> None:
        """Air lines if `on`, dark lines otherwise."""
        if on:
            self.path.unlink(missing_ok=True)
        else:
            self.path.touch()
