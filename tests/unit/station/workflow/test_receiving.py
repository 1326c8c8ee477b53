"""Received scans in the store: once, as they came, analysed where that is honest, and taken up after a kill."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from drivers.scanners.folder_watch import FolderWatch
from station.clock import ManualClock, SystemClock
from station.errors import DeviceUnavailable, StorageFull
from station.formats.dicos_dx import encode_dicos
from station.formats.intensity import Knowledge
from station.formats.received import part_of, scan_of
from station.storage.store import SqlStore
from station.types.analysis import Analysis, NotAnalysed
from station.types.declaration import Declaration
from station.types.item import ItemState
from station.types.received import ReceivedScan
from station.workflow.receiving import Outcome, Receiving
from tests.support import dicom
from tests.support.builders import simulated
from ui.wiring.pipeline import pipeline_of

AT = datetime(2026, 3, 1, tzinfo=UTC)


class Handing:
    """A scanner that hands over what it is given, until it is accepted."""

    name = "scanner"

    def __init__(self, *scans: ReceivedScan) -> None:
        self.scans = list(scans)
        self.accepted: list[ReceivedScan] = []

    def read(self, deadline_s: float) -> ReceivedScan | None:
        return self.scans[0] if self.scans else None

    def accept(self, scan: ReceivedScan) -> None:
        self.accepted.append(scan)
        self.scans.remove(scan)


@pytest.fixture
def store(tmp_path: Path):
    opened = SqlStore(tmp_path / "data")
    yield opened
    opened.close()


def received(*contents: bytes, **knowledge: object) -> ReceivedScan:
    parts = [part_of(f"{number}.dcm", content) for number, content in enumerate(contents)]
    return scan_of(parts, Knowledge(**knowledge), source="SCANNER@10.0.0.5", received_at=AT)  # type: ignore[arg-type]


def receiving(store: SqlStore, *scans: ReceivedScan) -> Receiving:
    scanner = Handing(*scans)
    return Receiving(scanner, store=store, pipeline=pipeline_of("physics-only"), clock=ManualClock())  # type: ignore[arg-type]


def test_a_pair_becomes_an_item_with_scan_analysis_and_its_bytes(store: SqlStore) -> None:
    _, scan = simulated("dense-de450", "gold-in-tungsten", 11, 1)
    files = encode_dicos(scan, "99912345674")
    store.put_declarations([Declaration(identifier="99912345674", goods="Tungsten bars", hs_code="810194", pieces=2,
                                        gross_weight_g=9790, value=315, currency="EUR")])  # fmt: skip
    work = receiving(store, received(*files))
    taken = work.step()
    assert taken is not None
    assert taken.outcome is Outcome.ANALYSED
    item = store.item(taken.item_id)
    assert (item.identifier, item.state, item.simulated) == ("99912345674", ItemState.ANALYSED, True)
    (stored,) = store.scans(taken.item_id)
    assert stored.head.item_id == taken.item_id
    assert store.load_corrected(stored.head.scan_id).transmission.shape == scan.transmission.shape
    kept = store.originals(taken.item_id)
    assert [store.blobs.get(original.sha256) for original in kept] == list(files)
    assert [original.source for original in kept] == ["SCANNER@10.0.0.5"] * 2
    result = store.analysis(taken.item_id)
    assert result is not None
    assert isinstance(result.result, Analysis)
    assert result.result.findings
    assert work.step() is None
    assert store.faults() == ()


def test_a_foreign_pair_says_what_it_cannot_tell(store: SqlStore, rng: np.random.Generator) -> None:
    taken = receiving(store, received(*dicom.pair(rng))).step()
    assert taken is not None
    result = store.analysis(taken.item_id)
    assert result is not None
    assert isinstance(result.result, Analysis)
    notes = " ".join(note.text("en") for note in result.result.notes)
    assert "scanner is unknown" in notes
    assert "brightest part" in notes


def test_the_same_scan_again_is_one_scan_and_is_said(store: SqlStore, rng: np.random.Generator) -> None:
    low, high = dicom.pair(rng)
    work = receiving(store, received(low, high), received(low, high), received(low), received(low, high))
    outcomes = [work.step() for _ in range(4)]
    assert [taken.outcome for taken in outcomes if taken] == [Outcome.ANALYSED] + [Outcome.AGAIN] * 3
    assert len({taken.item_id for taken in outcomes if taken}) == 1
    assert store.count_items() == 1
    assert work.figures[Outcome.AGAIN] == 3
    assert [entry["action"] for entry in store.audit_entries(outcomes[0].item_id)] == ["received again"] * 3  # type: ignore[union-attr]


def test_a_pair_after_its_lone_half_is_a_scan_of_its_own(store: SqlStore, rng: np.random.Generator) -> None:
    low, high = dicom.pair(rng)
    work = receiving(store, received(low), received(low, high))
    first, second = work.step(), work.step()
    assert first is not None
    assert second is not None
    assert first.outcome is Outcome.NOT_ANALYSED
    assert store.item(first.item_id).state is ItemState.NOT_ANALYSED
    assert store.scans(first.item_id)  # there is something to look at
    assert second.outcome is Outcome.ANALYSED
    assert first.item_id != second.item_id


def test_a_volume_is_kept_and_shown_as_not_analysed(store: SqlStore, rng: np.random.Generator) -> None:
    content = dicom.picture(dicom.CT, rng.integers(0, 60_000, (12, 10), dtype=np.uint16), PatientID="W1")
    taken = receiving(store, received(content)).step()
    assert taken is not None
    assert taken.outcome is Outcome.NOT_ANALYSED
    assert store.item(taken.item_id).identifier == "W1"
    assert store.item(taken.item_id).state is ItemState.NOT_ANALYSED
    assert store.scans(taken.item_id) == ()
    result = store.analysis(taken.item_id)
    assert result is not None
    assert isinstance(result.result, NotAnalysed)
    assert "tomography" in result.result.reason.text("en")
    assert store.blobs.get(store.originals(taken.item_id)[0].sha256) == content


@pytest.mark.parametrize("report_first", [True, False])
def test_a_report_is_linked_whenever_its_images_come(
    report_first: bool, store: SqlStore, rng: np.random.Generator
) -> None:
    pair = received(*dicom.pair(rng))
    uids = [original.object_uid for original in pair.originals]
    report = received(dicom.threat_report(uids, np.ones((9, 7), bool)))
    work = receiving(store, *([report, pair, report] if report_first else [pair, report, report]))
    outcomes = [taken.outcome for taken in (work.step(), work.step(), work.step()) if taken]
    assert outcomes == (
        [Outcome.PARKED, Outcome.ANALYSED, Outcome.AGAIN] if report_first
        else [Outcome.ANALYSED, Outcome.REPORT, Outcome.AGAIN]
    )  # fmt: skip
    assert store.count_items() == 1
    item_id = store.items()[0].item_id
    assert sorted(original.form for original in store.originals(item_id)) == ["DICOS DX", "DICOS DX", "DICOS TDR"]


def test_a_report_of_unknown_images_makes_no_item(store: SqlStore) -> None:
    report = received(dicom.threat_report(["1.2.3"], np.ones((9, 7), bool)))
    work = receiving(store, report, report)
    first, second = work.step(), work.step()
    assert first is not None
    assert second is not None
    assert (first.outcome, second.outcome) == (Outcome.PARKED, Outcome.AGAIN)
    assert store.count_items() == 0


@pytest.mark.parametrize("method", ["put_originals", "put_scan", "put_item", "put_analysis", "link_reports"])
@pytest.mark.parametrize("after", [False, True])
def test_a_kill_between_any_two_steps_ends_in_one_whole_item(
    method: str, after: bool, store: SqlStore, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = received(*dicom.pair(rng))
    really = getattr(store, method)

    def killed(*arguments: object) -> None:
        if after:
            really(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store, method, killed)
        with pytest.raises(KeyboardInterrupt):
            receiving(store, scan).step()
    taken = receiving(store, scan).step()
    assert taken is not None
    assert taken.outcome in (Outcome.ANALYSED, Outcome.AGAIN)
    assert store.count_items() == 1
    assert store.item(taken.item_id).state is ItemState.ANALYSED
    assert len(store.scans(taken.item_id)) == 1
    assert len(store.originals(taken.item_id)) == 2
    assert store.faults() == ()


def test_a_full_disk_keeps_the_scan_with_its_scanner(
    store: SqlStore, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = receiving(store, received(*dicom.pair(rng)))

    def full(content: bytes) -> str:
        raise StorageFull("a file cannot be written: {cause}", remedy="free space", cause="No space left")

    with monkeypatch.context() as patched:
        patched.setattr(store.blobs, "put", full)
        for _ in range(2):
            with pytest.raises(StorageFull):
                work.step()
    assert work.scanner.accepted == []  # type: ignore[attr-defined]
    taken = work.step()
    assert taken is not None
    assert taken.outcome is Outcome.ANALYSED
    assert len(work.scanner.accepted) == 1  # type: ignore[attr-defined]


def test_a_damaged_original_is_found_by_the_check_of_the_store(store: SqlStore, rng: np.random.Generator) -> None:
    taken = receiving(store, received(*dicom.pair(rng))).step()
    assert taken is not None
    path = store.blobs.path(store.originals(taken.item_id)[0].sha256)
    path.write_bytes(path.read_bytes()[:-1])
    assert len(store.faults()) == 1


def test_a_scanner_that_fails_is_tried_again_with_pauses(store: SqlStore) -> None:
    class Failing(Handing):
        reads = 0

        def read(self, deadline_s: float) -> ReceivedScan | None:
            self.reads += 1
            raise DeviceUnavailable("gone", remedy="wait")

    clock, scanner = ManualClock(), Failing()
    work = Receiving(scanner, store=store, pipeline=pipeline_of("physics-only"), clock=clock)  # type: ignore[arg-type]
    work.run(lambda: scanner.reads >= 5)
    # 0.25, 0.5, 1, 2 s between five attempts.
    assert clock.monotonic() == pytest.approx(3.75, abs=0.3)


def test_a_folder_is_emptied_into_the_store_by_the_loop(
    tmp_path: Path, store: SqlStore, rng: np.random.Generator
) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    for number in range(3):
        for half, content in enumerate(dicom.pair(rng, study=f"1.2.{number}")):
            (folder / f"{number}-{half}.dcm").write_bytes(content)
    clock = SystemClock()
    watched = FolderWatch(name="drop", address=str(folder), clock=clock, settle_s=0.1)
    work = Receiving(watched, store=store, pipeline=pipeline_of("physics-only"), clock=clock)
    end = clock.monotonic() + 40
    thread = threading.Thread(
        target=work.run,
        args=(lambda: work.figures[Outcome.ANALYSED] == 3 or clock.monotonic() > end,),
        name="receiving",
    )
    thread.start()
    thread.join(60)
    assert [item.state for item in store.items()] == [ItemState.ANALYSED] * 3
    assert len(list((folder / "taken").glob("*.dcm"))) == 6
