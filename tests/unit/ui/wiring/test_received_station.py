"""A station that only receives: what its window, its doctor and its receiver say, without a scanner at hand."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import generate_uid
from PyQt5.QtWidgets import QApplication

from station.clock import SystemClock
from station.config.load import load_config
from station.config.schema import StationConfig
from station.storage.store import SqlStore
from station.types.analysis import Analysis, NotAnalysed
from station.types.item import ItemState
from station.types.job import JobState
from station.workflow.receiving import Outcome, Receiving
from tests.support import dicom
from tests.support.ports import free_port
from ui import theme
from ui.cli.start import programs
from ui.supervisor import command
from ui.window import Window
from ui.wiring.alone import Alone
from ui.wiring.desk import StoreDesk
from ui.wiring.diagnosis import Diagnosis, Grade
from ui.wiring.pipeline import pipeline_of
from ui.wiring.receiver import ReceiverProcess
from ui.wiring.scanner import LOCK, scanner_of

MASK = np.ones((1, 9, 7), np.uint8)


@pytest.fixture
def config(tmp_path: Path) -> StationConfig:
    (tmp_path / "drop").mkdir()
    return configured(tmp_path, 'driver = "folder-watch"\naddress = "drop"\n[scanner.options]\nsettle_s = 0.1\n')


def configured(folder: Path, table: str) -> StationConfig:
    path = folder / "station.toml"
    head = '[station]\nfolder = "data"\n[analysis]\nmodel = "physics-only"\n[scanner]\nmodel = "made elsewhere"\n'
    path.write_text(head + table, encoding="utf-8")
    return load_config(path)


def received(config: StationConfig, *outcomes: Outcome) -> None:
    """Take in what lies in the folder until these outcomes are there."""
    assert config.scanner is not None
    clock, store = SystemClock(), SqlStore(config.folder)
    scanner = scanner_of(config, config.scanner, clock)
    work = Receiving(scanner, store=store, pipeline=pipeline_of("physics-only"), clock=clock)
    end = clock.monotonic() + 40
    work.run(lambda: all(work.figures[outcome] for outcome in outcomes) or clock.monotonic() > end)
    scanner.close()
    store.close()
    assert all(work.figures[outcome] for outcome in outcomes), work.figures


def drop(config: StationConfig, name: str, content: bytes) -> None:
    (config.path.parent / "drop" / name).write_bytes(content)


def drop_pair(config: StationConfig) -> list[str]:
    """A pair of another maker in the folder; the numbers of its objects."""
    uids = [generate_uid(prefix=None) for _ in range(2)]
    rng = np.random.default_rng(5)
    for uid, energy, level in zip(uids, ("LOW ENERGY", "HIGH ENERGY"), (60_000, 50_000), strict=True):
        pixels = rng.integers(level - 900, level, (40, 32), dtype=np.uint16)
        pixels[10:25, 8:20] //= 4
        drop(config, f"{energy[:3]}.dcm", dicom.half(energy, pixels, uid=uid))
    return uids


def test_the_window_shows_a_received_item_and_asks_for_no_calibration(
    config: StationConfig, qapp: QApplication
) -> None:
    theme.apply(qapp)
    drop_pair(config)
    received(config, Outcome.ANALYSED)
    window = Window(StoreDesk(config))
    window.timer.stop()
    window.show()
    for _ in range(31):
        window.tick()
    qapp.processEvents()
    assert "made elsewhere" in window.bar.text()
    assert "corrected by its scanner" in window.bar.text()
    assert "dark and air" not in window.banner.text()
    for name in list(window.pages):
        window.show_page(name)
        window.tick()
    desk = window.desk
    assert desk.live() is None
    (entry,) = desk.queue()
    assert entry.item.state is ItemState.ANALYSED
    job = desk.job(desk.start("dark-air", {}))
    assert (job.state, "no detector" in job.message) == (JobState.FAILED, True)
    window.close()


def test_reports_of_the_other_scanner_are_told_with_the_item(config: StationConfig) -> None:
    drop(config, "report.dcm", dicom.threat_report(drop_pair(config), MASK))
    received(config, Outcome.ANALYSED)
    told = case_result(config)
    if not isinstance(told, Analysis):
        pytest.fail("the pair is not analysed")
    assert "reports of the other scanner: 1" in [note.text() for note in told.notes]


def test_reports_are_told_with_an_item_that_is_not_analysed_too(config: StationConfig) -> None:
    uid = generate_uid(prefix=None)
    grey = np.full((40, 32), 900, np.uint16)
    drop(config, "eye.dcm", dicom.picture(dicom.SC, grey, uid=uid))
    drop(config, "report.dcm", dicom.threat_report([uid], MASK))
    received(config, Outcome.NOT_ANALYSED)
    told = case_result(config)
    assert isinstance(told, NotAnalysed)
    assert told.reason.text().endswith("(reports of the other scanner: 1)")


def case_result(config: StationConfig) -> Analysis | NotAnalysed | None:
    """What the window is told of the only item once its report is there."""
    store = SqlStore(config.folder)
    waiting = [original for original in store.all_originals() if original.form == "DICOS TDR"]
    store.close()
    if not waiting:
        received(config, Outcome.REPORT)
    desk = StoreDesk(config)
    (entry,) = desk.queue()
    result = desk.open_case(entry.item.item_id).result
    desk.close()
    return result


def test_the_doctor_rehearses_and_leaves_the_port_free(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    table = f'driver = "dicos-receiver"\naddress = "{address}"\n[scanner.options]\npeers = "CT7@10.0.0.7"\n'
    config = configured(tmp_path, table)
    for _ in range(2):
        found = {check.name: check for check in Diagnosis(config).checks()}
        assert found["scanner"].grade is Grade.OK
        assert found["scanner"].text == (
            f"STATION can listen on {address}, without TLS; who may send: CT7@10.0.0.7; "
            "no material is named without the option scanner"
        )
        assert "detector" not in found
    assert not (config.run_folder / "received").exists(), "the doctor took the place of the receiver"


def test_a_running_receiver_is_asked_for_its_news_and_not_disturbed(config: StationConfig) -> None:
    lock = Alone(config.run_folder / LOCK)
    assert lock.take()
    silent = next(check for check in Diagnosis(config).checks() if check.name == "scanner")
    assert (silent.grade, "restart the station" in silent.text) == (Grade.MEND, True)
    assert config.scanner is not None
    process = ReceiverProcess(config, config.scanner)
    process.scanner.open()
    process.store.put_health(process.scanner.health())
    told = next(check for check in Diagnosis(config).checks() if check.name == "scanner")
    assert (told.grade, told.text.startswith("ready")) == (Grade.OK, True)
    process.store.close()
    lock.file.close()


def test_a_receiver_whose_folder_goes_says_what_it_waits_for(config: StationConfig) -> None:
    assert config.scanner is not None
    process = ReceiverProcess(config, config.scanner)
    assert process.health().reason == ""
    (config.path.parent / "drop").rmdir()
    process.receiving.run(lambda: process.receiving.trouble is not None)
    assert "cannot be watched" in process.health().reason
    (config.path.parent / "drop").mkdir()
    process.receiving.run(lambda: process.receiving.trouble is None)
    assert process.health().reason == ""
    process.store.close()


@pytest.mark.system
def test_what_a_station_does_not_have_is_refused_with_the_way_out(config: StationConfig, tmp_path: Path) -> None:
    other = tmp_path / "lane.toml"
    other.write_text('[detector]\nmodel = "dense-de450"\naddress = "127.0.0.1:1"\npixels = 640\n')
    for words, told in (
        (("lane", "--config", str(config.path)), "has no [detector]"),
        (("calibrate", "dark-air", "--config", str(config.path)), "has no [detector]"),
        (("receive", "--config", str(other)), "has no [scanner]"),
    ):
        done = subprocess.run(command(*words), capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, told in done.stderr) == (1, True), done.stderr


def test_a_station_starts_what_it_has(config: StationConfig, tmp_path: Path) -> None:
    both = tmp_path / "both.toml"
    lane = '[detector]\nmodel = "dense-de450"\naddress = "127.0.0.1:1"\npixels = 640\n'
    both.write_text(config.path.read_text(encoding="utf-8") + lane, encoding="utf-8")
    assert list(programs(config, window=False)) == ["receiver process"]
    assert list(programs(load_config(both), window=True)) == ["lane process", "receiver process", "window"]
    only = tmp_path / "only.toml"
    only.write_text(lane, encoding="utf-8")
    assert list(programs(load_config(only), window=False)) == ["lane process"]
