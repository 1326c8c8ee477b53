"""The PLC's side of Modbus TCP: a belt that moves, its encoder and its light gates (device rules, section 7).

| register | |
|---|---|
| 100 | bit 0 running, 1 reverse, 2 emergency stop, 8, 9, 10 light gates |
| 101, 102 | encoder, 32 bits, high word first, wraps |
| 103 | speed in mm/s, signed |
| 104 | counts up with every answer: a sign of life |
| 110 | command: 0 stop, 1 forward, 2 reverse |
| 111 | speed to run at, mm/s |
"""

import argparse
import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from drivers.sim.serving import announce, commands
from drivers.sim.world import World

FIRST, COUNT = 100, 20
COMMAND, SPEED = 110, 111
MM_PER_COUNT = 0.25
# Gate 0 stands before the scale and the reader, 1 before the tunnel, 2 behind it; mm along the belt.
GATES_MM = (100.0, 1000.0, 2500.0)
RUNNING, REVERSE, EMERGENCY = 1, 2, 4


@dataclass(slots=True)
class Parcel:
    """An item on the belt: where its front was, in the belt's own mm, when the belt stood at 0."""

    front_mm: float
    length_mm: float


class Belt:
    """Moves by its own clock; thread-safe."""

    def __init__(
        self,
        *,
        speed_mm_s: float = 300.0,
        running: bool = True,
        count: int = 0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.now = now
        self.lock = threading.Lock()
        self.speed_mm_s = speed_mm_s
        self.command = 1 if running else 0
        self.emergency = False
        self.start_count = count
        self.way_mm = 0.0
        self.at = now()
        self.parcels: list[Parcel] = []
        self.answers = 0

    @property
    def velocity(self) -> float:
        """mm/s now, negative in reverse."""
        return 0.0 if self.emergency else self.speed_mm_s * (0.0, 1.0, -1.0)[self.command]

    def move(self) -> None:
        """Bring the belt to this moment; called before anything changes or is told."""
        now = self.now()
        self.way_mm += self.velocity * (now - self.at)
        self.at = now

    def place(self, length_mm: float) -> None:
        """Lay an item down, its front at the beginning of the belt."""
        with self.lock:
            self.move()
            self.parcels.append(Parcel(front_mm=-self.way_mm, length_mm=length_mm))

    def clear(self) -> None:
        """Take everything off."""
        with self.lock:
            self.parcels.clear()

    def press(self, *, pressed: bool) -> None:
        """The emergency stop: it stops the belt, and releasing it does not start it."""
        with self.lock:
            self.move()
            self.emergency = pressed
            self.command = 0 if pressed else self.command

    def obey(self, address: int, values: Sequence[int]) -> None:
        """What a client wrote; ignored while the emergency stop is pressed, save the stop."""
        with self.lock:
            self.move()
            for register, value in enumerate(values, address):
                if register == SPEED:
                    self.speed_mm_s = float(value)
                elif register == COMMAND and value in (0, 1, 2) and not (self.emergency and value):
                    self.command = value

    def registers(self) -> list[int]:
        """All registers from `FIRST`, of one moment."""
        with self.lock:
            self.move()
            self.answers += 1
            count = (self.start_count + round(self.way_mm / MM_PER_COUNT)) % 2**32
            status = (RUNNING if self.velocity else 0) | (REVERSE if self.velocity < 0 else 0)
            status |= EMERGENCY if self.emergency else 0
            status |= sum(1 << 8 + gate for gate, place in enumerate(GATES_MM) if self.blocked(place))
            values = [status, count >> 16, count & 0xFFFF, round(self.velocity) % 2**16, self.answers % 2**16]
            values += [0] * (COMMAND - FIRST - len(values)) + [self.command, round(self.speed_mm_s)]
            return values + [0] * (COUNT - len(values))

    def blocked(self, place_mm: float) -> bool:
        """Whether an item stands in a gate."""
        fronts = ((parcel.front_mm + self.way_mm, parcel.length_mm) for parcel in self.parcels)
        return any(front - length < place_mm <= front for front, length in fronts)


class PlcEnd:
    """A Modbus TCP server for a belt, in a thread of its own."""

    def __init__(self, belt: Belt) -> None:
        self.belt = belt
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.serve, name="sim-plc", daemon=True)
        self.ready = threading.Event()
        self.server: ModbusTcpServer | None = None
        self.port = 0

    async def answer(
        self, function: int, start: int, address: int, count: int, registers: list[int], values: object
    ) -> ExcCodes | None:
        """Called by the server at every access; arguments as pymodbus gives them."""
        del function, start, count
        if isinstance(values, list):
            self.belt.obey(address, values)
        registers[:] = self.belt.registers()
        return None

    def start(self, port: int = 0) -> None:
        """Listen on loopback; `port` 0 takes a free one."""
        self.port = port
        self.thread.start()
        if not self.ready.wait(10):
            raise TimeoutError("the simulated PLC does not listen")

    def serve(self) -> None:
        """The life of the thread."""
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.listen())
        self.loop.run_forever()
        self.loop.close()

    async def listen(self) -> None:
        """Open the port."""
        block = SimData(FIRST, count=COUNT, values=0, datatype=DataType.REGISTERS)
        device = SimDevice(id=0, simdata=[block], action=self.answer)
        self.server = ModbusTcpServer(device, address=("127.0.0.1", self.port))
        await self.server.serve_forever(background=True)
        listener = self.server.transport
        if isinstance(listener, asyncio.Server):  # what pymodbus keeps there, against its own annotation
            self.port = listener.sockets[0].getsockname()[1]
        self.ready.set()

    async def leave(self) -> None:
        """Close the port."""
        if self.server is not None:
            await self.server.shutdown()  # type: ignore[no-untyped-call] # pymodbus leaves it so
        self.loop.stop()

    def stop(self) -> None:
        """Hang up on everybody."""
        asyncio.run_coroutine_threadsafe(self.leave(), self.loop)
        self.thread.join(10)


def run(world: World, options: argparse.Namespace) -> None:
    """A belt until standard input ends; --set speed=MM_S, running=0, count=N, emergency_stop=1."""
    speed = float(options.set.get("speed", 0)) or options.line_rate * world.scanner.pitch_mm[0] or 300.0
    belt = Belt(
        speed_mm_s=speed, running=options.set.get("running", "1") == "1", count=int(options.set.get("count", 0))
    )
    belt.press(pressed=options.set.get("emergency_stop", "0") == "1")
    end = PlcEnd(belt)
    end.start(options.port)
    announce(ready=True, link=f"modbus:127.0.0.1:{end.port}")
    commands(lambda number: belt.place(world.scene(number).size_mm[1]), belt.clear)
    end.stop()
