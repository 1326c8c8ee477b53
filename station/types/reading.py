"""One value of a slow sensor."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from station.types.symbology import symbology_name


class ReadingQuality(StrEnum):
    """How far a reading can be trusted."""

    STABLE = "stable"
    DYNAMIC = "dynamic"
    OVERLOAD = "overload"
    UNDERLOAD = "underload"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A number with unit, time and quality.

    Attributes:
        channel: what was read: "weight".
        value: in `unit`; grams for weights.
    """

    source: str
    channel: str
    value: float
    unit: str
    time: datetime
    quality: ReadingQuality
    simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BarcodeRead:
    """One read of a barcode reader.

    Attributes:
        text: data without framing and AIM identifier; GS1 separators (0x1D) kept.
        symbology: AIM identifier such as "]C1", empty if the reader sends none.
    """

    source: str
    text: str
    symbology: str
    time: datetime
    simulated: bool

    @property
    def symbology_name(self) -> str:
        """The name of the symbology, GS1-128 for ]C1; empty where it is unknown."""
        return symbology_name(self.symbology)
