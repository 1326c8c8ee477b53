"""The store as one thing: the parts over one database and one folder of files."""

from pathlib import Path

from station.access.private import private_file, private_folder
from station.errors import StationError
from station.storage.accounts import AccountPart
from station.storage.blobs import FolderBlobs, cannot_write
from station.storage.database import open_database
from station.storage.items import ItemPart
from station.storage.live import LivePart
from station.storage.originals import OriginalPart
from station.storage.people import PeoplePart
from station.storage.radiation import RadiationPart
from station.storage.scans import ScanPart
from station.storage.seal import Seal
from station.storage.verification import AuditCheck


class SqlStore(ItemPart, ScanPart, OriginalPart, RadiationPart, PeoplePart, AccountPart, LivePart):
    """Everything that is kept, in `folder`: station.db, blobs/, keys/, audit-checkpoints.jsonl.

    Raises:
        StorageFull: the folder cannot be written.
        ConfigError: a newer program wrote it.
    """

    def __init__(self, folder: Path) -> None:
        # SQLite gives its log and its shared memory the mode of the database.
        try:
            blobs = FolderBlobs(private_folder(folder) / "blobs")
            database = private_file(folder / "station.db")
        except OSError as err:
            raise cannot_write(folder, err) from err
        super().__init__(open_database(database), blobs, Seal(folder))
        self.folder = folder
        # While it is open the log and the shared memory of the database stay: a full disk can still be read from.
        self.anchor = self.engine.raw_connection()

    @property
    def key_folder(self) -> Path:
        """Where the private keys of people are."""
        return self.folder / "keys" / "users"

    def close(self) -> None:
        """Let go of the database."""
        self.anchor.close()
        self.engine.dispose()

    def check_audit(self, fingerprint: str = "") -> AuditCheck:
        """The audit log, its checkpoints, and what the log says of rows, against each other."""
        return AuditCheck(self.engine, self.seal.copy_path, fingerprint)

    def faults(self) -> tuple[str, ...]:
        """What does not open or agree: the audit log, every scan, received object, portal passage and profile."""
        return (*self.check_audit().faults, *self.file_faults())

    def file_faults(self) -> tuple[str, ...]:
        """Stored files that are missing, do not agree with their hash or do not open."""
        faults = []
        for stored in self.all_scans():
            try:
                self.load_raw(stored.head.scan_id)
                if stored.image_sha256:
                    self.load_corrected(stored.head.scan_id)
            except StationError as err:
                faults.append(f"scan {stored.head.scan_id}: {err}")
        for original in self.all_originals():
            try:
                self.blobs.get(original.sha256)
            except StationError as err:
                faults.append(f"received object {original.object_uid or original.name}: {err}")
        return (*faults, *self.radiation_faults(), *self.profile_faults())
