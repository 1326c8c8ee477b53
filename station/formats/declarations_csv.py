"""Declarations from a CSV file: identifier, goods, hs_code, pieces, gross_weight_g, value and more."""

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from station.errors import FormatError
from station.types.declaration import Declaration

REQUIRED = ("identifier", "goods", "hs_code", "pieces", "gross_weight_g", "value")
OPTIONAL = ("currency", "shipper", "consignee", "origin")
LARGEST_FILE = 64 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationFile:
    """What a file held; `refused` names the lines that could not be used, with the reason."""

    declarations: tuple[Declaration, ...]
    refused: tuple[str, ...]


def read_declarations(path: Path) -> DeclarationFile:
    """The declarations of a UTF-8 CSV file with a header; a bad line costs only itself.

    Raises:
        FormatError: the file cannot be read, is too large, or a required column is missing.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise FormatError(
                "{path} is larger than {limit} MB",
                remedy="split it",
                path=str(path),
                limit=LARGEST_FILE // 2**20,
            )
        content = path.read_bytes()
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        header = rows.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as err:
        raise FormatError(
            "cannot read the declarations in {path}: {cause}",
            remedy="save it as CSV in UTF-8",
            path=str(path),
            cause=str(err),
        ) from err
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise FormatError(
            "{path} has no column {missing}",
            remedy="the first line names the columns: {columns}",
            path=str(path),
            columns=", ".join(REQUIRED),
            missing=", ".join(missing),
        )
    digest = hashlib.sha256(content).hexdigest()
    good: list[Declaration] = []
    refused: list[str] = []
    for number, row in enumerate(rows, start=2):
        try:
            good.append(read_row(row, digest))
        except (ValueError, TypeError) as err:
            refused.append(f"line {number}: {err}")
    return DeclarationFile(declarations=tuple(good), refused=tuple(refused))


def read_row(row: dict[str, str], digest: str) -> Declaration:
    """One line; ValueError says what is wrong with it."""
    # A line that is too short has None where its columns end.
    row = {name: row.get(name) or "" for name in (*REQUIRED, *OPTIONAL)}
    identifier = row["identifier"].strip()
    hs_code = row["hs_code"].replace(".", "").strip()
    if not identifier:
        raise ValueError("no identifier")
    if not (hs_code.isdigit() and 4 <= len(hs_code) <= 10):
        raise ValueError(f"HS code {row['hs_code']!r} is not 4 to 10 digits")
    weight_g = float(row["gross_weight_g"])
    if not 0 < weight_g < 1e9:
        raise ValueError(f"gross weight {row['gross_weight_g']!r} g is not between 0 and 1,000 t")
    return Declaration(
        identifier=identifier,
        goods=row["goods"].strip(),
        hs_code=hs_code,
        pieces=int(row["pieces"]),
        gross_weight_g=weight_g,
        value=float(row["value"]),
        source_hash=digest,
        **{name: row[name].strip() for name in OPTIONAL},
    )
