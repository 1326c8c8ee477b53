"""The store as one thing: the parts over one database and one folder of files."""

from pathlib import Path

from station.errors import StationError
from station.storage.blobs import FolderBlobs, cannot_write
from station.storage.database import open_database
from station.storage.items import ItemPart
from station.storage.live import LivePart
from station.storage.originals import OriginalPart
from station.storage.people import PeoplePart
from station.storage.scans import ScanPart


class SqlStore(ItemPart, ScanPart, OriginalPart, PeoplePart, LivePart):
    """Everything that is kept, in `folder`: station.db and blobs/.

    Raises:
        StorageFull: the folder cannot be written.
        ConfigError: a newer program wrote it.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            blobs = FolderBlobs(folder / "blobs")
        except OSError as err:
            raise cannot_write(folder, err) from err
        super().__init__(open_database(folder / "station.db"), blobs)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def faults(self) -> tuple[str, ...]:
        """Everything that does not open or agree: each stored scan and received object, and the audit chain."""
        faults = [f"audit entry {number}" for number in self.audit_faults()]
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
        return tuple(faults)
