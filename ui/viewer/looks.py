"""The function strip: key, name and look of each image function."""

from dataclasses import dataclass

from station.i18n import translate
from ui.viewer.model import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """One image function; `hold` shows it only while the key is down."""

    key: str
    look: Look
    hold: bool = False


LOOKS = (
    LookRow(key="0", look=Look.STANDARD),
    LookRow(key="1", look=Look.GREY),
    LookRow(key="2", look=Look.NEGATIVE),
    LookRow(key="4", look=Look.ORGANIC, hold=True),
    LookRow(key="6", look=Look.METAL, hold=True),
    LookRow(key="9", look=Look.HIGH_PENETRATION, hold=True),
    LookRow(key="7", look=Look.LOW_PENETRATION, hold=True),
    LookRow(key="5", look=Look.SUPER),
    LookRow(key="X", look=Look.EDGE),
    LookRow(key="W", look=Look.WINDOW),
)


def look_name(look: Look) -> str:
    """The name of a look in the language of this process."""
    names = {
        Look.STANDARD: translate("Look", "Standard"),
        Look.GREY: translate("Look", "Grey"),
        Look.NEGATIVE: translate("Look", "Negative"),
        Look.ORGANIC: translate("Look", "Organic"),
        Look.METAL: translate("Look", "Metal"),
        Look.HIGH_PENETRATION: translate("Look", "High penetration"),
        Look.LOW_PENETRATION: translate("Look", "Low penetration"),
        Look.EDGE: translate("Look", "Edge"),
        Look.SUPER: translate("Look", "Super enhance"),
        Look.WINDOW: translate("Look", "Window"),
    }
    return names[look]
