"""What a model says of a scan, or why it says nothing."""

from dataclasses import dataclass
from enum import StrEnum

from station.i18n import Phrase
from station.types.finding import Finding
from station.types.ids import ScanId


class Advice(StrEnum):
    """What the machine advises. There is no "clear" from a machine."""

    NONE = "none"
    REFER = "refer"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The result of one model on one scan.

    Attributes:
        model: name and version, weights_hash: SHA-256 of the weights or empty.
        opaque_cm2: area that no channel penetrates.
        notes: what this scanner or recording cannot tell, in sentences.
        not_analysed_rows: half-open row ranges without valid lines.
    """

    scan_id: ScanId
    model: str
    model_version: str
    weights_hash: str
    findings: tuple[Finding, ...]
    opaque_cm2: float
    advice: Advice
    notes: tuple[Phrase, ...] = ()
    not_analysed_rows: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnalysed:
    """No result, and the reason; never to be read as "nothing found"."""

    scan_id: ScanId
    reason: Phrase
