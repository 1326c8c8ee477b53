"""The one JSON line per item of every command; docs/reference/item-line.md defines it."""

from station.types.analysis import Analysis, NotAnalysed
from station.types.finding import Finding
from station.types.truth import GroundTruth


def item_record(
    identifier: str,
    scanner: str,
    simulated: bool,
    result: Analysis | NotAnalysed,
    latency_ms: float | None,
    truth: GroundTruth | None = None,
) -> dict[str, object]:
    """JSON values of one item: `truth` only where it is known."""
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
