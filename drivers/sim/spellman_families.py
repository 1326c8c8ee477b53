"""Which command number means what, as each family of simulated Spellman generators has it (device rules, 3.2, 3.3).

Kept apart from the profiles of the driver: a slip in one of them is a test that fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FAULTS = (
    "FILAMENT_SELECT", "OVER_TEMP_APPROACH", "OVER_VOLTAGE", "UNDER_VOLTAGE", "OVER_CURRENT", "UNDER_CURRENT",
    "OVER_TEMP_ANODE", "OVER_TEMP_CATHODE", "INVERTER_ANODE", "INVERTER_CATHODE", "FILAMENT_FEEDBACK", "ARC_ANODE",
    "ARC_CATHODE", "CABLE_ANODE", "CABLE_CATHODE", "AC_LINE_ANODE", "AC_LINE_CATHODE", "DC_RAIL_ANODE",
    "DC_RAIL_CATHODE", "LVPS_NEG_15", "LVPS_POS_15", "WATCH_DOG", "BOARD_OVER_TEMP", "OVERPOWER", "KV_DIFF", "MA_DIFF",
    "INVERTER_NOT_READY",
)  # fmt: skip
RESERVED = "reserved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One family.

    Attributes:
        purposes: number -> what the device does.
        status: flags of command 22 in order.
        who_parts: how many parts its identity has.
        tells_unasked: sends its status when an interlock opens.
        bare_errors: errors on Ethernet come without a frame.
    """

    purposes: Mapping[int, str]
    status: tuple[str, ...] = ()
    who_parts: int = 1
    tells_unasked: bool = False
    bare_errors: bool = False


SETPOINTS = {10: "set kv", 11: "set ma", 14: "get kv", 15: "get ma"}
FAMILIES: Mapping[str, Family] = {
    "xrv": Family(
        purposes=SETPOINTS | {
            12: "set filament limit", 13: "set preheat", 19: "monitors", 21: "hours", 22: "status", 23: "who",
            27: "configuration", 28: "scaling", 31: "reset", 32: "select filament", 60: "output", 68: "faults",
            70: "filament", 98: "hv",
        },
        status=("hv", "interlock 1", "interlock 2", "ecr", "fault", "local", "filament", "large", "eminent",
                "large confirmed", "small", RESERVED, RESERVED, RESERVED, RESERVED, "ready", "internal"),
        who_parts=2,
    ),
    "xrb011": Family(purposes={10: "set kv", 14: "get kv", 23: "who", 28: "enable watchdog", 99: "hv"}, who_parts=2),
    "ux": Family(
        purposes=SETPOINTS | {22: "status", 26: "who", 52: "reset", 99: "hv"}, status=("hv", "interlock 1", "fault"),
        tells_unasked=True, bare_errors=True,
    ),
    "slm": Family(purposes=SETPOINTS | {26: "who"}),
    "st": Family(purposes=SETPOINTS | {26: "who", 74: "reset", 99: "local or remote"}),
    "esl": Family(purposes=SETPOINTS | {26: "who", 52: "reset"}),
}  # fmt: skip
