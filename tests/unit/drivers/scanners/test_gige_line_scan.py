"""The detector driver against the simulated detector: formats, losses, devices that go, come back, or are others."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from drivers.acquisition.client import LineClient
from drivers.acquisition.loop import EPOCH_JUMP, Acquisition
from drivers.acquisition.spool import Spool
from drivers.scanners.gige_line_scan import GigeLineScan
from drivers.sim.gige_end import GigeEnd
from drivers.sim.gige_pixels import depth_of
from station.clock import SystemClock
from station.errors import ConfigError, DeviceFault
from station.formats.line_file import LineLayout
from station.formats.line_ring import RingWriter
from station.types.device import DeviceState
from station.types.lines import LineBlock

PIXELS, CHANNELS = 640, 3
LAYOUT = LineLayout(channels=CHANNELS, pixels=PIXELS, simulated=True)


class Pattern:
    """Line n has the same counts wherever it is drawn."""

    def __init__(self) -> None:
        self.next = 0

    def lines(self, count: int, _: bool = True) -> np.ndarray:
        first, self.next = self.next, self.next + count
        return np.stack([self.line(number) for number in range(first, first + count)])

    @staticmethod
    def line(number: int) -> np.ndarray:
        places = np.arange(CHANNELS * PIXELS, dtype=np.uint64)
        counts = (places * np.uint64(40_503) + np.uint64(number * 977)) % np.uint64(65_536)
        return counts.astype(np.uint16).reshape(CHANNELS, PIXELS)


def an_end(port: int = 0, serial: str = "SIM-1", rate_hz: float = 2000, **options: object) -> GigeEnd:
    made = GigeEnd(
        ("127.0.0.1", port), pixels=PIXELS, channels=CHANNELS, line_rate_hz=rate_hz, serial=serial,
        next_lines=Pattern().lines, **options,  # type: ignore[arg-type] # options of the end
    )  # fmt: skip
    made.start()
    return made


def a_detector(end: GigeEnd, **options: object) -> GigeLineScan:
    return GigeLineScan(
        name="detector", address="{}:{}".format(*end.address), channels=CHANNELS, pixels=PIXELS, clock=SystemClock(),
        **options,  # type: ignore[arg-type] # options of the driver
    )  # fmt: skip


def received(detector: GigeLineScan, lines: int) -> list[LineBlock]:
    blocks: list[LineBlock] = []
    for block in detector.blocks():
        blocks.append(block)
        if block.first_line + block.lines >= lines:
            break
    return blocks


def check(blocks: list[LineBlock], depth: int = 16) -> None:
    """Every valid line is the one of its number, shifted as the format does."""
    for block in blocks:
        for index in np.flatnonzero(block.valid):
            expected = Pattern.line(block.first_line + int(index)) >> (16 - depth)
            assert np.array_equal(block.counts[index], expected)


@pytest.mark.parametrize("options", [
    {}, {"extended": True}, {"stacked": True}, {"stacked": True, "extended": True, "lose_per_thousand": 20},
    {"lose_per_thousand": 50}, {"pixel_format": "Mono12p"},
], ids=str)  # fmt: skip
def test_lines_arrive_as_they_were_taken_however_they_travel(options: dict[str, object]) -> None:
    end = an_end(**options)
    detector = a_detector(end)
    detector.open()
    detector.start()
    blocks = received(detector, 1600)
    detector.stop()
    values = detector.health().values
    detector.close()
    end.stop()
    assert [b.first_line for b in blocks] == list(range(0, len(blocks) * 32, 32))
    assert all(b.simulated for b in blocks)
    # What was lost on the way was sent again.
    assert all(b.valid.all() for b in blocks)
    check(blocks)
    assert values["lost_lines"] == values["gaps"] == values["system_dropped_packets"] == 0
    assert (values["resent"] > 0) == bool(options.get("lose_per_thousand"))


@pytest.mark.parametrize("name", ["Mono8", "Mono12", "Mono14", "Mono12Packed", "Mono12p", "Mono10Packed", "Mono10p"])
def test_the_format_is_set_by_name_and_lost_rows_are_exact(name: str) -> None:
    end = an_end(lose_per_thousand=30, resends=False, seed=2)
    detector = a_detector(end, pixel_format=name)
    detector.open()
    detector.start()
    blocks = received(detector, 640)
    detector.stop()
    detector.close()
    end.stop()
    valid = np.concatenate([b.valid for b in blocks])
    assert 0 < (~valid).sum() == detector.lost_lines < len(valid) / 2
    check(blocks, depth_of(name))


def test_what_the_device_does_not_have_is_told() -> None:
    end = an_end()
    for options, error, words in (
        ({"pixel_format": "Mono11"}, ConfigError, "no pixel format Mono11"),
        ({"trigger": "Line9"}, DeviceFault, "TriggerSource has no Line9"),
        ({"exposure_us": 50.0}, DeviceFault, "ExposureTimeAbs is not supported"),
    ):
        detector = a_detector(end, **options)
        detector.open()
        with pytest.raises(error, match=words):
            detector.start()
        detector.close()
    detector = a_detector(end, trigger="Encoder0", line_rate_hz=800.0)
    detector.open()
    detector.start()
    assert (detector.feature("TriggerMode"), detector.feature("TriggerSource")) == (1, 1)
    assert detector.feature("AcquisitionLinePeriod") == 1250
    detector.close()
    end.stop()


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + 40
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


class Running:
    """An acquisition in a thread, and what a consumer has got of it."""

    def __init__(self, folder: Path, end: GigeEnd) -> None:
        self.stop_wanted = threading.Event()
        self.acquisition = Acquisition(
            a_detector(end, serial="SIM-1", stall_s=0.6), spool=Spool(folder / "spool", LAYOUT),
            ring=RingWriter(folder / "ring", LAYOUT, slots=512), first_line=0, clock=SystemClock(),
            report=lambda _: None, stop_wanted=self.stop_wanted,
        )  # fmt: skip
        self.client = LineClient(folder, clock=SystemClock(), start=0)
        self.numbers: list[int] = []
        self.thread = threading.Thread(target=self.acquisition.run)
        self.thread.start()

    def more(self, lines: int) -> None:
        """Wait for so many more lines."""
        wanted = len(self.numbers) + lines

        def enough() -> bool:
            while (block := self.client.next_block()) is not None:
                self.numbers += range(block.first_line, block.first_line + block.lines)
            return len(self.numbers) >= wanted

        until(enough)

    def jumps(self) -> int:
        return int((np.diff(self.numbers) >= EPOCH_JUMP).sum())


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Running, list[GigeEnd]]]:
    ends = [an_end()]
    made = Running(tmp_path, ends[0])
    yield made, ends
    made.stop_wanted.set()
    made.thread.join(20)
    ends[-1].stop()


def test_an_unplugged_device_comes_back_and_another_unit_does_not(running: tuple[Running, list[GigeEnd]]) -> None:
    acquisition, ends = running
    port = ends[0].address[1]
    acquisition.more(200)
    ends[-1].stop()
    until(lambda: acquisition.acquisition.fault is not None)
    assert acquisition.acquisition.health().state is not DeviceState.ACQUIRING
    ends.append(an_end(port, serial="OTHER"))
    until(lambda: "OTHER answers instead of SIM-1" in str(acquisition.acquisition.fault))
    assert acquisition.acquisition.health().state is DeviceState.FAULTED
    before = acquisition.acquisition.next_line
    time.sleep(0.3)
    assert acquisition.acquisition.next_line == before
    ends[-1].stop()
    ends.append(an_end(port))
    acquisition.more(200)
    assert acquisition.acquisition.fault is None
    assert acquisition.jumps() == 1
    assert (np.diff(acquisition.numbers) > 0).all()


def test_a_device_that_was_restarted_in_between_is_taken_anew(running: tuple[Running, list[GigeEnd]]) -> None:
    acquisition, ends = running
    acquisition.more(200)
    # Its power went for a moment: the control privilege and the stream are gone, the address is the same.
    port = ends[-1].address[1]
    ends[-1].stop()
    ends.append(an_end(port))
    acquisition.more(200)
    assert acquisition.jumps() == 1


def test_a_clock_that_is_set_by_an_hour_costs_no_line(
    running: tuple[Running, list[GigeEnd]], monkeypatch: pytest.MonkeyPatch
) -> None:
    acquisition, _ = running
    acquisition.more(100)
    true = time.time_ns
    for hours in (1, -1):
        monkeypatch.setattr(time, "time_ns", lambda hours=hours: true() + hours * 3600 * 10**9)
        acquisition.more(300)
    assert acquisition.jumps() == 0
    assert np.array_equal(acquisition.numbers, np.arange(len(acquisition.numbers)))
    assert acquisition.acquisition.fault is None
