"""Names of AIM symbology identifiers: "]" letter modifier (ISO/IEC 15424; device rules, section 5)."""

from collections.abc import Mapping

# Codes whose data follow GS1: application identifiers, 0x1D between fields.
GS1: Mapping[str, str] = {"C1": "GS1-128", "Q3": "GS1 QR", "d2": "GS1 DataMatrix"}
LETTERS: Mapping[str, str] = {
    "A": "Code 39", "C": "Code 128", "E": "UPC/EAN", "F": "Codabar", "G": "Code 93", "H": "Code 11",
    "I": "Interleaved 2 of 5", "L": "PDF417", "M": "MSI", "Q": "QR", "S": "2 of 5", "U": "MaxiCode", "X": "other",
    "d": "Data Matrix", "e": "GS1 DataBar",
}  # fmt: skip


def symbology_name(identifier: str) -> str:
    """The name of "]C1"; empty where there is no identifier or it is not in the table."""
    return GS1.get(identifier[1:3]) or LETTERS.get(identifier[1:2], "")
