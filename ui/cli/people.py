"""What the commands about people share: passwords from the terminal or standard input, the station of a file."""

import getpass
import sys
from pathlib import Path

from station.clock import SystemClock
from station.config.load import load_config
from station.errors import ConfigError, InputUnsuitable
from station.storage.store import SqlStore
from ui.wiring.people import People, people_of


def people_in(config_path: Path, *, must_exist: bool = True) -> People:
    """The people of a configured station; ConfigError if its store was never made and has to be there."""
    config = load_config(config_path)
    if must_exist and not (config.folder / "station.db").exists():
        raise ConfigError(
            "{path} holds no store yet", remedy="check [station] folder in the configuration", path=str(config.folder)
        )
    return people_of(config, SqlStore(config.folder), SystemClock())


def ask_password(prompt: str) -> str:
    """A password: typed without echo at a terminal, else the next line of standard input.

    Raises:
        InputUnsuitable: standard input has ended.
    """
    if sys.stdin.isatty():
        return getpass.getpass(f"{prompt}: ")
    line = sys.stdin.readline()
    if not line:
        raise InputUnsuitable("no password came", remedy="type it, or send it as a line on standard input")
    return line.removesuffix("\n").removesuffix("\r")


def ask_new_password(name: str) -> str:
    """A new password; at a terminal it is typed twice.

    Raises:
        InputUnsuitable: the two differ.
    """
    first = ask_password(f"new password of {name}")
    if sys.stdin.isatty() and ask_password("once more") != first:
        raise InputUnsuitable("the two passwords differ", remedy="type them again")
    return first
