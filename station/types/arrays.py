"""Arrays that nobody changes behind another's back."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)


def frozen(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """`array` itself, contiguous and set read-only."""
    result: NDArray[Any] = np.ascontiguousarray(array)
    result.setflags(write=False)
    return result
