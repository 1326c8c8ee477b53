"""Collect every text for people from the sources into station/locale/ja.ts; kept translations stay.

    python scripts/update_locale.py [--check]

With --check nothing is written, and the exit code is 1 if a text is missing, left over or not translated.
Collects translate("Context", "text"), Phrase(context=..., template=...), notes, errors and remedies, rows.
"""

import ast
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("station", "drivers", "vision", "calibration", "ui")
TARGET = ROOT / "station" / "locale" / "ja.ts"
# Words that reach translate() through a variable.
EXTRA = [
    ("Label", name) for name in ("gold", "opaque", "organic-anomaly", "metal-anomaly", "methamphetamine",
                                 "radiation-gamma", "radiation-neutron")
] + [
    ("Technician", name) for name in ("detector", "scale", "barcode", "generator", "conveyor", "portal", "lane",
                                      "ready", "acquiring", "identifying", "disconnected", "faulted", "air", "dark")
] + [
    ("Unjoined", name) for name in ("code", "weight", "passage", "occupancy", "scan", "repeated", "taken", "ambiguous",
                                    "no-place", "nothing-there")
] + [("View", name) for name in ("top", "side")] + [
    ("Page", name) for name in ("Inspect", "Technician", "QA")
] + [
    ("Role", name) for name in ("operator", "analyst", "supervisor", "technician", "qa", "custodian", "auditor",
                                "administrator")
]  # fmt: skip


ERRORS = {node.name for node in ast.parse((ROOT / "station" / "errors.py").read_text(encoding="utf-8")).body
          if isinstance(node, ast.ClassDef)}  # fmt: skip


def text(node: ast.expr | None) -> str | None:
    """The text of a literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def of_call(call: ast.Call) -> list[tuple[str, str]]:
    """Texts that one call shows."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    keywords = {keyword.arg: text(keyword.value) for keyword in call.keywords}
    first = [text(argument) for argument in call.args]
    if name == "translate" and len(first) >= 2 and first[0] and first[1]:
        return [(first[0], first[1])]
    if name == "Phrase" and keywords.get("context") and keywords.get("template"):
        return [(str(keywords["context"]), str(keywords["template"]))]
    if name in ERRORS:
        remedies = next((keyword.value for keyword in call.keywords if keyword.arg == "remedy"), None)
        # A remedy may be chosen between two texts.
        branches = [remedies.body, remedies.orelse] if isinstance(remedies, ast.IfExp) else [remedies]
        return [("Error", found) for found in (*first[:1], *map(text, branches)) if found]
    if name == "note" and first and first[0]:
        return [("Note", first[0])]
    if name == "not_analysed" and len(first) > 1 and first[1]:
        return [("NotAnalysed", first[1])]
    return []


def collected() -> list[tuple[str, str]]:
    """All (context, text), each once, sorted."""
    found = set(EXTRA)
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    found.update(of_call(node))
    return sorted(found)


def known() -> dict[tuple[str, str], str]:
    """Translations that are there."""
    if not TARGET.exists():
        return {}
    root = ElementTree.parse(TARGET).getroot()
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message.findtext("translation") or ""
        for context in root.iter("context") for message in context.iter("message")
    }  # fmt: skip


def check() -> int:
    """Compare file and sources."""
    wanted, there = set(collected()), known()
    faults = [f"missing\t{context}\t{source}" for context, source in sorted(wanted - set(there))]
    faults += [f"left over\t{context}\t{source}" for context, source in sorted(set(there) - wanted)]
    faults += [f"not translated\t{context}\t{source}" for (context, source), text in there.items() if not text]
    print("\n".join(faults))
    return 1 if faults else 0


def main() -> None:
    """Write the file anew; say what has no translation."""
    if "--check" in sys.argv[1:]:
        raise SystemExit(check())
    old = known()
    root = ElementTree.Element("TS", version="2.1", language="ja")
    contexts: dict[str, ElementTree.Element] = {}
    for context, source in collected():
        if context not in contexts:
            contexts[context] = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(contexts[context], "name").text = context
        message = ElementTree.SubElement(contexts[context], "message")
        ElementTree.SubElement(message, "source").text = source
        translation = ElementTree.SubElement(message, "translation")
        translation.text = old.get((context, source), "")
        if not translation.text:
            translation.set("type", "unfinished")
            print(f"{context}\t{source}")
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(TARGET, encoding="utf-8", xml_declaration=True)


if __name__ == "__main__":
    main()
