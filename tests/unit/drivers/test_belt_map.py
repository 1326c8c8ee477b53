"""Register maps: those that ship, and those that contradict themselves."""

import pytest

from drivers.belt_map import FOLDER, belt_map, map_of
from station.errors import ConfigError

GOOD = (FOLDER / "belt-plc.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_map_that_ships_can_be_read(path: object) -> None:
    assert belt_map(path.stem).model


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[[100, 5]]", "[[100, 46]]", "1 to 45 registers"),
        ("[[100, 5]]", "[[100, 1], [101, 4]]", "not in one block"),
        ("[103", "[200", "no block"),
        ("running = [100, 0]", "running = [90, 0]", r"registers \[90\]"),
        ("mm_per_count = 0.25", "mm_per_count = 0", "mm_per_count is 0"),
        ("[command]", "[order]", "command"),
        ("forward = 1", "forwards = 1", "forwards"),
        ("offset = 0", "offset = x", "cannot be used"),
    ],
)
def test_a_map_that_contradicts_itself_is_refused(old: str, new: str, words: str) -> None:
    text = GOOD.replace(old, new) if old != "[103" else GOOD.replace("register = 103", "register = 203")
    assert text != GOOD
    with pytest.raises(ConfigError, match=words):
        map_of(text, "mine")
