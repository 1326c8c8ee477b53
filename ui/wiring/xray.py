"""The generator beside the lane: does what persons ask through the store, OFF first, and reports its status.

X-rays are never switched on but for a request that is younger than ten seconds and younger than this process. When
the store cannot be read for five seconds nobody could switch off through it, so the station switches off itself.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace

from station.clock import Clock
from station.errors import InputUnsuitable, PermissionRefused, StationError
from station.ports.devices import Generator
from station.ports.store import StationStore
from station.types.device import DeviceHealth
from station.types.generator import GeneratorStatus, HighVoltage
from station.types.job import Job, JobState
from station.workflow import xray_order

logger = logging.getLogger(__name__)

LOOK_S, DEAF_S = 0.1, 5.0


class XrayWatch:
    """A `Companion` of the lane; one thread of its own."""

    def __init__(self, generator: Generator, store: StationStore, clock: Clock) -> None:
        self.generator = generator
        self.store = store
        self.clock = clock
        self.started = clock.now()
        self.heard_at = clock.monotonic()
        self.stop_wanted = threading.Event()
        self.thread = threading.Thread(target=self.run, name="xray-watch", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self.started = self.clock.now()
        self.thread.start()

    def stop(self) -> None:
        """End the thread; closing the driver switches off."""
        self.stop_wanted.set()
        # Also a request that still runs ends with it: the driver refuses all that waits.
        self.generator.close()
        if self.thread.is_alive():
            self.thread.join(3)

    def states(self) -> Sequence[DeviceHealth]:
        """Health with the whole status."""
        return (replace(self.generator.health(), detail=self.generator.status().detail()),)

    def run(self) -> None:
        """Connect, then look for requests ten times a second."""
        try:
            self.generator.open()
        except StationError as err:
            logger.warning("%s", err)
        self.heard_at = self.clock.monotonic()
        while not self.stop_wanted.wait(LOOK_S):
            self.look()

    def look(self) -> None:
        """Do the next request; a store that cannot be read for long is a reason to switch off."""
        try:
            job = self.next_job()
            self.heard_at = self.clock.monotonic()
        except StationError as err:
            logger.warning("requests to the generator are not looked at: %s", err)
            self.mind_deafness()
            return
        if job is not None:
            self.answer(job)

    def next_job(self) -> Job | None:
        """What is asked next: OFF first, and what waits beside it is refused."""
        job = self.store.claim_request(xray_order.STOPS)
        if job is None:
            return self.store.claim_request(xray_order.OTHERS)
        # OFF must not wait until the refusals are written.
        self.answer(job)
        while (waiting := self.store.claim_request(xray_order.OTHERS)) is not None:
            self.end(waiting, JobState.FAILED, str(PermissionRefused(
                "X-rays were switched off before this request was done", remedy="look why, then ask again",
                source=waiting.kind,
            )))  # fmt: skip
        return None

    def mind_deafness(self) -> None:
        """Switch off when nobody can ask for it any more."""
        deaf = self.clock.monotonic() - self.heard_at > DEAF_S
        if not deaf or self.generator.status().hv is HighVoltage.OFF:
            return
        logger.critical("requests cannot be read for %.0f s: X-rays are switched off", DEAF_S)
        try:
            self.generator.off()
        except StationError as err:
            logger.critical("%s", err)

    def answer(self, job: Job) -> None:
        """Do a request; its refusal is its answer."""
        try:
            status = self.perform(job)
        except StationError as err:
            self.end(job, JobState.FAILED, str(err))
        else:
            self.end(job, JobState.DONE, status.headline().text(), **status.detail())

    def perform(self, job: Job) -> GeneratorStatus:
        """The call of the driver."""
        person = str(job.arguments.get("person", ""))
        if job.kind in xray_order.STOPS:
            return self.generator.off(person)
        now = self.clock.now()
        xray_order.require_fresh(job, self.started, now)
        match job.kind:
            case xray_order.PREPARE:
                return self.generator.prepare(number(job, "kv"), number(job, "ma"), person)
            case xray_order.ON:
                return self.generator.on(xray_order.permit_of(job, now))
            case xray_order.WARM_UP:
                return self.generator.warm_up(xray_order.permit_of(job, now), number(job, "idle_days"))
            case _:
                return self.generator.reset_faults(person)

    def end(self, job: Job, state: JobState, message: str, **result: object) -> None:
        """Tell who asked; an answer that cannot be stored is logged."""
        try:
            self.store.update_request(replace(job, state=state, progress=1.0, message=message, result=result))
        except StationError as err:
            logger.warning("the answer to %s is not stored: %s", job.kind, err)


def number(job: Job, name: str) -> float:
    """A figure of a request.

    Raises:
        InputUnsuitable: it is missing or no number.
    """
    value = job.arguments.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise InputUnsuitable("{name} is missing", remedy="give a number", name=name)
    return float(value)
