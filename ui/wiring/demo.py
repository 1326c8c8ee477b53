"""A whole simulated station: device ends, acquisition, lane, and the worker who puts items on the belt."""

import json
import subprocess
import sys
import time
from pathlib import Path

from drivers.sim.world import World, write_declarations
from station.errors import DeadlinePassed, StationError
from station.events import Topic
from station.storage.store import SqlStore
from station.types.analysis import Analysis, NotAnalysed
from station.types.device import DeviceState
from station.types.ids import ItemId
from station.types.job import JobState
from station.types.radiation import RadiationResult
from station.types.truth import GroundTruth
from ui.supervisor import Supervisor, command

START_S, ITEM_S = 40.0, 60.0
# An item stands in the portal for seven scan lines of 200 ms, then comes to the beam.
PORTAL_S, PORTAL_BEFORE_S = 1.4, 1.5
SOURCE_PER_S = 900.0
WEIGH_S = 0.35
# Closer items cannot be told apart by time: clocks and light gates may be off by a second on each side.
APART_S = 3.0
CONFIG = """[station]
site = "Demonstration"
lane = "Lane 1"
folder = "data"

[detector]
model = "{scanner}"
address = "{camera}"
pixels = {pixels}
line_rate_hz = {line_rate}
simulated = true

[scale]
driver = "weigh-mtsics"
link = "{scale}"
simulated = true

[barcode]
driver = "barcode-serial"
link = "{barcode}"
simulated = true

[portal]
driver = "portal-rpm-lines"
link = "{portal}"
simulated = true

[places]
portal_before_s = {before_s}

[declarations]
csv = "declarations.csv"

[analysis]
model = "{model}"
"""


class End:
    """One device end as a process."""

    def __init__(self, kind: str, scanner: str, scenario: str, seed: int, line_rate: float, **settings: object) -> None:
        words = [sys.executable, "-m", "drivers.sim.end_main", kind, "--scanner", scanner, "--scenario", scenario]
        words += ["--seed", str(seed), "--line-rate", str(line_rate)]
        words += [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
        self.kind = kind
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        facts = self.answer()
        self.address = str(facts.get("address") or facts["link"])

    def answer(self) -> dict[str, object]:
        """The next line that it says."""
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise DeadlinePassed("the simulated {kind} did not start", remedy="run the demo again", kind=self.kind)
        answer: dict[str, object] = json.loads(line)
        return answer

    def place(self, number: int) -> None:
        """Item `number` arrives here; returns when it has passed."""
        self.tell(place=number)
        self.answer()

    def tell(self, **command: object) -> None:
        """Send a command."""
        if self.process.stdin is not None:
            self.process.stdin.write(json.dumps(command) + "\n")
            self.process.stdin.flush()

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait(5)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


class Demo:
    """Use as a context: everything that was started ends with it.

    Args:
        source: number of an item that carries a gamma source; None for no such item.
    """

    def __init__(
        self,
        folder: Path,
        *,
        scanner: str,
        scenario: str,
        seed: int,
        model: str,
        items: int,
        line_rate: float = 1000.0,
        source: int | None = None,
    ) -> None:
        self.folder = folder
        self.world = World(scanner_name=scanner, scenario=scenario, seed=seed)
        self.ends: dict[str, End] = {}
        self.last_entry = 0.0
        folder.mkdir(parents=True, exist_ok=True)
        write_declarations(folder / "declarations.csv", self.world, range(items))
        try:
            for kind in ("camera", "scale", "barcode"):
                self.ends[kind] = End(kind, scanner, scenario, seed, line_rate)
            gamma = "" if source is None else f"{source}:{SOURCE_PER_S}"
            self.ends["portal"] = End(
                "portal", scanner, scenario, seed, line_rate, wire="lines", passage_s=PORTAL_S, gamma=gamma
            )
        except StationError:
            self.stop_ends()
            raise
        self.config = folder / "station.toml"
        text = CONFIG.format(
            scanner=scanner, camera=self.ends["camera"].address, pixels=self.world.width, line_rate=float(line_rate),
            scale=self.ends["scale"].address, barcode=self.ends["barcode"].address, model=model,
            portal=self.ends["portal"].address, before_s=PORTAL_BEFORE_S,
        )  # fmt: skip
        self.config.write_text(text, encoding="utf-8")
        self.store = SqlStore(folder / "data")
        self.lane = Supervisor({"lane": command("lane", "--config", str(self.config))})

    def __enter__(self) -> "Demo":
        self.lane.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.lane.stop()
        self.stop_ends()
        self.store.close()

    def stop_ends(self) -> None:
        """End the device ends."""
        for end in self.ends.values():
            end.stop()

    def wait_ready(self) -> None:
        """Wait until lines arrive and the slow devices are there.

        Raises:
            DeadlinePassed: they do not come.
        """
        deadline = time.monotonic() + START_S
        wanted = {"detector": DeviceState.ACQUIRING, "scale": None, "barcode": DeviceState.READY}
        while time.monotonic() < deadline:
            devices = {health.name: health for health in self.store.health()}
            here = all(name in devices and state in (None, devices[name].state) for name, state in wanted.items())
            # Without a background the portal's silence proves nothing.
            if here and "portal" in devices and devices["portal"].values.get("gamma_background"):
                return
            time.sleep(0.1)
        raise DeadlinePassed(
            "the lane did not become ready in {seconds:.0f} s",
            remedy="run `inspection-station doctor --config {config}`",
            seconds=START_S,
            config=str(self.config),
        )

    def calibrate(self, lines: int = 256) -> None:
        """Dark and air, as a technician would ask for it."""
        job_id = self.store.request("dark-air", {"lines": lines})
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            job = self.store.job(job_id)
            if job.state is JobState.DONE:
                return
            if job.state is JobState.FAILED:
                break
            time.sleep(0.05)
        raise DeadlinePassed(
            "the calibration did not end: {why}", remedy="run the demo again", why=self.store.job(job_id).message
        )

    def put_on_belt(self, number: int) -> None:
        """The worker: through the portal, the code is read, onto the scale, then through the tunnel."""
        time.sleep(max(0.0, self.last_entry + APART_S - time.monotonic()))
        self.last_entry = time.monotonic()
        self.ends["portal"].place(number)
        time.sleep(PORTAL_BEFORE_S - WEIGH_S)
        self.ends["barcode"].place(number)
        self.ends["scale"].place(number)
        time.sleep(WEIGH_S)
        self.ends["camera"].place(number)

    def wait_result(self, after_event: int) -> tuple[ItemId, Analysis | NotAnalysed, float]:
        """The next stored analysis.

        Raises:
            DeadlinePassed: none in time.
        """
        deadline = time.monotonic() + ITEM_S
        while time.monotonic() < deadline:
            for event in self.store.events_after(after_event):
                if event.topic is Topic.ANALYSIS_STORED:
                    item_id = ItemId(event.subject)
                    stored = self.store.analysis(item_id)
                    if stored is not None:
                        return item_id, stored.result, stored.latency_ms
            time.sleep(0.02)
        raise DeadlinePassed("no result in {seconds:.0f} s", remedy="look at the lane's messages", seconds=ITEM_S)

    def wait_radiation(self, item_id: ItemId) -> RadiationResult:
        """What the portal says of an item.

        Raises:
            DeadlinePassed: it does not come.
        """
        deadline = time.monotonic() + ITEM_S
        while time.monotonic() < deadline:
            result = self.store.radiation(item_id)
            if result is not None:
                return result
            time.sleep(0.05)
        raise DeadlinePassed("no result in {seconds:.0f} s", remedy="look at the lane's messages", seconds=ITEM_S)

    def truth_in_scan(self, number: int, item_id: ItemId) -> GroundTruth:
        """The truth with boxes in lines of the stored scan, which begins with less air than the rendered item."""
        from dataclasses import replace

        truth = self.world.truth(number)
        shift = self.shift(number, item_id)
        moved = [replace(t, box=replace(t.box, y0=t.box.y0 - shift, y1=t.box.y1 - shift)) for t in truth.objects]
        return replace(truth, objects=tuple(moved))

    def shift(self, number: int, item_id: ItemId) -> int:
        """Lines of the rendered item before the first line of the stored scan: where both agree best."""
        scan = self.store.load_raw(self.store.scans(item_id)[-1].head.scan_id)
        stored = scan.counts[-1].mean(axis=1)
        rendered = self.world.item_lines(number)[:, -1].mean(axis=1)
        tries = range(-40, max(len(rendered) - len(stored), 0) + 40)
        return min(tries, key=lambda shift: mismatch(stored, rendered, shift))


def mismatch(stored, rendered, shift: int) -> float:  # type: ignore[no-untyped-def]
    """Mean absolute difference of two line profiles where they overlap."""
    first, last = max(shift, 0), min(shift + len(stored), len(rendered))
    if last - first < len(stored) // 2:
        return float("inf")
    return float(abs(stored[first - shift : last - shift] - rendered[first:last]).mean())
