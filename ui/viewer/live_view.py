"""The scan as it grows: the newest corrected lines of the belt."""

import numpy as np
from numpy.typing import NDArray

from station.ports.desk import Desk
from ui.viewer.render import Picture
from vision.imaging.contrast import mean_log

LINES = 400


class LiveView:
    """Keeps the last lines of the belt."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.attenuation: NDArray[np.float32] | None = None
        self.measured: NDArray[np.bool_] | None = None

    def update_lines(self) -> bool:
        """Fetch new lines; whether there were any."""
        lines = self.desk.live()
        if lines is None or not lines.transmission.shape[1]:
            return False
        new = mean_log(lines.transmission)
        valid = np.repeat(lines.valid[:, None], new.shape[1], axis=1)
        if self.attenuation is None or self.measured is None or self.attenuation.shape[1] != new.shape[1]:
            self.attenuation = np.zeros((LINES, new.shape[1]), np.float32)
            self.measured = np.ones((LINES, new.shape[1]), bool)
        self.attenuation = np.concatenate([self.attenuation, new])[-LINES:]
        self.measured = np.concatenate([self.measured, valid])[-LINES:]
        return True

    def picture(self) -> Picture:
        """What is on the belt, without named materials."""
        if self.attenuation is None or self.measured is None:
            empty = np.zeros((1, 1), np.float32)
            return Picture(attenuation=empty, material=empty.astype(np.uint8), measured=empty == 0)
        return Picture(
            attenuation=self.attenuation, material=np.zeros(self.attenuation.shape, np.uint8), measured=self.measured
        )
