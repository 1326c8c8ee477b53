"""The thread that owns a port: order, urgency, deadlines, and an end that always comes."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from drivers.worker import LONGEST_QUEUE, Worker
from station.clock import SystemClock
from station.errors import ContractBreach, DeadlinePassed, DeviceUnavailable, LinkLost


class Probe:
    """A worker, what it did, and an action that holds it."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.polled = threading.Event()
        self.ended = threading.Event()
        self.held, self.free = threading.Event(), threading.Event()
        self.worker = Worker("probe", clock=SystemClock(), idle=self.polled.set, ended=self.ended.set, period_s=0.01)

    def hold(self) -> str:
        self.held.set()
        assert self.free.wait(20)
        self.done.append("held")
        return "held"

    def act(self, what: object) -> object:
        self.done.append(what)
        return what


@pytest.fixture
def probe() -> Iterator[Probe]:
    made = Probe()
    made.worker.start()
    yield made
    made.free.set()
    made.worker.stop()
    assert made.ended.wait(20)


@pytest.fixture
def callers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(LONGEST_QUEUE + 4) as pool:
        yield pool


def wait_for(probe: Probe, waiting: int) -> None:
    """Until so many requests wait."""
    while len(probe.worker.waiting) < waiting:
        threading.Event().wait(0.005)


def test_results_and_errors_come_back_from_one_thread(probe: Probe) -> None:
    names = {probe.worker.ask(lambda: threading.current_thread().name, 20) for _ in range(5)}
    assert names == {"probe"}

    def fail() -> None:
        raise LinkLost("gone", remedy="plug it in")

    with pytest.raises(LinkLost, match="gone"):
        probe.worker.ask(fail, 20)
    assert probe.worker.ask(lambda: 3, 20) == 3


def test_it_polls_when_nothing_waits(probe: Probe) -> None:
    assert probe.polled.wait(20)


def test_an_urgent_request_refuses_all_that_wait(probe: Probe, callers: ThreadPoolExecutor) -> None:
    holding = callers.submit(probe.worker.ask, probe.hold, 20)
    assert probe.held.wait(20)
    first = callers.submit(probe.worker.ask, lambda: probe.act("on"), 20)
    wait_for(probe, 1)
    urgent = callers.submit(probe.worker.ask, lambda: probe.act("off"), 20, urgent=True)
    with pytest.raises(DeviceUnavailable, match="was not done"):
        first.result(20)
    probe.free.set()
    assert (holding.result(20), urgent.result(20)) == ("held", "off")
    assert probe.done == ["held", "off"]


def test_a_request_whose_deadline_passed_is_never_begun(probe: Probe, callers: ThreadPoolExecutor) -> None:
    holding = callers.submit(probe.worker.ask, probe.hold, 20)
    assert probe.held.wait(20)
    with pytest.raises(DeadlinePassed):
        probe.worker.ask(lambda: probe.act("on"), 0.01)
    probe.free.set()
    holding.result(20)
    assert probe.worker.ask(lambda: probe.act("later"), 20) == "later"
    assert probe.done == ["held", "later"]


def test_a_full_queue_is_told(probe: Probe, callers: ThreadPoolExecutor) -> None:
    callers.submit(probe.worker.ask, probe.hold, 20)
    assert probe.held.wait(20)
    waiting = [callers.submit(probe.worker.ask, lambda: probe.act(1), 20) for _ in range(LONGEST_QUEUE)]
    wait_for(probe, LONGEST_QUEUE)
    with pytest.raises(DeviceUnavailable, match="was not done"):
        probe.worker.ask(lambda: probe.act(2), 20)
    probe.free.set()
    assert [future.result(20) for future in waiting] == [1] * LONGEST_QUEUE


def test_stopping_refuses_what_waits_and_what_comes_later(probe: Probe, callers: ThreadPoolExecutor) -> None:
    callers.submit(probe.worker.ask, probe.hold, 20)
    assert probe.held.wait(20)
    waiting = callers.submit(probe.worker.ask, lambda: probe.act(1), 20)
    wait_for(probe, 1)
    stopper = callers.submit(probe.worker.stop)
    with pytest.raises(DeviceUnavailable):
        waiting.result(20)
    probe.free.set()
    stopper.result(20)
    with pytest.raises(DeviceUnavailable):
        probe.worker.ask(lambda: probe.act(2), 20)
    assert probe.ended.is_set()
    assert probe.done == ["held"]
    probe.worker.start()
    assert probe.worker.ask(lambda: 1, 20) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_ends_the_thread_and_is_told(probe: Probe) -> None:
    def wrong() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        probe.worker.ask(wrong, 20)
    assert probe.ended.wait(20)
    assert probe.worker.thread is not None
    probe.worker.thread.join(20)
    with pytest.raises(DeviceUnavailable):
        probe.worker.ask(lambda: 1, 20)


def test_the_thread_does_not_wait_for_itself(probe: Probe) -> None:
    with pytest.raises(ContractBreach):
        probe.worker.ask(lambda: probe.worker.ask(lambda: 1, 20), 20)
