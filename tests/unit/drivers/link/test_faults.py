"""Faults as data: each sort does to the bytes what it says, once, and scripts repeat with their seed."""

import numpy as np
import pytest

from drivers.link.faults import Fault, FaultLink, FaultSort, Way, fault_script
from drivers.link.loopback import LoopLink
from station.clock import ManualClock
from station.errors import LinkLost
from tests.support.links import Echo


def faulty(*script: Fault) -> tuple[FaultLink, Echo, ManualClock]:
    clock, echo = ManualClock(), Echo()
    link = FaultLink(LoopLink(echo, clock=clock), script, clock=clock)
    link.open()
    return link, echo, clock


@pytest.mark.parametrize(
    ("fault", "reads"),
    [
        (Fault(sort=FaultSort.SPLIT, at=2), [b"ab", b"cdef", b""]),
        (Fault(sort=FaultSort.CORRUPT, at=2, count=2, mask=1), [b"abbeef", b""]),
        (Fault(sort=FaultSort.DROP, at=2, count=3), [b"abf", b""]),
        (Fault(sort=FaultSort.DUPLICATE, at=2, count=2), [b"abcdcdef", b""]),
        (Fault(sort=FaultSort.DELAY, at=2, seconds=0.25), [b"ab", b"", b"", b"cdef"]),
        (Fault(sort=FaultSort.HANG, at=2, seconds=0.25), [b"ab", b"", b"", b""]),
    ],
)
def test_what_each_sort_does(fault: Fault, reads: list[bytes]) -> None:
    link, _, _ = faulty(fault)
    link.write(b"abcdef")
    assert [link.read(0.1) for _ in reads] == reads
    assert link.injected == {fault.sort: 1}
    link.clock.sleep(1.0)
    link.write(b"abcdef")
    assert link.read(0.1) == b"abcdef"


def test_the_way_out_suffers_too() -> None:
    link, echo, _ = faulty(Fault(sort=FaultSort.DROP, way=Way.OUT, at=1, count=1))
    link.write(b"abc")
    assert echo.heard == b"ac"


def test_a_reset_is_told_and_ends_with_the_next_opening() -> None:
    link, _, _ = faulty(Fault(sort=FaultSort.RESET, at=2))
    link.write(b"abcdef")
    assert link.read(0.1) == b"ab"
    with pytest.raises(LinkLost):
        link.read(0.1)
    with pytest.raises(LinkLost):
        link.write(b"x")
    link.open()
    link.write(b"gh")
    assert link.read(0.1) == b"gh"


def test_a_half_open_link_swallows_everything_until_the_keepalive_finds_out() -> None:
    link, echo, clock = faulty(Fault(sort=FaultSort.HALF_OPEN, at=0, seconds=11.0))
    link.write(b"abc")
    assert link.read(10.0) == b""
    link.write(b"def")
    assert echo.heard == b"abc"
    with pytest.raises(LinkLost):
        link.read(10.0)
    assert clock.elapsed == pytest.approx(11.0)
    link.open()
    link.write(b"gh")
    assert link.read(0.1) == b"gh"


def test_a_read_keeps_its_deadline_whatever_the_fault() -> None:
    for sort in FaultSort:
        link, _, clock = faulty(Fault(sort=sort, at=0, seconds=60.0))
        link.write(b"a")
        for _ in range(3):
            began = clock.elapsed
            try:
                link.read(0.5)
            except LinkLost:
                link.open()
            assert clock.elapsed - began <= 0.5 + 1e-9, sort


def test_a_script_repeats_with_its_seed_and_holds_only_what_was_asked_for() -> None:
    script = fault_script(np.random.default_rng(7), faults=40)
    assert script == fault_script(np.random.default_rng(7), faults=40)
    assert script != fault_script(np.random.default_rng(8), faults=40)
    assert {fault.sort for fault in script} == set(FaultSort)
    only = fault_script(np.random.default_rng(7), faults=40, sorts=(FaultSort.DROP,))
    assert {fault.sort for fault in only} == {FaultSort.DROP}
    assert {fault.way for fault in only} == set(Way)
