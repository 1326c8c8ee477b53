"""Names of accounts and persons: what may be one, and when two are the same."""

import re
import unicodedata

from station.errors import InputUnsuitable

# Letters and digits of any script first; then also the signs that names have. No controls, no quotes, no slashes.
NAME = re.compile(r"\w[\w .@'-]{0,62}")
# Names under which the station itself writes to the audit log.
RESERVED = frozenset({"nobody", "station", "lane"})


def folded(name: str) -> str:
    """The form in which names are compared: one width, one case, single blanks."""
    whole = name.encode("utf-8", "replace").decode()
    return " ".join(unicodedata.normalize("NFKC", whole).casefold().split())


def checked_name(name: str) -> str:
    """The name as it is kept.

    Raises:
        InputUnsuitable: it holds something that a name does not have, or the station uses it itself.
    """
    tidy = " ".join(unicodedata.normalize("NFKC", name).split()) if name.isprintable() else ""
    if not NAME.fullmatch(tidy) or folded(tidy) in RESERVED:
        raise InputUnsuitable(
            "this cannot be a name: {name}",
            remedy="use 1 to 63 letters, digits, blanks and . @ ' - _, beginning with a letter or digit",
            name=ascii(name[:70]),
        )
    return tidy
