"""The stream receiver: packets in any order, lost, doubled, foreign; exactly the touched rows are invalid."""

import struct
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.gige.gvsp import unwrapped, wrapped
from drivers.gige.receiver import MOST_ROWS_OF_LOST
from drivers.gige.resend import MOST_RANGES, ranges
from station.errors import DeviceFault
from tests.support.stream_source import HEIGHT, PACKETS, Source


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


@pytest.fixture
def mute() -> Iterator[Source]:
    """A device that cannot send again."""
    made = Source(resends=False)
    yield made
    made.receiver.close()
    made.socket.close()


def test_a_lost_packet_invalidates_the_rows_it_touches_and_no_other(mute: Source) -> None:
    first = mute.packets(1)
    del first[3]  # the payload packet number 3: bytes 512 to 767, rows 2 and 3
    done = mute.send(*first, *mute.packets(2), *mute.packets(3), *mute.packets(4), *mute.packets(5))
    assert mute.asked == []
    assert np.flatnonzero(~done[0].valid).tolist() == [2, 3]
    whole = done[0].valid
    assert np.array_equal(done[0].rows[whole], mute.rows(1)[whole])
    assert not done[0].rows[~whole].any()
    assert [rows.valid.all() for rows in done[1:]] == [True] * 4


def test_what_never_comes_is_asked_twice_and_then_given_up(source: Source) -> None:
    first = source.packets(1)
    del first[3], first[4]
    assert source.send(*first, *source.packets(2)) == []
    done = source.drain()
    assert source.asked == [(1, 3, 3), (1, 5, 5)] * 2
    assert [rows.valid.all() for rows in done] == [False, True]
    counters = source.receiver.counters
    assert (counters["resend_requests"], counters["packets_asked"], counters["lost_packets"]) == (4, 4, 2)


def test_a_block_that_was_lost_whole_is_asked_again_and_comes(source: Source) -> None:
    source.send(*source.packets(1))
    assert source.send(*source.packets(3)) == []
    assert source.asked == [(2, 1, PACKETS)]
    done = source.send(*(struct.pack(">H", 0x0100) + packet[2:] for packet in source.packets(2)))
    assert [rows.valid.all() for rows in done] == [True, True]
    assert np.array_equal(done[0].rows, source.rows(2))


def test_extended_ids_beyond_32_bits_are_read_and_asked_with_extended_ids(source: Source) -> None:
    start = 2**40
    packets = source.extended(start)
    late = packets.pop(2)
    done = source.send(*packets, *source.extended(start + 1), late)
    assert source.asked == [(start, 2, 2)]
    assert source.extended_asked == [True]
    assert [rows.valid.all() for rows in done] == [True, True]
    assert np.array_equal(done[1].rows, source.rows(start + 1))


def test_an_all_in_packet_is_a_whole_block(source: Source) -> None:
    leader, trailer = source.packets(5)[0][8:], struct.pack(">HHI", 0, 1, HEIGHT)
    (done,) = source.send(struct.pack(">HHI", 0, 5, 4 << 24) + leader + trailer + source.rows(5).tobytes())
    assert done.valid.all()
    assert np.array_equal(done.rows, source.rows(5))
    assert source.send(struct.pack(">HHI", 0, 6, 4 << 24) + leader + trailer + source.rows(6).tobytes()[:-1]) == []


def test_a_long_gap_is_a_jump_of_the_numbers_and_no_heap_of_rows(mute: Source) -> None:
    mute.send(*mute.packets(1))
    (done,) = mute.send(*mute.packets(2 + MOST_ROWS_OF_LOST + 1))
    assert done.valid.all()
    assert done.skipped == MOST_ROWS_OF_LOST + 1
    assert mute.receiver.counters["lost_blocks"] == MOST_ROWS_OF_LOST + 1


def test_scattered_losses_are_few_requests() -> None:
    assert ranges(bytearray(b"\1\0\0\1\0")) == [(2, 3), (5, 5)]
    assert ranges(bytearray(b"\1\1")) == []
    scattered = ranges(bytearray(b"\0\1" * 100))
    assert len(scattered) == MOST_RANGES
    assert (scattered[0], scattered[-1]) == ((1, 1), (2 * MOST_RANGES - 1, 199))


def test_a_resent_packet_makes_the_block_whole(source: Source) -> None:
    first = source.packets(1)
    late = first.pop(3)
    assert source.send(*first, *source.packets(2)[:3]) == []
    done = source.send(struct.pack(">H", 0x0100) + late[2:])
    assert [rows.valid.all() for rows in done] == [True]
    assert np.array_equal(done[0].rows, source.rows(1))
    assert source.receiver.counters["resent"] == 1


def test_whole_lost_blocks_are_rows_too(source: Source, mute: Source) -> None:
    mute.send(*mute.packets(1))
    done = mute.send(*mute.packets(4))
    assert [rows.valid.all() for rows in done] == [False, False, True]
    assert mute.receiver.counters["lost_blocks"] == 2
    source.send(*source.packets(1))
    done = source.send(*source.packets(4)) + source.drain()
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


def test_another_pixel_format_or_payload_is_a_fault(source: Source) -> None:
    leader = bytearray(source.packets(1)[0])
    leader[20:24] = struct.pack(">I", 0x01080001)
    with pytest.raises(DeviceFault, match="0x1080001 instead of Mono16"):
        source.send(bytes(leader))
    leader[10:12] = struct.pack(">H", 0x4001)
    with pytest.raises(DeviceFault, match="payload type 0x4001"):
        source.send(bytes(leader))


@pytest.mark.parametrize(("identifier", "newest", "number"), [(2, 1, 2), (1, 65535, 65536), (65535, 65536, 65535),
                                                             (5, 5, 5), (3, 131072, 131073)])  # fmt: skip
def test_ids_of_16_bits_are_counted_on(identifier: int, newest: int, number: int) -> None:
    assert unwrapped(identifier, newest) == number
    assert wrapped(number) == identifier
