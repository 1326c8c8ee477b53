"""The how-to pages work when they are followed literally."""

import io
import re
import shlex
import sys
import types
from functools import partial
from pathlib import Path

import pytest

from drivers.quality import RULES, tier
from drivers.weighing import LineScale
from station.access.passwords import Passwords
from station.clock import ManualClock
from station.registry import Registry
from station.types.reading import ReadingQuality
from tests.support.links import ScriptedLink
from tests.support.people import CHEAP
from tests.support.station import filled_station
from ui.cli.main import main


def test_the_driver_of_the_page_reads_weights(repository: Path) -> None:
    page = (repository / "docs" / "how-to" / "add-a-driver.md").read_text(encoding="utf-8")
    source, row = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    module = types.ModuleType("weigh_sma")
    exec(compile(source, "weigh_sma.py", "exec"), module.__dict__)  # noqa: S102 - the text of our own page
    registry: Registry[object] = Registry("driver")
    exec(compile(row, "catalog.py", "exec"), {"DRIVERS": registry})  # noqa: S102 - the text of our own page
    (added,) = registry
    assert added.target == "drivers.sensors.weigh_sma:WeighSma"
    assert added.quality == tier(added)
    assert set(added.exempt) <= {rule.name for rule in RULES}
    for line, grams, quality in (
        (b"\n 1G      12.500kg \r", 12_500.0, ReadingQuality.STABLE),
        (b"\nO1G            kg \r", 0.0, ReadingQuality.OVERLOAD),
        (b"\n 1GM     12.500kg \r", 12_500.0, ReadingQuality.DYNAMIC),
    ):
        clock = ManualClock()
        device = module.WeighSma(name="scale", link=ScriptedLink(clock, lambda _, line=line: line), clock=clock)
        assert isinstance(device, LineScale)
        reading = device.read(1.0)
        assert (reading.value, reading.quality) == (grams, quality)


def test_the_commands_about_accounts_work_as_they_stand(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (repository / "docs" / "how-to" / "make-accounts.md").read_text(encoding="utf-8")
    filled_station(tmp_path, numbers=())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ui.wiring.people.Passwords", partial(Passwords, **CHEAP))
    lines = re.findall(r"^ +inspection-station (users .*)$", page, re.MULTILINE)
    lines += re.findall(r"`(users --config station.toml .*?)`", page)
    assert len(lines) == 9
    for line in lines:
        words = shlex.split(line)
        first = "the password of Chief" if "--as Kim" not in line else "another long password"
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{first}\nanother long password\n"))
        assert main(words) == 0, (line, capsys.readouterr())
