"""Pixel formats: bytes of a stream -> counts of 16 bits (codes and bit orders: GenICam Pixel Format Naming Convention).

Mono8      one byte each            Mono10, 12, 14, 16   two bytes each, little-endian, the upper bits zero
Mono10p    four in five bytes, Mono12p two in three: one stream of bits, lowest first
Mono12Packed (GigE Vision)  | a bits 11..4 | b bits 3..0, a bits 3..0 | b bits 11..4 |
Mono10Packed (GigE Vision)  | a bits 9..2 | 0 0 b bits 1..0, 0 0 a bits 1..0 | b bits 9..2 |

Counts stay as the detector counted: a 12-bit value is 0 to 4095, not stretched.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from station.errors import ConfigError, DeviceFault

Bytes = NDArray[np.uint8]
Counts = NDArray[np.uint16]


def from_8(data: Bytes) -> Counts:
    """Mono8."""
    return data.astype(np.uint16)


def from_16(data: Bytes) -> Counts:
    """Mono10 to Mono16: the bytes themselves, no copy."""
    return data.view("<u2")


def from_12p(data: Bytes) -> Counts:
    """Mono12p."""
    first, middle, last = data.reshape(-1, 3).T.astype(np.uint16)
    counts = np.empty((len(first), 2), np.uint16)
    counts[:, 0] = first | (middle & 0x0F) << 8
    counts[:, 1] = middle >> 4 | last << 4
    return counts.reshape(-1)


def from_12_packed(data: Bytes) -> Counts:
    """Mono12Packed."""
    first, middle, last = data.reshape(-1, 3).T.astype(np.uint16)
    counts = np.empty((len(first), 2), np.uint16)
    counts[:, 0] = first << 4 | middle & 0x0F
    counts[:, 1] = last << 4 | middle >> 4
    return counts.reshape(-1)


def from_10_packed(data: Bytes) -> Counts:
    """Mono10Packed."""
    first, middle, last = data.reshape(-1, 3).T.astype(np.uint16)
    counts = np.empty((len(first), 2), np.uint16)
    counts[:, 0] = first << 2 | middle & 0x03
    counts[:, 1] = last << 2 | middle >> 4 & 0x03
    return counts.reshape(-1)


def from_10p(data: Bytes) -> Counts:
    """Mono10p."""
    columns = data.reshape(-1, 5).T.astype(np.uint16)
    counts = np.empty((columns.shape[1], 4), np.uint16)
    for place in range(4):
        low, high = columns[place], columns[place + 1]
        counts[:, place] = low >> 2 * place | (high & (1 << 2 * place + 2) - 1) << 8 - 2 * place
    return counts.reshape(-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelFormat:
    """One format.

    Attributes:
        name: as GenICam calls it.
        code: 32-bit id, as leader and PixelFormat register carry it.
        group: pixels that share bytes.
        group_bytes: bytes of such a group.
        unpack: whole groups of bytes -> counts.
    """

    name: str
    code: int
    group: int
    group_bytes: int
    unpack: Callable[[Bytes], Counts]

    def row_bytes(self, width: int) -> int:
        """Bytes of a row.

        Raises:
            DeviceFault: the row does not end with a group, so that rows would share bytes.
        """
        if width % self.group:
            raise DeviceFault(
                "rows of {width} values do not fill whole groups of {format}", format=self.name, width=width,
                remedy="choose an even width, or a format of 8 or 16 bits",
            )  # fmt: skip
        return width // self.group * self.group_bytes


FORMATS = tuple(
    PixelFormat(name=name, code=code, group=group, group_bytes=group_bytes, unpack=unpack)
    for name, code, group, group_bytes, unpack in (
        ("Mono8", 0x01080001, 1, 1, from_8),
        ("Mono10", 0x01100003, 1, 2, from_16),
        ("Mono12", 0x01100005, 1, 2, from_16),
        ("Mono14", 0x01100025, 1, 2, from_16),
        ("Mono16", 0x01100007, 1, 2, from_16),
        ("Mono10Packed", 0x010C0004, 2, 3, from_10_packed),
        ("Mono12Packed", 0x010C0006, 2, 3, from_12_packed),
        ("Mono10p", 0x010A0046, 4, 5, from_10p),
        ("Mono12p", 0x010C0047, 2, 3, from_12p),
    )
)


def format_of_code(code: int) -> PixelFormat:
    """The format that a device names by its id.

    Raises:
        DeviceFault: none that we read.
    """
    found = next((known for known in FORMATS if known.code == code), None)
    if found is None:
        raise DeviceFault(
            "the detector sends pixel format {code}", remedy="set one of {known}", code=hex(code),
            known=", ".join(known.name for known in FORMATS),
        )  # fmt: skip
    return found


def format_of_name(name: str) -> PixelFormat:
    """The format that a person names.

    Raises:
        ConfigError: none that we read.
    """
    found = next((known for known in FORMATS if known.name == name), None)
    if found is None:
        raise ConfigError(
            "there is no pixel format {name}", remedy="write one of {known}", name=name,
            known=", ".join(known.name for known in FORMATS),
        )  # fmt: skip
    return found
