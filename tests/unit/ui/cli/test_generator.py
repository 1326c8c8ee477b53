"""`generator`: a request and its answer through the store, the live row, and what is told when nobody answers."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.sim.serving import serve
from drivers.sim.spellman_end import SpellmanEnd
from station.clock import SystemClock
from station.config.load import load_config
from station.storage.store import SqlStore
from tests.support.generators import MODEL
from tests.support.station import CONFIG
from ui.cli import generator
from ui.cli.main import main
from ui.wiring.companions import sensor_of
from ui.wiring.xray import XrayWatch

CLOCK = SystemClock()
GENERATOR = """
[generator]
driver = "generator-spellman"
link = "{link}"
simulated = true

[generator.options]
model = "{model}"
checksum = false
"""


@pytest.fixture
def end() -> SpellmanEnd:
    return SpellmanEnd("xrv", summed=False, model=MODEL)


@pytest.fixture
def path(tmp_path: Path, end: SpellmanEnd) -> Path:
    """A configuration with a generator; no lane runs."""
    file = tmp_path / "station.toml"
    text = CONFIG.format(scanner="dense-de450", pixels=640, model="physics-only")
    file.write_text(text + GENERATOR.format(link=serve(end, "tcp", 0), model=MODEL))
    return file


@pytest.fixture
def watched(path: Path) -> Iterator[XrayWatch]:
    """The companion of the lane, and its news every moment."""
    config = load_config(path)
    store = SqlStore(config.folder)
    watch = XrayWatch(sensor_of(config, "generator", CLOCK, audit=store.audit), store, CLOCK)
    watch.start()
    ended = threading.Event()

    def report() -> None:
        while not ended.wait(0.1):
            for state in watch.states():
                store.put_health(state)

    reporter = threading.Thread(target=report, name="report")
    reporter.start()
    yield watch
    ended.set()
    reporter.join()
    watch.stop()
    store.close()


def test_a_session(path: Path, watched: XrayWatch, end: SpellmanEnd, capsys: pytest.CaptureFixture[str]) -> None:
    def typed(*words: str) -> tuple[int, dict[str, object]]:
        code = main(["generator", *words, "--config", str(path), "--person", "A. Operator", "--json"])
        facts: dict[str, object] = json.loads(capsys.readouterr().out)
        return code, facts

    assert typed("on")[0] == 1
    code, facts = typed("prepare", "--kv", "100", "--ma", "5")
    assert (code, facts["kv_set"]) == (0, 100.0)
    code, facts = typed("on")
    assert (code, facts["hv"], end.on) == (0, "on", True)
    code, facts = typed("status")
    assert (code, facts["state"]) == (0, "ready")
    code, facts = typed("off")
    assert (code, facts["hv"], end.on) == (0, "off", False)
    assert main(["generator", "status", "--config", str(path)]) == 0
    assert "INTERLOCK" in capsys.readouterr().out


def test_without_news_xrays_may_be_on(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generator", "status", "--config", str(path)]) == 1
    assert "X-rays may be ON" in capsys.readouterr().err


def test_old_news_is_no_news(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = load_config(path)
    store = SqlStore(config.folder)
    health = sensor_of(config, "generator", CLOCK, audit=store.audit).health()
    store.put_health(replace(health, time=CLOCK.now() - timedelta(seconds=10), detail={"hv": "off"}))
    store.close()
    assert main(["generator", "status", "--config", str(path)]) == 1
    assert "X-rays may be ON" in capsys.readouterr().err


def test_nobody_answers(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(generator, "PATIENCE_S", 0.2)
    assert main(["generator", "off", "--config", str(path)]) == 1
    assert "emergency stop" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["prepare", "--kv", "100"], ["warm-up"]])
def test_a_missing_figure_is_told(words: list[str], path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generator", *words, "--config", str(path)]) == 1
    assert "is missing" in capsys.readouterr().err
