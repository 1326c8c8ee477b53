"""The stream receiver: packets in any order, lost, doubled, foreign; exactly the touched rows are invalid."""

import socket
import struct
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.gige.gvsp import MONO16, STANDARD_OVERHEAD, blocks_between
from drivers.gige.receiver import Rows, StreamReceiver
from station.errors import DeviceFault

WIDTH, HEIGHT, PIECE = 100, 8, 256
PACKETS = -(-2 * WIDTH * HEIGHT // PIECE)


class Source:
    """Writes the packets of blocks by its own reading of the standard."""

    def __init__(self) -> None:
        self.receiver = StreamReceiver(
            "127.0.0.1", width=WIDTH, height=HEIGHT, packet_size=PIECE + STANDARD_OVERHEAD, ask_again=self.ask
        )
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.asked: list[tuple[int, int, int]] = []

    def ask(self, block: int, first: int, last: int) -> None:
        self.asked.append((block, first, last))

    @staticmethod
    def rows(block: int) -> np.ndarray:
        return (np.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH) + block).astype("<u2")

    def packets(self, block: int, width: int = WIDTH) -> list[bytes]:
        """Leader, payload packets, trailer."""
        leader = struct.pack(">HHQIIIIIHH", 0, 1, 0, MONO16, width, HEIGHT, 0, 0, 0, 0)
        data = self.rows(block).tobytes()
        parts = [data[start : start + PIECE] for start in range(0, len(data), PIECE)]
        kinds = [(1, leader), *((3, part) for part in parts), (2, struct.pack(">HHI", 0, 1, HEIGHT))]
        return [
            struct.pack(">HHBBH", 0, block, kind, 0, number) + content for number, (kind, content) in enumerate(kinds)
        ]

    def send(self, *packets: bytes) -> list[Rows]:
        """Send packets; the rows that came of them."""
        done: list[Rows] = []
        for packet in packets:
            self.socket.sendto(packet, ("127.0.0.1", self.receiver.port))
            done.extend(self.receiver.receive())
        return done

    def drain(self) -> list[Rows]:
        """What a silence of a second brings."""
        return [rows for _ in range(10) for rows in self.receiver.receive()]


@pytest.fixture
def source() -> Iterator[Source]:
    made = Source()
    yield made
    made.receiver.close()
    made.socket.close()


def test_whole_blocks_arrive_as_they_are(source: Source) -> None:
    for block in (1, 2, 3):
        (done,) = source.send(*source.packets(block))
        assert done.valid.all()
        assert np.array_equal(done.rows, source.rows(block))
    assert source.asked == []


def test_a_lost_packet_invalidates_the_rows_it_touches_and_no_other(source: Source) -> None:
    first = source.packets(1)
    del first[3]  # the payload packet number 3: bytes 512 to 767, rows 2 and 3
    done = source.send(*first, *source.packets(2), *source.packets(3), *source.packets(4), *source.packets(5))
    assert source.asked == [(1, 3, 3)]
    assert np.flatnonzero(~done[0].valid).tolist() == [2, 3]
    whole = done[0].valid
    assert np.array_equal(done[0].rows[whole], source.rows(1)[whole])
    assert not done[0].rows[~whole].any()
    assert [rows.valid.all() for rows in done[1:]] == [True] * (len(done) - 1)


def test_a_resent_packet_makes_the_block_whole(source: Source) -> None:
    first = source.packets(1)
    late = first.pop(3)
    assert source.send(*first, *source.packets(2)[:3]) == []
    done = source.send(struct.pack(">H", 0x0100) + late[2:])
    assert [rows.valid.all() for rows in done] == [True]
    assert np.array_equal(done[0].rows, source.rows(1))
    assert source.receiver.counters["resent"] == 1


def test_whole_lost_blocks_are_rows_too(source: Source) -> None:
    source.send(*source.packets(1))
    done = source.send(*source.packets(4))
    assert [rows.valid.all() for rows in done] == [False, False, True]
    assert source.receiver.counters["lost_blocks"] == 2


def test_block_numbers_go_from_65535_to_1(source: Source) -> None:
    done = [rows for block in (65534, 65535, 1, 2) for rows in source.send(*source.packets(block))]
    assert [rows.valid.all() for rows in done] == [True] * 4
    assert source.receiver.counters["lost_blocks"] == 0


def test_the_last_block_before_a_silence_is_given_up_after_a_while(source: Source) -> None:
    assert source.send(*source.packets(1)[:-3]) == []
    (done,) = source.drain()
    assert not done.valid.all()
    assert done.valid.any()


@pytest.mark.parametrize("packet", [b"", b"\0" * 7, b"\xff" * 19, struct.pack(">HHBBH", 0, 1, 3, 0, 999) + b"x",
                                    struct.pack(">HHBBH", 0x800C, 1, 3, 0, 2)])  # fmt: skip
def test_foreign_and_broken_packets_harm_nothing(source: Source, packet: bytes) -> None:
    source.send(packet)
    done = source.send(*source.packets(1)[:2], packet, *source.packets(1)[2:])
    assert [rows.valid.all() for rows in done] == [True]


def test_another_geometry_is_a_fault_that_says_what_to_check(source: Source) -> None:
    with pytest.raises(DeviceFault, match="blocks of 99 x 8"):
        source.send(*source.packets(1, width=99))


@given(st.data())
def test_any_order_and_any_doubling_gives_the_same_rows(data: st.DataObject) -> None:
    source = Source()
    try:
        packets = source.packets(7)
        shuffled = data.draw(st.permutations(packets + packets[1:3]))
        done = source.send(*shuffled)
        assert len(done) == 1
        assert np.array_equal(done[0].rows, source.rows(7))
    finally:
        source.receiver.close()
        source.socket.close()


@pytest.mark.parametrize(("last", "now", "between"), [(1, 2, 0), (1, 4, 2), (65535, 1, 0), (65534, 2, 2), (5, 5, -1),
                                                      (5, 4, -1)])  # fmt: skip
def test_blocks_between(last: int, now: int, between: int) -> None:
    assert blocks_between(last, now) == between
