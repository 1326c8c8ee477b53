"""Captures: the traffic of a link in a file, and the file played back as the device.

    inspection-station capture 1
    # tcp:10.0.0.5:8001, 2026-01-01T00:00:00+00:00
    0.000000 o                         opened
    0.000210 > 400d0a                  the station sent "@" CR LF
    0.004711 < 49342041202242220d0a    the device sent
    9.120000 x                         the link broke
    9.120100 c                         closed

Seconds since the first line, a mark, the bytes in hexadecimal.
"""

import logging
import re
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from drivers.link.base import Link
from station.clock import Clock
from station.errors import DeviceUnavailable, FormatError, LinkLost

HEAD = "inspection-station capture 1"
LINE = re.compile(r"^([0-9]{1,9}\.[0-9]{6}) ([oxc<>])(?: ((?:[0-9a-f]{2})+))?$")
OPENED, BROKE, CLOSED, SENT, RECEIVED = "oxc><"
LIMIT_BYTES = 8 << 20
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a capture."""

    seconds: float
    mark: str
    content: bytes


def read_capture(path: Path) -> tuple[Record, ...]:
    """The records of a capture; a last line that was cut (the station was killed) is left out.

    Raises:
        FormatError: it is no capture, or a line of it is none.
    """
    try:
        head, *lines = path.read_text(encoding="ascii").split("\n")
    except (OSError, UnicodeDecodeError) as err:
        raise FormatError("cannot read the capture {path}: {cause}", remedy="name a file that tap: has written",
                          path=str(path), cause=str(err)) from err  # fmt: skip
    if head != HEAD:
        raise FormatError("{path} is no capture of this program", remedy="name a file that tap: has written",
                          path=str(path))  # fmt: skip
    records = []
    # What follows the last line feed is empty, or a line that was cut.
    for number, line in enumerate(lines[:-1], 2):
        found = LINE.match(line)
        if found is not None and (found[2] in (SENT, RECEIVED)) == (found[3] is not None):
            records.append(Record(float(found[1]), found[2], bytes.fromhex(found[3] or "")))
        elif not line.startswith("#"):
            raise FormatError("line {number} of {path} is no record of a capture", remedy="delete that line",
                              number=number, path=str(path))  # fmt: skip
    return tuple(records)


class TapLink:
    """Any link, with its traffic written down.

    At `limit_bytes` the file becomes FILE.1, in place of the one before, and a new one begins: the newest traffic
    is kept, in at most twice the limit. A file that cannot be written ends the recording, not the traffic.
    """

    def __init__(self, inner: Link, path: Path, *, clock: Clock, limit_bytes: int = LIMIT_BYTES) -> None:
        self.address = inner.address
        self.inner = inner
        self.path = path
        self.clock = clock
        self.limit_bytes = limit_bytes
        self.file: TextIOWrapper | None = None
        self.written = 0
        self.began = 0.0
        self.failed = False

    def open(self) -> None:
        """Connect; every opening is in the capture."""
        self.inner.open()
        self.note(OPENED)

    def read(self, deadline_s: float) -> bytes:
        """Bytes that are there."""
        try:
            received = self.inner.read(deadline_s)
        except LinkLost:
            self.note(BROKE)
            raise
        if received:
            self.note(RECEIVED, received)
        return received

    def write(self, content: bytes) -> None:
        """Send all of it."""
        self.note(SENT, content)
        try:
            self.inner.write(content)
        except LinkLost:
            self.note(BROKE)
            raise

    def close(self) -> None:
        """Let go of the link and of the file."""
        self.inner.close()
        if self.file is not None:
            self.note(CLOSED)
        self.shut()

    def note(self, mark: str, content: bytes = b"") -> None:
        """One line, flushed: a killed station loses none."""
        if self.failed:
            return
        try:
            file = self.opened()
            seconds = self.clock.monotonic() - self.began
            self.written += file.write(f"{seconds:.6f} {mark} {content.hex()}".rstrip() + "\n")
            file.flush()
            if self.written > self.limit_bytes:
                self.shut()
                self.path.replace(self.path.with_name(self.path.name + ".1"))
        except OSError as err:
            self.failed = True
            logger.warning("%s: recording ends: %s", self.path, err)
            self.shut()

    def opened(self) -> TextIOWrapper:
        """The file; an older capture of the same name is kept as FILE.1."""
        if self.file is None:
            fresh = not self.written or self.written > self.limit_bytes
            if fresh and self.path.exists():
                self.path.replace(self.path.with_name(self.path.name + ".1"))
            self.file = self.path.open("w" if fresh else "a", encoding="ascii")
            if fresh:
                self.began = self.clock.monotonic()
                self.written = self.file.write(f"{HEAD}\n# {self.address}, {self.clock.now().isoformat()}\n")
        return self.file

    def shut(self) -> None:
        """Let go of the file."""
        file, self.file = self.file, None
        if file is not None:
            try:
                file.close()
            except OSError as err:
                logger.warning("%s: the last lines were not written: %s", self.path, err)


class ReplayLink:
    """A capture as a device: it says what the device said, as long after each command as then.

    A command that the capture does not have next is looked for further on; one that it never has is answered with
    silence and counted in `unknown`. When the last opening of the capture is used up, nothing answers any more.
    """

    def __init__(self, path: Path, *, clock: Clock) -> None:
        self.address = f"replay:{path}"
        self.path = path
        self.clock = clock
        self.records: tuple[Record, ...] | None = None
        self.next = 0
        self.shift_s = 0.0
        self.is_open = False
        self.unknown = 0

    def open(self) -> None:
        """The next opening of the capture."""
        try:
            self.records = read_capture(self.path) if self.records is None else self.records
        except FormatError as err:
            raise DeviceUnavailable("{cause}", remedy="name a file that tap: has written", source=self.address,
                                    cause=err.message) from err  # fmt: skip
        for place in range(self.next, len(self.records)):
            if self.records[place].mark == OPENED:
                self.next, self.is_open = place + 1, True
                self.shift_s = self.clock.monotonic() - self.records[place].seconds
                return
        raise DeviceUnavailable("the capture is over", remedy="start again to play it from its beginning",
                                source=self.address)  # fmt: skip

    def read(self, deadline_s: float) -> bytes:
        """What the device said next, at its time."""
        end = self.clock.monotonic() + deadline_s
        record = self.current()
        if record is not None and record.mark in (RECEIVED, BROKE):
            due = record.seconds + self.shift_s
            if due <= end:
                self.clock.sleep(max(due - self.clock.monotonic(), 0.0))
                self.next += 1
                if record.mark == RECEIVED:
                    return record.content
                self.is_open = False
                raise self.lost("as it did when it was captured")
        self.clock.sleep(max(end - self.clock.monotonic(), 0.0))
        return b""

    def write(self, content: bytes) -> None:
        """Take the capture on to behind this command."""
        self.current()
        records = self.records or ()
        for place in range(self.next, len(records)):
            if records[place].mark == OPENED:
                break
            if records[place].mark == SENT and records[place].content == content:
                self.next = place + 1
                self.shift_s = self.clock.monotonic() - records[place].seconds
                return
        self.unknown += 1

    def close(self) -> None:
        """Hang up."""
        self.is_open = False

    def current(self) -> Record | None:
        """The record that is due next; the link must be open."""
        if not self.is_open or self.records is None:
            raise self.lost("not open")
        return self.records[self.next] if self.next < len(self.records) else None

    def lost(self, cause: str) -> LinkLost:
        """What to tell of a broken link."""
        return LinkLost("the connection broke: {cause}", remedy="check the device and its cable", source=self.address,
                        cause=cause)  # fmt: skip
