"""Dark and air calibration of a running lane: beams off, dark lines, beams on, air lines, one profile a view."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.catalog import PROCEDURES
from drivers.acquisition.client import LineClient
from station.clock import Clock
from station.config.schema import DetectorSettings, StationConfig
from station.errors import DeadlinePassed
from station.ports.store import StationStore
from station.types.calibration import CalibrationProfile
from station.types.job import Job, JobState

SETTLE_LINES = 96
LONGEST_S = 60.0


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


class DarkAirJob:
    """Answers a request "dark-air".

    Args:
        clients: the lines of each detector, by its name.
        use: takes each new profile with its detector, so that the lane works on with it.
    """

    def __init__(
        self, config: StationConfig, store: StationStore, clock: Clock, clients: Mapping[str, LineClient],
        use: Callable[[DetectorSettings, CalibrationProfile], None],
    ) -> None:  # fmt: skip
        self.config = config
        self.store = store
        self.clock = clock
        self.clients = clients
        self.use = use

    def run(self, job: Job) -> dict[str, object]:
        """Take the lines, fit, store and activate; the checks as the job's result."""
        lines = int(str(job.arguments.get("lines", 512)))
        detectors = self.config.detectors
        beams = [BeamSwitch(self.config.lines_folder(detector)) for detector in detectors]
        try:
            for beam in beams:
                beam.set(on=False)
            dark = [self.take(detector, lines, job, 0.0) for detector in detectors]
        finally:
            for beam in beams:
                beam.set(on=True)
        air = [self.take(detector, lines, job, 0.5) for detector in detectors]
        checks: list[dict[str, object]] = []
        profiles = []
        made_by = str(job.arguments.get("by") or self.config.station.inspector)
        for detector, without, through in zip(detectors, dark, air, strict=True):
            result = self.procedure(detector, made_by).analyse(without, through, at=self.clock.now())
            self.store.put_profile(result.profile)
            self.use(detector, result.profile)
            profiles.append(result.profile.profile_id)
            checks += [
                {"name": check.name, "value": check.value, "unit": check.unit, "grade": check.grade}
                for check in result.checks
            ]
        return {"profile": " ".join(profiles), "checks": checks}

    def procedure(self, detector: DetectorSettings, made_by: str) -> Any:
        """The procedure for one detector, which is named in the profile."""
        health = {device.name: device for device in self.store.health()}
        identity = health[detector.name].identity if detector.name in health else None
        return PROCEDURES.get("dark-air")(
            scanner=detector.profile_name, device_serial=identity.serial if identity else "",
            made_by=made_by, simulated=detector.simulated,
        )  # fmt: skip

    def take(self, detector: DetectorSettings, lines: int, job: Job, start: float) -> NDArray[np.uint16]:
        """The next undamaged lines, (lines, channels, pixels), that were received after the beam has settled."""
        client = self.clients[detector.name]
        taken: list[NDArray[np.uint16]] = []
        held = 0
        # Lines that wait in the spool were received before the beam was switched.
        settled = client.newest() + SETTLE_LINES
        deadline = self.clock.monotonic() + LONGEST_S
        while held < lines:
            if self.clock.monotonic() > deadline:
                raise DeadlinePassed(
                    "no lines came for the calibration", remedy="check the detector on the health page"
                )
            block = client.next_block()
            if block is None:
                self.clock.sleep(0.01)
            elif block.first_line >= settled:
                taken.append(block.counts[block.valid])
                held += len(taken[-1])
                progress = start + 0.5 * min(held / lines, 1.0)
                self.store.update_request(replace(job, state=JobState.RUNNING, progress=progress))
        return np.concatenate(taken)[:lines]
