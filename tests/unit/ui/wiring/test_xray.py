"""The generator beside the lane: requests through a real store, a simulated generator over TCP."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.catalog import make_device
from drivers.link.address import link_of
from drivers.sim.serving import serve
from drivers.sim.spellman_end import SpellmanEnd
from station.clock import SystemClock
from station.errors import StorageFull
from station.storage.store import SqlStore
from station.types.generator import HighVoltage
from station.types.ids import RequestId
from station.types.job import Job, JobState
from station.workflow import xray_order
from tests.support.generators import MODEL, WARM_UP
from ui.wiring.xray import XrayWatch

CLOCK = SystemClock()
PERSON = "A. Operator"


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(3000):
        if holds():
            return
        threading.Event().wait(0.01)
    pytest.fail("it did not come")


@dataclass
class Site:
    """A watch, its store, its device."""

    watch: XrayWatch
    store: SqlStore
    end: SpellmanEnd

    def ask(self, kind: str, **further: object) -> RequestId:
        return self.store.request(kind, xray_order.order(PERSON, CLOCK.now(), **further))

    def answer(self, job_id: RequestId) -> Job:
        eventually(lambda: self.store.job(job_id).state in (JobState.DONE, JobState.FAILED))
        return self.store.job(job_id)

    def do(self, kind: str, **further: object) -> Job:
        return self.answer(self.ask(kind, **further))

    def orders(self) -> int:
        return self.end.received.count(b"98,1,")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A watch that is not started."""
    end = SpellmanEnd("xrv", summed=False, model=MODEL)
    store = SqlStore(tmp_path / "data")
    generator = make_device(
        "generator-spellman", name="generator", link=link_of(serve(end, "tcp", 0)), serial="", simulated=True,
        clock=CLOCK, audit=store.audit, options={"model": MODEL, "checksum": False, "warm_up": WARM_UP},
    )  # fmt: skip
    made = Site(XrayWatch(generator, store, CLOCK), store, end)  # type: ignore[arg-type] # made by name
    yield made
    made.watch.stop()
    store.close()
    assert not end.on
    assert not made.watch.thread.is_alive()


def test_prepared_on_and_off_by_requests_of_a_person(site: Site) -> None:
    site.watch.start()
    assert site.do(xray_order.PREPARE, kv=100.0, ma=5.0).state is JobState.DONE
    job = site.do(xray_order.ON)
    assert (job.state, job.result["hv"], site.end.on) == (JobState.DONE, "on", True)
    (state,) = site.watch.states()
    assert (state.detail["hv"], state.detail["kv_set"], state.kind) == ("on", 100.0, "generator")
    site.store.put_health(state)
    assert site.store.health()[0].detail == state.detail
    assert site.do(xray_order.OFF).result["hv"] == "off"
    assert not site.end.on
    entries = [(entry["actor"], entry["action"]) for entry in site.store.audit_entries("generator")]
    assert (PERSON, "x-rays on ordered") in entries
    assert entries[-1] == (PERSON, "x-rays off")


def test_a_refusal_is_the_answer(site: Site) -> None:
    site.watch.start()
    job = site.do(xray_order.ON)
    assert job.state is JobState.FAILED
    assert "no setpoints" in job.message
    assert "kv is missing" in site.do(xray_order.PREPARE, ma=1.0).message
    assert site.orders() == 0


def test_nobody_is_no_person(site: Site) -> None:
    site.watch.start()
    site.do(xray_order.PREPARE, kv=100.0, ma=5.0)
    job_id = site.store.request(xray_order.ON, xray_order.order(" ", CLOCK.now()))
    assert "permit of a person" in site.answer(job_id).message
    assert site.orders() == 0


@pytest.mark.parametrize("kind", [xray_order.ON, xray_order.WARM_UP, xray_order.PREPARE, xray_order.RESET])
@pytest.mark.parametrize("age_s", [11, -11])
def test_an_old_request_is_refused(site: Site, kind: str, age_s: float) -> None:
    site.watch.start()
    site.watch.started -= timedelta(hours=1)
    site.do(xray_order.PREPARE, kv=100.0, ma=5.0)
    old = xray_order.order(PERSON, CLOCK.now() - timedelta(seconds=age_s), kv=1.0, ma=1.0, idle_days=2.0)
    assert "not from now" in site.answer(site.store.request(kind, old)).message
    assert "not from now" in site.answer(site.store.request(kind, {"person": PERSON})).message
    assert site.orders() == 0


def test_a_request_from_before_the_start_switches_nothing_on(site: Site) -> None:
    jobs = [site.ask(xray_order.PREPARE, kv=100.0, ma=5.0), site.ask(xray_order.ON)]
    site.watch.start()
    assert [site.answer(job_id).state for job_id in jobs] == [JobState.FAILED, JobState.FAILED]
    assert site.orders() == 0


def test_off_goes_first_and_refuses_what_waits_beside_it(site: Site) -> None:
    site.watch.started -= timedelta(seconds=5)
    site.watch.generator.open()
    site.watch.generator.prepare(100.0, 5.0, PERSON)
    on, off = site.ask(xray_order.ON), site.ask(xray_order.OFF)
    site.watch.look()
    assert site.store.job(off).state is JobState.DONE
    assert "switched off before" in site.store.job(on).message
    assert site.orders() == 0


def test_off_is_done_however_old_it_is(site: Site) -> None:
    site.watch.generator.open()
    old = xray_order.order(PERSON, CLOCK.now() - timedelta(hours=1))
    job_id = site.store.request(xray_order.OFF, old)
    site.watch.look()
    assert site.store.job(job_id).state is JobState.DONE


def test_a_warm_up_begins_and_is_cancelled(site: Site) -> None:
    site.watch.start()
    assert site.do(xray_order.WARM_UP, idle_days=2.0).result["warm_up"] == "running"
    assert site.end.on
    assert site.do(xray_order.CANCEL_WARM_UP).result["warm_up"] == "cancelled"
    assert not site.end.on


def test_a_store_that_cannot_be_read_switches_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.watch.started -= timedelta(seconds=5)
    site.watch.generator.open()
    site.watch.generator.prepare(100.0, 5.0, PERSON)
    site.ask(xray_order.ON)
    site.watch.look()
    assert site.end.on

    def full(kinds: object) -> Job:
        raise StorageFull("the disk is full", remedy="free space", source="store")

    monkeypatch.setattr(site.store, "claim_request", full)
    site.watch.look()
    assert site.end.on, "a moment without the store is no reason"
    site.watch.heard_at -= 6.0
    site.watch.look()
    assert not site.end.on
    assert site.watch.generator.status().hv is HighVoltage.OFF


def test_a_started_watch_without_a_device_goes_on_and_stops(tmp_path: Path) -> None:
    store = SqlStore(tmp_path / "data")
    generator = make_device(
        "generator-spellman", name="generator", link=link_of("tcp:127.0.0.1:1"), serial="", simulated=True,
        clock=CLOCK, audit=store.audit, options={"model": MODEL, "checksum": False},
    )  # fmt: skip
    watch = XrayWatch(generator, store, CLOCK)  # type: ignore[arg-type] # made by name
    watch.start()
    job_id = store.request(xray_order.OFF, xray_order.order(PERSON, CLOCK.now()))
    eventually(lambda: store.job(job_id).state is JobState.FAILED)
    assert "X-rays may be ON" in store.job(job_id).message
    assert watch.states()[0].detail["hv"] == "unknown"
    watch.stop()
    store.close()
