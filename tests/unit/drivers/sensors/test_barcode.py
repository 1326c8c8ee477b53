"""Barcode readers: framings, repeats, noise; over a pseudo-terminal pair of socat as well."""

from pathlib import Path
from typing import Any

import pytest

from drivers.link.serial_link import SerialLink
from drivers.sensors.barcode import BarcodeSerial
from station.clock import ManualClock, SystemClock
from station.errors import ConfigError, DeviceUnavailable, LinkLost
from tests.support.links import ScriptedLink
from tests.support.peers import null_modem, until


def reader(received: bytes, **options: Any) -> tuple[BarcodeSerial, ScriptedLink]:
    clock = ManualClock()
    link = ScriptedLink(clock)
    device = BarcodeSerial(name="barcode", link=link, clock=clock, **options)
    device.open()
    link.waiting = received
    return device, link


@pytest.mark.parametrize(
    ("received", "text", "symbology"),
    [
        (b"99912345674\r", "99912345674", ""),
        (b"99912345674\r\n", "99912345674", ""),
        (b"\x0299912345674\x03", "99912345674", ""),
        (b"]C1RR123456785JP\r", "RR123456785JP", "]C1"),
        (b"]d20103453120000011\x1d17261231\r", "0103453120000011\x1d17261231", "]d2"),
        ("]Q1荷物-7\r".encode(), "荷物-7", "]Q1"),
        (b"\r\n\r\n99912345674\r", "99912345674", ""),
    ],
)
def test_framings(received: bytes, text: str, symbology: str) -> None:
    read = reader(received)[0].read(1.0)
    assert read is not None
    assert (read.text, read.symbology) == (text, symbology)


def test_nothing_read_is_no_error() -> None:
    assert reader(b"")[0].read(1.0) is None
    assert reader(b"half a co")[0].read(1.0) is None


def test_the_same_code_again_is_suppressed_for_two_seconds() -> None:
    device, link = reader(b"A\rA\rA\r")
    first = device.read(0.5)
    assert first is not None
    assert device.read(0.5) is None
    assert device.health().values["suppressed"] == 2
    link.clock.advance(2.0)
    link.waiting = b"A\r"
    assert device.read(0.5) is not None


def test_a_code_that_stays_before_the_reader_is_told_once() -> None:
    device, link = reader(b"A\r")
    assert device.read(0.5) is not None
    for _ in range(5):
        link.clock.advance(1.5)
        link.waiting = b"A\r"
        assert device.read(0.1) is None
    assert device.values["suppressed"] == 5


def test_the_window_of_duplicates_can_be_set_and_switched_off() -> None:
    device, _ = reader(b"A\rA\rA\r", duplicate_s=0.0)
    assert [device.read(0.1) is not None for _ in range(4)] == [True, True, True, False]
    device, link = reader(b"A\r", duplicate_s=60.0)
    assert device.read(0.1) is not None
    link.clock.advance(30.0)
    link.waiting = b"A\rB\r"
    read = device.read(0.1)
    assert read is not None
    assert read.text == "B"


def test_another_symbology_is_another_code() -> None:
    device, _ = reader(b"]C0A\r]C1A\r")
    names = [read.symbology_name for _ in range(2) if (read := device.read(0.1)) is not None]
    assert names == ["Code 128", "GS1-128"]


@pytest.mark.parametrize(
    ("options", "received", "text"),
    [
        ({"suffix": "cr"}, b"A\nB\r", "A\nB"),
        ({"suffix": "tab"}, b"A1\t", "A1"),
        ({"suffix": "etx"}, b"junk\x02A\rB\x03", "A\rB"),
        ({"suffix": "none"}, b"RR123456785JP", "RR123456785JP"),
        ({"suffix": "none"}, b"]d2010345\x1d17\r", "010345\x1d17\r"),
        ({"preamble": "<1>", "postamble": "$"}, b"<1>]C1ABC$\r", "ABC"),
        ({"encoding": "shift_jis"}, "]Q1荷物-7\r".encode("shift_jis"), "荷物-7"),
    ],
)
def test_a_reader_set_otherwise(options: dict[str, str], received: bytes, text: str) -> None:
    read = reader(received, **options)[0].read(1.0)
    assert read is not None
    assert read.text == text


@pytest.mark.parametrize(
    ("options", "received"),
    [
        ({"preamble": "<1>"}, b"<2>ABC\r"),
        ({"postamble": "$"}, b"ABC\r"),
        ({"preamble": "AB", "postamble": "BA"}, b"AB\r"),
        ({}, b"]C1AB\xff\xfe\r"),
        ({"encoding": "ascii"}, "荷\r".encode()),
    ],
)
def test_a_read_that_is_not_framed_or_encoded_as_configured_is_refused(
    options: dict[str, str], received: bytes
) -> None:
    device, _ = reader(received, **options)
    assert device.read(1.0) is None
    assert device.values["refused"] == 1


def test_half_a_read_is_not_glued_to_the_next_code() -> None:
    device, link = reader(b"RR1234")
    assert device.read(1.0) is None
    link.waiting = b"99912345674\r"
    read = device.read(1.0)
    assert read is not None
    assert read.text == "99912345674"
    assert device.values["cut"] == 1


def test_a_read_in_two_pieces_between_two_calls_is_whole() -> None:
    device, link = reader(b"RR1234")
    assert device.read(0.1) is None
    # Nobody looked for a while; the rest has been waiting in the buffer of the port.
    link.clock.advance(5.0)
    link.waiting = b"56785JP\r"
    read = device.read(1.0)
    assert read is not None
    assert read.text == "RR123456785JP"


@pytest.mark.parametrize("options", [{"suffix": "bell"}, {"encoding": "klingon"}])
def test_an_option_that_there_is_not_is_a_fault_of_the_configuration(options: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        reader(b"", **options)


def test_a_stuck_line_does_not_fill_the_memory() -> None:
    device, _ = reader(b"x" * 100_000 + b"\r99912345674\r")
    codes = []
    while (read := device.read(0.5)) is not None:
        codes.append(read.text)
    assert codes[-1] == "99912345674"
    assert len(device.cutter.buffer) <= 512


@pytest.mark.peer
def test_over_a_serial_line_and_after_the_line_broke(tmp_path: Path) -> None:
    with null_modem(tmp_path) as modem:
        device = BarcodeSerial(name="barcode", link=SerialLink(str(modem.ours)), clock=SystemClock())
        device.open()
        with modem.theirs.open("wb", buffering=0) as wire:
            wire.write(b"]C199912345674\r")
            read = device.read(20.0)
        assert read is not None
        assert read.text == "99912345674"
        modem.unplug()
        with pytest.raises(LinkLost):
            device.read(0.5)
        with pytest.raises(DeviceUnavailable):
            device.read(0.5)
        assert "serial" in device.health().reason or "no port" in device.health().reason
        modem.plug()
        with modem.theirs.open("wb", buffering=0) as wire:
            until(lambda: opened(device), "the port did not come back")
            wire.write(b"]C199912345675\r")
            read = device.read(20.0)
        assert read is not None
        assert read.text == "99912345675"
        device.close()


def opened(device: BarcodeSerial) -> bool:
    try:
        device.open()
    except DeviceUnavailable:
        return False
    return True
