"""Whole scans that another maker's scanner or a folder hands over, with the bytes as they came."""

from dataclasses import dataclass
from datetime import datetime

from station.i18n import Phrase
from station.types.scan import CorrectedScan, RawScan
from station.types.threat_report import ThreatReport


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Original:
    """One object as it was received.

    Attributes:
        name: what its scanner calls it; unique among those that wait.
        sha256: of the whole file, the address of the blob.
        data_sha256: of the data set behind the file meta group, which every DICOM receiver writes anew; of the
            whole file where it is no DICOM. The same object sent twice has the same.
        object_uid: SOP instance UID, empty where it is no DICOM; compared as text, never repaired.
        scan_uid: study instance UID, the scan that it belongs to.
        refers_to: SOP instance UIDs that a threat report speaks of.
    """

    name: str
    content: bytes
    sha256: str
    data_sha256: str
    object_uid: str = ""
    scan_uid: str = ""
    refers_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReceivedScan:
    """What belongs together, as far as it came.

    Attributes:
        identifier: what the object says it is a scan of: waybill, S10 number; empty if it names none.
        form: what it is: "DICOS DX", "DICOS CT", "DICOS TDR", "DX", "CR", "SC", "TIFF", "PNG".
        mass_g: of the whole item, where the object states it.
        source: AE title and address of the peer, or the folder.
        counts: stored values as they came; None if there is no picture that can be read.
        scan: the same as transmission; where it is a picture for the eye, its grey as share of white.
        unsuitable: why it must not be analysed, None if it may be.
        notes: what this object cannot tell.
        report: threats that another system reports, None if it is no report.
    """

    identifier: str
    form: str
    source: str
    received_at: datetime
    simulated: bool
    originals: tuple[Original, ...]
    mass_g: float | None = None
    counts: RawScan | None = None
    scan: CorrectedScan | None = None
    unsuitable: Phrase | None = None
    notes: tuple[Phrase, ...] = ()
    report: ThreatReport | None = None
