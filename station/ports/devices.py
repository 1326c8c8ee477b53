"""Devices, as the lane and the acquisition process use them.

Constructors touch no hardware; `open` does. Every wait has a deadline in seconds.
"""

from collections.abc import Iterator
from typing import Protocol

from station.types.belt import BeltReading
from station.types.device import DeviceHealth
from station.types.generator import FaultEntry, GeneratorStatus, Permit
from station.types.lines import LineBlock
from station.types.radiation import RadiationOccupancy
from station.types.reading import BarcodeRead, Reading
from station.types.received import ReceivedScan
from station.types.recording import Recording


class Device(Protocol):
    """What all devices share."""

    name: str

    def open(self) -> None:
        """Connect, identify, compare the serial number; read state before writing any.

        Raises:
            DeviceUnavailable: not there; try again.
            DeviceFault: it is another device, or it reports a fault.
        """
        ...

    def close(self) -> None:
        """Let go; safe to call twice, and after a failure."""
        ...

    def health(self) -> DeviceHealth:
        """State, identity and counters now; never blocks on the device."""
        ...


class LineSource(Device, Protocol):
    """A line-scan detector."""

    def start(self) -> None:
        """Begin to acquire."""
        ...

    def blocks(self) -> Iterator[LineBlock]:
        """Blocks of lines without end, gaps as invalid lines, until `stop` or a lost link.

        Raises:
            LinkLost: the detector went silent.
        """
        ...

    def stop(self) -> None:
        """End the acquisition; `blocks` then drains and ends."""
        ...


class WeightSensor(Device, Protocol):
    """A scale."""

    def read(self, deadline_s: float) -> Reading:
        """The stable weight in grams.

        Raises:
            DeadlinePassed: nothing stable in time.
            DeviceUnavailable: link lost.
        """
        ...


class CodeReader(Device, Protocol):
    """A barcode reader."""

    def read(self, deadline_s: float) -> BarcodeRead | None:
        """The next read, or None when nothing came before the deadline (that is normal).

        Raises:
            DeviceUnavailable: link lost.
        """
        ...


class Conveyor(Device, Protocol):
    """A belt. The emergency stop is wired, never software: it is shown here and reset at the belt alone."""

    def read(self, deadline_s: float) -> BeltReading:
        """Position, motion and light gates now.

        Raises:
            DeviceUnavailable: link lost, or no answer in time.
        """
        ...

    def run(self, speed_mm_s: float) -> None:
        """Start the belt, backwards if negative; nothing else starts it, above all no reconnect.

        Raises:
            DeviceFault: the emergency stop is pressed, or the belt cannot run so fast.
            DeviceUnavailable: link lost.
        """
        ...

    def stop(self) -> None:
        """Stop the belt; always allowed.

        Raises:
            DeviceUnavailable: it could not be told; the emergency stop works without us.
        """
        ...


class Portal(Device, Protocol):
    """A radiation portal. It sends by itself: call `read` again at once, or its times are late."""

    def read(self, deadline_s: float) -> RadiationOccupancy | None:
        """The next occupancy that is over, or None when none ended before the deadline (that is normal).

        One that a lost link cut short is given by the next call, marked as not ended.

        Raises:
            DeviceUnavailable: link lost, or silent for 10 s.
        """
        ...


class Scanner(Device, Protocol):
    """Something that hands over whole scans, one after another, each until it is accepted."""

    def read(self, deadline_s: float) -> ReceivedScan | None:
        """The next whole scan, or None when nothing came before the deadline (that is normal).

        Raises:
            DeviceUnavailable: nothing can be received now.
        """
        ...

    def accept(self, scan: ReceivedScan) -> None:
        """The scan is stored: it needs not be kept here. What is not accepted comes again after a restart."""
        ...


class RecordingSource(Protocol):
    """Something that hands over whole recorded items one after another."""

    def recordings(self) -> Iterator[Recording]:
        """One item after another; an unreadable file is skipped and named in `refused`."""
        ...


class Generator(Device, Protocol):
    """An X-ray generator. `off` is always allowed; nothing but `on` and `warm_up` switches X-rays on.

    Every call but `status` and `health` may raise DeviceUnavailable; then OFF was sent and X-rays may be ON.
    """

    def status(self) -> GeneratorStatus:
        """The newest status; never blocks. Older than a second, it says that X-rays may be ON."""
        ...

    def fault_log(self) -> tuple[FaultEntry, ...]:
        """Faults since the start, oldest first, bounded."""
        ...

    def prepare(self, kv: float, ma: float, person: str) -> GeneratorStatus:
        """Write the setpoints and read them back; only while X-rays are off.

        Raises:
            PermissionRefused: out of range, or X-rays are not known to be off.
            DeviceFault: read back differently; it is faulted and OFF.
        """
        ...

    def on(self, permit: Permit) -> GeneratorStatus:
        """Switch X-rays on.

        Raises:
            PermissionRefused: a safety rule is not kept; the text names all that are not.
        """
        ...

    def off(self, person: str = "") -> GeneratorStatus:
        """Switch X-rays off, before anything that waits.

        Raises:
            DeviceFault: it does not obey, or this profile knows no OFF: use the emergency stop.
        """
        ...

    def warm_up(self, permit: Permit, idle_days: float) -> GeneratorStatus:
        """Begin to season the tube after `idle_days` without use; `status().warm_up` tells how far it is.

        Raises:
            PermissionRefused: as `on`, or there is no schedule for so many days.
        """
        ...

    def cancel_warm_up(self, person: str) -> GeneratorStatus:
        """Stop the warm-up and switch off."""
        ...

    def reset_faults(self, person: str) -> GeneratorStatus:
        """Take back faults; what still is one comes again. Switches nothing on."""
        ...
