"""GVCP and the device's description, against the simulated detector and against bytes that are none."""

from collections.abc import Iterator

import numpy as np
import pytest

from drivers.gige.control import ControlChannel
from drivers.gige.genicam import FeatureMap, load_features
from drivers.gige.gvcp import Command, decode, encode, resend_request
from drivers.gige.nodes import Nodes
from drivers.sim.gige_end import GigeEnd
from station.errors import DeadlinePassed, DeviceFault, FrameError
from tests.support.ports import free_port


def test_command_bytes_are_those_of_the_standard() -> None:
    assert encode(Command.READREG, 7, b"\0\0\x0a\0").hex() == "42010080" + "0004" + "0007" + "00000a00"
    assert (
        resend_request(9, 0x1234, 2, 5).hex()
        == "42000040" + "000c" + "0009" + "0000" + "1234" + "00000002" + "00000005"
    )
    assert (
        resend_request(9, 0x123456789ABC, 2, 5, extended=True).hex()
        == "42100040" + "0014" + "0009" + "0000" + "0000" + "00000002" + "00000005" + "0000123456789abc"
    )


@pytest.mark.parametrize("packet", [b"", b"\0" * 7, b"\0\0\0\x81\0\x08\0\x01\0\0"])
def test_answers_cut_short_are_refused(packet: bytes) -> None:
    with pytest.raises(FrameError):
        decode(packet)


@pytest.mark.parametrize("xml", [b"", b"not xml", b"<a>", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'])
def test_a_description_that_is_none_is_a_fault(xml: bytes) -> None:
    with pytest.raises(DeviceFault, match="cannot be read"):
        FeatureMap(xml)


@pytest.fixture
def end() -> Iterator[GigeEnd]:
    made = GigeEnd(
        ("127.0.0.1", 0), pixels=64, channels=2, line_rate_hz=500, serial="SIM-1",
        next_lines=lambda count, _: np.zeros((count, 2, 64), np.uint16),
    )  # fmt: skip
    made.start()
    yield made
    made.stop()


def test_features_of_a_device_are_read_and_written_by_name(end: GigeEnd) -> None:
    control = ControlChannel(*end.address)
    nodes = Nodes(control, load_features(control))
    control.take_control()
    assert nodes.value("Width") == 128
    nodes.write("Height", 16)
    assert nodes.value("Height") == 16
    nodes.write("AcquisitionLinePeriod", 2500.0)
    assert nodes.value("AcquisitionLineRate") == 400
    assert nodes.value("AcquisitionLinePeriod") == 2500
    nodes.write("TriggerSource", 1)
    nodes.write("TriggerMode", 1)
    assert control.read(0x10024) == 0b11
    nodes.write("TriggerMode", 0)
    assert control.read(0x10024) == 0b10
    with pytest.raises(DeviceFault, match="write protected"):
        nodes.write("Width", 5)
    with pytest.raises(DeviceFault, match="invalid parameter"):
        nodes.write("PixelFormat", 5)
    control.close()


def test_a_second_client_gets_no_control_and_is_told_who_to_ask(end: GigeEnd) -> None:
    first, second = ControlChannel(*end.address), ControlChannel(*end.address)
    first.take_control()
    with pytest.raises(DeviceFault, match="access denied"):
        second.take_control()
    first.close()
    second.take_control()
    second.close()


def test_silence_ends_after_three_tries() -> None:
    control = ControlChannel("127.0.0.1", free_port())
    with pytest.raises(DeadlinePassed, match="UDP 3956"):
        control.read(0xA00)
    control.close()
