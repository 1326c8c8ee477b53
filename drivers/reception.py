"""From the inbox to whole scans: threads of peers put objects in, the lane takes scans out."""

import threading
from pathlib import Path

from drivers.gathering import Gathering, Group
from drivers.inbox import Inbox
from station.clock import Clock
from station.errors import FormatError
from station.formats.intensity import Knowledge
from station.formats.received import Part, part_of, scan_of, unreadable_scan
from station.types.received import ReceivedScan

POLL_S = 0.05


class Reception:
    """Objects on disk until their scan is accepted.

    Args:
        wait_s: how long one energy waits for the others.
        least_free: bytes that stay free on the disk.
    """

    def __init__(self, folder: Path, knowledge: Knowledge, *, clock: Clock, wait_s: float, least_free: int) -> None:
        self.inbox = Inbox(folder, least_free=least_free)
        self.knowledge = knowledge
        self.clock = clock
        self.gathering = Gathering(clock=clock, wait_s=wait_s)
        self.lock, self.writing = threading.Lock(), threading.Lock()
        self.unread: list[str] = []
        self.held: dict[str, str] = {}  # name in the inbox -> hash of its data set

    def open(self) -> None:
        """Take up what an earlier run left.

        What waits is known by its content before the first peer can send: a scanner whose answer was lost with the
        earlier run sends the same objects again.

        Raises:
            DeviceFault: the folder cannot be used.
        """
        names = self.inbox.open()
        with self.lock:
            fresh = [name for name in names if name not in self.held]
        hashes = {name: self.hash_of(name) for name in fresh}
        with self.lock:
            self.held |= hashes
            self.unread += fresh

    def hash_of(self, name: str) -> str:
        """The hash of the data set of a waiting object, empty if it cannot be read."""
        try:
            return part_of(name, self.inbox.get(name).content).original.data_sha256
        except FormatError:
            return ""

    def put(self, part: Part, *, source: str) -> bool:
        """Keep an object, flushed; False if the same one waits already.

        Raises:
            StorageFull: no room left.
        """
        # One writer at a time: "the same waits already" must mean that it is on disk already.
        with self.writing:
            with self.lock:
                if part.original.data_sha256 in self.held.values():
                    return False
            name = self.inbox.put(part.original.content, source=source, received_at=self.clock.now())
            with self.lock:
                self.held[name] = part.original.data_sha256
                self.unread.append(name)
        return True

    def read(self, deadline_s: float) -> ReceivedScan | None:
        """The next scan that is whole, or whose time is over; None if none is before the deadline."""
        end = self.clock.monotonic() + deadline_s
        while True:
            scan = self.next_scan()
            if scan is not None or self.clock.monotonic() >= end:
                return scan
            self.clock.sleep(POLL_S)

    def next_scan(self) -> ReceivedScan | None:
        """The next scan that is whole, or whose time is over; None if there is none now."""
        with self.lock:
            names, self.unread = self.unread, []
        for name in names:
            self.sort_in(name)
        group = self.gathering.due()
        return self.scan(group) if group is not None else None

    def sort_in(self, name: str) -> None:
        """Put an object to its fellows."""
        try:
            waiting = self.inbox.get(name)
        except FormatError:
            # Somebody emptied the folder behind our back; there is nothing left to hand on.
            self.forget(name)
            return
        try:
            part = part_of(name, waiting.content)
        except FormatError:
            self.gathering.alone(name, source=waiting.source, received_at=waiting.received_at)
            return
        with self.lock:
            self.held[name] = part.original.data_sha256
        self.gathering.add(name, part, source=waiting.source, received_at=waiting.received_at)

    def scan(self, group: Group) -> ReceivedScan:
        """The scan of a group."""
        contents = [(name, self.inbox.get(name).content) for name in group.names]
        try:
            parts = [part_of(name, content) for name, content in contents]
        except FormatError as err:
            name, content = contents[0]
            return unreadable_scan(name, content, str(err), source=group.source, received_at=group.received_at)
        return scan_of(parts, self.knowledge, source=group.source, received_at=group.received_at)

    def accept(self, scan: ReceivedScan) -> None:
        """The scan is stored elsewhere."""
        for original in scan.originals:
            self.inbox.remove(original.name)
            self.forget(original.name)

    def forget(self, name: str) -> None:
        """An object is gone."""
        with self.lock:
            self.held.pop(name, None)

    @property
    def figures(self) -> dict[str, float]:
        """What waits."""
        with self.lock:
            return {"waiting": float(len(self.unread) + self.gathering.waiting), "not_accepted": float(len(self.held))}
