"""Lines on their way to disk and ring, in a thread of their own, so that a slow disk keeps no packet waiting.

The queue is bounded: when it is full the receiver waits, the buffer of its socket fills, and what the system then
drops is counted there. Lines reach the disk before anybody else sees them.
"""

import logging
import threading
import time
from collections import deque

from drivers.acquisition.spool import Spool
from station.errors import StorageDamaged
from station.formats.line_ring import RingWriter
from station.types.lines import LineBlock

logger = logging.getLogger(__name__)

MOST_BYTES = 128 << 20
ALARM = 0.75


class LineWriter:
    """Queue and thread of one acquisition.

    Args:
        most_bytes: counts that may wait.
    """

    def __init__(self, spool: Spool, ring: RingWriter, *, most_bytes: int = MOST_BYTES) -> None:
        self.spool, self.ring = spool, ring
        self.most_bytes = most_bytes
        self.blocks: deque[LineBlock] = deque()
        self.waiting_bytes = 0
        self.peak_bytes = 0
        self.changed = threading.Condition()
        self.ended = False
        self.fault: StorageDamaged | None = None
        self.slowest_append_s = 0.0
        self.kept_lines = 0
        self.not_kept_lines = 0
        self.full = 0
        self.alarmed = False
        self.thread = threading.Thread(target=self.work, name="acquisition-writer", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self.thread.start()

    def put(self, block: LineBlock) -> None:
        """Hand a block over; waits while the queue is full, which is counted."""
        size = block.counts.nbytes
        with self.changed:
            if self.blocks and self.waiting_bytes + size > self.most_bytes:
                self.full += 1
                self.changed.wait_for(lambda: not self.blocks or self.waiting_bytes + size <= self.most_bytes)
            self.blocks.append(block)
            self.waiting_bytes += size
            self.peak_bytes = max(self.peak_bytes, self.waiting_bytes)
            self.changed.notify_all()
        self.watch_fill()

    def watch_fill(self) -> None:
        """Say once when the queue passes three quarters, and again after it was below half."""
        share = self.share
        if share >= ALARM and not self.alarmed:
            logger.warning("the disk is slow: the queue of raw lines is %.0f %% full", 100 * share)
        self.alarmed = share >= ALARM or (self.alarmed and share > 0.5)

    @property
    def share(self) -> float:
        """How full the queue is, 0 to 1."""
        return min(self.waiting_bytes / self.most_bytes, 1.0)

    def work(self) -> None:
        """Write until `close`, and then the rest."""
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.blocks or self.ended)
                if not self.blocks:
                    return
                block = self.blocks[0]
            self.write(block)
            with self.changed:
                self.blocks.popleft()
                self.waiting_bytes -= block.counts.nbytes
                self.changed.notify_all()

    def write(self, block: LineBlock) -> None:
        """One block to the spool, then to the ring."""
        records = self.spool.layout.encode(block)
        began = time.monotonic()
        try:
            self.spool.keep(records)
        except StorageDamaged as err:
            # Lines still reach the screen; the health says that they are not kept.
            if self.fault is None:
                logger.exception("raw lines are not kept")
            self.fault = err
            self.not_kept_lines += block.lines
        else:
            self.fault = None
            self.kept_lines += block.lines
        self.slowest_append_s = max(self.slowest_append_s, time.monotonic() - began)
        self.ring.put(records)

    def values(self) -> dict[str, float]:
        """Figures for the health of the detector."""
        return {
            "queue_percent": 100 * self.share, "queue_peak_percent": 100 * self.peak_bytes / self.most_bytes,
            "queue_full": self.full, "slowest_append_ms": 1000 * self.slowest_append_s,
            "not_kept_lines": self.not_kept_lines,
        }  # fmt: skip

    def close(self) -> None:
        """Write what waits, flush it to the disk, end the thread."""
        with self.changed:
            self.ended = True
            self.changed.notify_all()
        if self.thread.is_alive():
            self.thread.join()
        try:
            self.spool.close()
        except OSError as err:
            logger.warning("the spool was not flushed: %s", err)
