"""Analyses as JSON for the store: findings with their masks as packed bits, evidence as template and values."""

import base64
import json
from typing import Any

import numpy as np

from station.errors import FormatError
from station.i18n import Phrase
from station.types.analysis import Advice, Analysis, NotAnalysed
from station.types.arrays import frozen
from station.types.finding import Band, EvidenceTerm, Finding
from station.types.ids import ScanId
from station.types.region import Box


def phrase_values(phrase: Phrase) -> dict[str, object]:
    """A phrase as JSON values."""
    return {"context": phrase.context, "template": phrase.template, "values": dict(phrase.values)}


def encode_analysis(result: Analysis | NotAnalysed) -> str:
    """The result; `decode_analysis` gives it back."""
    if isinstance(result, NotAnalysed):
        return json.dumps({"scan_id": result.scan_id, "reason": phrase_values(result.reason)})
    return json.dumps({
        "scan_id": result.scan_id, "model": result.model, "model_version": result.model_version,
        "weights_hash": result.weights_hash, "findings": [finding_values(f) for f in result.findings],
        "opaque_cm2": result.opaque_cm2, "advice": result.advice.value,
        "notes": [phrase_values(note) for note in result.notes],
        "not_analysed_rows": [list(rows) for rows in result.not_analysed_rows],
    })  # fmt: skip


def finding_values(finding: Finding) -> dict[str, object]:
    """A finding as JSON values."""
    return {
        "number": finding.number, "label": finding.label, "score": finding.score, "band": finding.band.value,
        "view": finding.view, "box": finding.box.as_list(), "mass_g": finding.mass_g,
        "mask": base64.b64encode(np.packbits(finding.mask, bitorder="little").tobytes()).decode(),
        "evidence": [{"term": t.term, "llr": t.llr, "phrase": phrase_values(t.phrase)} for t in finding.evidence],
    }  # fmt: skip


def decode_analysis(text: str) -> Analysis | NotAnalysed:
    """The result in `text`.

    Raises:
        FormatError: it is none.
    """
    try:
        values = json.loads(text)
        if "reason" in values:
            return NotAnalysed(scan_id=ScanId(values["scan_id"]), reason=Phrase(**values["reason"]))
        return Analysis(
            scan_id=ScanId(values["scan_id"]), model=values["model"], model_version=values["model_version"],
            weights_hash=values["weights_hash"],
            findings=tuple(finding_from(entry) for entry in values["findings"]),
            opaque_cm2=values["opaque_cm2"], advice=Advice(values["advice"]),
            notes=tuple(Phrase(**note) for note in values["notes"]),
            not_analysed_rows=tuple((first, last) for first, last in values["not_analysed_rows"]),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as err:
        raise FormatError("a stored analysis cannot be read", remedy="analyse the scan again") from err


def finding_from(entry: dict[str, Any]) -> Finding:
    """One finding of a decoded analysis."""
    x0, y0, x1, y1 = entry["box"]
    box = Box(x0=x0, y0=y0, x1=x1, y1=y1)
    bits = np.frombuffer(base64.b64decode(str(entry["mask"])), np.uint8)
    mask = np.unpackbits(bits, count=box.area, bitorder="little").astype(bool).reshape(box.height, box.width)
    terms = [
        EvidenceTerm(term=term["term"], llr=term["llr"], phrase=Phrase(**term["phrase"])) for term in entry["evidence"]
    ]
    return Finding(
        number=entry["number"], label=entry["label"], score=entry["score"], band=Band(entry["band"]),
        view=entry["view"], box=box, mask=frozen(mask), mass_g=entry["mass_g"], evidence=tuple(terms),
    )  # fmt: skip
