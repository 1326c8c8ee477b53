"""The store: rows, files and events, as the lane and the desk use them.

Every method is one transaction: rows, outbox event and audit entry together, files first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from station.events import Event
from station.types.analysis import Analysis, NotAnalysed
from station.types.calibration import CalibrationProfile
from station.types.decision import Decision
from station.types.declaration import Declaration
from station.types.device import DeviceHealth, DeviceIdentity
from station.types.ids import ItemId, RequestId, ScanId
from station.types.item import Item, ItemState
from station.types.job import Job
from station.types.radiation import RadiationOccupancy, RadiationResult
from station.types.reading import Reading
from station.types.scan import CorrectedScan, RawScan, ScanHead
from station.types.user import Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredScan:
    """A scan in the store.

    Attributes:
        raw_sha256: file of the raw lines.
        image_sha256: one DICOS DX file per channel, in channel order; empty if not corrected.
        profile_id: profile used, empty if none.
    """

    head: ScanHead
    raw_sha256: str
    image_sha256: tuple[str, ...]
    calibration: str
    profile_id: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StoredAnalysis:
    """An analysis in the store, with the time from the last line to the stored finding."""

    result: Analysis | NotAnalysed
    latency_ms: float
    stored_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOriginal:
    """An object as it was received, in the store.

    Attributes:
        sha256: of the file, which is its blob; `data_sha256` of the data set without the file meta group.
        item_id: empty for a threat report whose images have not come yet.
        refers_to: SOP instance UIDs that a threat report speaks of.
    """

    data_sha256: str
    sha256: str
    item_id: str
    form: str
    name: str
    source: str
    received_at: datetime
    object_uid: str = ""
    scan_uid: str = ""
    refers_to: tuple[str, ...] = ()


class BlobStore(Protocol):
    """Content-addressed files."""

    def put(self, content: bytes) -> str:
        """Store and fsync; returns the SHA-256 in hex. The same content twice is one file."""
        ...

    def get(self, sha256: str) -> bytes:
        """The content.

        Raises:
            StorageDamaged: missing, or it does not agree with its hash.
        """
        ...

    def path(self, sha256: str) -> Path:
        """Where the file is."""
        ...


class StationStore(Protocol):
    """Everything that is kept."""

    @property
    def blobs(self) -> BlobStore:
        """The files."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...

    # items and papers
    def put_item(self, item: Item) -> None:
        """Insert or update; event item.arrived or item.changed."""
        ...

    def item(self, item_id: ItemId) -> Item:
        """The item; InputUnsuitable if there is none."""
        ...

    def items(self, states: Iterable[ItemState] | None = None, limit: int = 200) -> tuple[Item, ...]:
        """Items, oldest first; all states if None; the newest `limit` of them."""
        ...

    def put_declarations(self, declarations: Iterable[Declaration]) -> int:
        """Insert or replace by identifier; how many."""
        ...

    def declaration(self, identifier: str) -> Declaration | None:
        """The declaration of an identifier, None if there is none."""
        ...

    def put_reading(self, item_id: ItemId, reading: Reading) -> None:
        """Keep a reading with its item."""
        ...

    def readings(self, item_id: ItemId) -> tuple[Reading, ...]:
        """The readings of an item, oldest first."""
        ...

    # scans and results
    def put_scan(self, raw: RawScan, corrected: CorrectedScan | None) -> StoredScan:
        """Store raw lines and DICOS files, then the row; event scan.stored or scan.interrupted."""
        ...

    def scans(self, item_id: ItemId) -> tuple[StoredScan, ...]:
        """The scans of an item, oldest first."""
        ...

    def load_raw(self, scan_id: ScanId) -> RawScan:
        """Raw lines of a stored scan; StorageDamaged if the file does not agree with its hash."""
        ...

    def load_corrected(self, scan_id: ScanId) -> CorrectedScan:
        """Transmission of a stored scan from its DICOS files."""
        ...

    def put_analysis(self, item_id: ItemId, result: Analysis | NotAnalysed, latency_ms: float) -> None:
        """Event analysis.stored."""
        ...

    def analysis(self, item_id: ItemId) -> StoredAnalysis | None:
        """The newest analysis of an item."""
        ...

    # what a radiation portal saw
    def put_occupancy(self, seen: RadiationOccupancy, portal: DeviceIdentity | None) -> str:
        """Store its N42 document, then the row; the hash of the document, empty for one without counts."""
        ...

    def occupancies(self, limit: int = 200) -> tuple[RadiationOccupancy, ...]:
        """The newest `limit` passages, oldest first."""
        ...

    def put_radiation(self, item_id: ItemId, result: RadiationResult) -> None:
        """Event radiation.stored."""
        ...

    def radiation(self, item_id: ItemId) -> RadiationResult | None:
        """The newest result of an item, None while there is none."""
        ...

    # what other scanners sent
    def put_originals(self, originals: Iterable[StoredOriginal]) -> None:
        """Keep what was received; the blobs are there already."""
        ...

    def originals(self, item_id: ItemId) -> tuple[StoredOriginal, ...]:
        """What an item was made of and what was reported of it, oldest first."""
        ...

    def originals_of(self, data_sha256: str) -> tuple[StoredOriginal, ...]:
        """Every time that this object was taken in, oldest first."""
        ...

    def item_of_objects(self, object_uids: Iterable[str]) -> ItemId | None:
        """The newest item that holds one of these SOP instances."""
        ...

    def link_reports(self, object_uids: Iterable[str], item_id: ItemId) -> int:
        """Give the item those parked threat reports that speak of one of these SOP instances; how many."""
        ...

    # people
    def decide(self, decision: Decision, approval: Approval | None = None) -> None:
        """Store with an audit entry; event decision.made. IllegalMove if the item is already decided.

        `approval` is what two persons signed, where the decision needs two.
        """
        ...

    def decision(self, item_id: ItemId) -> Decision | None:
        """The decision on an item."""
        ...

    def audit(self, actor: str, action: str, subject: str, detail: Mapping[str, object]) -> None:
        """Append to the audit log."""
        ...

    def audit_entries(self, subject: str | None = None) -> tuple[Mapping[str, object], ...]:
        """Entries of the audit log, oldest first."""
        ...

    # devices, calibration, requests, events
    def put_profile(self, profile: CalibrationProfile) -> None:
        """Store and activate; event profile.activated."""
        ...

    def active_profile(self, scanner: str) -> CalibrationProfile | None:
        """The newest activated profile of a scanner, valid or not."""
        ...

    def put_health(self, health: DeviceHealth) -> None:
        """Replace the live row of a device; event device.lost / device.back when the state crosses."""
        ...

    def health(self) -> tuple[DeviceHealth, ...]:
        """The live rows of all devices."""
        ...

    def request(self, kind: str, arguments: Mapping[str, object]) -> RequestId:
        """Ask another process for work."""
        ...

    def claim_request(self, kinds: Iterable[str]) -> Job | None:
        """Take the oldest queued request of these kinds and mark it running."""
        ...

    def update_request(self, job: Job) -> None:
        """Progress, end or failure; event request.answered at the end."""
        ...

    def job(self, job_id: RequestId) -> Job:
        """Where a request stands."""
        ...

    def emit(self, event: Event) -> None:
        """Append an event of its own transaction."""
        ...

    def events_after(self, number: int, limit: int = 500) -> tuple[Event, ...]:
        """Events with a higher number, in order."""
        ...

    def last_event_number(self) -> int:
        """The newest number, 0 if there is none."""
        ...
