"""The template of a slow device on a link: states, identification, reconnect with back-off."""

from collections.abc import Callable
from typing import TypeVar

from drivers.framing.base import Framer
from drivers.framing.delimited import DelimitedFramer
from drivers.link.base import Connection, Link
from station.clock import Clock
from station.errors import DeviceFault, DeviceUnavailable, StationError
from station.types.device import DeviceHealth, DeviceIdentity, DeviceState

Value = TypeVar("Value")
LONGEST_PAUSE_S = 5.0
DRAIN_S = 0.5


class ConnectedDevice:
    """A device behind a connection; members fill `identify` and use `attempt`.

    A lost link is opened again on the next use, not before the back-off (0.25 s doubling to 5 s) is over;
    the device is identified anew each time and another serial number is refused.
    """

    kind = "sensor"

    def __init__(
        self, *, name: str, link: Connection, serial: str = "", simulated: bool = False, clock: Clock
    ) -> None:  # fmt: skip
        self.name = name
        self.link = link
        self.serial = serial
        self.simulated = simulated
        self.clock = clock
        self.state = DeviceState.DISCONNECTED
        self.identity: DeviceIdentity | None = None
        self.reason = ""
        self.values: dict[str, float] = {}
        self.pause_s = 0.0
        self.retry_at = 0.0

    def identify(self) -> DeviceIdentity:
        """Who answers; filled by members."""
        raise NotImplementedError

    def forget(self) -> None:
        """Drop what an earlier connection left; filled by members that keep something."""

    def open(self) -> None:
        """Connect and identify.

        Raises:
            DeviceUnavailable: not there, or the back-off is not over.
            DeviceFault: another device answers.
        """
        if self.clock.monotonic() < self.retry_at:
            raise DeviceUnavailable("{reason}", remedy="it is tried again by itself", source=self.name,
                                    reason=self.reason)  # fmt: skip
        self.state = DeviceState.IDENTIFYING
        try:
            self.link.open()
            self.forget()
            self.identity = self.identify()
        except DeviceUnavailable as err:
            self.lost(err)
            raise
        except StationError as err:
            self.faulted(str(err))
            raise
        if self.serial and self.identity.serial != self.serial:
            self.faulted(f"serial number {self.identity.serial}")
            raise DeviceFault(
                "serial number {found} answers instead of {wanted}",
                remedy="connect the configured device, or enter the new serial number in station.toml",
                source=self.name,
                found=self.identity.serial,
                wanted=self.serial,
            )
        self.state, self.reason, self.pause_s = DeviceState.READY, "", 0.0

    def close(self) -> None:
        """Let go."""
        self.link.close()
        self.state = DeviceState.DISCONNECTED

    def health(self) -> DeviceHealth:
        """State and figures now."""
        return DeviceHealth(
            name=self.name, kind=self.kind, state=self.state, identity=self.identity, reason=self.reason,
            time=self.clock.now(), values=dict(self.values),
        )  # fmt: skip

    def attempt(self, action: Callable[[], Value]) -> Value:
        """Do something on the open link; a failure closes it and starts the back-off."""
        if self.state is not DeviceState.READY:
            self.open()
        try:
            return action()
        except DeviceUnavailable as err:
            self.lost(err)
            raise

    def faulted(self, reason: str) -> None:
        """Close and say what a person must see to; the next use identifies it anew."""
        self.link.close()
        self.state, self.reason = DeviceState.FAULTED, reason

    def lost(self, err: DeviceUnavailable) -> None:
        """Close, remember why, wait longer each time."""
        self.link.close()
        self.state, self.reason = DeviceState.DISCONNECTED, str(err)
        self.pause_s = min(max(self.pause_s * 2, 0.25), LONGEST_PAUSE_S)
        self.retry_at = self.clock.monotonic() + self.pause_s


class LinkDevice(ConnectedDevice):
    """A device that answers frames on a link of bytes."""

    link: Link

    def __init__(self, *, name: str, link: Link, serial: str = "", simulated: bool = False, clock: Clock) -> None:
        super().__init__(name=name, link=link, serial=serial, simulated=simulated, clock=clock)
        self.framer: Framer = DelimitedFramer()
        self.frames: list[bytes] = []

    def forget(self) -> None:
        """Drop half a frame and frames of an earlier connection."""
        self.framer.reset()
        self.frames.clear()

    def next_frame(self, deadline: float) -> bytes | None:
        """The next frame before the monotonic time `deadline`, or None."""
        while not self.frames:
            left = deadline - self.clock.monotonic()
            if left <= 0:
                return None
            self.frames.extend(self.framer.feed(self.link.read(left)))
        return self.frames.pop(0)

    def drain(self) -> None:
        """Throw away what has piled up on the line: it belongs to an earlier item or to a question given up."""
        self.frames.clear()
        end = self.clock.monotonic() + DRAIN_S
        while self.link.read(0.001) and self.clock.monotonic() < end:
            pass
        self.framer.reset()

    def count(self, figure: str) -> None:
        """One more of a figure of the health page."""
        self.values[figure] = self.values.get(figure, 0) + 1
