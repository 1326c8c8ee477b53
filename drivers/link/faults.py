"""A link with the faults of real cables and networks, from a script: faults are data, made from a seed.

sort      | what happens at the place `at` of the bytes that pass
----------|----------------------------------------------------------------------------------
split     | a read ends before this byte
delay     | what follows comes `seconds` later
corrupt   | `count` bytes are changed (XOR `mask`)
drop      | `count` bytes vanish
duplicate | `count` bytes come twice
hang      | for `seconds` the device neither hears nor speaks; what it would have said is lost
half-open | the device is gone without a word; the system's keepalive finds out after `seconds`
reset     | the link breaks; it can be opened again at once
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from drivers.link.base import Link
from drivers.link.tcp_link import KEEPALIVE_S
from station.clock import Clock
from station.errors import LinkLost


class FaultSort(StrEnum):
    """What can go wrong with bytes on their way."""

    SPLIT = "split"
    DELAY = "delay"
    CORRUPT = "corrupt"
    DROP = "drop"
    DUPLICATE = "duplicate"
    HANG = "hang"
    HALF_OPEN = "half-open"
    RESET = "reset"


class Way(StrEnum):
    """Which way the bytes go, seen from the station."""

    IN = "in"
    OUT = "out"


# What a byte on its way out can suffer; the others would look the same on the way back.
OUTGOING = (FaultSort.CORRUPT, FaultSort.DROP, FaultSort.DUPLICATE, FaultSort.RESET)
SECONDS = {FaultSort.DELAY: (0.05, 2.0), FaultSort.HANG: (0.5, 6.0), FaultSort.HALF_OPEN: (KEEPALIVE_S, KEEPALIVE_S)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault.

    Attributes:
        at: number of the byte it waits for, counted from the first byte that ever went this way.
        count: bytes changed, lost or doubled.
        mask: exclusive-ored with a corrupted byte; never 0.
        seconds: how long a delay, a hang or a half-open link lasts.
    """

    sort: FaultSort
    way: Way = Way.IN
    at: int
    count: int = 1
    mask: int = 1
    seconds: float = 0.0


def fault_script(
    rng: np.random.Generator,
    *,
    faults: int = 6,
    span: int = 300,
    sorts: Sequence[FaultSort] = tuple(FaultSort),
    outgoing: bool = True,
) -> tuple[Fault, ...]:
    """A script of `faults` faults within the first `span` bytes; with `outgoing`, some on the way to the device."""
    script = []
    for _ in range(faults):
        sort = sorts[int(rng.integers(len(sorts)))]
        way = Way.OUT if outgoing and sort in OUTGOING and rng.random() < 0.25 else Way.IN
        shortest, longest = SECONDS.get(sort, (0.0, 0.0))
        script.append(
            Fault(
                sort=sort,
                way=way,
                at=int(rng.integers(span if way is Way.IN else max(span // 8, 1))),
                count=int(rng.integers(1, 13)),
                mask=int(rng.integers(1, 256)),
                seconds=float(rng.uniform(shortest, longest)),
            )
        )
    return tuple(sorted(script, key=lambda fault: fault.at))


class FaultLink:
    """Any link, with the faults of a script; each happens once. `injected` counts those that did."""

    def __init__(self, inner: Link, script: Sequence[Fault], *, clock: Clock) -> None:
        self.address = inner.address
        self.inner = inner
        self.clock = clock
        self.left = {way: [fault for fault in script if fault.way is way] for way in Way}
        self.passed = {Way.IN: 0, Way.OUT: 0}
        self.injected: Counter[FaultSort] = Counter()
        self.pending = bytearray()
        self.forget()

    def forget(self) -> None:
        """A new connection knows nothing of the faults of the last."""
        self.pending.clear()
        self.quiet_until = self.deaf_until = 0.0
        self.gone_until: float | None = None
        self.broken = False

    def open(self) -> None:
        """Connect."""
        self.forget()
        self.inner.open()

    def close(self) -> None:
        """Let go."""
        self.inner.close()

    def write(self, content: bytes) -> None:
        """Send, with the faults of the way out."""
        self.check()
        if self.gone_until is not None or self.clock.monotonic() < self.deaf_until:
            return
        self.inner.write(self.suffer(Way.OUT, bytearray(content)))
        self.check()

    def read(self, deadline_s: float) -> bytes:
        """What arrives, with the faults of the way in."""
        end = self.clock.monotonic() + deadline_s
        while True:
            self.check()
            left = max(end - self.clock.monotonic(), 0.0)
            if not self.wait(left):
                if not self.pending:
                    self.pending += self.inner.read(left)
                if received := self.suffer(Way.IN, self.pending):
                    return received
            if self.clock.monotonic() >= end and not self.broken:
                return b""

    def wait(self, left: float) -> bool:
        """Live through a fault that lasts; whether there is one."""
        now = self.clock.monotonic()
        if self.gone_until is not None:
            self.clock.sleep(min(left, max(self.gone_until - now, 0.0)))
        elif now < self.quiet_until:
            self.clock.sleep(min(left, self.quiet_until - now))
        elif now < self.deaf_until:
            # What comes meanwhile is thrown away.
            self.inner.read(min(left, self.deaf_until - now))
        else:
            return False
        return True

    def check(self) -> None:
        """A reset, and a half-open link that the system has found out about, are told."""
        if self.gone_until is not None and self.clock.monotonic() >= self.gone_until:
            self.broken = True
        if self.broken:
            self.inner.close()
            raise LinkLost("the connection broke: {cause}", remedy="check the device and its cable",
                           source=self.address, cause="reset")  # fmt: skip

    def suffer(self, way: Way, pending: bytearray) -> bytes:
        """The bytes that pass before a fault ends this read; taken from `pending`."""
        passed, faults = bytearray(), self.left[way]
        while pending and not self.broken:
            before = faults[0].at - self.passed[way] if faults else len(pending)
            passed += self.take(way, pending, max(before, 0))
            if not (faults and pending):
                break
            fault = faults.pop(0)
            self.injected[fault.sort] += 1
            match fault.sort:
                case FaultSort.CORRUPT:
                    passed += bytes(byte ^ fault.mask for byte in self.take(way, pending, fault.count))
                case FaultSort.DROP:
                    self.take(way, pending, fault.count)
                case FaultSort.DUPLICATE:
                    passed += 2 * self.take(way, pending, fault.count)
                case _:
                    self.begin(fault, pending)
                    break
        return bytes(passed)

    def begin(self, fault: Fault, pending: bytearray) -> None:
        """A fault that ends the read."""
        until = self.clock.monotonic() + fault.seconds
        if fault.sort is FaultSort.DELAY:
            self.quiet_until = until
        elif fault.sort is FaultSort.HANG:
            self.deaf_until = until
        elif fault.sort is FaultSort.HALF_OPEN:
            self.gone_until = until
        elif fault.sort is FaultSort.RESET:
            self.broken = True
        if fault.sort not in (FaultSort.DELAY, FaultSort.SPLIT):
            self.take(fault.way, pending, len(pending))

    def take(self, way: Way, pending: bytearray, count: int) -> bytes:
        """The first `count` bytes, which are counted as passed."""
        piece = bytes(pending[:count])
        del pending[:count]
        self.passed[way] += len(piece)
        return piece
