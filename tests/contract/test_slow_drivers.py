"""Every slow driver of the catalogue on cables that break: the rules of drivers/quality.py marked "suite"."""

import contextlib
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from drivers.catalog import DRIVERS
from drivers.link.faults import FaultLink, FaultSort, fault_script
from drivers.link.loopback import LoopLink
from drivers.link.tap import ReplayLink, TapLink
from station.clock import ManualClock
from station.errors import DeviceFault, DeviceUnavailable, LinkLost, StationError
from station.types.device import DeviceState
from tests.support.links import ScriptedLink
from tests.support.modbus_campaign import SIDES
from tests.support.slow import ANSWERED, DEADLINE_S, FAR_SIDES, IDENTIFY_S, SLOW, FarSide, Verdict, call, looped, made

NUMBERED = [name for name in ANSWERED if "right unit" not in DRIVERS.row(name).exempt]
SEEDS = range(1, 6)


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


def judged(name: str, far: FarSide, device: Any, clock: ManualClock) -> Verdict:
    """One call: a value or nothing; an error of our tree is nothing, any other fails the test. In its deadline."""
    began, verdict = clock.elapsed, Verdict.NOTHING
    with contextlib.suppress(StationError):
        verdict = far.judge(call(name, device))
    assert clock.elapsed - began <= DEADLINE_S + IDENTIFY_S
    return verdict


def comes_back(name: str, far: FarSide, device: Any, clock: ManualClock, since: int) -> bool:
    """Whether it gives a right value within twenty items."""
    for number in range(since, since + 20):
        far.act(number)
        if judged(name, far, device, clock) is Verdict.RIGHT:
            return True
        clock.advance(1.0)
    return False


def test_every_slow_driver_has_a_far_side_or_is_exempt_from_the_faults() -> None:
    for name in SLOW:
        assert name in FAR_SIDES or name in SIDES or "faults" in DRIVERS.row(name).exempt, (
            f"{name}: a row in tests/support/slow.py"
        )


@pytest.mark.parametrize("name", ANSWERED)
def test_values_are_right_and_carry_the_mark(name: str) -> None:
    clock = ManualClock()
    far, link = looped(name, clock)
    device = made(name, link, clock, simulated=True)
    device.open()
    assert device.health().identity.simulated
    for number in range(5):
        far.act(number)
        value: Any = call(name, device)
        assert far.judge(value) is Verdict.RIGHT
        assert value.simulated
        clock.advance(1.0)
    device.close()
    assert not made(name, link, clock).simulated


@pytest.mark.parametrize("name", ANSWERED)
def test_a_cable_that_is_pulled_and_put_back(name: str) -> None:
    clock = ManualClock()
    far, link = looped(name, clock)
    device = made(name, link, clock)
    assert comes_back(name, far, device, clock, 0)
    link.unplug()
    with pytest.raises(LinkLost):
        call(name, device)
    health = device.health()
    assert health.state is DeviceState.DISCONNECTED
    assert "plug it in" in health.reason
    for _ in range(5):
        with pytest.raises(DeviceUnavailable):
            call(name, device)
        clock.advance(1.0)
    link.plug()
    assert comes_back(name, far, device, clock, 50)
    assert device.health().state is DeviceState.READY
    assert device.health().reason == ""


@pytest.mark.parametrize("name", ANSWERED)
def test_a_recorded_session_is_played_back_with_the_same_values(name: str, tmp_path: Path) -> None:
    clock, values = ManualClock(), []
    far, link = looped(name, clock)
    device = made(name, TapLink(link, tmp_path / "a.capture", clock=clock), clock)
    for number in range(5):
        far.act(number)
        values.append(call(name, device))
        clock.advance(1.0)
    device.close()
    later = ManualClock()
    replay = ReplayLink(tmp_path / "a.capture", clock=later)
    device = made(name, replay, later)
    again = []
    for _ in range(5):
        again.append(call(name, device))
        later.advance(1.0)
    assert replay.unknown == 0
    assert again == values, "times included: it is the same clock"


@pytest.mark.parametrize("name", SLOW)
def test_an_absent_device_is_tried_less_and_less_often(name: str) -> None:
    link = ScriptedLink(ManualClock())
    link.absent = True
    device = made(name, link, link.clock)
    tried = []
    for _ in range(400):
        before = link.opened
        with pytest.raises(DeviceUnavailable):
            call(name, device)
        if link.opened > before:
            tried.append(link.clock.elapsed)
        link.clock.advance(0.05)
    pauses = np.diff(tried)
    assert np.all(np.diff(pauses) > -0.11), "never sooner than before, but for the step of this test"
    assert pauses[0] >= 0.25
    assert 4.9 <= pauses[-1] <= 5.2


@pytest.mark.parametrize("name", NUMBERED)
def test_another_serial_number_is_refused(name: str) -> None:
    clock = ManualClock()
    far, link = looped(name, clock)
    device = made(name, link, clock, serial="OTHER")
    far.act(0)
    for _ in range(3):
        with pytest.raises(DeviceFault, match="answers instead of OTHER"):
            call(name, device)
        assert device.health().state is DeviceState.FAULTED
        assert not link.is_open
        clock.advance(6.0)


@pytest.mark.parametrize("name", ANSWERED)
def test_close_is_safe_at_any_time_and_the_next_call_opens_again(name: str) -> None:
    clock = ManualClock()
    far, link = looped(name, clock)
    device = made(name, link, clock)
    device.close()
    assert comes_back(name, far, device, clock, 0)
    device.close()
    device.close()
    assert device.health().state is DeviceState.DISCONNECTED
    assert not link.is_open
    clock.advance(3.0)
    assert comes_back(name, far, device, clock, 40)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("sort", FaultSort)
@pytest.mark.parametrize("name", ANSWERED)
def test_every_fault_ends_in_a_value_or_an_error_and_then_in_recovery(name: str, sort: FaultSort, seed: int) -> None:
    clock = ManualClock()
    far, inner = looped(name, clock)
    script = fault_script(np.random.default_rng(seed), faults=4, sorts=(sort,), outgoing=far.asked)
    link = FaultLink(inner, script, clock=clock)
    device = made(name, link, clock)
    number = 0
    while any(link.left.values()) and number < 300:
        far.act(number)
        judged(name, far, device, clock)
        clock.advance(1.0)
        number += 1
    assert link.injected == {sort: 4}
    clock.advance(30.0)
    assert comes_back(name, far, device, clock, number)
    device.close()


class Babble(LoopLink):
    """A device that never stops talking nonsense, a kilobyte a millisecond."""

    def __init__(self, clock: ManualClock, noise: bytes) -> None:
        super().__init__(self, clock=clock)
        self.noise, self.given = noise, 0

    def feed(self, received: bytes) -> bytes:
        return b""

    def hung_up(self) -> None:
        pass

    def read(self, deadline_s: float) -> bytes:
        self.check()
        self.clock.sleep(0.004)
        self.given += 4096
        start = self.given % max(len(self.noise) - 4096, 1)
        return self.noise[start : start + 4096]


NOISE = {
    "all bytes": np.random.default_rng(5).bytes(1 << 20),
    "one endless line": b"x" * (1 << 20),
    "empty lines": b"\r\n" * (1 << 19),
    "lines of rubbish": b"weight: none\r\n" * (1 << 16),
}


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("name", SLOW)
def test_ten_megabytes_of_noise_keep_the_deadline_and_fill_no_memory(name: str, noise: str) -> None:
    clock = ManualClock()
    link = Babble(clock, NOISE[noise])
    device = made(name, link, clock)
    tracemalloc.start()
    try:
        while link.given < 10_000_000:
            began = clock.elapsed
            try:
                call(name, device)
            except StationError:
                clock.advance(5.0)
            assert clock.elapsed - began <= DEADLINE_S + IDENTIFY_S + 5.0
            clock.advance(0.1)
            link.given += 4096  # also a device that opens and fails at once gets to the end
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 500_000


@pytest.mark.parametrize("name", SLOW)
def test_a_silent_device_costs_no_more_than_the_deadline(name: str) -> None:
    link = ScriptedLink(ManualClock())
    device = made(name, link, link.clock)
    began = link.clock.elapsed
    with contextlib.suppress(DeviceUnavailable):
        assert call(name, device) is None
    assert link.clock.elapsed - began <= DEADLINE_S + IDENTIFY_S


@pytest.mark.parametrize("name", SLOW)
def test_health_asks_nothing_of_the_link(name: str) -> None:
    link = ScriptedLink(ManualClock())
    link.open()
    device = made(name, link, link.clock)
    before = (link.opened, len(link.written), link.clock.elapsed)
    for _ in range(3):
        assert device.health().kind == DRIVERS.row(name).kind
    assert (link.opened, len(link.written), link.clock.elapsed) == before
