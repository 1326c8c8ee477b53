"""Switching X-rays safely: what every generator driver does, whatever its protocol. No threads, see `operated`."""

import logging
from collections.abc import Callable

from drivers.interlock import Observation, Proof, refusals
from drivers.xray.warm_up import WarmUp, steps_after
from drivers.xray.watching import WatchedGenerator
from station.errors import DeviceFault, DeviceUnavailable, LinkLost, PermissionRefused, StationError
from station.types.generator import GeneratorStatus, HighVoltage, Permit, WarmUpState

logger = logging.getLogger(__name__)

OBEY_S, LOOK_AGAIN_S = 2.0, 0.05


class SwitchedGenerator(WatchedGenerator):
    """Members say how to switch and to set; when that may be done is decided here."""

    # Filled by members.
    def check_range(self, kv: float, ma: float) -> None:
        """PermissionRefused where setpoints are out of range, or their scale is not known."""
        raise NotImplementedError

    def write_setpoints(self, kv: float, ma: float) -> bool:
        """Write; whether they are read back within one digit."""
        raise NotImplementedError

    def setpoints_agree(self, kv: float, ma: float) -> bool:
        """Whether the device still has them, within one digit."""
        raise NotImplementedError

    def send_on(self) -> None:
        """Switch on; DeviceFault where the device refuses."""
        raise NotImplementedError

    def send_reset(self) -> None:
        """Take back the faults of the device, if the profile knows how."""
        raise NotImplementedError

    def listen(self) -> None:
        """Take what came unasked."""
        raise NotImplementedError

    def prepare(self, kv: float, ma: float, person: str) -> GeneratorStatus:
        """Write the setpoints and read them back."""
        return self.audited(person, "set", lambda: self.set_while_off(kv, ma), kv=kv, ma=ma)

    def set_while_off(self, kv: float, ma: float) -> None:
        """Setpoints change by hand only while X-rays are off."""
        self.look()
        # A profile that cannot be switched may not tell either whether X-rays are on.
        if self.ordered or not (self.hv is HighVoltage.OFF or (self.lacks and self.hv is HighVoltage.UNKNOWN)):
            raise PermissionRefused(
                "X-rays are not known to be off", remedy="switch them off before the setpoints are changed",
                source=self.name,
            )  # fmt: skip
        self.set_now(kv, ma)

    def set_now(self, kv: float, ma: float) -> None:
        """Write and compare; a difference is a fault, and OFF."""
        self.check_range(kv, ma)
        self.setpoints = None
        if not self.write_setpoints(kv, ma):
            self.misread()
        self.setpoints = (kv, ma)
        self.publish()

    def misread(self) -> None:
        """Setpoints differ from what was written: faulted, and OFF."""
        self.setpoints = None
        self.fail("SETPOINT_READ_BACK")
        self.end_warm_up(WarmUpState.ABORTED, "SETPOINT_READ_BACK")
        self.switch_off()
        raise DeviceFault(
            "the setpoints that are read back are not those that were written",
            remedy="check the cable and its shield; reset the fault and prepare again", source=self.name,
        )  # fmt: skip

    def on(self, permit: Permit) -> GeneratorStatus:
        """Switch on, if every rule of drivers/interlock.py holds."""
        return self.audited(permit.person, "on", lambda: self.switch_on(permit), permit=permit.permit_id)

    def switch_on(self, permit: Permit) -> None:
        """Who it is, the proof, the entry in the audit log, the order, and what came of it."""
        self.identity = self.identify()
        agree = False
        if self.setpoints is not None and not self.lacks:
            agree = self.setpoints_agree(*self.setpoints)
            if not agree:
                self.misread()
        self.look()
        self.look()
        self.require_proof(permit, agree)
        if self.audit is not None:
            # An order that cannot be written down is not given. Writing takes time, and the proof is asked again.
            entry = self.newest.detail() | {"permit": permit.permit_id}
            self.audit(permit.person, "x-rays on ordered", self.name, entry)
        self.require_proof(permit, agree)
        self.used[permit.permit_id] = permit
        self.ordered, self.risen = True, False
        try:
            self.send_on()
        except DeviceFault:
            self.switch_off()
            raise
        end = self.clock.monotonic() + OBEY_S
        self.look()
        while self.ordered and not self.risen and self.clock.monotonic() < end:
            self.clock.sleep(LOOK_AGAIN_S)
            self.look()
        if not (self.ordered and self.risen):
            self.switch_off()
            raise DeviceFault("X-rays did not come on", remedy="look at the faults and the interlocks of the generator",
                              source=self.name)  # fmt: skip

    def require_proof(self, permit: Permit, setpoints: bool) -> None:
        """PermissionRefused with all rules that do not hold now; what came unasked counts."""
        self.listen()
        now = self.clock.now()
        self.used = {known: used for known, used in self.used.items() if used.expires > now}
        proof = Proof(
            lacks=self.lacks, confirmed=self.confirmed, setpoints=setpoints, second_stop=self.second_stop,
            found=self.found, readings=tuple(self.readings), monotonic=self.clock.monotonic(), now=now, permit=permit,
            used=frozenset(self.used), audited=self.audit is not None,
        )  # fmt: skip
        broken = refusals(proof)
        if broken:
            raise PermissionRefused(
                "X-rays stay off: {reasons}", remedy="remedy these, then switch on again", source=self.name,
                reasons="; ".join(rule.refusal.text() for rule in broken),
                rules=", ".join(rule.name for rule in broken),
            )  # fmt: skip

    def off(self, person: str = "") -> GeneratorStatus:
        """Switch off; always tried, also before the pause after a lost link is over."""
        self.retry_at = self.clock.monotonic()
        try:
            return self.audited(person, "off", self.off_by_hand)
        except DeviceUnavailable as err:
            logger.critical("%s: X-rays may be ON: %s", self.name, err)
            raise LinkLost(
                "X-rays may be ON: OFF did not get through: {cause}", source=self.name, cause=err.message,
                remedy="press the emergency stop and keep everybody away",
            ) from err  # fmt: skip

    def off_by_hand(self) -> None:
        """A warm-up ends with it."""
        self.end_warm_up(WarmUpState.CANCELLED)
        self.switch_off()

    def switch_off(self) -> None:
        """Send OFF and look until two readings say so, or the profile tells no reading."""
        self.ordered = False
        accepted = self.send_off()
        end = self.clock.monotonic() + OBEY_S
        self.look()
        self.look()
        while self.hv is HighVoltage.ON and self.clock.monotonic() < end:
            self.clock.sleep(LOOK_AGAIN_S)
            self.look()
        if self.hv is HighVoltage.ON or not accepted:
            self.fail("OFF_NOT_OBEYED")
            self.publish()
            raise DeviceFault("X-rays may be ON: the generator does not obey OFF",
                              remedy="press the emergency stop, keep everybody away and call service",
                              source=self.name)  # fmt: skip

    def reset_faults(self, person: str) -> GeneratorStatus:
        """Take back faults of the device and of the station."""
        return self.audited(person, "reset faults", self.reset_now)

    def reset_now(self) -> None:
        """What still is a fault comes again with the next reading."""
        self.send_reset()
        self.found = ()
        self.look()

    def audited(self, person: str, action: str, act: Callable[[], None], **more: object) -> GeneratorStatus:
        """Do it on the open link; done or refused, it is written down with the full status."""
        try:
            self.attempt(act)
        except StationError as err:
            refused = str(err.values.get("rules", "")) or type(err).__name__
            self.record(person, f"x-rays {action} refused", rules=refused, cause=str(err), **more)
            raise
        self.record(person, f"x-rays {action}", **more)
        return self.newest

    # Warm-up.
    def warm_up(self, permit: Permit, idle_days: float) -> GeneratorStatus:
        """Begin; the polls go on with it."""
        return self.audited(permit.person, "warm-up", lambda: self.begin_warm_up(permit, idle_days), days=idle_days)

    def begin_warm_up(self, permit: Permit, idle_days: float) -> None:
        """First step by the same road as any ON."""
        steps = steps_after(self.schedules, idle_days)
        if not steps:
            raise PermissionRefused(
                "there is no warm-up for {days:g} days without use", source=self.name, days=idle_days,
                remedy="enter the schedule of the tube's maker in station.toml, if it asks for one",
            )  # fmt: skip
        for step in steps:
            self.check_range(step.kv, step.ma)
        self.set_while_off(steps[0].kv, steps[0].ma)
        self.switch_on(permit)
        self.warming = WarmUp(steps, self.clock.monotonic())
        self.publish()

    def step_warm_up(self, seen: Observation) -> None:
        """Next step, or OFF at the end."""
        warming = self.warming
        if warming is None or warming.progress.state is not WarmUpState.RUNNING:
            return
        if warming.tick(self.clock.monotonic(), seen.kv):
            self.set_now(warming.step.kv, warming.step.ma)
            self.record("", "warm-up step", kv=warming.step.kv, ma=warming.step.ma)
        if not warming.running:
            self.ordered = False
            self.send_off()
            self.record("", f"warm-up {warming.progress.state.value}", cause=warming.progress.reason)

    def cancel_warm_up(self, person: str) -> GeneratorStatus:
        """Stop it and switch off."""
        return self.off(person)
