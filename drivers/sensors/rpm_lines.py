"""Radiation portals that push Rapiscan/TSA lines over TCP, one lane per port; device rules, section 6.1.

    GB,000203,000207,000221,000202 CR LF            tag, four detectors: background, every 5 s
    GS,000044,000044,000040,000043 CR LF            occupied, counts of 200 ms; GA: the same in alarm
    NS,000005,000005,000003,000007 CR LF            occupied, neutrons of 1 s; NA: the same in alarm
    SP,0.2249,03.032,004.88,000000 CR LF            speed: s/ft, mph, km/h
    GX,000001,004741,000000,000000 CR LF            end: number, neutron background x 1000
    GS,000044,000044,000040,000043,14-03-22.125     in recorded daily files: time of day behind it

No handshake, no checksum, no name: the station never writes, and whatever is on the port is the portal.
"""

import logging
import math
import re
from dataclasses import dataclass

from drivers.device import LinkDevice
from drivers.framing.delimited import DelimitedFramer
from drivers.link.base import Link
from drivers.occupancy import SILENCE_S, Moment, OccupancyTracker
from station.clock import Clock
from station.errors import DeviceUnavailable, LinkLost
from station.types.device import DeviceHealth, DeviceIdentity
from station.types.radiation import Background, PortalFault, RadiationKind, RadiationOccupancy

logger = logging.getLogger(__name__)

GAMMA_S, NEUTRON_S = 0.2, 1.0
KMH_MM_S = 1e6 / 3600
TAG = re.compile(r"^[A-Z]{2}[0-9]?$")
COUNT = re.compile(r"^[0-9]{1,9}$")
TIME = re.compile(r"^[0-9]{2}-[0-9]{2}-[0-9]{2}(\.[0-9]{1,6})?$")
SCANS = {
    "GS": (RadiationKind.GAMMA, GAMMA_S, False), "GA": (RadiationKind.GAMMA, GAMMA_S, True),
    "NS": (RadiationKind.NEUTRON, NEUTRON_S, False), "NA": (RadiationKind.NEUTRON, NEUTRON_S, True),
}  # fmt: skip
BACKGROUNDS: dict[str, tuple[RadiationKind, PortalFault | None]] = {
    "GB": (RadiationKind.GAMMA, None), "GL": (RadiationKind.GAMMA, PortalFault.GAMMA_LOW),
    "GH": (RadiationKind.GAMMA, PortalFault.GAMMA_HIGH), "NB": (RadiationKind.NEUTRON, None),
    "NH": (RadiationKind.NEUTRON, PortalFault.NEUTRON_HIGH),
}  # fmt: skip
BACKGROUND_FAULTS = {
    RadiationKind.GAMMA: (PortalFault.GAMMA_LOW, PortalFault.GAMMA_HIGH),
    RadiationKind.NEUTRON: (PortalFault.NEUTRON_HIGH,),
}
SETUP = ("SG1", "SG2", "SG3", "SN1", "SN2")


@dataclass(frozen=True, slots=True)
class PortalLine:
    """A line of the right shape."""

    tag: str
    fields: tuple[str, ...]

    @property
    def counts(self) -> tuple[int | None, ...]:
        """det1..det4: which of them is upper or lower is not settled; no number is missing, not zero."""
        return tuple(int(field) if COUNT.match(field) else None for field in self.fields[:4])


def parse_line(frame: bytes) -> PortalLine | None:
    """The line of a frame, None for one that is malformed. SG1 has a fifth value; a time of day is dropped."""
    tag, *fields = frame.decode("ascii", "replace").strip(" ").split(",")
    if len(fields) > 4 and TIME.match(fields[-1]):
        fields.pop()
    if TAG.match(tag) is None or not 4 <= len(fields) <= 5 or (len(fields) == 5 and tag != "SG1"):
        return None
    return PortalLine(tag, tuple(field.strip() for field in fields))


class PortalLines:
    """What the lines of one lane say, told to a tracker.

    Attributes:
        setup: the last line of each kind of setup, as it came; only the n-sigma of SG1 is understood.
    """

    def __init__(self, tracker: OccupancyTracker) -> None:
        self.tracker = tracker
        self.setup: dict[str, str] = {}
        self.values = dict.fromkeys(
            ("lines", "malformed", "unknown_tags", "dropped_bytes", "occupancies", "ends_alone"), 0.0
        )

    def take(self, line: PortalLine | None, frame: bytes, at: Moment) -> bool:
        """Whether it is a line of a portal; others are counted, and each kind of them is logged once."""
        if line is None:
            self.count("malformed", frame)
            # A torn alarm is no silence.
            self.tracker.damaged()
            return False
        if line.tag in SCANS:
            kind, seconds, alarm = SCANS[line.tag]
            self.tracker.sample(kind, at, line.counts, seconds=seconds, alarm=alarm)
        elif line.tag in BACKGROUNDS:
            self.background(line, at)
        elif line.tag in ("TT", "TC"):
            self.tracker.fault(PortalFault.TAMPER, line.tag == "TT")
        elif line.tag == "SP":
            self.speed(line)
        elif line.tag == "GX":
            self.values["occupancies" if self.tracker.occupied else "ends_alone"] += 1
            self.tracker.finish(at, ended=True)
        elif line.tag in SETUP:
            self.set_up(line, frame)
        else:
            self.count("unknown_tags", frame)
            return False
        self.values["lines"] += 1
        return True

    def background(self, line: PortalLine, at: Moment) -> None:
        """Counts of 1 s; too low or too high is told instead of the plain tag, which takes it back."""
        kind, fault = BACKGROUNDS[line.tag]
        for known in BACKGROUND_FAULTS[kind]:
            self.tracker.fault(known, known is fault)
        self.tracker.background(kind, Background(time=at.time, counts=line.counts))

    def speed(self, line: PortalLine) -> None:
        """From the third value, km/h."""
        value = number(line.fields[2])
        if value is not None and value > 0:
            self.tracker.speed(value * KMH_MM_S)

    def set_up(self, line: PortalLine, frame: bytes) -> None:
        """Kept as it came; the fifth value of SG1 is the portal's n-sigma."""
        self.setup[line.tag] = frame.decode("ascii", "replace")
        if line.tag == "SG1" and len(line.fields) == 5:
            self.tracker.threshold_sigma = number(line.fields[4])

    def count(self, what: str, frame: bytes) -> None:
        """One more line that we do not understand."""
        if not self.values[what]:
            logger.warning("%s: %s, first %r", self.tracker.source, what, frame[:80])
        self.values[what] += 1


def number(field: str) -> float | None:
    """A decimal number, None for anything else."""
    try:
        value = float(field)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


class RpmLines(LinkDevice):
    """One lane of a portal."""

    kind = "portal"

    def __init__(self, *, name: str, link: Link, serial: str = "", simulated: bool = False, clock: Clock) -> None:
        super().__init__(name=name, link=link, serial=serial, simulated=simulated, clock=clock)
        self.framer = self.cutter = DelimitedFramer(limit=256)
        self.tracker = OccupancyTracker(source=name, simulated=simulated)
        self.lines = PortalLines(self.tracker)
        self.values = self.lines.values
        self.heard_s = 0.0

    def identify(self) -> DeviceIdentity:
        """Portals push lines and never say who they are."""
        return DeviceIdentity(vendor="", model="Rapiscan/TSA portal", serial="", simulated=self.simulated)

    def forget(self) -> None:
        """Nothing of the connection before holds for this one."""
        super().forget()
        self.tracker.cut(self.moment())
        self.heard_s = self.clock.monotonic()

    def moment(self) -> Moment:
        """Now."""
        return Moment(self.clock.now(), self.clock.monotonic())

    def health(self) -> DeviceHealth:
        """State and figures now, with what holds at this moment."""
        self.values.update(self.tracker.live())
        return super().health()

    def read(self, deadline_s: float) -> RadiationOccupancy | None:
        """The next occupancy that is over; one that a lost link cut short comes first."""
        if self.tracker.done:
            return self.tracker.done.popleft()
        # A line that already waits is always looked at, or a portal that is read too seldom seems silent.
        return self.attempt(lambda: self.next_occupancy(self.clock.monotonic() + max(deadline_s, 0.01)))

    def next_occupancy(self, end: float) -> RadiationOccupancy | None:
        """Take lines until an occupancy is over or the time `end` has come."""
        while not self.tracker.done:
            due = self.heard_s + SILENCE_S
            frame = self.next_frame(min(end, max(due, self.clock.monotonic() + 0.01)))
            at = self.moment()
            if self.cutter.dropped != self.values["dropped_bytes"]:
                self.values["dropped_bytes"] = self.cutter.dropped
                self.tracker.damaged()
            if frame is not None and self.lines.take(parse_line(frame), frame, at):
                self.heard_s = at.tick_s
            if self.tracker.overdue(at):
                self.tracker.finish(at, ended=False)
            elif at.tick_s - self.heard_s >= SILENCE_S:
                raise LinkLost(
                    "the portal was silent for {seconds:.0f} s",
                    remedy="check the portal, its network cable and the port of this lane",
                    source=self.name,
                    seconds=SILENCE_S,
                )
            elif frame is None and at.tick_s >= end:
                return None
        return self.tracker.done.popleft()

    def lost(self, err: DeviceUnavailable) -> None:
        """What stood in the portal when the link was lost is kept, as not ended."""
        self.tracker.cut(self.moment())
        super().lost(err)

    def close(self) -> None:
        """Let go; an occupancy that goes on is kept, as not ended."""
        self.tracker.cut(self.moment())
        super().close()
