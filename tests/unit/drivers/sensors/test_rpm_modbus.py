"""Aspect's register map: the vector, occupancies by bits and by counter, faults, lost links; and a server of others."""

import contextlib
import math
import random
import struct

import pytest

from drivers.link.address import link_of
from drivers.sensors.rpm_modbus import LENGTH, RpmModbus, decode_block
from station.clock import ManualClock, SystemClock
from station.errors import DeviceFault, DeviceUnavailable, LinkLost, StationError
from station.types.device import DeviceState
from station.types.radiation import PortalFault, RadiationKind, RadiationOccupancy
from tests.support.modbus import RegisterLink, peer_module
from tests.support.ports import free_port

GAMMA, NEUTRON = RadiationKind.GAMMA, RadiationKind.NEUTRON
READY = 1 << 7


def words(code: str, value: float) -> list[int]:
    """A 32-bit value, low word first."""
    high, low = struct.unpack(">HH", struct.pack(f">{code}", value))
    return [low, high]


def block(
    *, occupied: int = 0, gamma: int = 400, neutron: int = 4, alarm: int = 0, neutron_alarm: int = 0, counter: int = 7,
    inputs: int = 0, status: int = READY, background: float = 402.5, variance: float = 420.0,
) -> list[int]:  # fmt: skip
    return [
        *words("i", 1234), occupied | inputs,
        status | alarm, *words("i", gamma), *words("f", background), *words("f", variance),
        READY | neutron_alarm, *words("i", neutron), *words("f", 4.0), *words("f", 4.0),
        counter, 0, 31, 0,
    ]  # fmt: skip


def portal(**options: float) -> tuple[RpmModbus, RegisterLink, ManualClock]:
    clock = ManualClock()
    link = RegisterLink(clock, dict.fromkeys(range(8), 0))
    show(link, block())
    device = RpmModbus(name="portal", link=link, clock=clock, simulated=True, **options)
    device.open()
    return device, link, clock


def show(link: RegisterLink, registers: list[int]) -> None:
    link.values.update({100 + at: word for at, word in enumerate(registers)})


def play(device: RpmModbus, link: RegisterLink, *blocks: list[int]) -> list[RadiationOccupancy]:
    """One poll of each block, 0.2 s apart."""
    found = []
    for registers in blocks:
        show(link, registers)
        done = device.read(0.0)
        found += [done] if done is not None else []
        device.clock.sleep(0.2)
    return found


def test_the_vector_of_the_device_rules() -> None:
    registers = block()
    assert registers[6:8] == [0x4000, 0x43C9]
    decoded = decode_block(registers)
    assert decoded.channels[GAMMA].background == 402.5
    assert decoded.channels[GAMMA].count == 400
    assert decoded.channels[NEUTRON].count == 4
    assert (decoded.counter, decoded.speed_raw) == (7, 31)


def test_a_passage_by_its_bits() -> None:
    device, link, _ = portal(count_s=0.2)
    (done,) = play(device, link, block(), *[block(occupied=0b0101, gamma=500)] * 6, block())
    assert done.whole
    assert len(done.gamma) == 6
    assert done.gamma_sigma == pytest.approx((2500 - 5 * 402.5) / math.sqrt(5 * 420.0))
    assert not done.gamma_alarm
    assert done.simulated
    assert (done.end - done.start).total_seconds() == pytest.approx(1.2)
    assert done.speed_mm_s is None
    assert device.health().values["speed_raw"] == 31


def test_counts_are_kept_once_per_interval_and_alarms_looked_at_every_time() -> None:
    device, link, _ = portal(count_s=1.0)
    seen = block(occupied=1)
    (done,) = play(device, link, block(), *[seen] * 3, block(occupied=1, alarm=2), *[seen] * 3, block())
    assert len(done.gamma) == 2
    assert done.gamma_alarm


def test_a_new_object_number_ends_one_and_begins_the_next() -> None:
    device, link, _ = portal()
    first, second = block(occupied=1), block(occupied=1, counter=8)
    found = play(device, link, block(), first, first, second, second, block(counter=8))
    assert len(found) == 2
    assert found[0].end == found[1].start
    assert all(done.ended and done.begun for done in found)


def test_an_alarm_at_the_change_of_objects_counts_for_both() -> None:
    device, link, _ = portal()
    found = play(
        device, link, block(), block(occupied=1), block(occupied=1, counter=8, neutron_alarm=1), block(counter=8)
    )
    assert [done.neutron_alarm for done in found] == [True, True]


def test_an_object_between_two_polls_is_counted() -> None:
    device, link, _ = portal()
    assert play(device, link, block(), block(counter=8)) == []
    assert device.health().values["unseen_objects"] == 1


def test_after_a_reconnect_objects_are_counted_from_there() -> None:
    device, link, _ = portal()
    assert play(device, link, block()) == []
    device.close()
    assert play(device, link, block(counter=90), block(counter=90)) == []
    assert device.health().values["unseen_objects"] == 0


def test_occupied_from_the_first_answer_on_is_no_whole_passage() -> None:
    device, link, _ = portal()
    (done,) = play(device, link, block(occupied=1), block(occupied=1), block())
    assert not done.begun
    assert done.gamma_background is None
    assert done.gamma_sigma is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"inputs": 1 << 10}, PortalFault.TAMPER), ({"inputs": 1 << 8}, PortalFault.POWER),
        ({"inputs": 1 << 9}, PortalFault.POWER), ({"inputs": 1 << 11}, PortalFault.DEVICE),
        ({"status": 0}, PortalFault.DEVICE), ({"status": READY | 1 << 4}, PortalFault.GAMMA_LOW),
        ({"status": READY | 1 << 5}, PortalFault.GAMMA_HIGH), ({"status": READY | 1 << 6}, PortalFault.GAMMA_OVERLOAD),
    ],
)  # fmt: skip
def test_what_the_portal_says_of_itself(changes: dict[str, int], fault: PortalFault) -> None:
    device, link, _ = portal()
    (done,) = play(device, link, block(), block(occupied=1, **changes), block(occupied=1), block())
    assert done.faults == (fault,)
    assert not done.whole


@pytest.mark.parametrize("background", [0.0, math.nan, math.inf, -1.0])
def test_a_background_that_is_none_divides_nothing(background: float) -> None:
    device, link, _ = portal()
    rest = block(background=background, variance=0.0)
    (done,) = play(device, link, rest, block(occupied=1), rest)
    assert done.gamma_sigma is None


def test_a_link_lost_in_an_occupancy_keeps_its_alarm() -> None:
    device, link, clock = portal()
    assert play(device, link, block(), block(occupied=1, alarm=1)) == []
    link.absent = True
    with pytest.raises(LinkLost):
        device.read(0.0)
    link.absent = False
    done = device.read(0.0)
    assert done is not None
    assert done.gamma_alarm
    assert not done.ended
    clock.advance(1.0)
    (after,) = play(device, link, block(occupied=1), block())
    assert not after.begun


def test_what_is_no_block_is_a_fault_for_a_person() -> None:
    with pytest.raises(DeviceFault):
        decode_block([0] * (LENGTH - 1))
    device, link, _ = portal()
    assert play(device, link, block(), block(occupied=1, alarm=1)) == []
    link.values[102] = 70_000
    with pytest.raises(DeviceFault):
        device.read(0.0)
    assert device.health().state is DeviceState.FAULTED
    cut = device.read(0.0)
    assert cut is not None
    assert cut.gamma_alarm
    link.values[102] = 0
    assert device.read(0.0) is None
    assert device.health().state is DeviceState.READY


def test_any_registers_give_an_occupancy_nothing_or_an_error_of_our_tree() -> None:
    noise = random.Random(5)
    device, link, clock = portal()
    for _ in range(2000):
        show(link, [noise.randrange(0x10000) for _ in range(LENGTH)])
        with contextlib.suppress(StationError):
            done = device.read(0.0)
            assert done is None or done.start <= done.end
        clock.advance(noise.random() * 4)
    assert device.health().values["occupancies"] > 100


def test_health_says_who_answers() -> None:
    device, link, _ = portal()
    link.values.update({0: 0x5349, 1: 200})
    device.close()
    device.open()
    assert device.identity is not None
    assert device.identity.version.startswith("5349-00C8-")
    assert device.identity.simulated


@pytest.mark.peer
def test_a_server_of_others_over_the_wire_and_after_it_fell_silent() -> None:
    server_module = peer_module("server")
    port = free_port()
    server = server_module.ModbusServer("127.0.0.1", port, no_block=True)
    server.start()
    try:
        bank = server.data_bank
        bank.set_holding_registers(0, [0x5349, 200, 1, 100, 21, 0, 0, 0])
        bank.set_holding_registers(100, block())
        device = RpmModbus(name="portal", link=link_of(f"modbus:127.0.0.1:{port}"), clock=SystemClock(), poll_s=0.02)
        device.open()
        assert device.identity is not None
        assert device.identity.version == "5349-00C8-0001-0064-0015-0000-0000-0000"
        assert device.read(0.05) is None
        bank.set_holding_registers(100, block(occupied=1, gamma=900, alarm=1))
        assert device.read(0.1) is None
        bank.set_holding_registers(100, block())
        done = device.read(5.0)
        assert done is not None
        assert done.gamma_alarm
        assert done.gamma_background is not None
        assert done.gamma_background.counts == (402.5,)
        assert done.gamma[0].counts == (900,)
        bank.set_holding_registers(100, block(occupied=1, neutron_alarm=1))
        assert device.read(0.1) is None
    finally:
        server.stop()
    # The server is gone, its sockets are open: silence, and what stood in the portal is kept.
    with pytest.raises(DeviceUnavailable):
        device.read(20.0)
    cut = device.read(0.0)
    assert cut is not None
    assert cut.neutron_alarm
    assert not cut.ended
    device.close()
