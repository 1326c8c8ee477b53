"""The running belt as the window shows it: new lines of the ring, corrected."""

import time
from datetime import UTC, datetime

import numpy as np

from calibration.correction import DarkAirCorrector
from station.config.schema import StationConfig
from station.errors import FormatError
from station.formats.line_ring import RingReader
from station.physics.scanner_models import scanner_model
from station.ports.desk import LiveLines
from station.types.arrays import frozen
from station.types.calibration import CalibrationProfile
from station.types.ids import ItemId, ScanId
from station.types.scan import RawScan, ScanHead

RUNNING_S = 1.0


class BeltView:
    """Reads the ring of the first detector; there is no picture where each head has its own ring."""

    def __init__(self, config: StationConfig) -> None:
        self.config = config
        self.ring: RingReader | None = None
        self.last_line_at = 0.0

    def lines(self, profile: CalibrationProfile | None) -> LiveLines | None:
        """New lines since the last call; None if there is no ring."""
        ring = self.attached()
        if ring is None:
            return None
        block = ring.read()
        running = time.monotonic() - self.last_line_at < RUNNING_S
        if block is None:
            empty = np.empty((ring.layout.channels, 0, ring.layout.pixels), np.float32)
            return LiveLines(transmission=empty, valid=np.empty(0, bool), first_line=ring.cursor, belt_running=running)
        self.last_line_at = time.monotonic()
        model = scanner_model(self.config.detector.model)
        head = ScanHead(
            scan_id=ScanId("live"), item_id=ItemId("live"), scanner=model.name, view=self.config.detector.view,
            channels=model.channels, pitch_mm=model.pitch_mm, started_at=datetime.now(UTC), simulated=block.simulated,
        )  # fmt: skip
        raw = RawScan(head=head, counts=frozen(block.counts.transpose(1, 0, 2)), valid=block.valid)
        scan = DarkAirCorrector().correct(raw, profile, head.started_at)
        return LiveLines(
            transmission=scan.transmission, valid=block.valid, first_line=block.first_line, belt_running=True
        )

    def attached(self) -> RingReader | None:
        """The ring of the acquisition, attached anew when it was started again."""
        if not self.config.detectors or self.config.detector.channels:
            return None
        if self.ring is None or self.ring.replaced:
            try:
                self.ring = RingReader(self.config.lines_folder(self.config.detector) / "ring")
            except (OSError, ValueError, FormatError):
                self.ring = None
        return self.ring
