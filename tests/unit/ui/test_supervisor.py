"""Processes that die: started again with a reason that is shown, and left alone when they cannot do better."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest

from station.types.device import DeviceHealth, DeviceState
from ui.supervisor import MOST_FAILURES, Supervisor

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")
COMPLAINER = (sys.executable, "-c", "import sys; sys.exit('detector: no answer: check its power')")

Watched = Callable[[Mapping[str, Sequence[str]]], tuple[Supervisor, list[DeviceHealth]]]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """Starts a supervisor with its watch; shortens the pauses."""
    monkeypatch.setattr("ui.supervisor.LONGEST_PAUSE_S", 0.05)
    running: list[tuple[Supervisor, threading.Thread]] = []

    def start(programs: Mapping[str, Sequence[str]]) -> tuple[Supervisor, list[DeviceHealth]]:
        told: list[DeviceHealth] = []
        supervisor = Supervisor(programs, told.append)
        supervisor.start()
        thread = threading.Thread(target=supervisor.watch)
        thread.start()
        running.append((supervisor, thread))
        return supervisor, told

    yield start
    for supervisor, thread in running:
        supervisor.stop()
        thread.join(10)
        assert not thread.is_alive()


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_somebody_killed_is_started_again_and_says_so(watched: Watched) -> None:
    supervisor, told = watched({"acquisition": SLEEPER})
    first = supervisor.processes["acquisition"]
    time.sleep(1.6)  # longer than a start takes
    first.send_signal(signal.SIGKILL)
    until(lambda: any("SIGKILL" in health.reason for health in told))
    assert supervisor.processes["acquisition"].pid != first.pid
    assert told[-1].state is DeviceState.READY
    assert told[-1].values["restarts"] == 1
    assert supervisor.kept["acquisition"].failures == 0


def test_what_fails_at_its_start_is_left_for_a_person_with_its_own_words(watched: Watched) -> None:
    supervisor, told = watched({"acquisition": COMPLAINER})
    until(lambda: told and told[-1].state is DeviceState.FAULTED)
    assert "detector: no answer: check its power" in told[-1].reason
    assert supervisor.kept["acquisition"].restarts == MOST_FAILURES - 1
    assert "acquisition" not in supervisor.processes


def test_a_stopped_supervisor_leaves_nobody_behind(watched: Watched) -> None:
    supervisor, _ = watched({"a": SLEEPER, "b": SLEEPER})
    processes = list(supervisor.processes.values())
    supervisor.stop()
    assert all(process.poll() is not None for process in processes)
