"""The rows of the benchmark: situation, scanner, further evidence, published ideal (physics reference, section 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from station.physics.scanner_models import PC6_EDGES, ScannerModel, mail_pc160, scanner_model
from vision.evaluation.scenarios import SITUATIONS, Situation

CODES = {
    "DE160": "mail-de160", "PC12": "mail-pc160", "DE320": "pallet-de320", "DE450": "dense-de450", "MV": "cargo-mv46",
}  # fmt: skip
TITRATED, REPORTED, SATURATED, NOT_IDENTIFIABLE = "T", "t", "S", "N"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row.

    Attributes:
        situation: key of SITUATIONS.
        scanners: codes of the scanners that look at the region; none: scale and outline alone.
        thick: standard deviation of ln(thickness) from outline or second view, None without.
        areal: of ln(mass per area) from the scale, None without.
        auc, pd: the published values of the ideal observer; pd at 1 % false alarms.
        flag: T titrated, t reported, S saturated, N not identifiable.
    """

    situation: str
    scanners: tuple[str, ...]
    thick: float | None
    areal: float | None
    auc: float
    pd: float
    flag: str

    @property
    def name(self) -> str:
        """Situation, scanners and evidence in one line."""
        return " ".join((self.situation, self.scanner, self.evidence)).strip()

    @property
    def scanner(self) -> str:
        """Codes joined by +."""
        return "+".join(self.scanners) or "none"

    @property
    def evidence(self) -> str:
        """What else is measured."""
        parts = [f"{word} {100 * sigma:g} %" for word, sigma in (("thick", self.thick), ("areal", self.areal)) if sigma]
        return " ".join(parts)

    @property
    def content(self) -> Situation:
        """What may lie in the region."""
        return SITUATIONS[self.situation]


@cache
def scanner_of(code: str) -> ScannerModel:
    """The scanner model behind a code of the table."""
    return mail_pc160(PC6_EDGES) if code == "PC6" else scanner_model(CODES[code])


def rows(situation: str, scanners: str, *entries: tuple[float, float, str], thick: float | None = None,
         areal: float | None = None) -> list[Row]:  # fmt: skip
    """Rows of one kind of evidence: `situation` and `scanners` hold alternatives, one of them one for each entry."""
    names, codes = situation.split(";"), scanners.split(";")
    names, codes = names * (len(entries) // len(names)), codes * (len(entries) // len(codes))
    return [
        Row(situation=name, scanners=tuple(c for c in code.split("+") if c), thick=thick, areal=areal,
            auc=auc, pd=pd, flag=flag)
        for name, code, (auc, pd, flag) in zip(names, codes, entries, strict=True)
    ]  # fmt: skip


SHEETS = "B01 1.2;B01 1.6;B01 2.0"
CANS = "B06b 0.15;B06b 0.25;B06b 0.35;B06b 0.5"
WOODS = "B08 0.2;B08 0.3;B08 0.6"
FOILS = "B10a;B10b;B10c"

ROWS: Sequence[Row] = [
    *rows(SHEETS, "PC12", (1, 1, "S"), (0.995, 0.84, "T"), (0.934, 0.37, "T")),
    *rows(SHEETS, "PC6", (1, 1, "S"), (0.994, 0.82, "T"), (0.933, 0.36, "T")),
    *rows(SHEETS, "DE160", (0.982, 0.68, "T"), (0.866, 0.17, "T"), (0.767, 0.05, "t")),
    *rows("B02 3", "", (0.738, 0.03, "N"), thick=0.01, areal=0.005),
    *rows("B02 3", "DE320;DE450;MV", (0.782, 0.24, "t"), (0.858, 0.26, "T"), (0.831, 0.18, "T")),
    *rows("B02 3", "DE320;DE450;MV", (1, 1, "S"), (1, 1, "S"), (0.902, 0.30, "T"), areal=0.02),
    *rows("B02 3", "MV", (0.919, 0.35, "T"), areal=0.005),
    *rows("B02 3", "DE450+MV", (0.998, 0.96, "t")),
    *rows("B02 9", "", (0.734, 0.03, "N"), thick=0.01, areal=0.005),
    *rows("B02 9", "DE160", (0.51, 0.01, "N")),
    *rows("B02 9", "DE320;DE450;MV", (0.769, 0.16, "t"), (0.755, 0.21, "t"), (0.853, 0.20, "T")),
    *rows("B02 9", "DE320;DE450;MV", (0.998, 0.95, "t"), (1, 1, "S"), (0.949, 0.49, "T"), areal=0.02),
    *rows("B02 9", "MV", (0.986, 0.79, "T"), areal=0.005),
    *rows("B02 9", "DE450+MV", (1, 1, "S")),
    *rows("B03 20", "DE450;MV", (0.731, 0.06, "N"), (0.776, 0.11, "t")),
    *rows("B03 20", "DE450;MV", (0.973, 0.69, "T"), (0.999, 0.98, "t"), areal=0.005),
    *rows("B03 20", "MV", (0.930, 0.37, "T"), areal=0.02),
    *rows("B03 20", "DE450+MV", (0.975, 0.70, "T")),
    *rows("B03 35", "DE450;DE450+MV;MV", (0.593, 0.02, "N"), (0.743, 0.08, "N"), (0.738, 0.07, "N")),
    *rows("B03 35", "DE450;MV", (0.628, 0.04, "N"), (1, 1, "S"), areal=0.005),
    *rows("B03 35", "MV", (0.920, 0.35, "T"), areal=0.02),
    *rows("B04a;B04b", "DE160", (0.9995, 1.00, "S"), (0.993, 0.76, "T")),
    *rows("B04b", "DE160", (0.996, 0.85, "t"), areal=0.05),
    *rows("B04b", "DE160", (0.999, 1.00, "t"), thick=0.05, areal=0.05),
    *rows("B04a;B04b", "PC12", (1, 1, "S"), (0.999, 1.00, "S")),
    *rows("B05", "DE160", (0.974, 0.22, "T")),
    *rows("B05", "DE160;DE320;MV", (0.978, 0.26, "T"), (1, 1, "S"), (1, 1, "S"), thick=0.05),
    *rows("B05", "DE160", (1, 1, "S"), thick=0.05, areal=0.05),
    *rows("B06a", "DE160;PC12", (1, 1, "S"), (1, 1, "S")),
    *rows(CANS, "DE160", (0.834, 0.14, "T"), (0.933, 0.34, "T"), (0.980, 0.64, "T"), (0.998, 0.96, "t")),
    *rows(CANS, "PC12", (0.865, 0.15, "T"), (0.957, 0.41, "T"), (0.990, 0.73, "T"), (0.999, 0.98, "t")),
    *rows("B07a", "DE160;PC12", (0.917, 0.18, "T"), (0.956, 0.36, "T")),
    *rows("B07a", "DE160;PC12", (0.959, 0.43, "T"), (0.982, 0.64, "T"), thick=0.07),
    *rows("B07b", "DE160;PC12", (0.961, 0.45, "T"), (0.975, 0.56, "T")),
    *rows("B07b", "DE160;PC12", (0.990, 0.76, "T"), (0.996, 0.86, "T"), thick=0.07),
    *rows(WOODS, "DE160", (0.894, 0.36, "T"), (0.963, 0.65, "T"), (0.999, 0.99, "t")),
    *rows(WOODS, "PC12", (0.923, 0.49, "T"), (0.974, 0.75, "T"), (1, 0.99, "S")),
    *rows("B08u", "DE160;PC12", (0.821, 0.31, "t"), (0.877, 0.50, "T")),
    *rows("B09", "DE160;PC12", (0.842, 0.21, "T"), (0.924, 0.48, "T")),
    *rows("B09", "DE160;PC12", (0.986, 0.76, "T"), (0.996, 0.91, "t"), thick=0.07),
    *rows(FOILS, "DE160", (0.631, 0.03, "N"), (0.833, 0.07, "T"), (0.948, 0.24, "T")),
    *rows(FOILS, "PC12", (0.999, 0.98, "t"), (1, 1, "S"), (1, 1, "S")),
    *rows("B11a;B11b", "DE160", (0.800, 0.20, "t"), (0.921, 0.39, "T")),
    *rows("B11a;B11b", "DE160", (0.859, 0.35, "T"), (0.986, 0.77, "T"), thick=0.07),
    *rows("B11a;B11b", "PC12", (0.862, 0.29, "T"), (0.981, 0.63, "T")),
    *rows("B11a;B11b", "PC12", (0.923, 0.48, "T"), (1, 0.99, "S"), thick=0.05),
]
