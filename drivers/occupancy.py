"""What becomes of a portal's counts: background, n-sigma, latched alarms, the beginning and end of an occupancy.

No I/O and no clock: each driver turns its wire into these calls and hands the time in. Device rules, section 6.1.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from station.types.radiation import Background, CountSample, PortalFault, RadiationKind, RadiationOccupancy

SILENCE_S = 10.0
# The portal compares one second of counts, five scan lines of 200 ms, with its background of one second.
WINDOW_S = 1.0
# Two hours of gamma lines: an occupancy that never ends keeps no more in memory, its alarms latch all the same.
MOST_SAMPLES = 36_000


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day for the record, and seconds that never run backwards for the waiting."""

    time: datetime
    tick_s: float


@dataclass(slots=True)
class Draft:
    """The occupancy that goes on."""

    start: datetime
    last: Moment
    gamma: list[CountSample]
    neutron: list[CountSample]
    begun: bool
    faults: set[PortalFault]
    sigma: float | None = None
    gamma_alarm: bool = False
    neutron_alarm: bool = False
    speed_mm_s: float | None = None
    damaged: int = 0


class OccupancyTracker:
    """One portal's occupancies, one after another."""

    def __init__(self, *, source: str, simulated: bool) -> None:
        self.source = source
        self.simulated = simulated
        self.draft: Draft | None = None
        # Over, and not yet fetched.
        self.done: deque[RadiationOccupancy] = deque()
        self.threshold_sigma: float | None = None
        self.backgrounds: dict[RadiationKind, Background] = {}
        # Conditions that last until the portal takes them back.
        self.faults: set[PortalFault] = set()
        self.seen_free = False

    @property
    def occupied(self) -> bool:
        """Something stands in the portal."""
        return self.draft is not None

    def cut(self, at: Moment) -> None:
        """The link is lost or new: what goes on is kept as not ended, and the background is forgotten.

        Faults stay until they are taken back: a portal that was tampered with does not say so again.
        """
        self.finish(at, ended=False)
        self.backgrounds.clear()

    def live(self) -> dict[str, float]:
        """What holds now, as figures for health: an alarm is shown before its passage is over."""
        draft = self.draft
        return {
            "occupied": float(draft is not None),
            "gamma_alarm": float(draft is not None and draft.gamma_alarm),
            "neutron_alarm": float(draft is not None and draft.neutron_alarm),
            "gamma_background": self.counted(RadiationKind.GAMMA),
            "neutron_background": self.counted(RadiationKind.NEUTRON),
            "tamper": float(PortalFault.TAMPER in self.faults),
        }

    def counted(self, kind: RadiationKind) -> float:
        """Background of all detectors together in one second, 0 before the portal has told one."""
        background = self.backgrounds.get(kind)
        return float(sum(count or 0.0 for count in background.counts)) if background is not None else 0.0

    def free(self) -> None:
        """The portal is known to be empty, so the next occupancy is seen from its beginning."""
        self.seen_free = self.draft is None

    def background(self, kind: RadiationKind, value: Background) -> None:
        """A new background; the one of the beginning stays with an occupancy that goes on."""
        if self.draft is None:
            self.seen_free = True
            self.backgrounds[kind] = value

    def fault(self, fault: PortalFault, present: bool) -> None:
        """A condition comes or goes; one that was there in an occupancy stays with it."""
        (self.faults.add if present else self.faults.discard)(fault)
        if present and self.draft is not None:
            self.draft.faults.add(fault)

    def damaged(self) -> None:
        """A line could not be read; within an occupancy it may have been an alarm."""
        if self.draft is not None:
            self.draft.damaged += 1

    def speed(self, speed_mm_s: float) -> None:
        """How fast it went through."""
        if self.draft is not None:
            self.draft.speed_mm_s = speed_mm_s

    def touch(self, at: Moment) -> Draft:
        """It is occupied now; begins an occupancy if none goes on."""
        if self.draft is None:
            self.draft = Draft(at.time, at, [], [], self.seen_free, set(self.faults))
        self.draft.last = at
        return self.draft

    def latch(self, kind: RadiationKind) -> None:
        """The portal is in alarm, which stays with the occupancy."""
        if self.draft is None:
            return
        if kind is RadiationKind.GAMMA:
            self.draft.gamma_alarm = True
        else:
            self.draft.neutron_alarm = True

    def sample(
        self, kind: RadiationKind, at: Moment, counts: Sequence[int | None], *, seconds: float, alarm: bool
    ) -> None:
        """Counts of an occupied interval."""
        draft = self.touch(at)
        samples = draft.gamma if kind is RadiationKind.GAMMA else draft.neutron
        samples.append(CountSample(time=at.time, seconds=seconds, counts=tuple(counts), alarm=alarm))
        if alarm:
            self.latch(kind)
        if kind is RadiationKind.GAMMA:
            sigma = gamma_sigma(samples, self.backgrounds.get(kind))
            if sigma is not None:
                draft.sigma = sigma if draft.sigma is None else max(draft.sigma, sigma)
        if len(samples) > MOST_SAMPLES:
            del samples[0]
            draft.damaged += 1

    def overdue(self, at: Moment) -> bool:
        """Nothing occupied for 10 s and no end: the end got lost."""
        return self.draft is not None and at.tick_s - self.draft.last.tick_s >= SILENCE_S

    def finish(self, at: Moment, *, ended: bool) -> None:
        """The occupancy is over now: the portal said so, or it must be cut off."""
        draft, self.draft = self.draft, None
        self.seen_free = ended
        if draft is not None:
            self.done.append(self.occupancy(draft, at, ended))

    def occupancy(self, draft: Draft, at: Moment, ended: bool) -> RadiationOccupancy:
        """What is kept of an occupancy."""
        return RadiationOccupancy(
            source=self.source,
            start=draft.start,
            # What was not seen to end was there until its last line, at least.
            # The clock of the day may have been set back meanwhile.
            end=max(draft.start, at.time if ended else draft.last.time),
            gamma=tuple(draft.gamma),
            neutron=tuple(draft.neutron),
            gamma_background=self.backgrounds.get(RadiationKind.GAMMA),
            neutron_background=self.backgrounds.get(RadiationKind.NEUTRON),
            gamma_sigma=draft.sigma,
            threshold_sigma=self.threshold_sigma,
            gamma_alarm=draft.gamma_alarm,
            neutron_alarm=draft.neutron_alarm,
            speed_mm_s=draft.speed_mm_s,
            begun=draft.begun,
            ended=ended,
            damaged=draft.damaged,
            faults=tuple(sorted(draft.faults)),
            simulated=self.simulated,
        )


def gamma_sigma(samples: Sequence[CountSample], background: Background | None) -> float | None:
    """(F - B) / sqrt(B) of the last second, over the detectors that told a number in all its lines and in B.

    None without a background above zero, or before a whole second is there.
    """
    if background is None:
        return None
    window: list[CountSample] = []
    seconds = 0.0
    for sample in reversed(samples):
        window.append(sample)
        seconds += sample.seconds
        if seconds >= WINDOW_S - 1e-6:
            break
    else:
        return None
    present = [
        number for number, expected in enumerate(background.counts)
        if expected is not None and all(number < len(s.counts) and s.counts[number] is not None for s in window)
    ]  # fmt: skip
    expected_counts = sum(background.counts[number] or 0.0 for number in present) * seconds
    counted = sum(sample.counts[number] or 0 for sample in window for number in present)
    whole = len(present) == len(background.counts)
    variance = background.variance * seconds if background.variance is not None and whole else expected_counts
    return (counted - expected_counts) / math.sqrt(variance) if variance > 0 else None
