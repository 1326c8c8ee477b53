"""What a radiation portal saw while something stood in it, and what that says of an item."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from station.i18n import Phrase
from station.types.analysis import Advice
from station.types.ids import ItemId


class RadiationKind(StrEnum):
    """What is counted."""

    GAMMA = "gamma"
    NEUTRON = "neutron"


class PortalFault(StrEnum):
    """What a portal says of itself; with one of them, no alarm is no proof."""

    GAMMA_LOW = "gamma-low"
    GAMMA_HIGH = "gamma-high"
    GAMMA_OVERLOAD = "gamma-overload"
    NEUTRON_LOW = "neutron-low"
    NEUTRON_HIGH = "neutron-high"
    NEUTRON_OVERLOAD = "neutron-overload"
    TAMPER = "tamper"
    POWER = "power"
    DEVICE = "device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Counts per second of each detector while nothing stood in the portal; None where one told none.

    Attributes:
        variance: of the sum over the detectors in one second, None for counts of Poisson statistics.
    """

    time: datetime
    counts: tuple[float | None, ...]
    variance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountSample:
    """Counts of each detector in one interval of an occupancy.

    Attributes:
        time: when the interval was over.
        seconds: its length.
        counts: one per detector, None where the portal sent no number.
        alarm: the portal was in alarm.
    """

    time: datetime
    seconds: float
    counts: tuple[int | None, ...]
    alarm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RadiationOccupancy:
    """One passage through a portal, from the first occupied line to its end.

    Attributes:
        gamma_sigma: largest (F - B) / sqrt(B) that was met, None without a background or a whole second of counts.
        threshold_sigma: from how many sigma on the portal alarms, None where it did not say.
        gamma_alarm, neutron_alarm: latched: once in alarm, always in alarm.
        speed_mm_s: None where the portal did not tell it in a known unit.
        begun: its beginning was seen; otherwise the station came in when the portal was occupied already.
        ended: the portal ended it; otherwise it fell silent or its link was lost.
        damaged: lines that could not be read or kept in between.
    """

    source: str
    start: datetime
    end: datetime
    gamma: tuple[CountSample, ...]
    neutron: tuple[CountSample, ...]
    gamma_background: Background | None
    neutron_background: Background | None
    gamma_sigma: float | None
    threshold_sigma: float | None
    gamma_alarm: bool
    neutron_alarm: bool
    speed_mm_s: float | None
    begun: bool
    ended: bool
    damaged: int
    faults: tuple[PortalFault, ...]
    simulated: bool

    @property
    def tampered(self) -> bool:
        """Somebody was at the portal itself."""
        return PortalFault.TAMPER in self.faults

    @property
    def whole(self) -> bool:
        """Whether no alarm means that there was none."""
        return (
            self.begun and self.ended and not self.damaged and not self.faults
            and self.gamma_background is not None and self.neutron_background is not None
            and bool(self.gamma)
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """When an item can have stood in the portal."""

    item_id: ItemId
    start: datetime
    end: datetime


class RadiationStatus(StrEnum):
    """What is known; only NO_ALARM says that the portal looked and found nothing."""

    ALARM = "alarm"
    NO_ALARM = "no-alarm"
    INCOMPLETE = "incomplete"
    NOT_JOINED = "not-joined"
    NOT_MEASURED = "not-measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class RadiationFinding:
    """An alarm of a portal: it has no place in the picture, and no probability.

    Attributes:
        label: "radiation-neutron" or "radiation-gamma".
        sigma: gamma only, as RadiationOccupancy.gamma_sigma.
    """

    label: str
    kind: RadiationKind
    source: str
    time: datetime
    sigma: float | None
    phrase: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class RadiationResult:
    """What the portal says of one item.

    Attributes:
        occupancy: the one that belongs to the item without doubt, None if there is no such.
        findings: neutron before gamma.
        advice: never less than REFER unless the status is NO_ALARM.
        notes: what could not be told, and why.
    """

    item_id: ItemId
    status: RadiationStatus
    occupancy: RadiationOccupancy | None
    findings: tuple[RadiationFinding, ...]
    advice: Advice
    notes: tuple[Phrase, ...]

    @property
    def clears(self) -> bool:
        """The portal saw this item, all of it, and found nothing: only then may the item be cleared."""
        return self.status is RadiationStatus.NO_ALARM
