"""Dark and air calibration of a running lane: beams off, dark lines, beams on, air lines, one profile a view."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.catalog import PROCEDURES
from station.clock import Clock
from station.config.schema import DetectorSettings, StationConfig
from station.errors import DeadlinePassed
from station.ports.store import StationStore
from station.types.calibration import CalibrationProfile
from station.types.job import Job, JobState
from ui.wiring.feeds import Feeds

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
        use: takes each new profile with the first detector of its view, so that the lane works on with it.
    """

    def __init__(
        self, config: StationConfig, store: StationStore, clock: Clock, feeds: Feeds,
        use: Callable[[DetectorSettings, CalibrationProfile], None],
    ) -> None:  # fmt: skip
        self.config = config
        self.store = store
        self.clock = clock
        self.feeds = feeds
        self.use = use

    def run(self, job: Job) -> dict[str, object]:
        """Take the lines, fit, store and activate; the checks as the job's result."""
        lines = int(str(job.arguments.get("lines", 512)))
        views = list(self.feeds.heads)
        beams = [BeamSwitch(self.config.lines_folder(detector)) for detector in self.config.detectors]
        try:
            for beam in beams:
                beam.set(on=False)
            dark = [self.take(view, lines, job, 0.0) for view in views]
        finally:
            for beam in beams:
                beam.set(on=True)
        air = [self.take(view, lines, job, 0.5) for view in views]
        checks: list[dict[str, object]] = []
        profiles = []
        made_by = str(job.arguments.get("by") or self.config.station.inspector)
        for view, without, through in zip(views, dark, air, strict=True):
            result = self.procedure(view, made_by).analyse(without, through, at=self.clock.now())
            self.store.put_profile(result.profile)
            self.use(self.feeds.heads[view][0], result.profile)
            profiles.append(result.profile.profile_id)
            checks += [
                {"name": check.name, "value": check.value, "unit": check.unit, "grade": check.grade}
                for check in result.checks
            ]
        return {"profile": " ".join(profiles), "checks": checks}

    def procedure(self, view: str, made_by: str) -> Any:
        """The procedure for one view, whose detectors are named in the profile."""
        detectors = self.feeds.heads[view]
        identities = {health.name: health.identity for health in self.store.health()}
        known = [identities.get(detector.name) for detector in detectors]
        return PROCEDURES.get("dark-air")(
            scanner=detectors[0].profile_name, device_serial=" ".join(who.serial for who in known if who),
            made_by=made_by, simulated=detectors[0].simulated,
        )  # fmt: skip

    def take(self, view: str, lines: int, job: Job, start: float) -> NDArray[np.uint16]:
        """The next undamaged lines, (lines, channels, pixels), that were received after the beam has settled."""
        feed = self.feeds.by_view[view]
        taken: list[NDArray[np.uint16]] = []
        held = 0
        # Lines that wait in the spool were received before the beam was switched.
        settled = feed.newest() + SETTLE_LINES
        deadline = self.clock.monotonic() + LONGEST_S
        while held < lines:
            if self.clock.monotonic() > deadline:
                raise DeadlinePassed(
                    "no lines came for the calibration", remedy="check the detector on the health page"
                )
            block = feed.next_block()
            if block is None:
                self.clock.sleep(0.01)
            elif block.first_line >= settled:
                taken.append(block.counts[block.valid])
                held += len(taken[-1])
                progress = start + 0.5 * min(held / lines, 1.0)
                self.store.update_request(replace(job, state=JobState.RUNNING, progress=progress))
        return np.concatenate(taken)[:lines]
