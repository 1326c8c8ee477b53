"""Line plots; the only user of pyqtgraph."""

from collections.abc import Mapping

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from ui.theme import BASE, HEADING

COLOURS = ("#8fb8de", "#f0a35e", "#b6c26a", "#d98cb3")


class LinePlot(QWidget):
    """Curves over the pixels of a detector."""

    def __init__(self, title: str, unit: str) -> None:
        super().__init__()
        self.plot = pg.PlotWidget(background=BASE)
        self.plot.setTitle(title, color=HEADING, size="10pt")
        self.plot.setLabel("left", unit)
        self.plot.showGrid(x=True, y=True, alpha=0.2)
        # Air lies on top and dark below: between them nothing is covered.
        self.plot.addLegend(offset=None).anchor((1, 0.5), (1, 0.5), (-10, 0))
        self.plot.setMenuEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)

    def show_curves(self, curves: Mapping[str, NDArray[np.float32]]) -> None:
        """Show named curves, one colour each."""
        self.plot.clear()
        for index, (name, values) in enumerate(curves.items()):
            self.plot.plot(values, pen=pg.mkPen(COLOURS[index % len(COLOURS)], width=1.5), name=name)
