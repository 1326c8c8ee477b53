"""One process of a kind per station: a lock file that names its holder and is free again however it ends."""

import fcntl
import os
import signal
import threading
from pathlib import Path

from station.errors import ConfigError, StorageFull


class Alone:
    """An exclusive lock on `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.file = path.open("a+")
        except OSError as err:
            raise StorageFull(
                "{folder} cannot be written: {cause}",
                remedy="free space on its disk, and give the folder to this user",
                folder=str(path.parent), cause=err.strerror or str(err),
            ) from err  # fmt: skip

    def take(self) -> bool:
        """Take the lock if it is free."""
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self.file.truncate(0)
        self.file.write(str(os.getpid()))
        self.file.flush()
        return True

    def take_or_refuse(self, what: str) -> None:
        """Take the lock.

        Raises:
            ConfigError: another process holds it.
        """
        if not self.take():
            raise ConfigError(
                "{what} of this station runs already, as process {pid}",
                remedy="stop it first, or give this one another folder in station.toml",
                what=what,
                pid=str(self.holder()),
            )

    def wait(self, stop_wanted: threading.Event) -> bool:
        """Wait for the lock; if told to stop meanwhile, tell the holder too, and False.

        False too when the process that started this one has gone: its successor waits in its own right.
        """
        parent = os.getppid()
        while not self.take():
            if os.getppid() != parent:
                return False
            if stop_wanted.wait(0.25):
                self.stop_holder()
                return False
        return True

    def holder(self) -> int:
        """Process number of the holder, 0 if there is none."""
        text = self.path.read_text()
        return int(text) if text.isdigit() else 0

    def stop_holder(self) -> None:
        """Ask the holder to end."""
        pid = self.holder()
        if pid and not self.take():
            os.kill(pid, signal.SIGTERM)
