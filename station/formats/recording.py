"""Our own recording: a folder with manifest.json, scan.raw, profile.npz; the manifest holds the hashes."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from station.errors import ChecksumMismatch, FormatError
from station.formats.calibration_file import decode_profile, encode_profile
from station.formats.raw_scan import decode_raw_scan, encode_raw_scan
from station.types.declaration import Declaration
from station.types.reading import Reading, ReadingQuality
from station.types.recording import Recording
from station.types.region import Box
from station.types.truth import GroundTruth, TruthObject

VERSION = 1
MANIFEST = "manifest.json"


def write_recording(folder: Path, recording: Recording) -> None:
    """Write the files, the manifest last: a folder without one is not a recording."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"scan.raw": encode_raw_scan(recording.raw)}
    if recording.profile is not None:
        files["profile.npz"] = encode_profile(recording.profile)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    weight, truth = recording.weight, recording.truth
    manifest = {
        "version": VERSION, "identifier": recording.identifier, "simulated": recording.raw.head.simulated,
        "air_counts": recording.air_counts,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "weight": {**asdict(weight), "time": weight.time.isoformat()} if weight else None,
        "declaration": asdict(recording.declaration) if recording.declaration else None,
        "truth": asdict(truth) if truth else None,
    }  # fmt: skip
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")


def read_recording(folder: Path) -> Recording:
    """The recording in `folder`.

    Raises:
        FormatError: no recording, damaged, or of a newer version.
        ChecksumMismatch: a file was altered.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["version"] > VERSION:
            raise FormatError("{path} is of a newer version", remedy="update this program", path=str(folder))
        raw = decode_raw_scan(checked(folder, "scan.raw", manifest["files"]))
        has_profile = "profile.npz" in manifest["files"]
        profile = decode_profile(checked(folder, "profile.npz", manifest["files"])) if has_profile else None
        return Recording(
            identifier=manifest["identifier"], raw=raw, profile=profile, air_counts=float(manifest["air_counts"]),
            weight=weight_of(manifest["weight"]), truth=truth_of(manifest["truth"]),
            declaration=Declaration(**manifest["declaration"]) if manifest["declaration"] else None,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise FormatError(
            "{path} is no recording: {cause}", remedy="record it again", path=str(folder), cause=str(err)
        ) from err


def checked(folder: Path, name: str, hashes: dict[str, str]) -> bytes:
    """A file of the recording, compared with the manifest."""
    content = (folder / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != hashes[name]:
        raise ChecksumMismatch(
            "{name} was altered after it was recorded", remedy="take the original", source=str(folder), name=name
        )
    return content


def weight_of(values: dict[str, Any] | None) -> Reading | None:
    """The weight of a manifest."""
    if values is None:
        return None
    time, quality = datetime.fromisoformat(values.pop("time")), ReadingQuality(values.pop("quality"))
    return Reading(time=time, quality=quality, **values)


def truth_of(values: dict[str, Any] | None) -> GroundTruth | None:
    """The truth of a manifest."""
    if values is None:
        return None
    objects = tuple(TruthObject(**{**entry, "box": Box(**entry["box"])}) for entry in values["objects"])
    return GroundTruth(scenario=values["scenario"], objects=objects, total_mass_g=values["total_mass_g"])
