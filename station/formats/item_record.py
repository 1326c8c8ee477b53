"""The one JSON line per item of every command; docs/reference/item-line.md defines it."""

from collections.abc import Mapping

from station.types.analysis import Analysis, NotAnalysed
from station.types.finding import Finding
from station.types.radiation import RadiationResult
from station.types.truth import GroundTruth


def item_record(
    identifier: str,
    scanner: str,
    simulated: bool,
    result: Analysis | NotAnalysed,
    latency_ms: float | None,
    truth: GroundTruth | None = None,
    radiation: RadiationResult | None = None,
) -> dict[str, object]:
    """JSON values of one item: `truth` only where it is known, `radiation` only where there is a portal."""
    record: dict[str, object] = {"item": identifier, "scanner": scanner, "simulated": simulated}
    if truth is not None:
        record["truth"] = [
            {"class": thing.label, "mass_g": round(thing.mass_g, 1), "box": thing.box.as_list()}
            for thing in truth.threats
        ]
    if isinstance(result, NotAnalysed):
        record |= {"status": "not_analysed", "reason": result.reason.text("en"), "findings": [], "opaque_cm2": 0.0}
        record["advice"] = "refer"
    else:
        record |= {
            "status": "analysed",
            "findings": [finding_record(finding) for finding in result.findings],
            "opaque_cm2": round(result.opaque_cm2, 1),
            "advice": result.advice.value,
            "notes": [note.text("en") for note in result.notes],
        }
    if radiation is not None:
        record["radiation"] = radiation_record(radiation)
    record["latency_ms"] = None if latency_ms is None else round(latency_ms, 1)
    return record


def finding_record(finding: Finding) -> dict[str, object]:
    """JSON values of one finding."""
    return {
        "class": finding.label,
        "score": round(finding.score, 4),
        "box": finding.box.as_list(),
        "mass_g": None if finding.mass_g is None else round(finding.mass_g, 1),
        "evidence": [
            {"term": term.term, "llr": round(term.llr, 2), "text": term.phrase.text("en")} for term in finding.evidence
        ],
    }


def alarms_of(record: Mapping[str, object]) -> list[str]:
    """The classes of the portal's alarms in an item record, neutrons first."""
    match record.get("radiation"):
        case {"alarms": list(alarms)}:
            return [str(alarm["class"]) for alarm in alarms]
        case _:  # no portal
            return []


def radiation_record(result: RadiationResult) -> dict[str, object]:
    """JSON values of what the portal says; its alarms stand apart from the findings, they have no box."""
    return {
        "status": result.status.value,
        "alarms": [
            {
                "class": finding.label,
                "sigma": None if finding.sigma is None else round(finding.sigma, 1),
                "text": finding.phrase.text("en"),
            }
            for finding in result.findings
        ],
        "advice": result.advice.value,
        "notes": [note.text("en") for note in result.notes],
    }
