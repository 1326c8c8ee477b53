"""A generator driver and the simulated device it talks to, on one hand-turned clock, with what was audited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from drivers.generators.spellman import SpellmanDevice
from drivers.sim.spellman_end import SpellmanEnd
from drivers.xray.profile import load_profile
from station.clock import ManualClock
from station.types.generator import Permit
from tests.support.links import ScriptedLink

MODEL = "SIM-GENERATOR-5"
NUMBERS = count()
WARM_UP: list[dict[str, object]] = [
    {"days": 1, "steps": [[80, 1, 10], [160, 1, 10]]},
    {"days": 30, "steps": [[40, 1, 60], [80, 1, 60], [120, 1, 60], [160, 1, 60]]},
]


@dataclass
class Rig:
    """Driver, device, clock, audit log."""

    device: SpellmanDevice
    end: SpellmanEnd
    link: ScriptedLink
    clock: ManualClock
    audit: list[tuple[str, str, str, Mapping[str, object]]] = field(default_factory=list)

    def permit(self, **changes: object) -> Permit:
        """A permit that is good now."""
        now = self.clock.now()
        good: dict[str, object] = {"permit_id": f"permit-{next(NUMBERS)}", "person": "A. Operator", "granted": now}
        return Permit(**(good | {"expires": now + timedelta(seconds=30)} | changes))  # type: ignore[arg-type] # by name

    def actions(self) -> list[str]:
        """What the audit log says, in order."""
        return [action for _, action, _, _ in self.audit]

    def sent(self, *orders: str) -> list[str]:
        """Those of the orders that the device got, in order."""
        return [text for text in (message.decode() for message in self.end.received) if text in orders]

    def switched_on(self) -> list[str]:
        """Every order of any family that could switch X-rays on."""
        return self.sent("98,1,", "99,1,")

    def polls(self, number: int, seconds: float = 0.25) -> None:
        """The thread's polls, by hand."""
        for _ in range(number):
            self.clock.advance(seconds)
            self.device.poll()


def rig_of(
    profile: str = "xrv", *, summed: bool = True, model: str = MODEL, configured: str = MODEL, audited: bool = True,
    watchdog_s: float = 5.0, limits: tuple[float, float] = (0.0, 0.0),
) -> Rig:  # fmt: skip
    """A rig that is not opened."""
    clock = ManualClock()
    end = SpellmanEnd(profile, summed=summed, model=model, watchdog_s=watchdog_s, now=clock.monotonic)
    link = ScriptedLink(clock, end.feed)
    audit: list[tuple[str, str, str, Mapping[str, object]]] = []

    def keep(actor: str, action: str, subject: str, detail: Mapping[str, object]) -> None:
        audit.append((actor, action, subject, detail))

    device = SpellmanDevice(
        name="generator", link=link, simulated=True, clock=clock, audit=keep if audited else None,
        profile=load_profile(profile), model=configured, checksum=summed, full_scale=(160.0, 30.0), limits=limits,
        warm_up=WARM_UP,
    )  # fmt: skip
    end.connected(lambda content: setattr(link, "waiting", link.waiting + content))
    return Rig(device, end, link, clock, audit)


def ready_rig(profile: str = "xrv", **options: object) -> Rig:
    """Opened, and prepared where the profile can be."""
    rig = rig_of(profile, **options)  # type: ignore[arg-type] # handed on by name
    rig.device.open()
    if "set_ma" in rig.device.profile.commands and rig.device.confirmed:
        rig.device.prepare(100.0, 5.0, "A. Operator")
    return rig
