"""The whole way of a scan of another scanner: dcmtk sends, the receiver keeps, the store has item and result."""

import subprocess
import threading
from pathlib import Path

import pytest

from drivers.catalog import make_device
from station.clock import SystemClock
from station.formats.dicos_dx import encode_dicos
from station.storage.store import SqlStore
from station.types.analysis import Analysis
from station.types.item import ItemState
from station.workflow.receiving import Outcome, Receiving
from tests.support import dicom
from tests.support.builders import simulated
from tests.support.ports import free_port
from ui.wiring.pipeline import pipeline_of

pytestmark = [pytest.mark.peer, pytest.mark.system]
PATIENCE_S = 45.0


def test_dcmtk_sends_bars_and_the_store_has_the_gold(tmp_path: Path) -> None:
    _, scan = simulated("dense-de450", "gold-in-tungsten", 11, 1)
    for number, content in enumerate(encode_dicos(scan, "99912345674")):
        (tmp_path / f"{number}.dcm").write_bytes(content)
    clock, port = SystemClock(), free_port()
    receiver = make_device(
        "dicos-receiver", name="scanner", address=f"127.0.0.1:{port}", spool=tmp_path / "spool", clock=clock,
        options={"title": "CUSTOMS", "free_mb": 0},
    )  # fmt: skip
    receiver.open()
    store = SqlStore(tmp_path / "data")
    work = Receiving(receiver, store=store, pipeline=pipeline_of("physics-only"), clock=clock)
    end = clock.monotonic() + PATIENCE_S
    done = threading.Thread(
        target=work.run, args=(lambda: bool(work.figures[Outcome.AGAIN]) or clock.monotonic() > end,), name="receiving"
    )
    done.start()
    send = [dicom.dcmtk("storescu"), "-R", "-aec", "CUSTOMS", "127.0.0.1", str(port)]
    files = [str(path) for path in sorted(tmp_path.glob("*.dcm"))]
    try:
        subprocess.run([*send, *files], check=True, timeout=30)
        while not work.figures[Outcome.ANALYSED] and clock.monotonic() < end:
            clock.sleep(0.05)
        subprocess.run([*send, *files], check=True, timeout=30)
        done.join(PATIENCE_S)
    finally:
        receiver.close()
    (item,) = store.items()
    assert (item.identifier, item.state, item.simulated) == ("99912345674", ItemState.ANALYSED, True)
    stored = store.analysis(item.item_id)
    assert stored is not None
    assert isinstance(stored.result, Analysis)
    assert "gold" in [finding.label for finding in stored.result.findings]
    assert work.figures[Outcome.AGAIN] == 1
    assert [entry["action"] for entry in store.audit_entries(item.item_id)] == ["received again"]
    assert list((tmp_path / "spool").iterdir()) == []
    store.close()
