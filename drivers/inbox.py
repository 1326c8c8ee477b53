"""Objects received over a network, on disk before the sender is told so, until somebody accepts them.

| JSON: source, time | LF | the bytes as they came |       one file each: TIME-HASH.received, written as .part
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from station.errors import DeviceFault, FormatError, StorageFull

SUFFIX = ".received"
LONGEST_HEADER = 4096


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waiting:
    """One object of the inbox."""

    name: str
    source: str
    received_at: datetime
    content: bytes


class Inbox:
    """A folder of received objects.

    Args:
        least_free: bytes that stay free on its disk.
    """

    def __init__(self, folder: Path, *, least_free: int) -> None:
        self.folder = folder
        self.least_free = least_free

    def open(self) -> list[str]:
        """Names that wait from an earlier run, oldest first; halves of a killed run are removed.

        Raises:
            DeviceFault: the folder cannot be made or read.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path in self.folder.glob("*.part"):
                path.unlink()
            return sorted(path.name for path in self.folder.glob(f"*{SUFFIX}"))
        except OSError as err:
            raise DeviceFault(
                "received scans cannot be kept: {cause}",
                remedy="free space on the disk of the folder, check its rights",
                source=str(self.folder), cause=err.strerror or str(err),
            ) from err  # fmt: skip

    def put(self, content: bytes, *, source: str, received_at: datetime) -> str:
        """Keep an object, flushed to disk; its name.

        Raises:
            StorageFull: no room left.
        """
        stamp = f"{int(received_at.timestamp() * 1e6):018d}"
        name = f"{stamp}-{hashlib.sha256(content).hexdigest()[:16]}{SUFFIX}"
        header = json.dumps({"source": source, "received_at": received_at.isoformat()}).encode()
        part = self.folder / f"{name}.part"
        try:
            if shutil.disk_usage(self.folder).free < len(content) + self.least_free:
                raise OSError(28, "too little room is left")
            with part.open("wb") as file:
                file.write(header + b"\n")
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / name)
            folder = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as err:
            part.unlink(missing_ok=True)
            raise StorageFull(
                "received scans cannot be kept: {cause}",
                remedy="free space on the disk of the folder, check its rights",
                source=str(self.folder), cause=err.strerror or str(err),
            ) from err  # fmt: skip
        return name

    def get(self, name: str) -> Waiting:
        """One object.

        Raises:
            FormatError: it was altered behind our back.
        """
        try:
            header, _, content = (self.folder / name).read_bytes().partition(b"\n")
            values = json.loads(header[:LONGEST_HEADER])
            return Waiting(
                name=name, source=str(values["source"]), content=content,
                received_at=datetime.fromisoformat(values["received_at"]),
            )  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError) as err:
            raise FormatError(
                "the received file {name} cannot be read: {cause}", remedy="have the scan sent again",
                source=str(self.folder), name=name, cause=str(err),
            ) from err  # fmt: skip

    def remove(self, name: str) -> None:
        """Its content is stored elsewhere."""
        (self.folder / name).unlink(missing_ok=True)
