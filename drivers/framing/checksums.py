"""Checksums of frames."""


def spellman_sum(content: bytes) -> int:
    """The checksum byte of Spellman generators over all bytes between STX and the checksum (device rules, 3.1).

    0x40 to 0x7F, so it is never STX or ETX. A plain sum: bytes in another order, or +1 and -1, give the same.
    """
    return (-sum(content) & 0x7F) | 0x40
