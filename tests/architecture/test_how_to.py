"""The how-to pages work when they are followed literally."""

import re
import types
from pathlib import Path

from drivers.quality import RULES, tier
from drivers.weighing import LineScale
from station.clock import ManualClock
from station.registry import Registry
from station.types.reading import ReadingQuality
from tests.support.links import ScriptedLink


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
