"""Starts the other processes of a station and starts again what dies, with a reason that is shown and a limit.

A process that somebody killed is started again however often. One that ends by itself, or crashes, within
half a minute of its start has no reason to do better next time: after five such ends in a row it is left
for a person. Between starts it waits longer each time, up to 10 s.
"""

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from station.clock import SystemClock
from station.errors import StationError
from station.i18n import translate
from station.types.device import DeviceHealth, DeviceState

logger = logging.getLogger(__name__)

MOST_FAILURES = 5
SETTLED_S, STARTED_S = 30.0, 1.5
LONGEST_PAUSE_S = 10.0
BY_OTHERS = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT)


def command(*words: str) -> list[str]:
    """One of our own commands as a program of its own."""
    return [sys.executable, "-m", "ui.cli.main", *words]


@dataclass(slots=True)
class Program:
    """One process and its history; times are monotonic seconds."""

    words: Sequence[str]
    process: subprocess.Popen[str] | None = None
    relay: threading.Thread | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    restarts: int = 0
    failures: int = 0
    last_words: str = ""
    reason: str = ""

    @property
    def given_up(self) -> bool:
        """It is left for a person."""
        return self.failures >= MOST_FAILURES


@dataclass(slots=True)
class Supervisor:
    """Keeps programs alive.

    Args:
        programs: words of each command line by name.
        report: takes the state of each program once a second.
    """

    programs: Mapping[str, Sequence[str]]
    report: Callable[[DeviceHealth], None] | None = None
    kept: dict[str, Program] = field(default_factory=dict)
    stop_wanted: threading.Event = field(default_factory=threading.Event)
    clock: SystemClock = field(default_factory=SystemClock)

    @property
    def processes(self) -> dict[str, subprocess.Popen[str]]:
        """The running processes by name."""
        return {name: program.process for name, program in self.kept.items() if program.process is not None}

    def start(self) -> None:
        """Start every program."""
        for name, words in self.programs.items():
            self.kept[name] = Program(words=words)
            self.launch(name)

    def launch(self, name: str) -> None:
        """Start one process; standard output stays ours alone, what it complains of is kept as its reason."""
        program = self.kept[name]
        process = subprocess.Popen(program.words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        program.process, program.started_at, program.start_at = process, time.monotonic(), 0.0
        program.last_words = ""
        program.relay = threading.Thread(
            target=self.listen, args=(program, process), name=f"{name}-stderr", daemon=True
        )
        program.relay.start()

    def listen(self, program: Program, process: subprocess.Popen[str]) -> None:
        """Pass on what the process complains of and remember the last line."""
        if process.stderr is not None:
            with process.stderr:
                for line in process.stderr:
                    sys.stderr.write(line)
                    program.last_words = line.strip() or program.last_words

    def watch(self) -> None:
        """Start again what died, until stopped."""
        told = 0.0
        while not self.stop_wanted.wait(0.1):
            for name, program in self.kept.items():
                self.look_after(name, program)
            if time.monotonic() - told >= 1.0:
                told = time.monotonic()
                self.tell()

    def tell(self) -> None:
        """Report the state of each program; a broken store must not stop the watch."""
        if self.report is None:
            return
        for name, program in self.kept.items():
            try:
                self.report(self.health(name, program))
            except StationError as err:
                logger.warning("state not reported: %s", err)

    def look_after(self, name: str, program: Program) -> None:
        """Notice an end, and start again when it is time."""
        now = time.monotonic()
        if program.process is not None and program.process.poll() is not None:
            self.ended(name, program, program.process.returncode, now - program.started_at)
        if program.process is None and not program.given_up and now >= program.start_at:
            program.restarts += 1
            self.launch(name)

    def ended(self, name: str, program: Program, code: int, lived_s: float) -> None:
        """Remember why, and when to start again."""
        if program.relay is not None:
            program.relay.join(1.0)
        program.process = None
        program.reason = program.last_words if code > 0 and program.last_words else end_text(code)
        failed = lived_s < STARTED_S or (lived_s < SETTLED_S and code not in BY_OTHERS)
        program.failures = program.failures + 1 if failed else 0
        pause = min(0.5 * 2**program.failures, LONGEST_PAUSE_S) if failed else 0.0
        program.start_at = time.monotonic() + pause
        logger.warning("%s ended after %.1f s: %s", name, lived_s, program.reason)

    def health(self, name: str, program: Program) -> DeviceHealth:
        """The state of a program as that of a device."""
        reason = program.reason
        if program.given_up:
            state = DeviceState.FAULTED
            template = translate("Supervisor", "ended {count} times after its start and is left alone: {reason}")
            reason = template.format(count=program.failures, reason=program.reason)
        elif program.process is None:
            state = DeviceState.DISCONNECTED
        else:
            # What ended an earlier process stays to be read until this one has settled.
            state = DeviceState.READY
            reason = reason if time.monotonic() - program.started_at < SETTLED_S else ""
        uptime = time.monotonic() - program.started_at if program.process is not None else 0.0
        values = {"restarts": float(program.restarts), "uptime_s": uptime}
        return DeviceHealth(
            name=name, kind="process", state=state, identity=None, reason=reason, time=self.clock.now(), values=values
        )

    def stop(self) -> None:
        """End every process in order, by force if need be."""
        self.stop_wanted.set()
        running = list(self.processes.values())
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        for program in self.kept.values():
            if program.relay is not None:
                program.relay.join(2.0)


def end_text(code: int) -> str:
    """How a process ended, for people."""
    if code < 0:
        name = signal.Signals(-code).name
        return translate("Supervisor", "ended by the signal {name}").format(name=name)
    return translate("Supervisor", "ended with the exit code {code}").format(code=code)
