"""What the papers say of an item."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """One declaration, joined to an item by its identifier.

    Attributes:
        identifier: air waybill, S10 number: what the barcode says.
        hs_code: digits only, 4 to 10.
        gross_weight_g: with packing, as declared.
        source_hash: SHA-256 of the file it came from.
    """

    identifier: str
    goods: str
    hs_code: str
    pieces: int
    gross_weight_g: float
    value: float
    currency: str = ""
    shipper: str = ""
    consignee: str = ""
    origin: str = ""
    source_hash: str = ""
