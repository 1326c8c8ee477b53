"""What works beside the lane loop in the same process: each has threads of its own, and states to report."""

from collections.abc import Sequence
from typing import Any, Protocol

from drivers.catalog import make_device
from drivers.link.address import link_of
from station.clock import Clock
from station.config.schema import StationConfig
from station.types.device import DeviceHealth


class Companion(Protocol):
    """One of them."""

    def start(self) -> None:
        """Start its threads."""
        ...

    def stop(self) -> None:
        """End them, and let go of its device."""
        ...

    def states(self) -> Sequence[DeviceHealth]:
        """What to report now; never blocks."""
        ...


def sensor_of(config: StationConfig, name: str, clock: Clock, **further: object) -> Any:
    """The driver of a configured slow device, not opened; None if none is configured.

    `further` is what its constructor needs beyond that of every slow device.
    """
    settings = config.sensors.get(name)
    if settings is None:
        return None
    return make_device(
        settings.driver, name=name, serial=settings.serial, simulated=settings.simulated, clock=clock,
        link=link_of(settings.link, folder=config.folder, clock=clock), options=settings.options, **further,
    )  # fmt: skip
