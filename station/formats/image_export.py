"""Pictures for people: PNG files."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from station.errors import FormatError


def write_png(path: Path, rgb: NDArray[np.uint8]) -> None:
    """Write (lines, pixels, 3) uint8 RGB.

    Raises:
        FormatError: the file cannot be written.
    """
    encoded, content = cv2.imencode(".png", rgb[..., ::-1])
    try:
        if not encoded:
            raise OSError("not encoded")
        path.write_bytes(content.tobytes())
    except OSError as err:
        raise FormatError("{path} cannot be written: {cause}", remedy="choose another folder with --out",
                          path=str(path), cause=str(err)) from err  # fmt: skip
