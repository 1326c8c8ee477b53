"""Files by the hash of their content: written whole or not at all, checked at every read."""

import hashlib
from pathlib import Path

from station.access.private import private_folder, write_private
from station.errors import StorageDamaged, StorageFull


class FolderBlobs:
    """Content-addressed files in a folder, two levels deep."""

    def __init__(self, folder: Path) -> None:
        self.folder = private_folder(folder)

    def path(self, sha256: str) -> Path:
        """Where the file of this hash is."""
        return self.folder / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """Write to a temporary name, flush, rename, flush the folder; the SHA-256 in hex.

        Raises:
            StorageFull: the disk is full or cannot be written.
        """
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if path.exists():
            return digest
        try:
            private_folder(path.parent)
            write_private(path, content, replace=True)
        except OSError as err:
            raise cannot_write(self.folder, err) from err
        return digest

    def get(self, sha256: str) -> bytes:
        """The content.

        Raises:
            StorageDamaged: missing, or it does not agree with its hash.
        """
        try:
            content = self.path(sha256).read_bytes()
        except OSError as err:
            raise StorageDamaged(
                "file {name} is missing", remedy="restore it from the backup", name=sha256[:12]
            ) from err
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StorageDamaged(
                "file {name} does not agree with its hash", remedy="restore it from the backup", name=sha256[:12]
            )
        return content


def cannot_write(folder: Path, err: OSError) -> StorageFull:
    """What to tell of a disk that takes nothing."""
    return StorageFull(
        "{folder} cannot be written: {cause}", remedy="free space on its disk, and give the folder to this user",
        folder=str(folder), cause=err.strerror or str(err),
    )  # fmt: skip
