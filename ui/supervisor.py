"""Starts the other processes and starts again what dies."""

import logging
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

logger = logging.getLogger(__name__)

MOST_RESTARTS = 20


def command(*words: str) -> list[str]:
    """One of our own commands as a program of its own."""
    return [sys.executable, "-m", "ui.cli.main", *words]


@dataclass(slots=True)
class Supervisor:
    """Keeps the acquisition (and whatever else is named) of one configuration alive."""

    config: Path
    names: tuple[str, ...]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    restarts: dict[str, int] = field(default_factory=dict)
    stop_wanted: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start every process."""
        for name in self.names:
            self.launch(name)

    def launch(self, name: str) -> None:
        """Start one process; standard output stays ours alone."""
        words = command(name, "--config", str(self.config))
        self.processes[name] = subprocess.Popen(words, stdout=subprocess.DEVNULL)

    def watch(self) -> None:
        """Start again what died, until stopped; twenty times, then it is left for a person."""
        while not self.stop_wanted.wait(0.5):
            for name, process in list(self.processes.items()):
                if process.poll() is not None and self.restarts.get(name, 0) < MOST_RESTARTS:
                    self.restarts[name] = self.restarts.get(name, 0) + 1
                    logger.warning("%s ended with %s and is started again", name, process.returncode)
                    self.launch(name)

    def stop(self) -> None:
        """End every process in order, by force if need be."""
        self.stop_wanted.set()
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
