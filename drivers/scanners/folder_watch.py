"""A folder that a scanner drops files into: each is taken once it is complete, and moved aside once it is stored.

FOLDER/file.dcm -> FOLDER/taken/file.dcm, with a line in FOLDER/taken/SHA256SUMS
                -> FOLDER/quarantine/file.dcm, with FOLDER/quarantine/file.dcm.reason.txt
"""

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from drivers.gathering import Gathering, Group
from station.clock import Clock
from station.errors import DeviceUnavailable, FormatError, StationError
from station.formats.intensity import Knowledge
from station.formats.received import Part, part_of, scan_of
from station.i18n import Phrase, translate
from station.types.device import DeviceHealth, DeviceIdentity, DeviceState
from station.types.received import ReceivedScan

UNFINISHED = (".part", ".tmp", ".partial", ".crdownload", ".filepart")
TAKEN, QUARANTINE, SUMS = "taken", "quarantine", "SHA256SUMS"
POLL_S = 0.25
MOST_FILES = 50_000


@dataclass(slots=True, kw_only=True)
class Seen:
    """A file as it was at the last look, and since when it is so."""

    size: int
    mtime_ns: int
    since: float


class FolderWatch:
    """Watches one folder and the folders in it.

    Args:
        address: the folder.
        settle_s: how long size and time of a file must stay before it counts as complete.
        sentinel: ending of a second file that says that the first is complete, such as ".done"; empty for none.
        wait_s: how long one energy waits for the other.
        largest_mb: of one file.
        identifiers: the name of a picture is the number of its item.
        scanner: and `air_level`, `log_scale`: what the site knows of the pictures (station.formats.intensity).
    """

    kind = "scanner"

    def __init__(
        self, *, name: str, address: str, clock: Clock, spool: Path | None = None, serial: str = "",
        simulated: bool = False, settle_s: float = 2.0, sentinel: str = "", wait_s: float = 30.0,
        largest_mb: int = 1024, identifiers: bool = False, scanner: str = "", air_level: float = 0.0,
        log_scale: float = 0.0,
    ) -> None:  # fmt: skip
        del serial, spool  # a folder has no serial number, and files wait where they are
        self.name, self.clock, self.simulated = name, clock, simulated
        self.folder = Path(address)
        self.settle_s, self.sentinel, self.largest_bytes = settle_s, sentinel, largest_mb << 20
        self.knowledge = Knowledge(
            scanner=scanner, air_level=air_level, log_scale=log_scale, names_are_identifiers=identifiers,
            simulated=simulated,
        )  # fmt: skip
        self.gathering = Gathering(clock=clock, wait_s=wait_s)
        self.seen: dict[str, Seen] = {}
        self.held: dict[str, str] = {}  # name -> hash of its data set, from reading until it is moved aside
        self.accepted: dict[str, str] = {}  # name -> hash of what is stored and not moved aside yet
        self.stuck: dict[str, Phrase] = {}  # what cannot be read or moved, with the reason
        self.looked_at = float("-inf")
        self.state, self.reason = DeviceState.DISCONNECTED, ""
        self.counts = dict.fromkeys(("received", "accepted", "again", "quarantined", "links"), 0.0)

    # --- life ------------------------------------------------------------------------------

    def open(self) -> None:
        """Look whether the folder is there, and whether files can be moved aside.

        Raises:
            DeviceUnavailable: it is not, or not for us.
        """
        try:
            for aside in (TAKEN, QUARANTINE):
                (self.folder.resolve(strict=True) / aside).mkdir(exist_ok=True)
            if not os.access(self.folder, os.R_OK | os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, "not readable and writable")
        except OSError as err:
            told = DeviceUnavailable(
                "the folder {path} cannot be watched: {cause}",
                remedy="connect the network drive, create the folder, or give this program the right to read and write",
                source=self.name, path=str(self.folder), cause=err.strerror or str(err),
            )  # fmt: skip
            self.state, self.reason = DeviceState.DISCONNECTED, str(told)
            raise told from err
        self.state, self.reason = DeviceState.READY, ""

    def rehearse(self) -> str:
        """What is in the folder, after trying all that `open` needs.

        Raises:
            DeviceUnavailable: the folder is not there, or not for us.
        """
        self.open()
        self.close()
        count = sum(1 for _ in self.files())
        return translate("Doctor", "{count} files wait in {folder}").format(count=count, folder=self.folder)

    def close(self) -> None:
        """Nothing is held open."""
        self.state = DeviceState.DISCONNECTED

    def health(self) -> DeviceHealth:
        """State and figures; `reason` names a file that is stuck."""
        values = {**self.counts, "waiting": float(len(self.seen)), "not_accepted": float(len(self.held)),
                  "stuck": float(len(self.stuck))}  # fmt: skip
        identity = DeviceIdentity(vendor="", model=f"folder {self.folder}", serial="", simulated=self.simulated)
        stuck = next((why.text() for why in self.stuck.values()), "")
        return DeviceHealth(name=self.name, kind=self.kind, state=self.state, identity=identity,
                            reason=self.reason or stuck, time=self.clock.now(), values=values)  # fmt: skip

    # --- looking ---------------------------------------------------------------------------

    def read(self, deadline_s: float) -> ReceivedScan | None:
        """The next whole scan, or half of one whose time is over; None if nothing is complete."""
        end = self.clock.monotonic() + deadline_s
        while True:
            if self.clock.monotonic() - self.looked_at >= POLL_S:
                self.look()
            group = self.gathering.due()
            scan = self.scan(group) if group is not None else None
            if scan is not None or self.clock.monotonic() >= end:
                return scan
            if group is None:
                self.clock.sleep(POLL_S)

    def look(self) -> None:
        """Find what is new, and take in what has settled."""
        self.open()
        self.clear_away()
        now = self.looked_at = self.clock.monotonic()
        found = dict(self.files())
        self.seen = {name: entry for name, entry in self.seen.items() if name in found}
        self.stuck = {name: why for name, why in self.stuck.items() if name in found}
        for name, (size, mtime_ns) in sorted(found.items()):
            if name in self.held:
                continue
            before = self.seen.get(name)
            if before is None or (before.size, before.mtime_ns) != (size, mtime_ns):
                self.seen[name] = Seen(size=size, mtime_ns=mtime_ns, since=now)
                self.stuck.pop(name, None)
            elif now - before.since >= self.settle_s and name not in self.stuck:
                self.take_in(name)

    def files(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """(name, (size, time)) of finished files; links are counted and never followed."""
        links = count = 0
        names: set[str] = set()
        for folder, folders, entries in os.walk(self.folder):
            inner = Path(folder).relative_to(self.folder)
            folders[:] = sorted(name for name in folders if not name.startswith(".")
                                and not (inner == Path() and name in (TAKEN, QUARANTINE)))  # fmt: skip
            names.update((inner / entry).as_posix() for entry in entries)
            if len(names) > MOST_FILES:
                break
        for name in sorted(names):
            with contextlib.suppress(OSError):  # gone again
                known = (self.folder / name).lstat()
                links += stat.S_ISLNK(known.st_mode)
                if stat.S_ISREG(known.st_mode) and self.is_wanted(name, names):
                    count += 1
                    yield name, (known.st_size, known.st_mtime_ns)
        self.counts["links"] = float(links)

    def is_wanted(self, name: str, names: set[str]) -> bool:
        """Whether a name is that of a finished file."""
        if Path(name).name.startswith(".") or name.lower().endswith(UNFINISHED):
            return False
        if self.sentinel:
            return not name.endswith(self.sentinel) and name + self.sentinel in names
        return True

    def take_in(self, name: str) -> None:
        """Read a complete file and put it to its fellows."""
        try:
            content = self.content(name)
            part = part_of(name, content)
        except FormatError as err:
            self.quarantine(name, err)
            return
        except OSError as err:
            self.stuck[name] = Phrase(
                context="FolderWatch", template="{name} cannot be read: {cause}",
                values={"name": name, "cause": err.strerror or str(err)},
            )  # fmt: skip
            return
        if part.original.data_sha256 in self.held.values():
            self.counts["again"] += 1
            self.move(name, TAKEN)
            return
        self.seen.pop(name, None)
        self.held[name] = part.original.data_sha256
        self.counts["received"] += 1
        self.gathering.add(name, part, source=str(self.folder), received_at=self.clock.now())

    def content(self, name: str) -> bytes:
        """The bytes of a file that lies in the folder itself, whatever its links say by now."""
        handle = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            known = os.fstat(handle)
            place = Path(f"/proc/self/fd/{handle}").resolve()
            if not stat.S_ISREG(known.st_mode) or not place.is_relative_to(self.folder.resolve()):
                raise FormatError("it leads out of the folder", remedy="put the file itself there, no link",
                                  source=name)  # fmt: skip
            if known.st_size > self.largest_bytes:
                raise FormatError("it has {size} bytes, more than allowed", remedy="raise largest_mb if it is right",
                                  source=name, size=known.st_size)  # fmt: skip
            return file.read(self.largest_bytes + 1)

    def scan(self, group: Group) -> ReceivedScan | None:
        """The scan of a group; None if a file has changed or gone since, which is then looked at anew."""
        parts: list[Part] = []
        for name in group.names:
            try:
                part = part_of(name, self.content(name))
            except (OSError, StationError):
                part = None
            if part is None or part.original.data_sha256 != self.held.get(name):
                for again in group.names:
                    self.held.pop(again, None)
                return None
            parts.append(part)
        return scan_of(parts, self.knowledge, source=group.source, received_at=group.received_at)

    # --- moving aside ----------------------------------------------------------------------

    def accept(self, scan: ReceivedScan) -> None:
        """The scan is stored: its files go to `taken`, with their hashes."""
        self.accepted |= {original.name: original.sha256 for original in scan.originals}
        self.counts["accepted"] += 1
        self.clear_away()

    def clear_away(self) -> None:
        """Move what is accepted; what cannot be moved now is tried again at every look."""
        for name, sha256 in list(self.accepted.items()):
            target = self.move(name, TAKEN)
            if target is None and (self.folder / name).exists():
                continue
            del self.accepted[name]
            self.held.pop(name, None)
            if target is not None:
                line = f"{sha256}  {target.relative_to(self.folder / TAKEN).as_posix()}\n"
                with contextlib.suppress(OSError), (self.folder / TAKEN / SUMS).open("a", encoding="utf-8") as sums:
                    # A full disk costs this list a line, not the scan: the store has the hash too.
                    sums.write(line)

    def quarantine(self, name: str, err: FormatError) -> None:
        """Move a file that cannot be used aside, with the reason beside it."""
        target = self.move(name, QUARANTINE)
        if target is None:
            return
        self.counts["quarantined"] += 1
        text = f"{datetime.now(UTC).isoformat(timespec='seconds')} {name}\n{err}\n"
        with contextlib.suppress(OSError):
            target.with_name(target.name + ".reason.txt").write_text(text, encoding="utf-8")

    def move(self, name: str, aside: str) -> Path | None:
        """Rename a file into a folder of ours, under another name if that one is taken; None if it cannot be."""
        source = self.folder / name
        try:
            target = self.free_name(self.folder / aside / name, source)
            target.parent.mkdir(parents=True, exist_ok=True)
            source.rename(target)
            if self.sentinel:
                (self.folder / (name + self.sentinel)).unlink(missing_ok=True)
        except OSError as err:
            self.stuck[name] = Phrase(
                context="FolderWatch", template="{name} cannot be moved aside: {cause}",
                values={"name": name, "cause": err.strerror or str(err)},
            )  # fmt: skip
            return None
        self.seen.pop(name, None)
        self.stuck.pop(name, None)
        return target

    def free_name(self, target: Path, source: Path) -> Path:
        """`target`, or the same with the start of the file's hash where another file has that name."""
        if not target.exists():
            return target
        digest = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
        return target.with_name(f"{target.stem}.{digest}{target.suffix}")
