"""A self-contained HTML page of item records, with the pictures that lie beside it."""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path

from station.formats.item_record import alarms_of

STYLE = """body{font:15px sans-serif;margin:2em;background:#1b1e22;color:#dfe3e6}table{border-collapse:collapse}
td,th{border:1px solid #343a40;padding:4px 10px;text-align:left}th{color:#9aa4ad}img{max-width:100%;margin:8px 0}
.sim{background:#ffd84d;color:#14171a;padding:1px 8px;font-weight:700}"""


def write_report(out: Path, title: str, records: Sequence[Mapping[str, object]], summary: str = "") -> Path:
    """Write index.html into `out`; the path."""
    out.mkdir(parents=True, exist_ok=True)
    rows = "".join(row(record) for record in records)
    pictures = "".join(
        f'<img src="{html.escape(p.name)}" alt="{html.escape(p.stem)}">' for p in sorted(out.glob("*.png"))
    )
    mark = '<p><span class="sim">SIM</span> simulated data</p>' if any(r["simulated"] for r in records) else ""
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<style>{STYLE}</style><h1>{html.escape(title)}</h1>{mark}<p>{html.escape(summary)}</p>"
        "<table><tr><th>item</th><th>truth</th><th>status</th><th>findings</th><th>advice</th></tr>"
        f"{rows}</table>{pictures}</html>"
    )
    path = out / "index.html"
    path.write_text(page, encoding="utf-8")
    return path


def row(record: Mapping[str, object]) -> str:
    """One item as a table row."""
    truth, findings = record.get("truth"), record["findings"]
    inside = ", ".join(t["class"] for t in truth) or "nothing" if isinstance(truth, list) else "not known"
    found = "<br>".join(
        f"{html.escape(f['class'])} {f['score']:.2f}: " + html.escape("; ".join(e["text"] for e in f["evidence"]))
        for f in (findings if isinstance(findings, list) else [])
    )
    if alarms := alarms_of(record):
        found = "<br>".join([*map(html.escape, alarms), found])
    cells = [record["item"], inside, record["status"]]
    return (
        "<tr>"
        + "".join(f"<td>{html.escape(str(c))}</td>" for c in cells)
        + f"<td>{found}</td><td>{record['advice']}</td></tr>"
    )
