"""Counts of 16 bits -> bytes of a pixel format, bit by bit as the naming convention draws them (GenICam PFNC)."""

import numpy as np
from numpy.typing import NDArray

CODES = {
    "Mono8": 0x01080001, "Mono10": 0x01100003, "Mono12": 0x01100005, "Mono14": 0x01100025, "Mono16": 0x01100007,
    "Mono10Packed": 0x010C0004, "Mono12Packed": 0x010C0006, "Mono10p": 0x010A0046, "Mono12p": 0x010C0047,
}  # fmt: skip
NAMES = {code: name for name, code in CODES.items()}
DEPTHS = {"Mono8": 8, "Mono10": 10, "Mono12": 12, "Mono14": 14, "Mono16": 16}


def depth_of(name: str) -> int:
    """Bits of a count."""
    return DEPTHS[name.removesuffix("Packed").removesuffix("p")]


def packed(rows: NDArray[np.uint16], name: str) -> bytes:
    """The picture of a converter that has fewer bits: the upper ones of each count."""
    depth = depth_of(name)
    counts = (rows >> np.uint16(16 - depth)).reshape(-1)
    if name.endswith("Packed"):
        return pairs(counts, depth)
    if name.endswith("p"):
        # One stream of bits, the lowest bit of the first pixel first.
        bits = (counts[:, None] >> np.arange(depth, dtype=np.uint16) & 1).astype(np.uint8)
        return np.packbits(bits.reshape(-1), bitorder="little").tobytes()
    return counts.astype("<u2" if depth > 8 else np.uint8).tobytes()


def pairs(counts: NDArray[np.uint16], depth: int) -> bytes:
    """Two pixels in three bytes: the upper eight bits of each outside, the lower bits of both in the middle."""
    low = depth - 8
    a, b = counts[0::2], counts[1::2]
    middle = (a & (1 << low) - 1) | (b & (1 << low) - 1) << 4
    return np.stack([a >> low, middle, b >> low], axis=1).astype(np.uint8).tobytes()
