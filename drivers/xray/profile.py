"""Which command number means what: one TOML file for each family of Spellman generators (device rules, 3.2).

The same number switches X-rays on in one family and selects local operation in another; so a profile holds what a
source states, names what is not verified, and switching is refused while anything for it is missing.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from station.errors import ConfigError

# What switching on needs to know.
SWITCHING = ("identity", "set_kv", "set_ma", "get_kv", "get_ma", "status", "faults", "configuration", "hv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The command set of one family.

    Attributes:
        stop: the stop that is not this software.
        scale: "asked" full scale by command, "configured", or "tenths" of a kV.
        commands: purpose -> number.
        flags: names of the status flags, in order; empty where the order is not verified.
        on: flags that tell X-rays, or that they are about to come.
        faults: names of the fault flags, in order.
        overrange: measured values are this times full scale at 4095.
        watchdog_at: index of the watchdog time among the arguments of the configuration.
        bare: error words that come without STX and ETX.
        unverified: what no source states; not offered.
    """

    name: str
    title: str
    source: str
    stop: str
    scale: str
    commands: Mapping[str, int]
    flags: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    interlocks: tuple[str, ...] = ()
    ready: str = ""
    local: str = ""
    fault: str = ""
    filament: str = ""
    faults: tuple[str, ...] = ()
    monitors: int = 0
    overrange: float = 1.0
    configuration: int = 0
    watchdog_at: int = -1
    bare: Mapping[str, str] = field(default_factory=dict)
    unverified: tuple[str, ...] = ()

    def lacks(self) -> tuple[str, ...]:
        """What switching on would need and this profile does not know."""
        missing = [purpose for purpose in SWITCHING if purpose not in self.commands]
        told = {
            "X-ray flag": self.on, "interlock flags": self.interlocks, "ready flag": self.ready,
            "local flag": self.local, "fault flags": self.faults, "watchdog": self.watchdog_at >= 0,
        }  # fmt: skip
        return (*missing, *(name for name, known in told.items() if not known))


def profile_names() -> tuple[str, ...]:
    """The profiles that there are."""
    folder = files("drivers").joinpath("generators/profiles")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def load_profile(name: str) -> Profile:
    """The profile called `name`.

    Raises:
        ConfigError: there is none.
    """
    if name not in profile_names():
        raise ConfigError(
            "there is no generator profile called {name}", remedy="choose one of: {known}", name=name,
            known=", ".join(profile_names()),
        )  # fmt: skip
    text = files("drivers").joinpath(f"generators/profiles/{name}.toml").read_text(encoding="utf-8")
    content: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in tomllib.loads(text).items()
    }
    return Profile(name=name, **content)
