"""Frames between STX and ETX: split, glued, damaged, endless, foreign."""

import pytest

from drivers.framing.stx_etx import StxEtxFramer

STREAM = b"junk\x0222,1,\x03\x03\x02half\x0210,$,\x03between\x02\x03"
FRAMES = [b"22,1,", b"10,$,", b""]


def test_split_at_every_byte() -> None:
    for cut in range(len(STREAM) + 1):
        framer = StxEtxFramer()
        assert framer.feed(STREAM[:cut]) + framer.feed(STREAM[cut:]) == FRAMES


def test_byte_by_byte_and_glued() -> None:
    framer = StxEtxFramer()
    assert [frame for byte in STREAM for frame in framer.feed(bytes([byte]))] == FRAMES
    assert StxEtxFramer().feed(STREAM * 3) == FRAMES * 3


def test_dropped_bytes_are_counted() -> None:
    framer = StxEtxFramer()
    framer.feed(STREAM)
    assert framer.dropped == len("junk") + 1 + len("half") + len("between")


@pytest.mark.parametrize("endless", [b"x", b"\x02x", b"\x02"])
def test_it_holds_a_bounded_number_of_bytes_and_recovers(endless: bytes) -> None:
    framer = StxEtxFramer(limit=64, bare=(b"E#1",))
    for _ in range(100):
        framer.feed(endless * 100)
        assert len(framer.buffer) <= 65
    framer.feed(b"\x02" + b"y" * 500)
    assert framer.feed(b"z\x03") == []
    assert framer.feed(b"\x02ok\x03") == [b"ok"]


def test_bare_words_are_frames_only_outside_of_frames() -> None:
    for cut in range(20):
        framer = StxEtxFramer(bare=(b"E#1", b"E#2"))
        stream = b"?E#2\x0210,E#1,\x03E#1E#3"
        assert framer.feed(stream[:cut]) + framer.feed(stream[cut:]) == [b"E#2", b"10,E#1,", b"E#1"]


def test_reset_forgets_half_a_frame() -> None:
    framer = StxEtxFramer()
    framer.feed(b"\x02half")
    framer.reset()
    assert framer.feed(b"rest\x03\x02new\x03") == [b"new"]
