"""A station that only receives, run as its users run it: `start`, a scanner of others, kill -9 of the receiver."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import generate_uid

from station.config.load import load_config
from station.config.schema import StationConfig
from station.formats.dicos_dx import encode_dicos
from station.storage.store import SqlStore
from station.types.device import DeviceState
from station.types.item import ItemState
from tests.support import dicom
from tests.support.builders import simulated
from tests.support.ports import free_port
from ui.supervisor import command
from ui.wiring.alone import Alone
from ui.wiring.scanner import LOCK

pytestmark = [pytest.mark.peer, pytest.mark.system, pytest.mark.timeout(240)]
DEADLINE_S = 90.0
SITE = '[station]\nfolder = "data"\n[analysis]\nmodel = "physics-only"\n[scanner]\nmodel = "made elsewhere"\n'
LISTEN = 'driver = "dicos-receiver"\naddress = "127.0.0.1:{port}"\n[scanner.options]\ntitle = "CUSTOMS"\nfree_mb = 0\n'
LISTEN += 'scanner = "mail-de160"\n'
WATCH = 'driver = "folder-watch"\naddress = "drop"\n[scanner.options]\nsettle_s = 0.5\n'


def until(what: Callable[[], object], told: str) -> None:
    end = time.monotonic() + DEADLINE_S
    while not what():
        assert time.monotonic() < end, told
        time.sleep(0.1)


@contextmanager
def station(folder: Path, table: str) -> Iterator[tuple[StationConfig, SqlStore]]:
    """A station under its supervisor, once its scanner is ready; it ends in order."""
    path = folder / "station.toml"
    path.write_text(SITE + table, encoding="utf-8")
    config = load_config(path)
    store = SqlStore(config.folder)
    with subprocess.Popen(command("start", "--config", str(path))) as process:
        try:
            until(lambda: is_ready(store), "the scanner is not ready")
            yield config, store
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(30)
            store.close()
    assert code == 0
    lock = Alone(config.run_folder / LOCK)
    assert lock.take(), "the receiver went on without its supervisor"
    lock.file.close()


def is_ready(store: SqlStore) -> bool:
    states = {health.name: (health.kind, health.state) for health in store.health()}
    return states == {
        "scanner": ("scanner", DeviceState.READY), "receiver": ("lane", DeviceState.READY),
        "receiver process": ("process", DeviceState.READY),
    }  # fmt: skip


def restarts(store: SqlStore) -> float:
    return next(health.values["restarts"] for health in store.health() if health.name == "receiver process")


def holder(config: StationConfig) -> int:
    text = (config.run_folder / LOCK).read_text()
    return int(text) if text.isdigit() else 0


def send(port: int, files: Sequence[Path]) -> bool:
    """Whether dcmtk was told success for every file."""
    words = [dicom.dcmtk("storescu"), "-R", "-aec", "CUSTOMS", "127.0.0.1", str(port), *map(str, files)]
    return subprocess.run(words, capture_output=True, timeout=60, check=False).returncode == 0


def written(folder: Path, name: str, contents: Sequence[bytes]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{name}-{number}.dcm" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths


def own_pair() -> tuple[bytes, ...]:
    _, scan = simulated("dense-de450", "gold-in-tungsten", 11, 1)
    return tuple(encode_dicos(scan, "99912345674"))


def check_the_item(store: SqlStore) -> None:
    until(lambda: store.items((ItemState.ANALYSED,)), "the pair is not analysed")
    (item,) = store.items()
    assert (item.identifier, item.simulated) == ("99912345674", True)
    assert len(store.originals(item.item_id)) == 2
    assert store.faults() == ()


def test_dcmtk_sends_a_pair_to_a_started_station(tmp_path: Path) -> None:
    port = free_port()
    files = written(tmp_path / "sent", "bars", own_pair())
    with station(tmp_path, LISTEN.format(port=port)) as (config, store):
        assert send(port, files)
        check_the_item(store)
        refused = subprocess.run(
            command("receive", "--config", str(config.path)), capture_output=True, text=True, timeout=60, check=False
        )
        assert refused.returncode == 1
        assert (config.run_folder / LOCK).read_text() in refused.stderr


def test_a_pair_is_dropped_into_the_folder_of_a_started_station(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    with station(tmp_path, WATCH) as (_, store):
        written(drop, "bars", own_pair())
        check_the_item(store)
        until(lambda: len(list((drop / "taken").glob("*.dcm"))) == 2, "the files are not moved aside")


def test_a_killed_receiver_loses_nothing_and_takes_nothing_twice(tmp_path: Path) -> None:
    port, rng = free_port(), np.random.default_rng(3)
    studies = [generate_uid(prefix=None) for _ in range(6)]
    pairs = [
        written(tmp_path / "sent", f"slab{number}", dicom.pair(rng, study=study))
        for number, study in enumerate(studies)
    ]
    unsent: list[int] = list(range(len(pairs)))

    def scanner() -> None:
        """Sends like a scanner: what was not acknowledged is sent again."""
        end = time.monotonic() + DEADLINE_S
        while unsent and time.monotonic() < end:
            if send(port, pairs[unsent[0]]):
                unsent.pop(0)
            else:
                time.sleep(0.2)

    with station(tmp_path, LISTEN.format(port=port)) as (config, store):
        killed: list[int] = []
        sending = threading.Thread(target=scanner, name="scanner")
        sending.start()
        for left in (5, 2):
            until(lambda left=left: len(unsent) <= left, "nothing is sent")  # type: ignore[misc] # bound now
            until(lambda: holder(config) not in (0, *killed), "it is not started again")
            killed.append(holder(config))
            os.kill(killed[-1], signal.SIGKILL)
        sending.join(DEADLINE_S)
        assert unsent == []
        until(lambda: len(store.items((ItemState.ANALYSED,))) == len(pairs), "a pair is lost or not analysed")
        until(lambda: not list((config.run_folder / "received").iterdir()), "the receiver holds something still")
        until(lambda: restarts(store) == 2, "it was not killed and started again twice")
        items = store.items()
        made_of = [{original.scan_uid for original in store.originals(item.item_id)} for item in items]
        assert sorted(made_of, key=min) == [{study} for study in sorted(studies)]
        assert [len(store.originals(item.item_id)) for item in items] == [2] * len(pairs)
        assert [len(store.scans(item.item_id)) for item in items] == [1] * len(pairs)
        assert store.faults() == ()
