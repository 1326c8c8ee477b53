"""Devices, as the lane and the acquisition process use them.

Constructors touch no hardware; `open` does. Every wait has a deadline in seconds.
"""

from collections.abc import Iterator
from typing import Protocol

from station.types.device import DeviceHealth
from station.types.lines import LineBlock
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
