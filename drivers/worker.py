"""A thread that owns the port of a slow device: others queue requests, each with a deadline."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from station.clock import Clock
from station.errors import ContractBreach, DeadlinePassed, DeviceUnavailable, StationError

Value = TypeVar("Value")
LONGEST_QUEUE = 16
STOP_S = 5.0


@dataclass(slots=True)
class Request:
    """An action that waits for its turn."""

    action: Callable[[], Any]
    outcome: "Future[Any]"


class Worker:
    """Runs requests one after another, and `idle` in between, all in one thread.

    Args:
        name: of the thread, and source of errors.
        idle: called each time that `period_s` of the clock have passed; keeps its errors to itself.
        ended: called last in the thread, however it ends.
    """

    def __init__(
        self, name: str, *, clock: Clock, idle: Callable[[], None], ended: Callable[[], None], period_s: float
    ) -> None:
        self.name = name
        self.clock = clock
        self.idle = idle
        self.ended = ended
        self.period_s = period_s
        self.waiting: deque[Request] = deque()
        self.changed = threading.Condition()
        self.stopping = threading.Event()
        self.thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread, unless it runs."""
        if self.thread is None or not self.thread.is_alive():
            self.stopping.clear()
            self.thread = threading.Thread(target=self.run, name=self.name, daemon=True)
            self.thread.start()

    def stop(self) -> None:
        """End the thread after the request that runs; those that wait are refused. Safe to call twice."""
        self.stopping.set()
        with self.changed:
            self.refuse_waiting()
            self.changed.notify()
        if self.thread is not None:
            self.thread.join(STOP_S)

    def ask(self, action: Callable[[], Value], deadline_s: float, *, urgent: bool = False) -> Value:
        """The result of `action`, run in the thread.

        Args:
            action: raises errors of our tree only.
            deadline_s: for waiting and doing together.
            urgent: goes first, and refuses all that wait: what was asked before must not follow it.

        Raises:
            DeadlinePassed: not done in time; if it had not begun, it never will.
            DeviceUnavailable: the thread does not run, the queue is full, or an urgent request went first.
        """
        if self.thread is threading.current_thread():
            raise ContractBreach("{name} asked itself", remedy="report this", name=self.name)
        outcome: Future[Any] = Future()
        with self.changed:
            if urgent:
                self.refuse_waiting()
            alive = self.thread is not None and self.thread.is_alive()
            if self.stopping.is_set() or not alive or len(self.waiting) >= LONGEST_QUEUE:
                raise self.refusal()
            self.waiting.append(Request(action, outcome))
            self.changed.notify()
        try:
            return cast(Value, outcome.result(deadline_s))
        except FutureTimeout as err:
            outcome.cancel()
            raise DeadlinePassed(
                "not done within {seconds:.0f} s", remedy="check the device and its cable", source=self.name,
                seconds=deadline_s,
            ) from err  # fmt: skip

    def refuse_waiting(self) -> None:
        """Nothing that waits is done any more."""
        while self.waiting:
            request = self.waiting.popleft()
            if request.outcome.set_running_or_notify_cancel():
                request.outcome.set_exception(self.refusal())

    def refusal(self) -> DeviceUnavailable:
        """Why a request is not done."""
        return DeviceUnavailable(
            "the request was not done", remedy="look at the state of the device, then ask again", source=self.name
        )

    def run(self) -> None:
        """The thread."""
        try:
            self.work()
        finally:
            self.ended()

    def work(self) -> None:
        """Requests and polls until it is stopped."""
        due = self.clock.monotonic() + self.period_s
        while not self.stopping.is_set():
            request = self.next_request(due)
            if request is not None:
                self.perform(request)
            # Requests in quick succession must not starve the poll.
            if not self.stopping.is_set() and self.clock.monotonic() >= due:
                self.idle()
                due = self.clock.monotonic() + self.period_s

    def next_request(self, due: float) -> Request | None:
        """The next request, or None when `idle` is due."""
        with self.changed:
            if not self.waiting and not self.stopping.is_set():
                self.changed.wait(min(max(due - self.clock.monotonic(), 0.001), self.period_s))
            return self.waiting.popleft() if self.waiting else None

    def perform(self, request: Request) -> None:
        """Run one request; whoever asked gets its result or its error."""
        if not request.outcome.set_running_or_notify_cancel():
            return
        try:
            request.outcome.set_result(request.action())
        except StationError as err:
            request.outcome.set_exception(err)
        except BaseException as err:
            # A fault of ours ends the thread, and `ended` makes the device safe; who asked is told at once.
            request.outcome.set_exception(err)
            raise
