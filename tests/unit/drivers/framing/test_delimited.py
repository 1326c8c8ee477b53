"""Frames ended by a byte: the fast cutter gives what cutting byte by byte gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.framing.delimited import DelimitedFramer

FEEDS = st.lists(st.binary(max_size=40) | st.text("ab\r\n", max_size=40).map(str.encode), max_size=8)


def byte_by_byte(feeds: list[bytes], terminators: bytes, limit: int) -> tuple[list[bytes], bytes, int]:
    """Frames, what is left, and how much was dropped."""
    frames, buffer, dropped = [], bytearray(), 0
    for byte in b"".join(feeds):
        if byte in terminators:
            if buffer:
                frames.append(bytes(buffer))
                buffer.clear()
        else:
            buffer.append(byte)
            if len(buffer) > limit:
                dropped += len(buffer)
                buffer.clear()
    return frames, bytes(buffer), dropped


@given(feeds=FEEDS, limit=st.integers(1, 30), terminators=st.sampled_from([b"\r\n", b"\r", b"\x02\x03\r\n", b""]))
def test_the_same_as_byte_by_byte(feeds: list[bytes], limit: int, terminators: bytes) -> None:
    framer = DelimitedFramer(terminators=terminators, limit=limit)
    frames = [frame for received in feeds for frame in framer.feed(received)]
    assert (frames, bytes(framer.buffer), framer.dropped) == byte_by_byte(feeds, terminators, limit)


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_frame_cut_anywhere_is_whole(cut: int) -> None:
    framer, line = DelimitedFramer(), b"S S  1.0 g\r\n"
    assert framer.feed(line[:cut]) + framer.feed(line[cut:]) == [b"S S  1.0 g"]


def test_what_is_under_way_can_be_taken_out() -> None:
    framer = DelimitedFramer(terminators=b"")
    assert framer.feed(b"RR1\r23") == []
    assert framer.rest() == b"RR1\r23"
    assert framer.rest() == b""
