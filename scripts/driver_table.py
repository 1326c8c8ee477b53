"""Write the quality table of docs/reference/drivers/README.md again: `python scripts/driver_table.py`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from drivers.catalog import DRIVERS  # noqa: E402 - the checkout is not installed
from drivers.quality import table  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "drivers" / "README.md"
BEGIN, END = "<!-- table of the catalogue -->\n", "<!-- end of the table -->\n"


def main() -> None:
    """Replace what stands between the marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + "\n" + table(DRIVERS) + "\n" + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
