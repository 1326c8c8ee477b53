"""The conveyor: counters that wrap and jump, gates, stop and run, lost links, and a server of others."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import drivers.link.modbus
from drivers.catalog import make_device
from drivers.link.modbus import ModbusLink
from drivers.sensors.conveyor import ConveyorModbus
from drivers.sim.plc_end import Belt, PlcEnd
from station.clock import ManualClock, SystemClock
from station.errors import ConfigError, DeviceFault, DeviceUnavailable, StationError
from station.types.belt import BeltDirection, BeltReading, gate_edges
from station.types.device import DeviceState
from tests.support.modbus import RegisterLink, peer_module
from tests.support.ports import free_port

MM = 0.25


def words(count: int, *, status: int = 1, speed: int = 300) -> dict[int, int]:
    """The registers of the profile belt-plc."""
    return {100: status, 101: count >> 16 & 0xFFFF, 102: count & 0xFFFF, 103: speed & 0xFFFF, 104: 0}


def belt(count: int = 0, **options: Any) -> tuple[ConveyorModbus, RegisterLink, ManualClock]:
    clock = ManualClock()
    link = RegisterLink(clock, words(count))
    made = make_device(
        "conveyor-modbus", name="belt", link=link, serial="", simulated=True, clock=clock, options=options
    )
    return made, link, clock


def test_bits_and_counter_come_in_one_request() -> None:
    device, link, _ = belt()
    device.open()
    link.reads.clear()
    reading = device.read(1.0)
    assert link.reads == [(100, 5)]
    assert (reading.position_mm, reading.running, reading.direction) == (0.0, True, BeltDirection.FORWARD)
    assert (reading.speed_mm_s, reading.simulated, reading.has_encoder) == (300.0, True, True)


@given(start=st.integers(0, 2**32 - 1), steps=st.lists(st.integers(-400, 400), max_size=20))
def test_the_position_is_the_sum_of_the_steps_wherever_the_counter_wraps(start: int, steps: list[int]) -> None:
    device, link, clock = belt(start)
    first = device.read(1.0)
    count = start
    for step in steps:
        clock.advance(0.1)
        count = (count + step) % 2**32
        link.values.update(words(count))
        assert device.read(1.0).epoch == first.epoch
    assert device.position_mm == pytest.approx(sum(steps) * MM)


def test_a_jump_that_no_belt_makes_begins_a_new_epoch() -> None:
    device, link, clock = belt(1_000_000)
    first = device.read(1.0)
    clock.advance(0.1)
    link.values.update(words(0))  # the PLC was started again
    after = device.read(1.0)
    assert (after.epoch, after.position_mm) == (first.epoch + 1, 0.0)
    assert device.health().values["counter_jumps"] == 1


def test_a_lost_link_begins_a_new_epoch_and_writes_nothing() -> None:
    device, link, clock = belt()
    first = device.read(1.0)
    link.absent = True
    with pytest.raises(DeviceUnavailable):
        device.read(1.0)
    assert device.health().state is DeviceState.DISCONNECTED
    link.absent = False
    clock.advance(10)
    assert device.read(1.0).epoch == first.epoch + 1
    assert link.written == []


def test_gates_tell_their_edges_with_the_position_and_none_across_an_epoch() -> None:
    device, link, clock = belt()
    before = device.read(1.0)
    clock.advance(0.1)
    link.values.update(words(80, status=1 | 1 << 9))
    after = device.read(1.0)
    (edge,) = gate_edges(before, after)
    assert (edge.gate, edge.blocked, edge.position_mm, edge.epoch) == (1, True, 20.0, before.epoch)
    link.values.update(words(2**31))
    assert gate_edges(after, device.read(1.0)) == ()


def test_the_time_is_the_middle_of_the_round_trip() -> None:
    device, link, clock = belt()
    device.open()
    link.takes_s = 0.2
    assert (clock.now() - device.read(1.0).time).total_seconds() == pytest.approx(-0.1)


def test_run_and_stop() -> None:
    device, link, _ = belt()
    device.run(250.0)
    device.run(-100.0)
    device.stop()
    assert link.written == [(111, 250), (110, 1), (111, 100), (110, 2), (110, 0)]


@pytest.mark.parametrize("speed", [0.0, 2001.0, -2001.0, float("nan"), float("inf")])
def test_a_speed_that_the_belt_does_not_have_is_refused_and_nothing_written(speed: float) -> None:
    device, link, _ = belt()
    with pytest.raises(DeviceFault, match=r"up to 2000\.0 mm/s"):
        device.run(speed)
    assert link.written == []


def test_a_pressed_emergency_stop_refuses_to_run_and_is_never_reset() -> None:
    device, link, _ = belt()
    link.values.update(words(0, status=4))
    assert device.read(1.0).emergency_stop
    with pytest.raises(DeviceFault, match="emergency stop is pressed"):
        device.run(100.0)
    device.stop()
    assert link.written == [(110, 0)]


def test_stop_waits_for_no_back_off_and_needs_no_map_that_can_be_read() -> None:
    device, link, _ = belt()
    link.absent = True
    with pytest.raises(DeviceUnavailable):
        device.read(1.0)
    with pytest.raises(DeviceUnavailable):
        device.stop()
    link.absent, link.values = False, {}
    device.stop()
    assert link.written == [(110, 0)]


def test_two_requests_that_are_too_slow_end_at_the_deadline() -> None:
    device, link, _ = belt(profile="conveylinx")
    link.values = dict.fromkeys(range(2000), 0)
    device.open()
    link.takes_s = 1.0
    with pytest.raises(DeviceUnavailable, match="not read in time"):
        device.read(0.5)


def test_conveylinx_has_gates_and_no_encoder_and_its_offset_is_of_the_profile() -> None:
    device, link, _ = belt(profile="conveylinx")
    link.values = dict.fromkeys(range(2000), 0) | {34: 0b10, 1803: 1}
    device.run(400.0)
    reading = device.read(1.0)
    assert (reading.gates, reading.running, reading.position_mm, reading.speed_mm_s) == ((False, True), True, None, 400)
    assert link.written == [(1803, 1)]
    assert device.map.verified is False
    assert {(34, 1), (1799, 5)} == set(link.reads)


@pytest.mark.parametrize(("options", "words_"), [({"profile": "unknown"}, "belt-plc, conveylinx"),
                                                ({"profile": 3}, "the option profile")])  # fmt: skip
def test_a_profile_that_is_not_there_is_told(options: dict[str, Any], words_: str) -> None:
    with pytest.raises(ConfigError, match=words_):
        belt(**options)


@given(values=st.lists(st.integers(0, 65535), min_size=5, max_size=5))
def test_whatever_the_registers_hold_gives_a_reading(values: list[int]) -> None:
    device, link, clock = belt(2**31)
    device.read(1.0)
    clock.advance(0.02)
    link.values = dict(enumerate(values, 100))
    reading = device.read(1.0)
    assert reading.position_mm is not None
    assert abs(reading.position_mm) < 100


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(drivers.link.modbus, "TRY_S", 0.2)
    running = peer_module("server").ModbusServer("127.0.0.1", free_port(), no_block=True)
    running.start()
    yield running
    running.stop()


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, generously."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.peer
def test_a_server_of_others_is_read_lost_and_found_again(server: Any) -> None:
    bank = server.data_bank
    bank.set_holding_registers(100, [1 | 1 << 8, 0xFFFF, 0xFFFC, 300, 0])
    device = ConveyorModbus(name="belt", link=ModbusLink("127.0.0.1", server.port), clock=SystemClock())
    first = device.read(1.0)
    assert first.gates == (True, False, False)
    bank.set_holding_registers(101, [0, 4])  # 8 counts on, over the end of 32 bits
    assert device.read(1.0).position_mm == 2.0
    device.run(150.0)
    assert bank.get_holding_registers(110, 2) == [1, 150]
    server.stop()
    with pytest.raises(DeviceUnavailable):
        device.read(1.0)
    assert device.health().reason
    bank.set_holding_registers(110, [0, 0])
    server.start()

    def answers() -> bool:
        try:
            return device.read(1.0).epoch == first.epoch + 1
        except StationError:
            return False

    until(answers)
    assert bank.get_holding_registers(110, 2) == [0, 0]  # coming back starts nothing
    device.stop()
    device.close()


def test_the_simulated_belt_moves_its_items_through_the_gates() -> None:
    end = PlcEnd(Belt(speed_mm_s=2000.0, running=False, count=2**32 - 40))
    end.start()
    device = ConveyorModbus(name="belt", link=ModbusLink("127.0.0.1", end.port), clock=SystemClock(), simulated=True)
    try:
        end.belt.place(200.0)
        last = device.read(1.0)
        device.run(2000.0)
        edges: list[tuple[int, bool, float]] = []

        def passed() -> bool:
            nonlocal last
            reading: BeltReading = device.read(1.0)
            edges.extend((edge.gate, edge.blocked, edge.position_mm or 0.0) for edge in gate_edges(last, reading))
            last = reading
            return (1, False) in [edge[:2] for edge in edges]

        until(passed)
        device.stop()
        assert [edge[:2] for edge in edges][:4] == [(0, True), (0, False), (1, True), (1, False)]
        # Seen late by no more than the way between two readings, early never.
        assert all(edge[2] >= place - MM for edge, place in zip(edges, (100, 300, 1000, 1200), strict=False))
        end.belt.press(pressed=True)
        with pytest.raises(DeviceFault, match="emergency"):
            device.run(100.0)
        end.belt.press(pressed=False)
        assert not device.read(1.0).running
    finally:
        device.close()
        end.stop()
