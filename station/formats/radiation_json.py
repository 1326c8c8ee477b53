"""What a portal says of an item as JSON for the store, with every count of its passage."""

import json
from datetime import datetime
from typing import Any

from station.errors import FormatError
from station.formats.analysis_json import phrase_values
from station.i18n import Phrase
from station.types.analysis import Advice
from station.types.ids import ItemId
from station.types.radiation import (
    Background,
    CountSample,
    PortalFault,
    RadiationFinding,
    RadiationKind,
    RadiationOccupancy,
    RadiationResult,
    RadiationStatus,
)

PLAIN = ("source", "gamma_sigma", "threshold_sigma", "gamma_alarm", "neutron_alarm", "speed_mm_s", "begun", "ended",
         "damaged", "simulated")  # fmt: skip


def encode_radiation(result: RadiationResult) -> str:
    """The result; `decode_radiation` gives it back."""
    return json.dumps({
        "item_id": result.item_id, "status": result.status.value, "advice": result.advice.value,
        "notes": [phrase_values(note) for note in result.notes],
        "findings": [
            {"label": f.label, "kind": f.kind.value, "source": f.source, "time": f.time.isoformat(), "sigma": f.sigma,
             "phrase": phrase_values(f.phrase)}
            for f in result.findings
        ],
        "occupancy": None if result.occupancy is None else occupancy_values(result.occupancy),
    })  # fmt: skip


def occupancy_text(seen: RadiationOccupancy) -> str:
    """An occupancy; `decode_occupancy` gives it back."""
    return json.dumps(occupancy_values(seen))


def decode_occupancy(text: str) -> RadiationOccupancy:
    """The occupancy in `text`.

    Raises:
        FormatError: it is none.
    """
    try:
        return occupancy_from(json.loads(text))
    except (ValueError, KeyError, TypeError, RecursionError) as err:
        raise FormatError("a stored passage of the portal cannot be read", remedy="check the store") from err


def occupancy_values(seen: RadiationOccupancy) -> dict[str, object]:
    """An occupancy as JSON values."""
    return {name: getattr(seen, name) for name in PLAIN} | {
        "start": seen.start.isoformat(), "end": seen.end.isoformat(), "faults": [fault.value for fault in seen.faults],
        "gamma": [sample_values(sample) for sample in seen.gamma],
        "neutron": [sample_values(sample) for sample in seen.neutron],
        "gamma_background": background_values(seen.gamma_background),
        "neutron_background": background_values(seen.neutron_background),
    }  # fmt: skip


def sample_values(sample: CountSample) -> list[object]:
    """One interval as a short list: a passage has hundreds."""
    return [sample.time.isoformat(), sample.seconds, list(sample.counts), sample.alarm]


def background_values(background: Background | None) -> list[object] | None:
    """A background as a short list."""
    if background is None:
        return None
    return [background.time.isoformat(), list(background.counts), background.variance]


def decode_radiation(text: str) -> RadiationResult:
    """The result in `text`.

    Raises:
        FormatError: it is none.
    """
    try:
        values = json.loads(text)
        occupancy = values["occupancy"]
        return RadiationResult(
            item_id=ItemId(values["item_id"]), status=RadiationStatus(values["status"]),
            advice=Advice(values["advice"]), notes=tuple(Phrase(**note) for note in values["notes"]),
            findings=tuple(finding_from(entry) for entry in values["findings"]),
            occupancy=None if occupancy is None else occupancy_from(occupancy),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError) as err:
        raise FormatError("a stored radiation result cannot be read", remedy="check the item again") from err


def finding_from(entry: dict[str, Any]) -> RadiationFinding:
    """One alarm."""
    return RadiationFinding(
        label=entry["label"], kind=RadiationKind(entry["kind"]), source=entry["source"],
        time=datetime.fromisoformat(entry["time"]), sigma=entry["sigma"], phrase=Phrase(**entry["phrase"]),
    )  # fmt: skip


def occupancy_from(values: dict[str, Any]) -> RadiationOccupancy:
    """One occupancy."""
    return RadiationOccupancy(
        start=datetime.fromisoformat(values["start"]), end=datetime.fromisoformat(values["end"]),
        faults=tuple(PortalFault(fault) for fault in values["faults"]),
        gamma=tuple(sample_from(*sample) for sample in values["gamma"]),
        neutron=tuple(sample_from(*sample) for sample in values["neutron"]),
        gamma_background=background_from(values["gamma_background"]),
        neutron_background=background_from(values["neutron_background"]),
        **{name: values[name] for name in PLAIN},
    )  # fmt: skip


def sample_from(time: str, seconds: float, counts: list[int | None], alarm: bool) -> CountSample:
    """One interval."""
    return CountSample(time=datetime.fromisoformat(time), seconds=seconds, counts=tuple(counts), alarm=alarm)


def background_from(values: list[Any] | None) -> Background | None:
    """One background."""
    if values is None:
        return None
    time, counts, variance = values
    return Background(time=datetime.fromisoformat(time), counts=tuple(counts), variance=variance)
