"""Identifiers of stored things; they sort by the time they were made."""

import secrets
import time
from typing import NewType

ItemId = NewType("ItemId", str)
ScanId = NewType("ScanId", str)
AnalysisId = NewType("AnalysisId", str)
DecisionId = NewType("DecisionId", str)
ProfileId = NewType("ProfileId", str)
RequestId = NewType("RequestId", str)
UserId = NewType("UserId", str)


def new_id() -> str:
    """A new identifier: 12 hex digits of milliseconds, then 12 random ones.

    Two ids of one process made in different milliseconds sort by time; the random part
    keeps those of several processes apart.
    """
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(6)}"
