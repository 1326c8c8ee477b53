"""The lines of each view of a lane: one detector, or the heads of one, from where an earlier lane process stopped."""

import json
import logging
from collections.abc import Mapping

from drivers.acquisition.client import LineClient
from drivers.acquisition.heads import HeadJoiner
from drivers.acquisition.heads_client import HeadsClient
from drivers.acquisition.interleave import LineFeed
from drivers.acquisition.spool import segments
from station.clock import Clock
from station.config.schema import DetectorSettings, StationConfig
from station.errors import ConfigError
from station.physics.scanner_models import scanner_model

logger = logging.getLogger(__name__)

CURSOR = "lane.json"


def heads_of(config: StationConfig) -> Mapping[str, tuple[DetectorSettings, ...]]:
    """The detectors of each view, in the order of their channels."""
    views: dict[str, tuple[DetectorSettings, ...]] = {}
    for detector in config.detectors:
        views[detector.view] = (*views.get(detector.view, ()), detector)
    return views


def channels_of(detector: DetectorSettings) -> int:
    """How many energy channels a detector gives."""
    return detector.channels or len(scanner_model(detector.model).channels)


class Feeds:
    """One feed per view."""

    def __init__(self, config: StationConfig, clock: Clock) -> None:
        self.config = config
        self.clock = clock
        self.heads = heads_of(config)
        self.clients = {detector.name: self.client(detector) for detector in config.detectors}
        self.by_view: dict[str, LineFeed] = {view: self.feed(view) for view in self.heads}

    def client(self, detector: DetectorSettings) -> LineClient:
        """The lines of a detector, as far as the spool still goes."""
        folder = self.config.lines_folder(detector)
        held = segments(folder / "spool")
        try:
            line = int(json.loads((folder / CURSOR).read_text(encoding="utf-8"))["line"])
            start = max(line, held[0][0]) if held else None
        except (OSError, ValueError, KeyError):
            start = None
        return LineClient(folder, clock=self.clock, start=start)

    def feed(self, view: str) -> LineFeed:
        """One view.

        Raises:
            ConfigError: its heads do not give the channels of the scanner model together.
        """
        detectors = self.heads[view]
        scanner = scanner_model(detectors[0].model)
        channels = [channels_of(detector) for detector in detectors]
        if sum(channels) != len(scanner.channels):
            raise ConfigError(
                "the detectors of the view {view} have {have} channels, {model} has {want}",
                remedy="write channels = N in each [[detector]] that is one head of several", view=view,
                have=sum(channels), model=scanner.name, want=len(scanner.channels),
            )  # fmt: skip
        if len(detectors) == 1:
            return self.clients[detectors[0].name]
        rate_hz = detectors[0].line_rate_hz or 1000 / scanner.line_ms
        joiner = HeadJoiner(channels=channels, pixels=detectors[0].pixels, line_period_s=1 / rate_hz)
        clients = [self.clients[detector.name] for detector in detectors]
        return HeadsClient(clients, joiner, lambda index, line: self.keep_place(detectors[index], line))

    def free(self, view: str, line: int) -> None:
        """Everything of a view before `line` is stored: remember it, free the spool a little behind."""
        if len(self.heads[view]) == 1:
            self.keep_place(self.heads[view][0], line)
        else:
            self.by_view[view].free(line)

    def keep_place(self, detector: DetectorSettings, line: int) -> None:
        """The same for one detector, by its own line numbers."""
        path = self.config.lines_folder(detector) / CURSOR
        temporary = path.with_suffix(".part")
        try:
            temporary.write_text(json.dumps({"line": line}), encoding="utf-8")
            temporary.replace(path)
        except OSError as err:
            # A full disk: after a restart these lines are looked at once more.
            logger.warning("the place in the lines is not kept: %s", err)
        self.clients[detector.name].free(line)
