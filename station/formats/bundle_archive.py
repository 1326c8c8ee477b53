"""The ZIP under an evidence bundle, in the one form that there is of it; every ZIP program opens it.

    | local header, name, content | ... | central directory | end record |

Contents are stored, never compressed: nothing can swell when it is opened. Times are 1980-01-01, there are no extra
fields, no comments, names are plain ASCII. Whatever a byte of the archive is, it follows from the names and contents;
so a reader that has those compares the rest, and no byte can change unseen. (APPNOTE.TXT 6.3.10, 4.3.7, 4.3.12, 4.3.16)
"""

import re
import struct
import zlib
from collections.abc import Mapping

from station.errors import ChecksumMismatch, FormatError, InputUnsuitable

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
NEEDS, DATE = 20, 0x0021
LARGEST = 1 << 30
MOST_MEMBERS = 4096
LONGEST_NAME = 120
PART = r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*"
NAME = re.compile(rf"{PART}(?:/{PART}){{0,3}}")


def proper_name(name: str) -> bool:
    """Whether a member may be called so: relative, no dots that climb, nothing that a file system reads otherwise."""
    return len(name) <= LONGEST_NAME and NAME.fullmatch(name) is not None


def pack(members: Mapping[str, bytes]) -> bytes:
    """The archive, members in the order of the mapping.

    Raises:
        InputUnsuitable: a name that no member has, or more than an archive takes.
    """
    size = sum(len(content) for content in members.values())
    if size > LARGEST - (1 << 20) or len(members) > MOST_MEMBERS or not all(map(proper_name, members)):
        raise InputUnsuitable(
            "{count} files of {size} MB do not go into a bundle", remedy="export fewer scans at a time",
            count=len(members), size=size >> 20,
        )  # fmt: skip
    local = [local_header(name, content) + content for name, content in members.items()]
    return b"".join([*local, directory(members)])


def local_header(name: str, content: bytes) -> bytes:
    """What stands before a content."""
    size = len(content)
    return LOCAL.pack(
        b"PK\3\4", NEEDS, 0, 0, 0, DATE, zlib.crc32(content), size, size, len(name), 0
    ) + name.encode("ascii")  # fmt: skip


def directory(members: Mapping[str, bytes]) -> bytes:
    """What stands after the last content."""
    entries, offset = [], 0
    for name, content in members.items():
        size = len(content)
        # 0x031E: made on Unix by 3.0; 0o100600 << 16: a plain file that its owner may read.
        entries.append(CENTRAL.pack(
            b"PK\1\2", 0x031E, NEEDS, 0, 0, 0, DATE, zlib.crc32(content), size, size, len(name), 0, 0, 0, 0,
            0o100600 << 16, offset,
        ) + name.encode("ascii"))  # fmt: skip
        offset += LOCAL.size + len(name) + size
    body = b"".join(entries)
    return body + END.pack(b"PK\5\6", 0, 0, len(members), len(members), len(body), offset, 0)


def unpack(archive: bytes) -> dict[str, bytes]:
    """The members, in order.

    Raises:
        ChecksumMismatch: a content was changed; the text names the member.
        FormatError: anything else than what `pack` writes; the text names the place.
    """
    if len(archive) > LARGEST:
        raise FormatError("the bundle is larger than {size} MB", remedy="take the original", size=LARGEST >> 20)
    members: dict[str, bytes] = {}
    offset = 0
    while archive[offset : offset + 4] == b"PK\3\4":
        name, content = member_at(archive, offset)
        if name in members:
            raise FormatError("the bundle has two members {name}", remedy="take the original", name=name)
        if len(members) == MOST_MEMBERS:
            raise FormatError("the bundle has more than {count} members", remedy="take the original",
                              count=MOST_MEMBERS)  # fmt: skip
        members[name] = content
        offset += LOCAL.size + len(name) + len(content)
    rest, expected = archive[offset:], directory(members)
    if rest != expected:
        pairs = enumerate(zip(rest, expected, strict=False))
        place = next((n for n, (is_, should) in pairs if is_ != should), min(len(rest), len(expected)))
        raise FormatError(
            "the bundle was changed after its last member, at byte {place}", remedy="take the original",
            place=offset + place,
        )  # fmt: skip
    return members


def member_at(archive: bytes, offset: int) -> tuple[str, bytes]:
    """Name and content of the member whose header stands here."""
    start = offset + LOCAL.size
    if len(archive) < start:
        raise FormatError("the bundle ends within a header", remedy="copy it again")
    *_, crc, _, size, name_length, _ = LOCAL.unpack_from(archive, offset)
    name = archive[start : start + name_length].decode("latin-1")
    if not proper_name(name):
        raise FormatError(
            "the bundle has a member with a forbidden name at byte {place}: {name}", remedy="take the original",
            place=start, name=ascii(name[:LONGEST_NAME]),
        )  # fmt: skip
    content = archive[start + name_length : start + name_length + size]
    if len(content) < size:
        raise FormatError("the bundle ends within {name}", remedy="copy it again", name=name)
    if zlib.crc32(content) != crc:
        raise ChecksumMismatch("{name} in the bundle was changed", remedy="take the original", name=name)
    if archive[offset:start] != local_header(name, content)[: LOCAL.size]:
        raise FormatError("the header of {name} in the bundle was changed", remedy="take the original", name=name)
    return name, content
