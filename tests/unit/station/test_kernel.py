"""Errors, registry, phrases, events, configuration: what every other part leans on."""

import pickle
import re
from pathlib import Path

import pytest

from station.config.load import load_config, load_lane
from station.errors import ConfigError, ContractBreach, FormatError, IllegalMove, LinkLost
from station.events import Event, Topic, from_json, to_json
from station.i18n import Phrase, set_language, translations
from station.registry import Registry


def test_an_error_survives_a_process_pool() -> None:
    error = LinkLost("the {thing} broke", remedy="mend the {thing}", source="scale", thing="cable")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(again), str(again)) == (LinkLost, "scale: the cable broke: mend the cable")


def test_a_registry_refuses_duplicates_and_suggests() -> None:
    registry: Registry[object] = Registry("driver")
    registry.add("weigh-mtsics", "json:loads", kind="scale", summary="")
    with pytest.raises(ContractBreach):
        registry.add("weigh-mtsics", "json:loads", kind="scale", summary="")
    with pytest.raises(ConfigError, match="did you mean weigh-mtsics"):
        registry.row("weigh-mtsic")


def test_a_registry_names_the_missing_extra() -> None:
    registry: Registry[object] = Registry("driver")
    registry.add("x", "no_such_module_here:X", kind="", summary="", extra="dicom")
    with pytest.raises(ConfigError, match="install the extra dicom"):
        registry.get("x")


def test_a_phrase_is_shown_in_the_language_of_the_process() -> None:
    phrase = Phrase(context="Review", template="{count} objects", values={"count": 3})
    assert phrase.text() == "3 objects"
    set_language("ja")
    assert phrase.text() != "3 objects"


def test_events_round_trip_and_have_a_limit() -> None:
    event = Event(topic=Topic.SCAN_STORED, subject="i1", values={"scan": "s1"})
    assert from_json(to_json(event), 7) == Event(topic=Topic.SCAN_STORED, subject="i1", values={"scan": "s1"}, number=7)
    with pytest.raises(ContractBreach):
        to_json(Event(topic=Topic.SCAN_STORED, subject="i1", values={"scan": "x" * 5000}))
    with pytest.raises(FormatError):
        from_json('{"v": 99, "topic": "scan.stored", "subject": "x", "values": {}}', 1)


def test_every_fault_of_a_configuration_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text('[detector]\nmodel = 5\npixels = "many"\n[scael]\nx = 1\n')
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    text = str(caught.value)
    assert all(word in text for word in ("[scael]", "model", "pixels", "address: missing"))


def test_a_configuration_is_read_with_its_defaults(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text('[detector]\nmodel = "dense-de450"\naddress = "127.0.0.1:3956"\npixels = 640\nline_rate_hz = 100\n')
    config = load_config(path)
    assert (config.detector.line_rate_hz, config.scale, config.folder) == (
        100.0,
        None,
        tmp_path.resolve() / "station-data",
    )
    with pytest.raises(ConfigError, match="cannot read"):
        load_config(tmp_path / "none.toml")


SCANNER = '[scanner]\ndriver = "folder-watch"\naddress = "drop"\nmodel = "made elsewhere"\nsimulated = true\n'


def test_a_station_that_only_receives_needs_no_detector(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text(SCANNER)
    config = load_config(path)
    assert config.detectors == ()
    shown = config.detector
    assert (shown.name, shown.model, shown.pixels, shown.simulated) == ("scanner", "made elsewhere", 1, True)
    assert config.lines_folder(shown) == config.run_folder
    with pytest.raises(ConfigError, match=r"has no \[detector\]"):
        load_lane(path)


def test_detector_and_scanner_may_stand_side_by_side(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text(SCANNER + '[detector]\nmodel = "dense-de450"\naddress = "127.0.0.1:3956"\npixels = 640\n')
    config = load_lane(path)
    assert config.detector.model == "dense-de450"
    assert config.scanner is not None
    assert not config.simulated, "one real device makes a real station"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[scanner]\n", ("[scanner] driver: missing", "[scanner] address: missing")),
        (SCANNER + "port = 104\n", ("[scanner] port: unknown key",)),
        (SCANNER.replace('"drop"', "104"), ("[scanner] address: 104 is not of type str",)),
        (
            SCANNER + '[detector]\nmodel = "dense-de450"\n',
            ("[detector] address: missing", "[detector] pixels: missing"),
        ),
        ("", ("[detector]: missing", "has [scanner] instead")),
    ],
)
def test_faults_of_a_scanner_are_told(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    path = tmp_path / "station.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert [words for words in told if words not in str(caught.value)] == []


def test_translations_have_the_placeholders_of_their_source() -> None:
    for (_, source), text in translations("ja").items():
        assert sorted(re.findall(r"\{(\w+)", source)) == sorted(re.findall(r"\{(\w+)", text)), source


def test_an_error_is_told_in_the_language_of_the_process() -> None:
    error = IllegalMove("findings {numbers} have no answer yet", remedy="reload the queue", numbers="1, 2")
    assert str(error) == "findings 1, 2 have no answer yet: reload the queue"
    set_language("ja")
    assert str(error) == "所見 1, 2 が未回答です: 待ち行列を読み直してください"
