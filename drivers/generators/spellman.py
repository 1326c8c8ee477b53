"""Spellman X-ray generators by named profile (device rules, 3.1 to 3.3); frames: drivers/xray/spellman_message.py."""

from collections.abc import Mapping, Sequence

from drivers.framing.stx_etx import StxEtxFramer
from drivers.interlock import Observation
from drivers.link.base import Link
from drivers.xray.operated import OperatedGenerator
from drivers.xray.profile import Profile, load_profile
from drivers.xray.spellman_message import DIGITS, Message, decimal, decode, encode, numbers
from drivers.xray.switching import SwitchedGenerator
from drivers.xray.watching import Audit
from station.clock import Clock
from station.errors import ConfigError, DeadlinePassed, DeviceFault, DeviceUnavailable, PermissionRefused
from station.types.device import DeviceIdentity

REPLY_S = 2.0
HOURS_EVERY = 60
NO_WARM_UP: list[dict[str, object]] = []


class SpellmanDevice(SwitchedGenerator):
    """One generator; replies are matched by their number, a status that nobody asked for is a fault."""

    def __init__(
        self, *, name: str, link: Link, simulated: bool, clock: Clock, audit: Audit | None, profile: Profile,
        model: str, checksum: bool, full_scale: tuple[float, float], limits: tuple[float, float],
        warm_up: Sequence[Mapping[str, object]],
    ) -> None:  # fmt: skip
        self.profile = profile
        self.profile_name = profile.name
        self.lacks = profile.lacks()
        super().__init__(
            name=name, link=link, serial="", simulated=simulated, clock=clock, audit=audit, warm_up=warm_up
        )
        self.framer = StxEtxFramer(bare=() if checksum else tuple(word.encode("ascii") for word in profile.bare))
        self.model = model
        self.checksum = checksum
        self.full_scale = full_scale
        self.limits = limits
        self.looks = 0

    # Messages.
    def ask(self, purpose: str, *arguments: object) -> Message:
        """The reply to a command."""
        number = self.profile.commands[purpose]
        self.listen()
        self.link.write(encode(number, arguments, checksum=self.checksum))
        end = self.clock.monotonic() + REPLY_S
        while (frame := self.next_frame(end)) is not None:
            message = self.message(frame)
            if message is not None and message.number in (number, -1):
                return message
            self.stray(message)
        raise self.silent(number)

    def silent(self, number: int) -> DeadlinePassed:
        """What to tell of a command that got no usable reply."""
        return DeadlinePassed(
            "X-rays may be ON: no answer to command {number} for {seconds:.0f} s",
            remedy="check the cable, the profile and the checksum setting; use the emergency stop if in doubt",
            source=self.name, number=number, seconds=REPLY_S,
        )  # fmt: skip

    def message(self, frame: bytes) -> Message | None:
        """A frame as message; damaged ones are counted."""
        if frame.decode("ascii", "replace") in self.profile.bare:
            return Message(-1, ("!", self.profile.bare[frame.decode("ascii")]))
        message = decode(frame, checksum=self.checksum)
        if message is None:
            self.values["damaged_frames"] = self.values.get("damaged_frames", 0) + 1
        return message

    def stray(self, message: Message | None) -> None:
        """A message that answers nothing."""
        if message is None:
            return
        self.values["other_frames"] = self.values.get("other_frames", 0) + 1
        if message.number == 22:
            self.fail("UNSOLICITED_STATUS")

    def listen(self) -> None:
        """What came since the last reply was not asked for."""
        self.frames.extend(self.framer.feed(self.link.read(0.001)))
        while self.frames:
            self.stray(self.message(self.frames.pop(0)))

    def order(self, purpose: str, *arguments: object) -> str:
        """Do a command; empty when it was accepted, else the error code."""
        reply = self.ask(purpose, *arguments).arguments
        return "" if reply == ("$",) else ",".join(reply)

    def values_of(self, purpose: str, count: int, most: int = DIGITS) -> tuple[int, ...]:
        """Numbers that were asked for; a reply that holds others is no reply."""
        values = numbers(self.ask(purpose).arguments, count, most)
        if values is None:
            raise self.silent(self.profile.commands[purpose])
        return values

    # Identity.
    def identify(self) -> DeviceIdentity:
        """Model first; nothing else is sent to a unit that is not the configured one."""
        reply = self.ask("identity").arguments
        model, version = (reply[0], ", ".join(reply[1:])) if reply and reply[0] else ("", "")
        if self.model and model != self.model:
            self.confirmed = False
            raise DeviceFault(
                "{found!r} answers instead of {wanted!r}",
                remedy="connect the configured generator, or compare its plate and enter the model in station.toml",
                source=self.name, found=model, wanted=self.model,
            )  # fmt: skip
        self.confirmed = bool(self.model)
        if self.confirmed and self.profile.scale == "asked":
            self.read_scale()
        return DeviceIdentity(vendor="Spellman", model=model, serial="", version=version, simulated=self.simulated)

    def read_scale(self) -> None:
        """Full scale, and whether the watchdog is armed."""
        scale = [decimal(argument) for argument in self.ask("scaling").arguments]
        if len(scale) != 3 or not scale[0] or not scale[1]:
            raise self.silent(self.profile.commands["scaling"])
        self.full_scale = (scale[0], scale[1])
        settings = self.ask("configuration").arguments
        if len(settings) != self.profile.configuration:
            raise self.silent(self.profile.commands["configuration"])
        self.second_stop = bool(decimal(settings[self.profile.watchdog_at]))

    # Reading.
    def observe(self) -> Observation:
        """Status, faults and monitors, as far as the profile tells them; nothing of a unit not confirmed."""
        profile = self.profile
        if not self.confirmed or not profile.flags:
            # Whether it still answers is all that can be asked.
            self.ask("identity")
            return Observation(at=self.clock.monotonic())
        if self.looks % HOURS_EVERY == 0:
            self.read_hours()
        self.looks += 1
        measured = self.values_of("monitors", profile.monitors)
        kv, ma = (bits / DIGITS * full * profile.overrange
                  for bits, full in zip(measured[:2], self.full_scale, strict=True))  # fmt: skip
        self.values |= {"kv": kv, "ma": ma}
        # What decides is asked last, and is as old as its older half.
        at = self.clock.monotonic()
        told = self.values_of("faults", len(profile.faults), 1)
        faults = tuple(name for name, there in zip(profile.faults, told, strict=True) if there)
        flags = dict(zip(profile.flags, self.values_of("status", len(profile.flags), 1), strict=True))
        return Observation(
            at=at, hv=any(flags[name] for name in profile.on),
            interlocks={name: bool(flags[name]) for name in profile.interlocks}, ready=bool(flags[profile.ready]),
            remote=not flags[profile.local], filament=bool(flags[profile.filament]),
            faults=(*faults, *([profile.fault] if flags[profile.fault] else [])), kv=kv, ma=ma,
        )  # fmt: skip

    def read_hours(self) -> None:
        """Hours with high voltage on."""
        reply = self.ask("hours").arguments
        hours = decimal(reply[0]) if len(reply) == 1 else None
        if hours is not None:
            self.hours = self.values["hours"] = hours

    # Setting.
    def digits(self, kv: float, ma: float) -> dict[str, int]:
        """Setpoints in digits, by the command that reads each back."""
        if self.profile.scale == "tenths":
            return {"kv": round(kv * 10)}
        return {key: round(value / full * DIGITS)
                for key, value, full in zip(("kv", "ma"), (kv, ma), self.full_scale, strict=True)}  # fmt: skip

    def check_range(self, kv: float, ma: float) -> None:
        """Within full scale and the limits of the configuration; both scales must be known."""
        if not self.confirmed or "set_ma" not in self.profile.commands or not all(self.full_scale):
            raise PermissionRefused(
                "setpoints are not offered: the unit is not confirmed, or the full scale is not known",
                remedy="enter model, full_scale_kv and full_scale_ma in [generator.options]", source=self.name,
            )  # fmt: skip
        most = [min(limit or full, full) for limit, full in zip(self.limits, self.full_scale, strict=True)]
        if not (0 <= kv <= most[0] and 0 <= ma <= most[1]):
            raise PermissionRefused(
                "{kv:g} kV, {ma:g} mA is out of range", remedy="up to {most_kv:g} kV and {most_ma:g} mA are allowed",
                source=self.name, kv=kv, ma=ma, most_kv=most[0], most_ma=most[1],
            )  # fmt: skip

    def write_setpoints(self, kv: float, ma: float) -> bool:
        """Write both; a refusal of the device is a difference."""
        for key, value in self.digits(kv, ma).items():
            if self.order(f"set_{key}", value):
                return False
        return self.setpoints_agree(kv, ma)

    def setpoints_agree(self, kv: float, ma: float) -> bool:
        """Read back; one digit is rounding, more is another value."""
        return all(abs(self.values_of(f"get_{key}", 1)[0] - value) <= 1 for key, value in self.digits(kv, ma).items())

    # Switching.
    def send_on(self) -> None:
        """The order."""
        code = self.order("hv", 1)
        if code:
            raise DeviceFault("the generator refused ON with {code}", remedy="look at its faults and interlocks",
                              source=self.name, code=code)  # fmt: skip

    def send_off(self) -> bool:
        """The order; a profile without a verified OFF says so."""
        if not self.confirmed or "hv" not in self.profile.commands:
            raise DeviceFault(
                "X-rays may be ON: no OFF is known for this unit with the profile {profile}",
                remedy="press the emergency stop; then enter the profile and the model of the unit", source=self.name,
                profile=self.profile.name,
            )  # fmt: skip
        return not self.order("hv", 0)

    def send_off_blindly(self) -> bool:
        """Written only; the caller knows that answers do not come."""
        if "hv" not in self.profile.commands:
            return False
        try:
            self.link.write(encode(self.profile.commands["hv"], (0,), checksum=self.checksum))
        except DeviceUnavailable:
            return False
        return True

    def send_reset(self) -> None:
        """Reset, where the command is known."""
        if self.confirmed and "reset_faults" in self.profile.commands:
            self.order("reset_faults")


class Spellman(OperatedGenerator):
    """A Spellman generator with its thread.

    Args:
        audit: called with actor, action, subject and detail; without it nothing is switched on.
        profile: command set, one of drivers/generators/profiles.
        model: what the unit answers as its model; empty confirms no unit, and nothing is switched.
        checksum: true for RS-232 and USB, false for Ethernet.
        full_scale_kv: of a profile that does not ask for it.
        max_kv: never set more; 0 for full scale.
        warm_up: rows of days and steps of [kV, mA, seconds].
    """

    def __init__(
        self, *, name: str, link: Link, serial: str = "", simulated: bool = False, clock: Clock,
        audit: Audit | None = None, profile: str = "xrv", model: str = "", checksum: bool = True,
        full_scale_kv: float = 0.0, full_scale_ma: float = 0.0, max_kv: float = 0.0, max_ma: float = 0.0,
        warm_up: list[dict[str, object]] = NO_WARM_UP,
    ) -> None:  # fmt: skip
        if serial:
            raise ConfigError(
                "Spellman generators tell no serial number",
                remedy="leave serial empty and enter model in [generator.options]", source=name,
            )  # fmt: skip
        super().__init__(
            SpellmanDevice(
                name=name, link=link, simulated=simulated, clock=clock, audit=audit, profile=load_profile(profile),
                model=model, checksum=checksum, full_scale=(full_scale_kv, full_scale_ma), limits=(max_kv, max_ma),
                warm_up=warm_up,
            )
        )  # fmt: skip
