"""Weights: shipped with a record that agrees; altered or foreign files are refused."""

import json
import shutil
from pathlib import Path

import pytest

from station.errors import WeightsRefused
from vision.weights import FOLDER, load_weights


def test_the_shipped_record_tells_how_they_were_made() -> None:
    _, record = load_weights("segmenter")
    assert record["command"].startswith("python scripts/train_segmenter.py")
    assert {"seed", "items", "data_sha256", "simulated", "results", "sha256"} <= set(record)


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    for suffix in ("safetensors", "json"):
        shutil.copy(FOLDER / f"segmenter.{suffix}", tmp_path)
    path = tmp_path / "segmenter.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(WeightsRefused, match="do not agree with their record"):
        load_weights("segmenter", tmp_path)


def test_a_pickle_is_refused_even_with_a_matching_record(tmp_path: Path) -> None:
    import hashlib
    import pickle

    content = pickle.dumps({"weight": 1})
    (tmp_path / "x.safetensors").write_bytes(content)
    (tmp_path / "x.json").write_text(json.dumps({"sha256": hashlib.sha256(content).hexdigest()}))
    with pytest.raises(WeightsRefused, match="no safetensors"):
        load_weights("x", tmp_path)


def test_missing_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(WeightsRefused, match="missing"):
        load_weights("segmenter", tmp_path)
