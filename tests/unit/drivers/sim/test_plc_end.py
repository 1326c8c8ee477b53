"""The simulated PLC: a belt by a clock of our own, and a Modbus client that we did not write."""

import pytest

from drivers.sim.plc_end import Belt, PlcEnd
from tests.support.modbus import peer_module
from ui.wiring.demo import End


class Hand:
    """A clock turned by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def status(belt: Belt) -> int:
    return belt.registers()[0]


def test_items_block_the_gates_as_they_pass() -> None:
    hand = Hand()
    belt = Belt(speed_mm_s=100.0, now=hand)
    belt.place(200.0)
    seen = []
    for tenth in range(40):
        hand.at = tenth / 10 + 0.05
        seen.append(bool(status(belt) & 1 << 8))
    assert (seen.index(True), seen.count(True)) == (10, 20)  # front at 100 mm, 200 mm long
    belt.place(50.0)
    belt.clear()
    hand.at = 5.0
    assert not status(belt) & 1 << 8


def test_reverse_stop_and_emergency_stop() -> None:
    hand = Hand()
    belt = Belt(speed_mm_s=100.0, count=2, now=hand)
    belt.obey(110, [2])
    hand.at = 1.0
    assert belt.registers()[:4] == [0b11, 0xFFFF, 0xFFFF & (2 - 400), 0xFFFF & -100]
    belt.press(pressed=True)
    hand.at = 2.0
    assert belt.registers()[:4] == [0b100, 0xFFFF, 0xFFFF & (2 - 400), 0]
    belt.obey(110, [1])
    belt.press(pressed=False)
    hand.at = 3.0
    assert status(belt) == 0


@pytest.mark.peer
def test_a_client_of_others_reads_and_drives_the_belt() -> None:
    client_of = peer_module("client").ModbusClient
    end = PlcEnd(Belt(speed_mm_s=300.0, running=False))
    end.start()
    client = client_of("127.0.0.1", end.port, timeout=10)
    try:
        assert client.read_holding_registers(100, 5)[:4] == [0, 0, 0, 0]
        assert client.write_multiple_registers(110, [2, 250])
        assert client.read_holding_registers(110, 2) == [2, 250]
        assert client.read_holding_registers(103, 1) == [65536 - 250]
        assert client.read_holding_registers(50, 4) is None
        assert client.last_except == 2
        assert client.write_single_register(110, 0)
        assert client.read_holding_registers(100, 1) == [0]
    finally:
        client.close()
        end.stop()
    assert not end.thread.is_alive()


@pytest.mark.peer
@pytest.mark.system
def test_the_end_as_a_process_takes_items() -> None:
    client_of = peer_module("client").ModbusClient
    end = End("plc", "dense-de450", "gold-in-tungsten", 5, 0.0)
    try:
        _, host, port = end.address.split(":")
        client = client_of(host, int(port), timeout=10)
        before = client.read_holding_registers(100, 5)
        end.place(0)
        after = client.read_holding_registers(100, 5)
        assert before[0] & 1
        assert after[1] << 16 | after[2] > before[1] << 16 | before[2]
        client.close()
    finally:
        end.stop()
