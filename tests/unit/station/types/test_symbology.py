"""Names of AIM identifiers."""

import pytest

from station.types.symbology import symbology_name


@pytest.mark.parametrize(
    ("identifier", "name"),
    [("]C1", "GS1-128"), ("]C0", "Code 128"), ("]A0", "Code 39"), ("]d2", "GS1 DataMatrix"), ("]d1", "Data Matrix"),
     ("]e0", "GS1 DataBar"), ("]E4", "UPC/EAN"), ("]Q3", "GS1 QR"), ("]Z9", ""), ("", "")],
)  # fmt: skip
def test_names(identifier: str, name: str) -> None:
    assert symbology_name(identifier) == name
