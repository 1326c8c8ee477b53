"""Registers behind a link that breaks on command, and the Modbus programs of others."""

import os
from collections.abc import Sequence
from importlib.metadata import version
from types import ModuleType

import pytest

from station.clock import ManualClock
from station.errors import DeviceFault, DeviceUnavailable, LinkLost


class RegisterLink:
    """A `ModbusLink` of a dictionary; a request takes `takes_s` of the clock."""

    address = "modbus:registers:502"

    def __init__(self, clock: ManualClock, values: dict[int, int] | None = None) -> None:
        self.clock = clock
        self.values = values or {}
        self.written: list[tuple[int, int]] = []
        self.absent = False
        self.takes_s = 0.0
        self.client: object | None = None
        self.reads: list[tuple[int, int]] = []

    def open(self) -> None:
        if self.absent:
            raise DeviceUnavailable("nothing answers", remedy="switch it on", source=self.address)
        self.client = object()

    def close(self) -> None:
        self.client = None

    def read_registers(self, address: int, count: int) -> list[int]:
        self.check()
        self.reads.append((address, count))
        if any(register not in self.values for register in range(address, address + count)):
            raise DeviceFault("no such address", remedy="check the profile", source=self.address)
        return [self.values[register] for register in range(address, address + count)]

    def write_register(self, address: int, value: int) -> None:
        self.check()
        self.written.append((address, value))

    def write_registers(self, address: int, values: Sequence[int]) -> None:
        for register, value in enumerate(values, address):
            self.write_register(register, value)

    def check(self) -> None:
        self.clock.advance(self.takes_s)
        if self.client is None or self.absent:
            self.client = None
            raise LinkLost("the link broke", remedy="check the cable", source=self.address)


def peer_module(name: str) -> ModuleType:
    """A module of pyModbusTCP; missing is a failure where CI runs, and a visible skip elsewhere."""
    if not os.environ.get("CI"):
        pytest.importorskip("pyModbusTCP", reason="the Modbus programs of others are not installed")
    module: ModuleType = __import__(f"pyModbusTCP.{name}", fromlist=[name])
    print(f"peer: pyModbusTCP {version('pyModbusTCP')}")
    return module
