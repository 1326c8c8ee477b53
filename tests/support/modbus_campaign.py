"""Runs of the two Modbus devices over real sockets, with a proxy between that has the faults of a script.

Modbus TCP has no checksum: a changed or doubled byte within a reply makes another good reply. Such values are counted.
"""

import contextlib
import select
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from drivers.link.faults import FaultLink, FaultSort, fault_script
from drivers.link.modbus import ModbusLink
from drivers.link.tcp_link import TcpLink
from drivers.sensors.conveyor import ConveyorModbus
from drivers.sensors.rpm_modbus import RpmModbus
from drivers.sim.aspect_registers import AspectEnd
from drivers.sim.plc_end import MM_PER_COUNT, Belt, PlcEnd
from drivers.sim.serving import serve
from station.clock import SystemClock
from station.errors import StationError
from station.types.belt import BeltDirection, BeltReading
from station.types.radiation import RadiationOccupancy
from tests.support.slow import Verdict

CLOCK = SystemClock()
# Real time: delays and hangs are shorter than those of the other campaign, and so is a try (see `TRY_S` of a test).
SHORTER, FAULTS, SPAN, RUN_S, STEP_S = 0.2, 4, 900, 60.0, 0.02
SPEED_MM_S, COUNT = 300.0, 321
SEED = 20261126
# What TCP lets happen; changed and doubled bytes come from gateways and software only, and nothing there tells them.
DAMAGE = (FaultSort.CORRUPT, FaultSort.DUPLICATE)
SOUND = tuple(sort for sort in FaultSort if sort not in DAMAGE)


@dataclass
class ModbusTally:
    """The figures of many runs; threads add to it under its lock."""

    runs: int = 0
    runs_recovered: int = 0
    injected: Counter[FaultSort] = field(default_factory=Counter)
    values: int = 0
    wrong: int = 0
    wrong_runs: list[int] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class FaultProxy:
    """Listens, and hands bytes to and fro over a `FaultLink`; one client after another."""

    def __init__(self, link: FaultLink) -> None:
        self.link = link
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.stop_wanted = threading.Event()
        self.thread = threading.Thread(target=self.serve, name="fault-proxy", daemon=True)

    def serve(self) -> None:
        """The life of the thread."""
        while not self.stop_wanted.is_set():
            if select.select([self.listener], [], [], 0.05)[0]:
                client, _ = self.listener.accept()
                with client:
                    self.attend(client)
                    self.link.close()

    def attend(self, client: socket.socket) -> None:
        """One connection until either side hangs up; a broken link is a reset."""
        try:
            self.link.open()
            while not self.stop_wanted.is_set():
                if select.select([client], [], [], 0.002)[0]:
                    received = client.recv(4096)
                    if not received:
                        return
                    self.link.write(received)
                client.sendall(self.link.read(0.002))
        except StationError:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            return

    def __enter__(self) -> "FaultProxy":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_wanted.set()
        self.thread.join(10)
        self.listener.close()
        self.link.close()


class BeltSide:
    """A belt that runs at a known speed: the counter that is told lies between its values before and after the call."""

    def __init__(self) -> None:
        self.belt = Belt(speed_mm_s=SPEED_MM_S)
        self.end = PlcEnd(self.belt)
        self.end.start()
        self.port = self.end.port
        self.before = 0

    def made(self, port: int) -> ConveyorModbus:
        """A driver; whatever a damaged request may have written is put right for the run."""
        with self.belt.lock:
            self.belt.move()
            self.belt.speed_mm_s, self.belt.command, self.belt.emergency = SPEED_MM_S, 1, False
        return ConveyorModbus(name="conveyor", link=ModbusLink("127.0.0.1", port), simulated=True, clock=CLOCK)

    def counted(self) -> int:
        """The counter now."""
        with self.belt.lock:
            self.belt.move()
            return round(self.belt.way_mm / MM_PER_COUNT)

    def call(self, device: ConveyorModbus) -> Verdict:
        """One reading, judged."""
        before = self.counted()
        told: BeltReading = device.read(1.0)
        right = (
            told.running and told.direction is BeltDirection.FORWARD and not told.emergency_stop
            and told.speed_mm_s == SPEED_MM_S and not any(told.gates) and before <= device.count <= self.counted()
        )  # fmt: skip
        return Verdict.RIGHT if right else Verdict.WRONG

    def stop(self) -> None:
        """Hang up."""
        self.end.stop()


class PortalSide:
    """A portal whose counts never change: something passes for 0.3 s of every 0.6 s, without an alarm."""

    def __init__(self) -> None:
        self.port = int(serve(AspectEnd(self.state), "tcp", 0).rpartition(":")[2])

    def state(self) -> dict[str, int]:
        """What the register map shows now."""
        place, within = divmod(time.monotonic(), 0.6)
        facts = {"elapsed": 0, "occupied": int(within < 0.3), "tampered": 0, "counter": int(place) & 0xFFFF}
        for kind in ("gamma", "neutron"):
            facts |= {kind: COUNT, f"{kind}_background": COUNT, f"{kind}_alarm": 0}
        return facts

    def made(self, port: int) -> RpmModbus:
        """A driver that asks often."""
        link = ModbusLink("127.0.0.1", port)
        return RpmModbus(name="portal", link=link, simulated=True, clock=CLOCK, poll_s=0.02, count_s=0.1)

    def call(self, device: RpmModbus) -> Verdict:
        """One occupancy, judged; one that says itself that it is not whole is no value."""
        told: RadiationOccupancy | None = device.read(0.5)
        if told is None or not told.whole:
            return Verdict.NOTHING
        counts = {count for sample in (*told.gamma, *told.neutron) for count in sample.counts}
        right = counts == {COUNT} and not told.gamma_alarm and not told.neutron_alarm
        return Verdict.RIGHT if right else Verdict.WRONG

    def stop(self) -> None:
        """Its server ends with the process."""


SIDES: dict[str, Callable[[], Any]] = {"conveyor-modbus": BeltSide, "portal-aspect": PortalSide}


@contextlib.contextmanager
def side_of(name: str) -> Iterator[Any]:
    """The far side of a driver."""
    side = SIDES[name]()
    try:
        yield side
    finally:
        side.stop()


def run(side: Any, seed: int, tally: ModbusTally, *, sorts: tuple[FaultSort, ...] = tuple(FaultSort)) -> None:
    """One run: until the script is used up and a right value came, or `RUN_S` are over."""
    script = fault_script(np.random.default_rng([seed, SEED]), faults=FAULTS, span=SPAN, sorts=sorts)
    script = tuple(replace(fault, seconds=fault.seconds * SHORTER) for fault in script)
    link = FaultLink(TcpLink("127.0.0.1", side.port), script, clock=CLOCK)
    right, wrong, recovered, times_s, lost_at = 0, 0, False, [], None
    with FaultProxy(link) as proxy:
        device = side.made(proxy.port)
        end = time.monotonic() + RUN_S
        while time.monotonic() < end and not recovered:
            over, began = not any(link.left.values()), time.monotonic()
            try:
                verdict = side.call(device)
            except StationError:
                verdict = Verdict.NOTHING
                lost_at = began if lost_at is None else lost_at
            wrong += verdict is Verdict.WRONG
            if verdict is Verdict.RIGHT:
                right += 1
                if lost_at is not None:
                    times_s.append(time.monotonic() - lost_at)
                lost_at, recovered = None, over
            time.sleep(STEP_S)
        device.close()
    with tally.lock:
        tally.runs += 1
        tally.runs_recovered += recovered
        tally.injected += link.injected
        tally.values += right
        tally.wrong += wrong
        tally.wrong_runs += [seed] * bool(wrong)
        tally.times_s += times_s
