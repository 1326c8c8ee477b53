"""Messages of Spellman generators (device rules, 3.1).

request | STX CMD , ARG , ... CSUM ETX      CSUM on RS-232 and USB only, never on Ethernet
done    | STX CMD , $ , CSUM ETX
refused | STX CMD , <digit> , CSUM ETX      or CMD , ! , <digit> ,
"""

from collections.abc import Sequence
from dataclasses import dataclass

from drivers.framing.checksums import spellman_sum
from drivers.framing.stx_etx import ETX, STX

# Full scale in digits.
DIGITS = 4095


@dataclass(frozen=True, slots=True)
class Message:
    """A frame taken apart: number and arguments; number -1 for a bare error word."""

    number: int
    arguments: tuple[str, ...]


def encode(number: int, arguments: Sequence[object] = (), *, checksum: bool) -> bytes:
    """The frame of a command."""
    content = "".join(f"{part}," for part in (f"{number:02d}", *arguments)).encode("ascii")
    return bytes([STX]) + content + (bytes([spellman_sum(content)]) if checksum else b"") + bytes([ETX])


def decode(frame: bytes, *, checksum: bool) -> Message | None:
    """The message of a frame without STX and ETX; None if it is none, or its checksum is wrong."""
    content = frame
    if checksum:
        if len(frame) < 2 or spellman_sum(frame[:-1]) != frame[-1]:
            return None
        content = frame[:-1]
    parts = content.decode("ascii", "replace").split(",")
    if len(parts) < 2 or parts[-1] or not (parts[0].isascii() and parts[0].isdigit()) or len(parts[0]) > 4:
        return None
    return Message(int(parts[0]), tuple(parts[1:-1]))


def whole(text: str, most: int = DIGITS) -> int | None:
    """A number from 0 to `most`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) <= most else None


def numbers(arguments: Sequence[str], count: int, most: int = DIGITS) -> tuple[int, ...] | None:
    """Exactly `count` numbers from 0 to `most`."""
    values = [whole(argument, most) for argument in arguments]
    return (
        tuple(value for value in values if value is not None) if len(values) == count and None not in values else None
    )


def decimal(text: str) -> float | None:
    """A plain decimal number that is not below zero."""
    left, _, right = text.partition(".")
    digits = left + right
    return float(text) if digits.isascii() and digits.isdigit() and len(digits) < 16 and left else None
