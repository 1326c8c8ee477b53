"""One form of JSON for whatever is hashed or signed."""

import json
from collections.abc import Mapping


def canonical(values: Mapping[str, object]) -> str:
    """JSON that has one form only: keys sorted, no blanks, ASCII. No floats in it: their text is not defined."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), allow_nan=False)
