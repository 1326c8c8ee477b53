"""Own recordings played as a live detector: the lane cannot tell them from a scanner, the SIM mark stays.

Between two recordings the tunnel is empty: air as the profile of the recording has it, or dark while the
beam is off, with the noise of that profile.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from drivers.line_clock import LineClock
from station.clock import Clock
from station.errors import DeviceUnavailable, FormatError
from station.formats.recording import MANIFEST, read_recording
from station.types.arrays import frozen
from station.types.calibration import CalibrationProfile
from station.types.device import DeviceHealth, DeviceIdentity, DeviceState
from station.types.lines import LineBlock
from station.types.recording import Recording

AIR_LINES = 400
DEFAULT_RATE_HZ = 500.0
FULL_SCALE = 65_535


class RecordedLines:
    """Plays every recording of a folder once, then air.

    Args:
        address: the folder.
        channels: energy channels, `pixels` each; recordings of another shape are left out.
        line_rate_hz: lines per second; 0 plays 500.
    """

    kind = "detector"

    def __init__(
        self, *, name: str, address: str, channels: int, pixels: int, clock: Clock, serial: str = "",
        block_lines: int = 32, line_rate_hz: float = 0.0, stall_s: float = 3.0, simulated: bool = False,
    ) -> None:  # fmt: skip
        del serial, stall_s  # a folder has neither
        self.name = name
        self.folder = Path(address)
        self.shape = (channels, pixels)
        self.clock = clock
        self.block_lines = block_lines
        self.rate_hz = line_rate_hz or DEFAULT_RATE_HZ
        self.simulated = simulated
        self.state, self.reason = DeviceState.DISCONNECTED, ""
        self.waiting: list[Path] = []
        self.profile: CalibrationProfile | None = None
        self.beam_on = True
        self.stop_wanted = False
        self.next_line = 0
        self.line_clock = LineClock()
        self.played = self.left_out = 0
        self.rng = np.random.default_rng(0)

    def open(self) -> None:
        """Find the recordings; the first gives the profile of the empty tunnel."""
        found = sorted(path.parent for path in self.folder.rglob(MANIFEST))
        self.waiting = found[self.played + self.left_out :]
        for path in found:
            first = self.fitting(path)
            if first is not None and first.profile is not None:
                self.profile = first.profile
                self.simulated = self.simulated or first.raw.head.simulated
                self.state, self.reason = DeviceState.READY, ""
                return
        err = DeviceUnavailable(
            "{path} holds no recording of {channels} x {pixels} pixels with its profile",
            remedy="name a folder of own recordings that fit [detector] model and pixels",
            source=self.name, path=str(self.folder), channels=self.shape[0], pixels=self.shape[1],
        )  # fmt: skip
        self.reason = str(err)
        raise err

    def fitting(self, path: Path) -> Recording | None:
        """The recording, None if it is damaged or of another detector."""
        try:
            recording = read_recording(path)
        except FormatError:
            return None
        counts = recording.raw.counts
        return recording if (counts.shape[0], counts.shape[2]) == self.shape else None

    def start(self) -> None:
        """Begin to play."""
        self.stop_wanted = False
        self.state = DeviceState.ACQUIRING

    def set_feature(self, name: str, value: float) -> None:
        """`XRayOn` chooses between air and dark lines."""
        if name == "XRayOn":
            self.beam_on = bool(value)

    def blocks(self) -> Iterator[LineBlock]:
        """Air, a recording, air, the next; at the line rate."""
        due = time.monotonic()
        quiet, lines, valid = 0, self.nothing(), np.empty(0, bool)
        while not self.stop_wanted:
            if not len(lines) and quiet >= AIR_LINES and self.beam_on:
                lines, valid = self.next_recording()
                quiet = 0
            if len(lines):
                block, lines = lines[: self.block_lines], lines[self.block_lines :]
                good, valid = valid[: self.block_lines], valid[self.block_lines :]
            else:
                block, good = self.empty_tunnel(), np.ones(self.block_lines, bool)
                quiet += self.block_lines
            due += len(block) / self.rate_hz
            self.clock.sleep(max(due - time.monotonic(), 0.0))
            yield self.numbered(block, good)

    def nothing(self) -> NDArray[np.uint16]:
        """No lines."""
        return np.empty((0, *self.shape), np.uint16)

    def next_recording(self) -> tuple[NDArray[np.uint16], NDArray[np.bool_]]:
        """Lines (lines, channels, pixels) of the next recording and which are valid; none at the end."""
        while self.waiting:
            recording = self.fitting(self.waiting.pop(0))
            if recording is not None:
                self.played += 1
                return recording.raw.counts.transpose(1, 0, 2), recording.raw.valid
            self.left_out += 1
        return self.nothing(), np.empty(0, bool)

    def empty_tunnel(self) -> NDArray[np.uint16]:
        """A block of air or dark lines."""
        profile = self.profile
        if profile is None:
            return np.zeros((self.block_lines, *self.shape), np.uint16)
        mean = profile.air if self.beam_on else profile.dark
        sigma = np.sqrt(profile.air_variance if self.beam_on else profile.dark_variance)
        noise = self.rng.standard_normal((self.block_lines, *self.shape), dtype=np.float32)
        return np.clip(np.rint(mean + sigma * noise), 0, FULL_SCALE).astype(np.uint16)

    def numbered(self, lines: NDArray[np.uint16], valid: NDArray[np.bool_]) -> LineBlock:
        """The lines as a block of the stream."""
        first, self.next_line = self.next_line, self.next_line + len(lines)
        return LineBlock(
            first_line=first, counts=frozen(np.ascontiguousarray(lines)), valid=frozen(valid),
            time_ns=frozen(self.line_clock.taken(len(lines), time.time_ns())), simulated=self.simulated,
        )  # fmt: skip

    def stop(self) -> None:
        """End after this block."""
        self.stop_wanted = True
        self.state = DeviceState.READY

    def close(self) -> None:
        """Let go."""
        self.stop_wanted = True
        self.state = DeviceState.DISCONNECTED

    def health(self) -> DeviceHealth:
        """What was played."""
        identity = DeviceIdentity(vendor="", model="recordings", serial="", simulated=self.simulated)
        values = {"lines": self.next_line, "played": self.played, "left_out": self.left_out,
                  "line_rate_hz": self.rate_hz if self.state is DeviceState.ACQUIRING else 0.0}  # fmt: skip
        return DeviceHealth(
            name=self.name, kind=self.kind, state=self.state, identity=identity, reason=self.reason,
            time=self.clock.now(), values={key: float(value) for key, value in values.items()},
        )  # fmt: skip
