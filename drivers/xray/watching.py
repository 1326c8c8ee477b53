"""Watching a generator: readings, what they mean, faults, lost answers, the audit log. No threads, see `operated`."""

import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from drivers.device import LinkDevice
from drivers.interlock import FRESH_S, Observation, closed
from drivers.link.base import Link
from drivers.xray.warm_up import WarmUp, schedules
from station.clock import Clock
from station.errors import DeviceFault, DeviceUnavailable, StationError
from station.i18n import translate
from station.types.device import DeviceHealth, DeviceState
from station.types.generator import FaultEntry, GeneratorStatus, HighVoltage, Permit, WarmUpProgress, WarmUpState

logger = logging.getLogger(__name__)

# Called with actor, action, subject and detail, as the store's `audit`.
Audit = Callable[[str, str, str, Mapping[str, object]], None]
LONGEST_FAULT_LOG = 200


class WatchedGenerator(LinkDevice):
    """Members say how to ask and how to switch off; what follows from the answers is decided here.

    `hv` is ON at the first reading that says so, OFF after two that agree, UNKNOWN after any lost answer.

    Attributes:
        ordered: this connection was told to switch on, and X-rays are not known to have gone.
        risen: they were seen on since.
        found: faults that the station found; they stay until a person takes them back.
        confirmed: the unit that answers is the configured one; nothing is switched before.
    """

    kind = "generator"
    profile_name = ""
    lacks: tuple[str, ...] = ()

    def __init__(
        self, *, name: str, link: Link, serial: str, simulated: bool, clock: Clock, audit: Audit | None,
        warm_up: Sequence[Mapping[str, object]],
    ) -> None:  # fmt: skip
        super().__init__(name=name, link=link, serial=serial, simulated=simulated, clock=clock)
        self.audit = audit
        self.schedules = schedules(warm_up)
        self.hv = HighVoltage.UNKNOWN
        self.ordered = False
        self.risen = False
        self.lost_told = False
        self.confirmed = False
        self.second_stop = False
        self.setpoints: tuple[float, float] | None = None
        self.found: tuple[str, ...] = ()
        self.told: frozenset[str] = frozenset()
        self.used: dict[str, Permit] = {}
        self.readings: deque[Observation] = deque(maxlen=2)
        self.warming: WarmUp | None = None
        self.faults: deque[FaultEntry] = deque(maxlen=LONGEST_FAULT_LOG)
        self.hours: float | None = None
        # Status and monotonic time of its reading, replaced as one: others read it from their threads.
        self.shown = (
            GeneratorStatus(
                name=name, profile=self.profile_name, confirmed=False, hv=HighVoltage.UNKNOWN, time=clock.now(),
                simulated=simulated,
            ),
            clock.monotonic(),
        )  # fmt: skip

    # Filled by members.
    def observe(self) -> Observation:
        """Ask for everything that `Observation` holds, as far as the profile tells it."""
        raise NotImplementedError

    def send_off(self) -> bool:
        """Switch off; whether the device accepted. DeviceFault where the profile knows no OFF."""
        raise NotImplementedError

    def send_off_blindly(self) -> bool:
        """Write OFF without waiting for an answer; whether it was written."""
        raise NotImplementedError

    def step_warm_up(self, seen: Observation) -> None:
        """Go on with a warm-up that runs."""
        raise NotImplementedError

    def switch_off(self) -> None:
        """Send OFF and look what comes of it."""
        raise NotImplementedError

    # Connection.
    def open(self) -> None:
        """Connect, identify, read; X-rays that this connection did not order are switched off."""
        self.confirmed, self.second_stop, self.ordered, self.setpoints = False, False, False, None
        self.readings.clear()
        try:
            super().open()
        except DeviceFault as err:
            logger.warning("%s", err)
            self.link.close()
            self.state, self.reason = DeviceState.FAULTED, str(err)
            raise
        self.attempt(self.look)
        self.attempt(self.look)
        self.lost_told = False

    def close(self) -> None:
        """Switch off, if X-rays may be on, and let go."""
        if self.state is DeviceState.READY and self.hv is not HighVoltage.OFF and self.confirmed:
            try:
                self.switch_off()
            except StationError as err:
                logger.critical("%s", err)
        self.end_warm_up(WarmUpState.CANCELLED)
        super().close()
        self.unknown()

    def lost(self, err: DeviceUnavailable) -> None:
        """No answer: OFF is sent, X-rays may be ON until two readings say otherwise."""
        sent = self.confirmed and self.send_off_blindly()
        tell = self.state is DeviceState.READY and not self.lost_told
        super().lost(err)
        self.unknown()
        self.end_warm_up(WarmUpState.ABORTED, str(err))
        if tell:
            self.lost_told = True
            logger.critical("%s: X-rays may be ON (OFF %s): %s", self.name, "sent" if sent else "not sent", err)
            self.record("", "x-rays may be on", off_sent=sent, cause=str(err))

    def unknown(self) -> None:
        """Nothing is known any more, and nothing is restored later."""
        self.hv, self.ordered, self.setpoints, self.confirmed = HighVoltage.UNKNOWN, False, None, False
        self.readings.clear()
        self.publish()

    def health(self) -> DeviceHealth:
        """As every device; faults make it faulted."""
        health = super().health()
        status = self.status()
        reasons = [status.headline().text()] if status.hv is HighVoltage.UNKNOWN else []
        reasons += [*status.faults, *([health.reason] if health.reason else [])]
        faulted = health.state is DeviceState.READY and status.faults
        return replace(
            health, state=DeviceState.FAULTED if faulted else health.state, reason=", ".join(reasons)
        )  # fmt: skip

    # Reading.
    def poll(self) -> None:
        """One reading; a lost device is looked for again. Errors stand in the state."""
        if self.state is DeviceState.FAULTED:
            return
        try:
            self.attempt(self.look)
        except StationError as err:
            logger.debug("%s", err)

    def look(self) -> None:
        """Read once, judge, go on with a warm-up."""
        seen = self.observe()
        self.readings.append(seen)
        self.judge(seen)
        self.step_warm_up(seen)
        self.publish()

    def judge(self, seen: Observation) -> None:
        """One reading is enough to stop; OFF is believed when two agree."""
        was = self.hv
        if seen.hv is None:
            self.hv = HighVoltage.UNKNOWN
        elif seen.hv:
            self.hv, self.risen = HighVoltage.ON, self.ordered
        elif self.ordered and not self.risen:
            self.hv = HighVoltage.UNKNOWN
        elif len(self.readings) == 2 and self.readings[0].hv is False:
            self.hv = HighVoltage.OFF
        self.tell_faults(seen)
        if self.hv is HighVoltage.ON and not self.ordered:
            self.send_off()
            if was is not HighVoltage.ON:
                logger.critical("%s: X-rays were on without an order; OFF sent", self.name)
                self.record("", "x-rays found on, off sent")
        elif self.ordered and (seen.faults or self.found or not closed(seen)):
            self.ordered = False
            self.send_off()
            reason = ", ".join((*seen.faults, *self.found)) or translate("Generator", "an interlock is open")
            self.end_warm_up(WarmUpState.ABORTED, reason)
            logger.error("%s: OFF sent: %s", self.name, reason)
            self.record("", "off after fault", cause=reason)
        elif self.ordered and self.hv is HighVoltage.OFF:
            self.ordered = False
            self.end_warm_up(WarmUpState.ABORTED, translate("Generator", "X-rays went off by themselves"))
            self.record("", "x-rays went off by themselves")

    def tell_faults(self, seen: Observation) -> None:
        """Faults that were not there before go into the log."""
        now = frozenset((*seen.faults, *self.found))
        new = tuple(sorted(now - self.told))
        self.told = now
        if new:
            self.faults.append(FaultEntry(time=self.clock.now(), faults=new))
            logger.error("%s: %s", self.name, ", ".join(new))
            self.record("", "generator fault", new=list(new))

    def fail(self, fault: str) -> None:
        """A fault that the station found; it stays until a person takes it back."""
        if fault not in self.found:
            self.found = (*self.found, fault)

    def publish(self) -> None:
        """The status that others see."""
        seen = self.readings[-1] if self.readings else Observation(at=self.clock.monotonic())
        kv, ma = self.setpoints or (None, None)
        status = GeneratorStatus(
            name=self.name, profile=self.profile_name, confirmed=self.confirmed, hv=self.hv, kv=seen.kv, ma=seen.ma,
            kv_set=kv, ma_set=ma, ready=seen.ready, remote=seen.remote, filament=seen.filament,
            interlocks=seen.interlocks, faults=(*seen.faults, *self.found), hours=self.hours,
            warm_up=self.warming.progress if self.warming else WarmUpProgress(),
            time=self.clock.now() - timedelta(seconds=self.clock.monotonic() - seen.at), simulated=self.simulated,
        )  # fmt: skip
        self.shown = (status, seen.at)

    @property
    def newest(self) -> GeneratorStatus:
        """The status of the newest reading, however old."""
        return self.shown[0]

    def status(self) -> GeneratorStatus:
        """The newest status; one that is older than a second no longer says that X-rays are off."""
        newest, at = self.shown
        if newest.hv is not HighVoltage.UNKNOWN and self.clock.monotonic() - at >= FRESH_S:
            return replace(newest, hv=HighVoltage.UNKNOWN)
        return newest

    def record(self, person: str, action: str, **more: object) -> None:
        """An entry with the full status; a log that fails must not keep X-rays on, so it is told and passed over."""
        self.publish()
        if self.audit is not None:
            try:
                self.audit(person or self.name, action, self.name, {**self.newest.detail(), **more})
            except StationError as err:
                logger.critical("%s: the audit log did not take %r: %s", self.name, action, err)

    def end_warm_up(self, state: WarmUpState, reason: str = "") -> None:
        """A warm-up that runs ends so; it is never taken up again."""
        if self.warming is not None and self.warming.running:
            self.warming.end(state, reason)
            self.record("", f"warm-up {state.value}", cause=reason)
