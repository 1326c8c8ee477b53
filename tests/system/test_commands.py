"""The commands as people type them: exit codes, JSON lines, what is left out and why."""

import json
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest

from station.formats.item_record import alarms_of
from ui.supervisor import command

pytestmark = [pytest.mark.system, pytest.mark.timeout(180)]
SHAPE = {"item", "scanner", "simulated", "status", "findings", "opaque_cm2", "advice", "latency_ms"}


def typed(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), capture_output=True, text=True, cwd=cwd, check=False, timeout=170)


def lines_of(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_shape(record: dict[str, object]) -> None:
    assert set(record) >= SHAPE
    assert record["status"] in ("analysed", "not_analysed")
    assert record["advice"] in ("none", "refer", "open")
    assert isinstance(record["findings"], list)
    for finding in record["findings"]:
        assert {"class", "score", "box", "mass_g", "evidence"} <= set(finding)
        assert all({"term", "llr", "text"} == set(term) for term in finding["evidence"])


def test_the_demo_finds_the_gold_over_real_wires(repository: Path) -> None:
    done = typed(
        "demo", "--headless", "--scanner", "dense-de450", "--scenario", "gold-in-tungsten", "--items", "3",
        "--seed", "11", "--source", "1", "--json", cwd=repository,
    )  # fmt: skip
    records = lines_of(done)
    assert done.returncode == 0, done.stderr
    assert len(records) == 3
    for record in records:
        check_shape(record)
        assert record["simulated"] is True
        golden = sum(finding["class"] == "gold" for finding in record["findings"])  # type: ignore[attr-defined] # a list
        assert golden == len(record["truth"])  # type: ignore[arg-type] # a list
        assert record["advice"] == ("open" if golden else "none")
    # A neighbour that came too close on a loaded machine may share the alarm; the item with the source has it always.
    assert "radiation-gamma" in alarms_of(records[1])
    assert all(record["radiation"] for record in records)


def test_the_same_bars_on_a_mail_scanner_are_opaque_and_nothing_else(repository: Path) -> None:
    done = typed(
        "demo", "--headless", "--scanner", "mail-de160", "--scenario", "gold-in-tungsten", "--items", "1", "--seed",
        "11", "--json", cwd=repository,
    )  # fmt: skip
    (record,) = lines_of(done)
    check_shape(record)
    classes = {finding["class"] for finding in record["findings"]}  # type: ignore[attr-defined] # a list
    assert classes == {"opaque"}
    assert record["advice"] == "refer"
    assert "clear" not in done.stdout
    assert "cannot be judged: send to a stronger scanner or open" in done.stdout


def test_twelve_energy_bins_pass_through_the_same_lane(repository: Path) -> None:
    done = typed(
        "demo", "--headless", "--scanner", "mail-pc160", "--scenario", "cans", "--items", "2", "--seed", "21",
        "--json", cwd=repository,
    )  # fmt: skip
    records = lines_of(done)
    assert done.returncode == 0, done.stderr
    assert [record["status"] for record in records] == ["analysed"] * 2
    assert all(record["item"] for record in records)
    assert any("not trained for this scanner" in note for note in records[0]["notes"])  # type: ignore[attr-defined] # a list


def test_simulate_and_replay_give_rates_and_a_page(tmp_path: Path) -> None:
    words = ["--scanner", "dense-de450", "--scenario", "gold-in-tungsten", "--items", "4", "--seed", "3"]
    assert typed("simulate", *words, "--out", "set", cwd=tmp_path).returncode == 0
    again = typed("simulate", *words, "--out", "again", cwd=tmp_path)
    assert again.returncode == 0
    files = sorted(path.relative_to(tmp_path / "set") for path in (tmp_path / "set").rglob("scan.raw"))
    assert len(files) == 4
    assert all((tmp_path / "set" / f).read_bytes() == (tmp_path / "again" / f).read_bytes() for f in files)
    done = typed("replay", "set", "--model", "physics-only", "--out", "report", "--json", cwd=tmp_path)
    *records, rates = lines_of(done)
    assert len(records) == 4
    for record in records:
        check_shape(record)
        assert "truth" in record
    assert set(rates) == {"rates", "model"}
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "SIM" in page
    assert len(list((tmp_path / "report").glob("*.png"))) == 4


def test_analyse_names_what_it_cannot_read_and_goes_on(tmp_path: Path, rng: np.random.Generator) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    cv2.imwrite(str(folder / "good.tif"), rng.integers(20_000, 65_535, (120, 160), dtype=np.uint16))
    cv2.imwrite(str(folder / "colour.png"), rng.integers(0, 255, (40, 40, 3), dtype=np.uint8))
    (folder / "broken.tif").write_bytes((folder / "good.tif").read_bytes()[:200])
    done = typed("analyse", "scans", "--out", "out", "--json", cwd=tmp_path)
    (record,) = lines_of(done)
    check_shape(record)
    assert done.returncode == 3
    assert "broken.tif" in done.stderr
    assert "colour.png" in done.stderr
    assert any("one energy" in note for note in record["notes"])  # type: ignore[attr-defined] # a list
    assert (tmp_path / "out" / "good.png").exists()


def test_real_recordings_run_to_a_picture_and_a_result(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "food-linescan"
    done = typed("demo", "--recorded", str(folder), "--out", "out", "--json", cwd=tmp_path)
    records = lines_of(done)
    readable = [path for path in folder.rglob("*") if path.suffix.lower() in (".png", ".tif", ".tiff", ".dcm")]
    refused = done.stderr.count("left out:")
    assert len(records) + refused == len(readable)
    assert len(records) > 0
    for record in records:
        check_shape(record)
        assert Path(tmp_path / str(record["picture"])).exists()
        assert record["simulated"] is False
        assert any("one energy" in note for note in record["notes"])  # type: ignore[attr-defined] # a list
        assert {f["class"] for f in record["findings"]} <= {"opaque"}  # type: ignore[attr-defined] # a list


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("lane", "--config", "none.toml"), 1, "cannot read none.toml"),
        (("replay", "nothing-here"), 3, "check its name"),
        (("replay", "."), 1, "there is no recording in"),
        (("replay", "nothing-here", "--model", "stationdefault"), 1, "did you mean station-default"),
        (("demo", "--scanner", "dense-de45", "--headless", "--items", "1"), 1, "choose one of: mail-de160"),
        (("nonsense",), 2, "invalid choice"),
        (("analyse",), 2, "required"),
    ],
)
def test_wrong_use_ends_with_its_code_and_a_remedy(
    words: tuple[str, ...], code: int, complaint: str, tmp_path: Path
) -> None:
    done = typed(*words, cwd=tmp_path)
    assert done.returncode == code
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_devices_and_doctor_speak_json(tmp_path: Path) -> None:
    devices = lines_of(typed("devices", "--json", cwd=tmp_path))
    assert {"gige-line-scan", "weigh-mtsics"} <= {str(row["driver"]) for row in devices}
    checks = lines_of(typed("doctor", "--json", cwd=tmp_path))
    assert {"check", "state", "text"} == set(checks[0])
