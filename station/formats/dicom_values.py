"""Values of a DICOM tree as plain Python: what is absent or of another kind is empty, never an error."""

import contextlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from station.formats.dicom_io import Tree


def items(values: Tree, tag: int) -> tuple[Tree, ...]:
    """The items of a sequence, none if it is absent or something else."""
    found = values.get(tag)
    return found if isinstance(found, tuple) else ()


def text(values: Tree, tag: int) -> str:
    """A value as text, the first of several, empty if absent."""
    found = texts(values, tag)
    return found[0] if found else ""


def texts(values: Tree, tag: int) -> tuple[str, ...]:
    """All values as text."""
    return tuple(str(value).strip() for value in several(values.get(tag)))


def numbers(values: Tree, tag: int) -> tuple[float, ...]:
    """All values as finite numbers; none if one of them is no number."""
    result = []
    for value in several(values.get(tag)):
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            result.append(float(value))
    return tuple(result) if np.isfinite(result).all() and len(result) == len(several(values.get(tag))) else ()


def whole(values: Tree, tag: int) -> int | None:
    """A value as whole number, None if it is none."""
    found = numbers(values, tag)
    return int(found[0]) if found else None


def several(value: Any) -> Sequence[Any]:
    """The values of an element: none, one or many."""
    if value is None or (isinstance(value, (str, bytes)) and not value):
        return ()
    return (value,) if isinstance(value, (str, bytes, int, float)) or not hasattr(value, "__iter__") else tuple(value)
