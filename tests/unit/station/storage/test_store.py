"""The store: what was put is there, from several processes, after a kill, or it says what is damaged."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from calibration.correction import DarkAirCorrector
from station.errors import ConfigError, IllegalMove, InputUnsuitable, StorageDamaged
from station.events import Topic
from station.i18n import Phrase
from station.ports.store import StoredOriginal
from station.storage.database import MIGRATIONS, transaction
from station.storage.store import SqlStore
from station.storage.tables import metadata
from station.types.analysis import NotAnalysed
from station.types.decision import FindingResolution, Resolution, Verdict
from station.types.device import DeviceHealth, DeviceState
from station.types.ids import ItemId, ScanId
from station.types.item import ItemState
from station.types.job import JobState
from station.workflow.review import decide
from tests.support.builders import MADE_AT, item, raw_scan, simulated


@pytest.fixture
def store(tmp_path: Path):
    opened = SqlStore(tmp_path / "data")
    yield opened
    opened.close()


def test_items_and_events(store: SqlStore) -> None:
    store.put_item(item("a"))
    store.put_item(item("a", ItemState.SCANNING))
    assert store.item(ItemId("a")).state is ItemState.SCANNING
    assert [event.topic for event in store.events_after(0)] == [Topic.ITEM_ARRIVED, Topic.ITEM_CHANGED]
    with pytest.raises(InputUnsuitable):
        store.item(ItemId("none"))


def test_scans_are_stored_as_raw_and_dicos_and_a_damaged_file_is_told(
    store: SqlStore, rng: np.random.Generator
) -> None:
    raw = raw_scan(rng)
    corrected = DarkAirCorrector().correct(raw, None, MADE_AT)
    stored = store.put_scan(raw, corrected)
    assert (store.load_raw(raw.head.scan_id).counts == raw.counts).all()
    assert store.load_corrected(raw.head.scan_id).transmission.shape == raw.counts.shape
    assert len(stored.image_sha256) == 2
    assert store.faults() == ()
    path = store.blobs.path(stored.raw_sha256)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(StorageDamaged):
        store.load_raw(raw.head.scan_id)
    assert len(store.faults()) == 1


def test_a_decision_is_made_once_and_is_in_the_audit_chain(store: SqlStore) -> None:
    store.put_item(item("a", ItemState.NOT_ANALYSED))
    decide(store, ItemId("a"), Verdict.REFER, [], inspector="kim", note="", at=datetime.now(UTC))
    assert store.item(ItemId("a")).state is ItemState.DECIDED
    with pytest.raises(IllegalMove):
        decide(store, ItemId("a"), Verdict.CLEAR, [], inspector="kim", note="", at=datetime.now(UTC))
    assert [entry["action"] for entry in store.audit_entries("a")] == ["decide"]
    assert store.faults() == ()


def test_clear_needs_an_answer_to_every_finding(store: SqlStore) -> None:
    from station.ports.analysis import ItemContext
    from vision.catalog import MODELS
    from vision.material.lookup import TwoMaterialDecomposer

    recording, scan = simulated("mail-de160", "gold-in-tungsten", 11, 1)
    context = ItemContext(mass_g=None, mass_sigma_g=0, declaration=None)
    result = MODELS.get("physics-only")().analyse(scan, TwoMaterialDecomposer().decompose(scan), context)
    store.put_item(item("a", ItemState.ANALYSED))
    store.put_analysis(ItemId("a"), result, 12.0)
    again = store.analysis(ItemId("a"))
    assert again is not None
    assert again.result.findings[0].evidence == result.findings[0].evidence  # type: ignore[union-attr] # an analysis
    with pytest.raises(IllegalMove, match="no answer"):
        decide(store, ItemId("a"), Verdict.CLEAR, [], inspector="kim", note="", at=datetime.now(UTC))
    answers = [FindingResolution(number=f.number, resolution=Resolution.REJECTED) for f in result.findings]
    decide(store, ItemId("a"), Verdict.CLEAR, answers, inspector="kim", note="", at=datetime.now(UTC))
    assert recording.truth is not None


def test_requests_are_claimed_once(store: SqlStore) -> None:
    job_id = store.request("dark-air", {"lines": 5})
    job = store.claim_request(["dark-air"])
    assert job is not None
    assert job.state is JobState.RUNNING
    assert store.claim_request(["dark-air"]) is None
    assert store.job(job_id).state is JobState.RUNNING


def test_a_device_is_lost_once_and_back_once(store: SqlStore) -> None:
    def health(state: DeviceState) -> DeviceHealth:
        return DeviceHealth(name="scale", kind="scale", state=state, identity=None, reason="", time=MADE_AT)

    states = (
        DeviceState.READY,
        DeviceState.READY,
        DeviceState.DISCONNECTED,
        DeviceState.DISCONNECTED,
        DeviceState.READY,
    )
    for state in states:
        store.put_health(health(state))
    topics = [event.topic for event in store.events_after(0)]
    assert topics == [Topic.DEVICE_BACK, Topic.DEVICE_LOST, Topic.DEVICE_BACK]


def test_a_newer_schema_is_refused(store: SqlStore, tmp_path: Path) -> None:
    with transaction(store.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigError, match="newer program"):
        SqlStore(tmp_path / "data")


def test_a_result_that_says_not_analysed_comes_back(store: SqlStore) -> None:
    reason = Phrase(context="NotAnalysed", template="{cause}", values={"cause": "x"})
    store.put_analysis(ItemId("a"), NotAnalysed(scan_id=ScanId("s"), reason=reason), 0.0)
    stored = store.analysis(ItemId("a"))
    assert stored is not None
    assert isinstance(stored.result, NotAnalysed)


def original(**values: str) -> StoredOriginal:
    known = {"data_sha256": "d", "sha256": "s", "item_id": "a", "form": "DICOS DX", "name": "x", "source": "A@b"}
    return StoredOriginal(**{**known, **values}, received_at=MADE_AT, refers_to=("1.2", "1.3"))


def test_originals_are_found_by_content_and_by_what_they_speak_of(store: SqlStore) -> None:
    store.put_originals([original(object_uid="1.2"), original(item_id="", data_sha256="t", form="DICOS TDR")])
    assert store.originals_of("d") == (original(object_uid="1.2"),)
    assert store.item_of_objects(["9", "1.2"]) == "a"
    assert store.item_of_objects(["9"]) is None
    assert store.link_reports(["9"], ItemId("a")) == 0
    assert store.link_reports(["1.3"], ItemId("a")) == 1
    assert [stored.form for stored in store.originals(ItemId("a"))] == ["DICOS DX", "DICOS TDR"]


def test_the_schema_goes_up_and_down_with_what_is_in_it(store: SqlStore, tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    store.put_item(item("a"))
    store.put_originals([original()])
    with transaction(store.engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        tables = set(inspect(connection).get_table_names())
    assert "originals" not in tables
    assert "items" in tables
    again = SqlStore(tmp_path / "data")
    assert again.item(ItemId("a")).identifier == "99912345674"
    assert again.originals(ItemId("a")) == ()
    again.put_originals([original()])
    assert again.originals(ItemId("a")) == (original(),)
    with transaction(again.engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        # A store of an older program and a new one have the same schema.
        assert compare_metadata(context, metadata) == []
    again.close()


WRITER = """
import sys
from pathlib import Path
import numpy as np
from calibration.correction import DarkAirCorrector
from station.storage.store import SqlStore
from tests.support.builders import MADE_AT, item, raw_scan
store, rng = SqlStore(Path(sys.argv[1])), np.random.default_rng(1)
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    raw = raw_scan(rng, f"{sys.argv[3]}{number}", lines=200)
    store.put_item(item(f"{sys.argv[3]}{number}"))
    store.put_scan(raw, DarkAirCorrector().correct(raw, None, MADE_AT))
"""


def writer(folder: Path, repository: Path, count: int, name: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", WRITER, str(folder), str(count), name]
    return subprocess.Popen(words, cwd=repository, stdout=subprocess.PIPE, text=True)


def test_two_processes_lose_nothing(store: SqlStore, tmp_path: Path, repository: Path) -> None:
    for process in [writer(tmp_path / "data", repository, 15, name) for name in "ab"]:
        with process:
            assert process.wait(40) == 0
    assert store.count_items() == 30
    assert [event.number for event in store.events_after(0)] == list(range(1, 61))
    assert store.faults() == ()


def test_a_killed_writer_leaves_a_store_that_opens(tmp_path: Path, repository: Path) -> None:
    for pause in (0.05, 0.11, 0.23):
        with writer(tmp_path / "data", repository, 10_000, f"k{pause}") as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(pause)
            os.kill(process.pid, signal.SIGKILL)
        store = SqlStore(tmp_path / "data")
        assert store.faults() == ()
        store.close()
