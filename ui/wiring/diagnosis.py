"""What is wrong with a station, link by link, and what to do about it.

Nothing here writes to a device, and a generator is asked for nothing but who it is. A device that a running
lane holds is not opened: the lane's own news of it are told.
"""

import grp
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from drivers.catalog import DRIVERS, make_device
from drivers.gige.discovery import discovered
from drivers.link.address import link_of
from station.clock import SystemClock
from station.config.schema import ScannerSettings, SensorSettings, StationConfig
from station.errors import ConfigError, DeviceFault, DeviceUnavailable, StationError, StorageDamaged
from station.i18n import translate
from station.storage.store import SqlStore
from station.types.device import DeviceHealth, DeviceState
from ui.wiring.alone import Alone
from ui.wiring.feeds import channels_of
from ui.wiring.scanner import LOCK, scanner_of

FRESH_S, WEIGHT_S = 3.0, 2.0
LEAST_FREE = 2 << 30
BAUDS = (9600, 115200, 19200, 4800, 38400, 57600, 2400)
# Asking these with another speed, or on another device's link, switches nothing.
HARMLESS = ("scale",)


class Grade(StrEnum):
    """How a check ended."""

    OK = "ok"
    LOOK = "look"
    MEND = "mend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the doctor."""

    name: str
    grade: Grade
    text: str


class Diagnosis:
    """The checks of one configured station."""

    def __init__(self, config: StationConfig) -> None:
        self.config = config
        self.clock = SystemClock()
        self.lane_runs = not free(config.run_folder / "lane.lock")
        self.receiver_runs = not free(config.run_folder / LOCK)
        self.news: dict[str, DeviceHealth] = {}

    def checks(self) -> Iterator[Check]:
        """Check after check, those that others depend on first."""
        yield checked("disk", self.disk)
        yield checked("store", self.store)
        for detector in self.config.detectors:
            yield self.told(detector.name, lambda chosen=detector: self.detector(chosen), runs=self.lane_runs)  # type: ignore[misc] # bound now
        for name, settings in self.config.sensors.items():
            yield self.told(name, lambda name=name, chosen=settings: self.sensor(name, chosen), runs=self.lane_runs)  # type: ignore[misc] # bound now
        if self.config.scanner is not None:
            chosen = self.config.scanner
            yield self.told("scanner", lambda: self.scanner(chosen), runs=self.receiver_runs)

    def told(self, name: str, look: Callable[[], str], *, runs: bool) -> Check:
        """The news of a device from the process that `runs` and holds it, a look of our own otherwise."""
        if not runs:
            return checked(name, look)
        health = self.news.get(name)
        if health is None or abs((datetime.now(UTC) - health.time).total_seconds()) > FRESH_S:
            text = translate("Doctor", "the process that holds it runs and tells nothing of it: restart the station")
            return Check(name=name, grade=Grade.MEND, text=text)
        well = health.state in (DeviceState.READY, DeviceState.ACQUIRING)
        model = f" {health.identity.model} {health.identity.serial}" if health.identity else ""
        return Check(
            name=name,
            grade=Grade.OK if well else Grade.MEND,
            text=f"{health.state.value}{model} {health.reason}".strip(),
        )

    # the machine

    def disk(self) -> str:
        """The data folder can be written and has room."""
        folder = self.config.folder
        while not folder.exists():
            folder = folder.parent
        if not os.access(folder, os.W_OK):
            raise StorageDamaged(
                "{folder} cannot be written", remedy="give it to the user of the station, or name another folder",
                folder=str(folder),
            )  # fmt: skip
        left = shutil.disk_usage(folder).free
        if left < LEAST_FREE:
            raise StorageDamaged(
                "only {left:.1f} GB are free in {folder}", remedy="free space, or name another folder in station.toml",
                left=left / 2**30, folder=str(folder),
            )  # fmt: skip
        return translate("Doctor", "{left:.0f} GB free in {folder}").format(left=left / 2**30, folder=folder)

    def store(self) -> str:
        """Every stored scan opens and agrees with its hash."""
        opened = SqlStore(self.config.folder)
        try:
            self.news = {health.name: health for health in opened.health()}
            faults = opened.faults()
            count = opened.count_items()
        finally:
            opened.close()
        if faults:
            raise StorageDamaged(
                "{count} faults: {first}", remedy="restore the backup", count=len(faults), first=faults[0]
            )
        return translate("Doctor", "{count} items, all scans open").format(count=count)

    # devices

    def detector(self, settings: Any) -> str:
        """The detector answers, is the configured one, and is let go again."""
        device = make_device(
            settings.driver, name=settings.name, address=settings.address, serial=settings.serial,
            channels=channels_of(settings), pixels=settings.pixels, clock=self.clock,
            options=settings.options,
        )  # fmt: skip
        try:
            device.open()
        except DeviceUnavailable as err:
            there = [f"{found.address} ({found.model} {found.serial})" for found in discovered()]
            if not there:
                raise
            raise DeviceUnavailable(
                "nothing answers at {address}, but detectors do at {there}",
                remedy="enter the address of the right one in station.toml", source=settings.name,
                address=settings.address, there=", ".join(there),
            ) from err  # fmt: skip
        try:
            return identity_text(device.health())
        finally:
            device.close()

    def scanner(self, settings: ScannerSettings) -> str:
        """Another maker's scanner could hand over its scans: port, peers and certificates, or folder."""
        text = scanner_of(self.config, settings, self.clock).rehearse()
        if not settings.options.get("scanner"):
            text += "; " + translate("Doctor", "no material is named without the option scanner")
        return str(text)

    def sensor(self, name: str, settings: SensorSettings) -> str:
        """The device on a link answers and says who it is; if not, what else may be the cause."""
        try:
            return self.ask(name, settings)
        except DeviceFault:
            raise
        except DeviceUnavailable as err:
            cause = err.__cause__
            if isinstance(cause, PermissionError) or "ermission denied" in str(cause):
                raise not_allowed(name, settings) from err
            if isinstance(cause, ConnectionRefusedError):
                raise DeviceUnavailable(
                    "the host answers, but nothing listens at {link}",
                    remedy="check the port number of the device and in station.toml", source=name, link=settings.link,
                ) from err  # fmt: skip
            path = serial_path(settings.link)
            if path is not None and not path.exists():
                raise missing_port(name, path) from err
            self.other_causes(name, settings)
            raise

    def ask(self, name: str, settings: SensorSettings) -> str:
        """Open, identify, let go."""
        device = make_device(
            settings.driver, name=name, link=link_of(settings.link), serial=settings.serial,
            simulated=settings.simulated, clock=self.clock, options=settings.options,
        )  # fmt: skip
        device.open()
        try:
            who = identity_text(device.health())
            if DRIVERS.row(settings.driver).kind == "scale" and not device.health().identity.serial:
                # Nothing but a weight tells whether anybody is there.
                return f"{who}: {device.read(WEIGHT_S).value:.0f} g"
            return who
        finally:
            device.close()

    def other_causes(self, name: str, settings: SensorSettings) -> None:
        """Look for a crossed cable and a wrong speed, where looking is harmless; raises what it finds."""
        if DRIVERS.row(settings.driver).kind not in HARMLESS:
            return
        for other, theirs in self.config.sensors.items():
            if other != name and self.answers(name, settings, theirs.link):
                raise ConfigError(
                    "it answers on the link of {other}, {link}",
                    remedy="swap the two cables, or the two links in station.toml", source=name, other=other,
                    link=theirs.link,
                )  # fmt: skip
        configured = re.search(r"baud=(\d+)", settings.link)
        for baud in BAUDS if serial_path(settings.link) is not None else ():
            link = re.sub(r"baud=\d+", f"baud={baud}", settings.link) if configured else f"{settings.link}?baud={baud}"
            if link != settings.link and self.answers(name, settings, link):
                raise ConfigError(
                    "it answers at {baud} baud", remedy="write link = {link!r} in station.toml", source=name, baud=baud,
                    link=link,
                )  # fmt: skip

    def answers(self, name: str, settings: SensorSettings, link: str) -> bool:
        """Whether the device identifies itself on another link."""
        from dataclasses import replace

        try:
            self.ask(name, replace(settings, link=link))
        except StationError:
            return False
        return True


def checked(name: str, look: Callable[[], str]) -> Check:
    """A look as a line: what it says, or what its error says."""
    try:
        return Check(name=name, grade=Grade.OK, text=look())
    except StationError as err:
        return Check(name=name, grade=Grade.MEND, text=str(err))


def free(path: Path) -> bool:
    """Whether nobody holds the lock; the file is not made."""
    if not path.exists():
        return True
    lock = Alone(path)
    with lock.file:
        return lock.take()


def identity_text(health: DeviceHealth) -> str:
    """Who answered."""
    who = health.identity
    if who is None or not who.serial:
        return translate("Doctor", "the link opens; the device cannot say who it is")
    return " ".join(part for part in (who.vendor, who.model, who.version, who.serial) if part)


def serial_path(link: str) -> Path | None:
    """The port of a serial link."""
    return Path(link.removeprefix("serial:").partition("?")[0]) if link.startswith("serial:") else None


def missing_port(name: str, path: Path) -> DeviceUnavailable:
    """What to tell of a port that is not there."""
    there = sorted(str(port) for pattern in ("ttyUSB*", "ttyACM*", "ttyS*") for port in Path("/dev").glob(pattern))
    return DeviceUnavailable(
        "there is no serial port {port}", remedy="check the cable; ports of this machine: {there}", source=name,
        port=str(path), there=", ".join(there[:8]) or translate("Doctor", "none"),
    )  # fmt: skip


def not_allowed(name: str, settings: SensorSettings) -> ConfigError:
    """What to tell of a port that this user may not open: the group that may."""
    path = serial_path(settings.link)
    entry = path.stat() if path is not None and path.exists() else None
    if entry is not None and entry.st_mode & stat.S_IRGRP and entry.st_mode & stat.S_IWGRP:
        group = grp.getgrgid(entry.st_gid).gr_name
        return ConfigError(
            "this user may not open {port}: it belongs to the group {group}",
            remedy="sudo usermod -aG {group} $USER, then log out and in again", source=name, port=str(path),
            group=group,
        )  # fmt: skip
    return ConfigError(
        "this user may not open {port}", remedy="let the group dialout read and write it, and be a member", source=name,
        port=str(path),
    )  # fmt: skip
