"""The review page of high-voltage safety names tests that exist, every rule, and every safety test."""

import re
from pathlib import Path

from drivers.interlock import RULES

DEFINED = re.compile(r"^def (test_\w+)", re.MULTILINE)
SAFETY = Path("tests/unit/drivers/generators/test_spellman_safety.py")


def page(repository: Path) -> str:
    return (repository / "docs" / "reference" / "hv-safety.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_exists_where_it_says(repository: Path) -> None:
    named = re.findall(r"`(test_\w+)`(?: \(`([^`]+)`\))?", page(repository))
    assert len(named) > 40
    for name, file in named:
        text = (repository / (file or SAFETY)).read_text(encoding="utf-8")
        assert name in DEFINED.findall(text), f"{name} is not in {file or SAFETY}"


def test_the_page_names_every_rule_once_and_with_a_test(repository: Path) -> None:
    rows = re.findall(r"^\| ([a-z ]+) \|.*`test_\w+` \|$", page(repository).split("## 2.")[0], re.MULTILINE)
    assert rows == [rule.name for rule in RULES]


def test_no_safety_test_is_missing_on_the_page(repository: Path) -> None:
    tests = DEFINED.findall((repository / SAFETY).read_text(encoding="utf-8"))
    assert [name for name in tests if f"`{name}`" not in page(repository)] == []
