"""Discovery: what the simulated detector says of itself, silence, and answers that are none."""

import socket
import threading

import numpy as np
import pytest

from drivers.gige.discovery import decode_discovery, discovered
from drivers.sim.gige_end import GigeEnd
from station.errors import FrameError
from tests.support.ports import free_port


def test_a_device_tells_who_it_is() -> None:
    end = GigeEnd(
        ("127.0.0.1", 0), pixels=64, channels=2, line_rate_hz=500, serial="SIM-1",
        next_lines=lambda count, _: np.zeros((count, 2, 64), np.uint16),
    )  # fmt: skip
    end.start()
    (found,) = discovered("127.0.0.1", port=end.address[1], wait_s=2)
    end.stop()
    assert (found.address, found.own_address) == ("127.0.0.1", "127.0.0.1")
    assert (found.vendor, found.model, found.serial, found.user_name) == ("SIM", "VirtualLineDetector", "SIM-1", "")


def test_silence_is_no_device() -> None:
    assert discovered("127.0.0.1", port=free_port(), wait_s=0.1) == ()


def test_what_else_answers_is_no_device() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        other.settimeout(5)

        def answer() -> None:
            _, sender = other.recvfrom(100)
            for packet in (b"", b"hello", b"\0\0\0\3\0\4\0\1abcd"):
                other.sendto(packet, sender)

        thread = threading.Thread(target=answer)
        thread.start()
        assert discovered("127.0.0.1", port=other.getsockname()[1], wait_s=0.5) == ()
        thread.join()


@pytest.mark.parametrize("packet", [b"", b"\0\0\0\3\0\x08\0\1" + bytes(8), b"\x80\1\0\3\0\xf8\0\1" + bytes(0xF8)])
def test_short_and_refused_answers(packet: bytes) -> None:
    with pytest.raises(FrameError):
        decode_discovery(packet, "127.0.0.1")
