"""A calibration profile as bytes: numpy's npz without pickle, the words in one JSON entry."""

import io
import json
import struct
import tokenize
import zipfile
import zlib
from datetime import datetime

import numpy as np

from station.errors import FormatError
from station.types.arrays import frozen
from station.types.calibration import CalibrationProfile
from station.types.ids import ProfileId

VERSION = 1
# What a damaged zip or array raises.
UNREADABLE = (
    ValueError, LookupError, TypeError, EOFError, OSError, RuntimeError, SyntaxError, tokenize.TokenError,
    struct.error, zlib.error, zipfile.BadZipFile,
)  # fmt: skip
ARRAYS = ("dark", "air", "dark_variance", "air_variance", "bad")


def encode_profile(profile: CalibrationProfile) -> bytes:
    """The profile; `decode_profile` gives it back exactly."""
    words = {
        "version": VERSION, "profile_id": profile.profile_id, "scanner": profile.scanner,
        "device_serial": profile.device_serial, "lines_used": profile.lines_used, "made_by": profile.made_by,
        "valid_from": profile.valid_from.isoformat(), "valid_until": profile.valid_until.isoformat(),
        "simulated": profile.simulated,
    }  # fmt: skip
    out = io.BytesIO()
    text = np.frombuffer(json.dumps(words).encode(), np.uint8)
    np.savez_compressed(out, words=text, **{name: getattr(profile, name) for name in ARRAYS})
    return out.getvalue()


def decode_profile(content: bytes) -> CalibrationProfile:
    """The profile in `content`.

    Raises:
        FormatError: damaged, not a profile, or of a newer version.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as entries:
            words = json.loads(entries["words"].tobytes())
            if words["version"] > VERSION:
                raise FormatError("the profile is of a newer version", remedy="update this program")
            arrays = {name: frozen(entries[name]) for name in ARRAYS}
            if len({array.shape for array in arrays.values()}) != 1 or arrays["dark"].ndim != 2:
                raise ValueError("its arrays are not of one shape")
            return CalibrationProfile(
                profile_id=ProfileId(words["profile_id"]), scanner=words["scanner"],
                device_serial=words["device_serial"], lines_used=words["lines_used"], made_by=words["made_by"],
                valid_from=datetime.fromisoformat(words["valid_from"]),
                valid_until=datetime.fromisoformat(words["valid_until"]), simulated=words["simulated"],
                **arrays,
            )  # fmt: skip
    except UNREADABLE as err:
        raise FormatError(
            "a calibration profile cannot be read: {cause}", remedy="calibrate dark and air again", cause=str(err)
        ) from err
