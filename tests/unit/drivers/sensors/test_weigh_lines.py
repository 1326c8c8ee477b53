"""SBI, A&D and CAS: their lines, what is no weight, streams, and the simulated ends of each."""

import threading
from collections.abc import Callable

import pytest

from drivers.sensors.weigh_and import WeighAnd
from drivers.sensors.weigh_cas import WeighCas
from drivers.sensors.weigh_sbi import WeighSbi
from drivers.weighing import LineScale
from station.clock import ManualClock
from station.errors import DeadlinePassed
from station.types.reading import ReadingQuality
from tests.support.links import ScriptedLink

STABLE, DYNAMIC = ReadingQuality.STABLE, ReadingQuality.DYNAMIC
OVER, UNDER = ReadingQuality.OVERLOAD, ReadingQuality.UNDERLOAD
SBI_WHO = {b"\x1bx2_\r\n": b"SerNo.    0031801165\r\n", b"\x1bx1_\r\n": b"Model     BCE6202\r\n"}


def cas(header: bytes, lamp: int, value: bytes, unit: bytes = b"kg", device: int = 1) -> bytes:
    return header + b",GS," + bytes([device, lamp]) + b"," + value + b" " + unit + b"\r\n"


LINES: list[tuple[type[LineScale], bytes, float, ReadingQuality]] = [
    (WeighSbi, b"+   52.1874 g  \r\n", 52.1874, STABLE),
    (WeighSbi, b"N     +   12.500 kg \r\n", 12_500.0, STABLE),
    (WeighSbi, b"G     -    1.250 kg \r\n", -1250.0, STABLE),
    (WeighSbi, b"N     +   12.500    \r\n", 0.0, DYNAMIC),
    (WeighSbi, b"Stat       High     \r\n", 0.0, OVER),
    (WeighSbi, b"Stat       Low      \r\n", 0.0, UNDER),
    (WeighAnd, b"ST,+00001.234 kg\r\n", 1234.0, STABLE),
    (WeighAnd, b"ST,NT,+0012.34kg\r\n", 12_340.0, STABLE),
    (WeighAnd, b"ST,OK,+00001.234  g\r\n", 1.234, STABLE),
    (WeighAnd, b"US,-00001.234 kg\r\n", -1234.0, DYNAMIC),
    (WeighAnd, b"OL,+9999999E+19\r\n", 0.0, OVER),
    (WeighAnd, b"OL,-9999999E+19\r\n", 0.0, UNDER),
    (WeighCas, cas(b"ST", 0xC0, b"   12.34"), 12_340.0, STABLE),
    (WeighCas, cas(b"ST", 0xC2, b"-   0.50"), -500.0, STABLE),
    (WeighCas, cas(b"US", 0x80, b"   12.34"), 12_340.0, DYNAMIC),
    (WeighCas, cas(b"ST", 0x80, b"   12.34"), 12_340.0, DYNAMIC),
    (WeighCas, cas(b"OL", 0x80, b"        "), 0.0, OVER),
    (WeighCas, cas(b"ST", 0xC0, b"  500.00", b"g "), 500.0, STABLE),
]


def scale(kind: type[LineScale], answer: Callable[[bytes], bytes]) -> tuple[LineScale, ScriptedLink]:
    clock = ManualClock()
    link = ScriptedLink(clock, answer)
    device = kind(name="scale", link=link, clock=clock)
    device.open()
    return device, link


def answering(kind: type[LineScale], line: bytes) -> LineScale:
    """A scale that says `line` when asked, or all the time."""
    device, link = scale(kind, lambda command: SBI_WHO.get(command, line))
    if not kind.request:
        plain = link.read

        def stream(deadline_s: float) -> bytes:
            link.clock.advance(0.1)
            return plain(0.0) or line

        link.read = stream  # type: ignore[method-assign] # a stream without end
    return device


@pytest.mark.parametrize(("kind", "line", "grams", "quality"), LINES)
def test_lines(kind: type[LineScale], line: bytes, grams: float, quality: ReadingQuality) -> None:
    reading = answering(kind, line).read(1.0)
    assert (reading.value, reading.quality) == (pytest.approx(grams), quality)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (WeighSbi, b"SerNo.    0031801165\r\n"),
        (WeighSbi, b"Err 53\r\n"),
        (WeighSbi, b"Stat       OFF      \r\n"),
        (WeighSbi, b"+   52.1874 ct \r\n"),
        (WeighAnd, b"QT,+00000012 PC\r\n"),
        (WeighAnd, b"ST,+00001.2.4 kg\r\n"),
        (WeighAnd, b"ST,        \r\n"),
        (WeighCas, b"ST,GS,\x01@,   12.34 kg\r\n"),
        (WeighCas, cas(b"ST", 0xC0, b" 1 2.3.4")),
        (WeighCas, b"00012340\r\n"),
    ],
)
def test_what_is_no_weight_is_counted_and_ends_at_the_deadline(kind: type[LineScale], line: bytes) -> None:
    device = answering(kind, line)
    with pytest.raises(DeadlinePassed, match="output format"):
        device.read(1.0)
    assert device.values["other_lines"] > 0


def test_a_moving_weight_is_asked_again_until_two_stable_lines_agree() -> None:
    lines = iter([b"US,+00001.000 kg\r\n"] * 3 + [b"ST,+00002.000 kg\r\n"] * 2)
    device, link = scale(WeighAnd, lambda _: next(lines))
    reading = device.read(2.0)
    assert (reading.value, reading.quality) == (2000.0, STABLE)
    assert link.written == [b"Q\r\n"] * 5


def test_a_digit_changed_on_its_way_is_no_stable_weight() -> None:
    lines = iter([b"ST,+00009.000 kg\r\n", b"ST,+00002.000 kg\r\n", b"ST,+00002.001 kg\r\n"])
    device, _ = scale(WeighAnd, lambda _: next(lines))
    # The last two differ by one digit of the display, which is what a scale at rest may do.
    assert device.read(2.0).value == 2001.0
    assert device.values["disagreed"] == 1


def test_a_stable_line_that_comes_once_is_told_as_not_stable() -> None:
    lines = iter([b"ST,+00002.000 kg\r\n"])
    device, _ = scale(WeighAnd, lambda _: next(lines, b""))
    assert device.read(2.0).quality is DYNAMIC


def test_a_streaming_scale_does_not_tell_the_weight_of_the_item_before() -> None:
    device, link = scale(WeighCas, lambda _: b"")
    link.waiting = cas(b"ST", 0xC0, b"    9.00") * 50
    plain, told = link.read, threading.Event()

    def read(deadline_s: float) -> bytes:
        link.clock.advance(0.01)
        received = plain(deadline_s)
        if told.is_set():
            link.waiting = cas(b"ST", 0xC0, b"    1.00")
        told.set()
        return received

    link.read = read  # type: ignore[method-assign] # the next item arrives after the first read
    assert device.read(2.0).value == 1000.0


def test_binary_id_bytes_do_not_break_the_frame() -> None:
    for device in (0, 9, 0x41, 0xFF):
        line = cas(b"ST", 0xC0, b"   12.34", device=device)
        assert answering(WeighCas, line).read(1.0).value == 12_340.0


@pytest.mark.parametrize(
    ("gaps_s", "quality"),
    [
        ((0.1, 0.1, 0.1), STABLE),
        ((0.1, 0.1, 0.005), DYNAMIC),
        ((0.1, 0.0, 0.0, 0.0, 0.2, 0.0, 0.0), DYNAMIC),
        ((0.1, 0.1, 0.7, 0.1), DYNAMIC),
        ((0.1, 0.1, 0.7, 0.1, 0.1), STABLE),
    ],
    ids=["pace", "two and a burst", "two bursts", "a pause", "a pause and the pace again"],
)
def test_lines_that_were_held_up_confirm_nothing(gaps_s: tuple[float, ...], quality: ReadingQuality) -> None:
    device, link = scale(WeighCas, lambda _: b"")
    gaps = list(gaps_s)

    def held_up(deadline_s: float) -> bytes:
        if gaps and gaps[0] <= deadline_s:
            link.clock.advance(gaps.pop(0))
            return cas(b"ST", 0xC0, b"   12.34")
        link.clock.advance(deadline_s)
        if gaps:
            gaps[0] -= deadline_s
        return b""

    link.read = held_up  # type: ignore[method-assign] # the pace of the lines is what is tested
    device.drain = lambda: None  # type: ignore[method-assign] # nothing waits
    assert device.read(3.0).quality is quality
