"""Watches the belt: owns the thread of the conveyor, remembers its way, tells passages of its light gates."""

import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from station.errors import StationError
from station.ports.devices import Conveyor
from station.types.belt import BeltReading, GateEdge, LanePlaces, gate_edges
from station.workflow.geometry import LONGEST_GAP_S, line_positions
from station.workflow.sightings import Piece

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
POLL_S, READ_S = 0.02, 1.0
# How long somebody waits for the reading after an event; the conveyor is asked every 20 ms.
WAIT_S = 0.5
# 20 minutes at the rate of the thread.
KEPT = 60_000
# Without an encoder places come from the speed that is told, and are so much less exact.
TIME_SLACK = 3.0

Sample = tuple[int, float, int, bool]


def nanoseconds(time: datetime) -> int:
    """Since 1970, exact to the microsecond."""
    return (time - EPOCH) // timedelta(microseconds=1) * 1000


class BeltWatch:
    """The belt as the lane sees it.

    Attributes:
        passed: set by whoever joins items; called from the thread with the number of a gate and the piece that
            passed it, None if that is not known.
    """

    def __init__(self, conveyor: Conveyor, places: LanePlaces) -> None:
        self.conveyor = conveyor
        self.places = places
        self.passed: Callable[[int, Piece | None], None] = lambda *_: None
        self.changed = threading.Condition()
        self.samples: deque[Sample] = deque(maxlen=KEPT)
        self.last: BeltReading | None = None
        self.blocked_since: dict[int, GateEdge] = {}
        self.stop_wanted = threading.Event()
        self.thread = threading.Thread(target=self.watch, name=f"{conveyor.name}-watch", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self.thread.start()

    def stop(self) -> None:
        """End the thread; the belt is left as it runs."""
        self.stop_wanted.set()
        if self.thread.is_alive():
            self.thread.join(timeout=5.0)

    def watch(self) -> None:
        """Read until stopped; the driver reconnects by itself and reports its state."""
        while not self.stop_wanted.wait(POLL_S):
            try:
                reading = self.conveyor.read(READ_S)
            except StationError:
                self.stop_wanted.wait(0.25)
                continue
            self.take(reading)

    def take(self, reading: BeltReading) -> None:
        """Remember one reading, tell what its gates did."""
        before, self.last = self.last, reading
        way = reading.position_mm
        with self.changed:
            if way is None:
                way = self.told_way(reading)
            self.samples.append((nanoseconds(reading.time), way, reading.epoch, reading.has_encoder))
            self.changed.notify_all()
        if before is None or before.epoch != reading.epoch:
            self.blocked_since.clear()
            return
        for edge in gate_edges(before, reading):
            self.pass_gate(edge)

    def told_way(self, reading: BeltReading) -> float:
        """The way of a belt without an encoder: its speed times the time."""
        if not self.samples or self.samples[-1][2] != reading.epoch:
            return 0.0
        at, way, _, _ = self.samples[-1]
        return way + reading.speed_mm_s * (nanoseconds(reading.time) - at) / 1e9

    def pass_gate(self, edge: GateEdge) -> None:
        """One edge; a passage is told when its gate becomes free."""
        if edge.blocked:
            self.blocked_since[edge.gate] = edge
        elif edge.gate < len(self.places.gates_mm):
            began = self.blocked_since.pop(edge.gate, None)
            place = self.places.gates_mm[edge.gate]
            self.passed(edge.gate, None if began is None else self.piece(began.time, edge.time, place))

    def piece(self, begin: datetime, end: datetime, place_mm: float, *, half_mm: float = 0.0) -> Piece | None:
        """What lay at `place_mm` from `begin` to `end`, with `half_mm` on both sides; None if it is not known."""
        return self.piece_of(np.array([nanoseconds(begin), nanoseconds(end)], np.int64), place_mm, half_mm)

    def piece_of_lines(self, time_ns: NDArray[np.int64]) -> Piece | None:
        """What lay in the beam during these lines."""
        return self.piece_of(time_ns[[0, -1]], self.places.beam_mm, 0.0)

    def piece_of(self, between_ns: NDArray[np.int64], place_mm: float, half_mm: float) -> Piece | None:
        """The piece that passed a place between two times."""
        samples = self.samples_over(between_ns)
        if samples is None:
            return None
        times, way, epoch, measured = samples
        if np.diff(times).max(initial=0) > LONGEST_GAP_S * 1e9:
            return None
        inner = way[(times > between_ns[0]) & (times < between_ns[1])]
        ends = np.r_[np.interp(between_ns, times, way), inner] - place_mm
        slack = self.places.slack_mm * (1.0 if measured else TIME_SLACK)
        return Piece(
            begin_mm=float(ends.min()) - half_mm, end_mm=float(ends.max()) + half_mm, slack_mm=slack, epoch=epoch
        )

    def times_of(self, piece: Piece, place_mm: float) -> tuple[datetime, datetime] | None:
        """From when to when a piece can have been at a place; None if the belt has not carried it all past there."""
        with self.changed:
            held = [(at, way - place_mm) for at, way, epoch, _ in self.samples if epoch == piece.epoch]
        low, high = piece.begin_mm - piece.slack_mm, piece.end_mm + piece.slack_mm
        inside = [number for number, (_, way) in enumerate(held) if low <= way <= high]
        if not inside or inside[0] == 0 or inside[-1] == len(held) - 1:
            return None
        first, last = held[inside[0] - 1][0], held[inside[-1] + 1][0]
        return EPOCH + timedelta(microseconds=first // 1000), EPOCH + timedelta(microseconds=last // 1000)

    def belt_mm(self, time_ns: NDArray[np.int64]) -> NDArray[np.float64] | None:
        """The encoder's position at each line; None without an encoder, or where its readings have a gap."""
        samples = self.samples_over(time_ns[[0, -1]])
        if samples is None or not samples[3]:
            return None
        return line_positions(time_ns, samples[0], samples[1])

    def samples_over(
        self, between_ns: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], int, bool] | None:  # fmt: skip
        """Times, ways, epoch, whether measured: from before the first to after the last time, all of one epoch."""
        first, last = int(between_ns[0]), int(between_ns[-1])
        with self.changed:
            self.changed.wait_for(lambda: bool(self.samples) and self.samples[-1][0] >= last, WAIT_S)
            held = list(self.samples)
        times = np.array([at for at, _, _, _ in held], np.int64)
        begin = int(np.searchsorted(times, first, side="right")) - 1
        end = int(np.searchsorted(times, last, side="left"))
        if begin < 0 or end >= len(times):
            return None
        part = held[begin : end + 1]
        if len(part) == 1:
            part = part * 2
        if len({(epoch, measured) for _, _, epoch, measured in part}) != 1:
            return None
        way = np.array([way for _, way, _, _ in part], np.float64)
        return np.array([at for at, _, _, _ in part], np.int64), way, part[0][2], part[0][3]
