"""Pixel formats: bytes by hand from the drawings of the naming convention, and back from the simulated detector."""

import numpy as np
import pytest

from drivers.gige.pixels import FORMATS, format_of_code, format_of_name
from drivers.sim.gige_pixels import CODES, depth_of, packed
from station.errors import ConfigError, DeviceFault

# Pixels of 12 bits: ABC, 123; of 10 bits: 3A5, 05A, 2C3, 1FE.
VECTORS = [
    ("Mono8", "00 7f ff", [0, 127, 255]),
    ("Mono10", "a5 03 5a 00", [0x3A5, 0x05A]),
    ("Mono12", "bc 0a 23 01", [0xABC, 0x123]),
    ("Mono14", "ff 3f 01 20", [0x3FFF, 0x2001]),
    ("Mono16", "cd ab ff ff", [0xABCD, 0xFFFF]),
    ("Mono12Packed", "ab 3c 12", [0xABC, 0x123]),
    ("Mono12p", "bc 3a 12", [0xABC, 0x123]),
    ("Mono10Packed", "e9 21 16", [0x3A5, 0x05A]),
    # 0x3A5 | 0x05A << 10 | 0x2C3 << 20 | 0x1FE << 30, from the lowest byte
    ("Mono10p", "a5 6b 31 ac 7f", [0x3A5, 0x05A, 0x2C3, 0x1FE]),
]


@pytest.mark.parametrize(("name", "content", "counts"), VECTORS)
def test_vectors(name: str, content: str, counts: list[int]) -> None:
    data = np.frombuffer(bytes.fromhex(content), np.uint8).copy()
    assert format_of_name(name).unpack(data).tolist() == counts


@pytest.mark.parametrize("name", [known.name for known in FORMATS])
def test_the_bits_of_the_simulated_detector_come_back(name: str, rng: np.random.Generator) -> None:
    rows = rng.integers(0, 65536, (5, 1280), dtype=np.uint16)
    known = format_of_code(CODES[name])
    data = packed(rows, name)
    assert len(data) == 5 * known.row_bytes(1280)
    counts = known.unpack(np.frombuffer(data, np.uint8).copy()).reshape(5, 1280)
    assert np.array_equal(counts, rows >> (16 - depth_of(name)))


def test_the_codes_tell_the_size() -> None:
    for known in FORMATS:
        bits = known.code >> 16 & 0xFF
        assert known.group_bytes * 8 == bits * known.group, known.name


def test_rows_that_share_bytes_are_refused() -> None:
    with pytest.raises(DeviceFault, match="whole groups of Mono10p"):
        format_of_name("Mono10p").row_bytes(1282)
    assert format_of_name("Mono12p").row_bytes(1282) == 1923


def test_unknown_formats_are_refused() -> None:
    with pytest.raises(DeviceFault, match="0x2100032"):
        format_of_code(0x02100032)
    with pytest.raises(ConfigError, match="no pixel format Mono11"):
        format_of_name("Mono11")
