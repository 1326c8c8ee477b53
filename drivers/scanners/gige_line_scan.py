"""A GigE Vision line-scan detector.

How the energy channels of a line travel: in one row, channel after channel (Width = channels x pixels), or stacked,
a row for each channel (Width = pixels, Height = lines x channels). In memory both are the same, so that the width
that the device tells is enough to know which.
"""

import socket
import struct
import time
from collections.abc import Iterator

import numpy as np

from drivers.gige.blocks import Rows
from drivers.gige.control import ControlChannel
from drivers.gige.genicam import FeatureMap, load_features
from drivers.gige.nodes import Nodes
from drivers.gige.pixels import PixelFormat, format_of_code, format_of_name
from drivers.gige.receiver import StreamReceiver
from drivers.gige.stream_socket import kernel_drops
from drivers.line_clock import LineClock
from station.clock import Clock
from station.errors import DeviceFault, DeviceUnavailable, LinkLost, StationError
from station.types.arrays import frozen
from station.types.device import DeviceHealth, DeviceIdentity, DeviceState
from station.types.lines import LineBlock

STREAM_PORT, PACKET_SIZE, STREAM_IP, CAPABILITIES = 0xD00, 0xD04, 0xD18, 0x934
WANTED_PACKET = 8000


class GigeLineScan:
    """One detector.

    Args:
        address: "host:port" of the control channel; port 3956 if left out.
        channels: energy channels in a row, `pixels` each.
        serial: the unit that must answer; empty accepts any.
        block_lines: lines per block.
        line_rate_hz: 0 leaves what the device has.
        stall_s: silence after which the link is lost.
        pixel_format: GenICam name of the format to set; empty leaves the device's own.
        exposure_us: 0 leaves what the device has.
        trigger: source that starts each line, as the device names it, "Off" for none; empty leaves the device's own.
    """

    kind = "detector"

    def __init__(
        self, *, name: str, address: str, channels: int, pixels: int, clock: Clock, serial: str = "",
        block_lines: int = 32, line_rate_hz: float = 0.0, stall_s: float = 3.0, simulated: bool = False,
        pixel_format: str = "Mono16", exposure_us: float = 0.0, trigger: str = "",
    ) -> None:  # fmt: skip
        self.name = name
        host, _, port = address.partition(":")
        self.host, self.port = host, int(port or 3956)
        self.channels, self.pixels = channels, pixels
        self.clock = clock
        self.serial = serial
        self.block_lines = block_lines
        self.line_rate_hz = line_rate_hz
        self.stall_s = stall_s
        self.pixel_format = pixel_format
        self.exposure_us = exposure_us
        self.trigger = trigger
        self.simulated = simulated
        self.state = DeviceState.DISCONNECTED
        self.reason = ""
        self.identity: DeviceIdentity | None = None
        self.control: ControlChannel | None = None
        self.features: FeatureMap | None = None
        self.receiver: StreamReceiver | None = None
        self.stop_wanted = False
        self.next_line = 0
        self.line_clock = LineClock()
        self.lost_lines = 0
        self.gaps = 0
        self.rate_mark = (0.0, 0)
        self.line_rate = 0.0

    def open(self) -> None:
        """Identify, compare the serial number, read the description, take control."""
        self.close()
        self.state = DeviceState.IDENTIFYING
        try:
            self.control = ControlChannel(self.host, self.port)
            self.identity = self.identify(self.control)
            if self.serial and self.identity.serial != self.serial:
                raise DeviceFault(
                    "serial number {found} answers instead of {wanted}",
                    remedy="connect the configured detector, or enter the new serial number in station.toml",
                    source=self.name,
                    found=self.identity.serial,
                    wanted=self.serial,
                )
            self.features = load_features(self.control)
            self.control.take_control()
        except StationError as err:
            faulted = not isinstance(err, DeviceUnavailable)
            self.close()
            self.state = DeviceState.FAULTED if faulted else DeviceState.DISCONNECTED
            self.reason = str(err)
            raise
        self.state, self.reason = DeviceState.READY, ""

    def identify(self, control: ControlChannel) -> DeviceIdentity:
        """Vendor, model, version and serial number from the bootstrap registers."""
        texts = [
            control.read_memory(address, size).split(b"\0")[0].decode("utf-8", "replace")
            for address, size in ((0x48, 32), (0x68, 32), (0x88, 32), (0xD8, 16))
        ]
        vendor, model, version, serial = texts
        self.simulated = self.simulated or vendor == "SIM"
        return DeviceIdentity(vendor=vendor, model=model, version=version, serial=serial, simulated=self.simulated)

    def start(self) -> None:
        """Set the format, tell the device where to send, start it (order of the device rules, section 2.1)."""
        control, features = self.opened()
        self.line_clock = LineClock()
        width, height = self.set_geometry(features)
        wanted = self.set_format(features)
        self.set_timing(features)
        control.write(PACKET_SIZE, WANTED_PACKET)
        packet_size = control.read(PACKET_SIZE) & 0xFFFF
        can_resend = bool(control.read(CAPABILITIES) & 0b100)
        if self.receiver is not None:
            self.receiver.close()
        self.receiver = StreamReceiver(
            control.own_ip, width=width, height=height, packet_size=packet_size, pixel_format=wanted,
            ask_again=control.resend if can_resend else None,
        )  # fmt: skip
        control.write(STREAM_IP, struct.unpack(">I", socket.inet_aton(control.own_ip))[0])
        control.write(STREAM_PORT, self.receiver.port)
        self.stop_wanted = False
        self.set_feature("AcquisitionStart", features.command_value("AcquisitionStart"))
        self.state = DeviceState.ACQUIRING

    def set_geometry(self, features: FeatureMap) -> tuple[int, int]:
        """Width and height of a block, as the device has them now.

        Raises:
            DeviceFault: its rows are of another size, and cannot be changed.
        """
        width, wanted = int(self.feature("Width")), self.channels * self.pixels
        if width not in (wanted, self.pixels):
            if "SensorWidth" not in features:
                raise DeviceFault(
                    "the detector's rows have {width} values, not {channels} x {pixels}",
                    remedy="set pixels and the scanner model in station.toml to what the detector has",
                    source=self.name, width=width, channels=self.channels, pixels=self.pixels,
                )  # fmt: skip
            width = wanted
            self.set_feature("Width", width)
        height = self.block_lines * (wanted // width)
        self.set_feature("Height", height)
        return width, height

    def set_format(self, features: FeatureMap) -> PixelFormat:
        """The pixel format, set if it is another; its number is the device's own if its description has one."""
        if self.pixel_format:
            wanted = format_of_name(self.pixel_format)
            number = features.entry_value("PixelFormat", wanted.name) or wanted.code
            if int(self.feature("PixelFormat")) != number:
                self.set_feature("PixelFormat", number)
            return wanted
        return format_of_code(int(self.feature("PixelFormat")))

    def set_timing(self, features: FeatureMap) -> None:
        """Line rate, exposure and trigger, as far as they are configured."""
        if self.line_rate_hz and "AcquisitionLineRate" in features:
            self.set_feature("AcquisitionLineRate", self.line_rate_hz)
        if self.exposure_us:
            self.set_feature("ExposureTime" if "ExposureTime" in features else "ExposureTimeAbs", self.exposure_us)
        if self.trigger:
            for name, entry in (("TriggerSelector", "LineStart"), ("TriggerSource", self.trigger)):
                if self.trigger != "Off" and name in features:
                    self.set_entry(features, name, entry)
            self.set_entry(features, "TriggerMode", "Off" if self.trigger == "Off" else "On")

    def set_entry(self, features: FeatureMap, name: str, entry: str) -> None:
        """Set an enumeration to one of its entries.

        Raises:
            DeviceFault: it has no such entry.
        """
        value = features.entry_value(name, entry)
        if value is None:
            raise DeviceFault(
                "the detector's {feature} has no {entry}", remedy="write it as the detector's manual does",
                source=self.name, feature=name, entry=entry,
            )  # fmt: skip
        self.set_feature(name, value)

    def feature(self, name: str) -> float:
        """A feature by its GenICam name."""
        return Nodes(*self.opened()).value(name)

    def set_feature(self, name: str, value: float) -> None:
        """Set a feature by its GenICam name."""
        Nodes(*self.opened()).write(name, value)

    def blocks(self) -> Iterator[LineBlock]:
        """Blocks without end; LinkLost after `stall_s` of silence or when control was lost."""
        control, _ = self.opened()
        last = time.monotonic()
        while not self.stop_wanted and self.receiver is not None:
            for rows in self.receiver.receive():
                last = time.monotonic()
                yield self.block(rows)
            if control.control_lost.is_set() or time.monotonic() - last > self.stall_s:
                self.state, self.reason = DeviceState.DISCONNECTED, "the detector went silent"
                raise LinkLost(
                    "the detector went silent", remedy="check its power and cable; it is tried again by itself",
                    source=self.name,
                )  # fmt: skip

    def block(self, rows: Rows) -> LineBlock:
        """Rows with their numbers."""
        # Stacked channels are rows of their own: a line is whole when all of them are.
        valid = np.logical_and.reduce(rows.valid.reshape(self.block_lines, -1), axis=1)
        lines = self.block_lines
        first = self.next_line + rows.skipped * lines
        self.next_line = first + lines
        self.gaps += bool(rows.skipped) or not valid.all()
        self.lost_lines += rows.skipped * lines + int(np.count_nonzero(~valid))
        self.measure_rate()
        return LineBlock(
            first_line=first,
            counts=frozen(rows.rows.reshape(lines, self.channels, self.pixels)),
            valid=frozen(valid),
            time_ns=frozen(self.line_clock.taken(lines, rows.time_ns, lost=not rows.valid.any())),
            simulated=self.simulated,
        )

    def measure_rate(self) -> None:
        """Lines per second over the last seconds."""
        now = time.monotonic()
        since, line = self.rate_mark
        if now - since > 2.0:
            self.line_rate = (self.next_line - line) / (now - since) if since else 0.0
            self.rate_mark = (now, self.next_line)

    def stop(self) -> None:
        """End the acquisition."""
        self.stop_wanted = True
        if self.control is not None and self.features is not None:
            self.set_feature("AcquisitionStop", self.features.command_value("AcquisitionStop"))
            self.state = DeviceState.READY

    def close(self) -> None:
        """Give control back and free the ports."""
        if self.control is not None:
            self.control.close()
        if self.receiver is not None:
            self.receiver.close()
        self.control = self.receiver = self.features = None
        self.state = DeviceState.DISCONNECTED

    def health(self) -> DeviceHealth:
        """State and counters."""
        receiver = self.receiver
        values = {"lines": self.next_line, "lost_lines": self.lost_lines, "gaps": self.gaps,
                  "line_rate_hz": self.line_rate}  # fmt: skip
        if receiver is not None:
            values |= receiver.counters | {"system_dropped_packets": kernel_drops(receiver.port)}
        return DeviceHealth(
            name=self.name, kind=self.kind, state=self.state, identity=self.identity, reason=self.reason,
            time=self.clock.now(), values={key: float(value) for key, value in values.items()},
        )  # fmt: skip

    def opened(self) -> tuple[ControlChannel, FeatureMap]:
        """The control channel, which must be open."""
        if self.control is None or self.features is None:
            raise LinkLost("the detector is not open", remedy="it is opened again by itself", source=self.name)
        return self.control, self.features
