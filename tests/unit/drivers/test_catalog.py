"""Devices from configuration: options that only their driver knows."""

from pathlib import Path

import pytest

from drivers.catalog import DRIVERS, make_device
from drivers.quality import RULES, kept, table, tier
from station.clock import ManualClock
from station.errors import ConfigError
from station.registry import Row
from tests.support.links import ScriptedLink


def test_an_unknown_option_names_those_that_there_are() -> None:
    clock = ManualClock()
    with pytest.raises(ConfigError, match="has no option colour"):
        make_device(
            "weigh-mtsics", name="scale", link=ScriptedLink(clock), serial="", simulated=True, clock=clock,
            options={"colour": 1},
        )  # fmt: skip


def test_an_option_of_the_wrong_type_is_told_with_its_default() -> None:
    with pytest.raises(ConfigError, match="the option block_lines of gige-line-scan is 'many'"):
        make_device(
            "gige-line-scan", name="detector", address="127.0.0.1", channels=2, pixels=8, clock=ManualClock(),
            options={"block_lines": "many"},
        )  # fmt: skip


@pytest.mark.parametrize("row", list(DRIVERS), ids=lambda row: row.name)
def test_a_row_keeps_every_rule_of_quality_or_says_why_not(row: Row) -> None:
    assert set(row.exempt) <= {rule.name for rule in RULES}
    assert all(len(reason) > 10 for reason in row.exempt.values())
    assert len(kept(row)) + len(row.exempt) == 12


@pytest.mark.parametrize("row", list(DRIVERS), ids=lambda row: row.name)
def test_a_row_claims_the_tier_that_its_exemptions_leave(row: Row) -> None:
    assert row.quality == tier(row) or (row.quality == "gold" and not row.exempt)


def test_the_table_of_the_documents_is_the_catalogue(repository: Path) -> None:
    page = (repository / "docs" / "reference" / "drivers" / "README.md").read_text(encoding="utf-8")
    assert table(DRIVERS) in page, "python scripts/driver_table.py writes it again"
    for rule in RULES:
        assert f"| {rule.name} | {rule.text} | {rule.shown_by} |" in page
