"""A generator with its thread: the thread owns the port, polls, and does what others ask in turn; OFF goes first."""

from drivers.link.base import Link
from drivers.worker import Worker
from drivers.xray.switching import SwitchedGenerator
from station.types.device import DeviceHealth
from station.types.generator import FaultEntry, GeneratorStatus, Permit

# A pause this short between polls keeps the watchdog of the device quiet and the status younger than a second.
POLL_S = 0.25
OPEN_S, ASK_S = 30.0, 30.0


class OperatedGenerator:
    """The port `Generator` over a device of one protocol; every method may be called from any thread."""

    kind = "generator"

    def __init__(self, device: SwitchedGenerator) -> None:
        self.device = device
        self.name = device.name
        self.worker = Worker(device.name, clock=device.clock, idle=device.poll, ended=device.close, period_s=POLL_S)

    @property
    def link(self) -> Link:
        """The link of the device."""
        return self.device.link

    def open(self) -> None:
        """Connect and identify; a lost link is looked for again by itself, also one that was not there yet."""
        self.worker.start()
        self.worker.ask(self.device.open, OPEN_S)

    def close(self) -> None:
        """Switch off and let go."""
        self.worker.stop()

    def health(self) -> DeviceHealth:
        """State and figures now."""
        return self.device.health()

    def status(self) -> GeneratorStatus:
        """The newest status."""
        return self.device.status()

    def fault_log(self) -> tuple[FaultEntry, ...]:
        """Faults since the start, oldest first."""
        return tuple(self.device.faults)

    def prepare(self, kv: float, ma: float, person: str) -> GeneratorStatus:
        """Write the setpoints and read them back."""
        return self.worker.ask(lambda: self.device.prepare(kv, ma, person), ASK_S)

    def on(self, permit: Permit) -> GeneratorStatus:
        """Switch X-rays on."""
        return self.worker.ask(lambda: self.device.on(permit), ASK_S)

    def off(self, person: str = "") -> GeneratorStatus:
        """Switch X-rays off; what waits is refused."""
        return self.worker.ask(lambda: self.device.off(person), ASK_S, urgent=True)

    def warm_up(self, permit: Permit, idle_days: float) -> GeneratorStatus:
        """Begin to season the tube."""
        return self.worker.ask(lambda: self.device.warm_up(permit, idle_days), ASK_S)

    def cancel_warm_up(self, person: str) -> GeneratorStatus:
        """Stop the warm-up and switch off."""
        return self.worker.ask(lambda: self.device.cancel_warm_up(person), ASK_S, urgent=True)

    def reset_faults(self, person: str) -> GeneratorStatus:
        """Take back faults."""
        return self.worker.ask(lambda: self.device.reset_faults(person), ASK_S)
