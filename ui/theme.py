"""Colours, fonts and style sheet: Fusion, neutral greys, states by shape and text beside colour."""

from pathlib import Path

from PyQt5.QtGui import QColor, QFont, QFontDatabase, QPalette
from PyQt5.QtWidgets import QApplication

WINDOW, BASE, CARD, BORDER = "#1b1e22", "#14171a", "#22262b", "#343a40"
BUTTON, BUTTON_BORDER = "#2c3238", "#454c54"
TEXT, HEADING, AMBER = "#dfe3e6", "#9aa4ad", "#ffd84d"
HIGHLIGHT, SURROUND = "#3b6ea5", "#0c0e10"
GREEN, RED, BLUE = "#36b37e", "#ff7a7a", "#6fa5de"

# Where Debian and Ubuntu keep Japanese fonts, best first.
JAPANESE_FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/ipafont-gothic/ipagp.ttf"),
    Path("/usr/share/fonts/truetype/fonts-japanese-gothic.ttf"),
)

STYLE = f"""
QWidget {{ color: {TEXT}; }}
QToolTip {{ color: {TEXT}; background: {CARD}; border: 1px solid {BORDER}; }}
QFrame#card {{ background: {CARD}; border: 1px solid {BORDER}; border-radius: 6px; }}
QLabel#heading {{ color: {HEADING}; font-weight: 600; letter-spacing: 1px; }}
QLabel#key {{ color: {HEADING}; }}
QLabel#amber {{ color: {AMBER}; }}
QLabel#warning {{ background: #4a3b00; border-left: 4px solid {AMBER}; padding: 5px 8px; color: #ffeeb0; }}
QLabel#alarm {{ background: #5a1a1a; border-left: 4px solid {RED}; padding: 5px 8px; color: #ffdede; }}
QLabel#sim {{ background: {AMBER}; color: #14171a; font-weight: 700; padding: 1px 8px; border-radius: 3px; }}
QPushButton {{ background: {BUTTON}; border: 1px solid {BUTTON_BORDER}; border-radius: 4px; padding: 4px 8px; }}
QPushButton:hover {{ border-color: #6b7681; }}
QPushButton:focus {{ border: 1px solid {HIGHLIGHT}; }}
QPushButton:checked {{ background: {HIGHLIGHT}; border-color: #6fa5de; color: #ffffff; }}
QPushButton:disabled {{ color: #6d757d; border-color: #30353b; }}
QPushButton#rail {{ border: none; border-radius: 0; padding: 10px 4px; background: transparent; }}
QPushButton#rail:checked {{ background: {CARD}; border-left: 3px solid {AMBER}; }}
QTableWidget, QListWidget, QPlainTextEdit, QLineEdit, QComboBox, QSpinBox {{
    background: {BASE}; border: 1px solid {BORDER}; border-radius: 4px; selection-background-color: {HIGHLIGHT};
}}
QLineEdit {{ padding: 0 6px; }}
QLineEdit:focus {{ border: 1px solid {BLUE}; }}
QHeaderView::section {{ background: {CARD}; color: {HEADING}; border: none; padding: 4px; }}
QProgressBar {{ background: {BASE}; border: 1px solid {BORDER}; border-radius: 4px; text-align: center; }}
QProgressBar::chunk {{ background: {HIGHLIGHT}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ border: none; background: transparent; }}
"""


def apply(application: QApplication, *, point_size: int = 10) -> bool:
    """Dress `application`; False if no Japanese font was found."""
    application.setStyle("Fusion")
    colours = QPalette()
    roles = {
        QPalette.Window: WINDOW,
        QPalette.Base: BASE,
        QPalette.AlternateBase: "#1f2327",
        QPalette.Text: TEXT,
        QPalette.WindowText: TEXT,
        QPalette.Button: BUTTON,
        QPalette.ButtonText: TEXT,
        QPalette.Highlight: HIGHLIGHT,
        QPalette.HighlightedText: "#ffffff",
        QPalette.PlaceholderText: HEADING,
    }
    for role, code in roles.items():
        colours.setColor(role, QColor(code))
    application.setPalette(colours)
    family = japanese_family()
    font = QFont(family) if family else application.font()
    font.setPointSize(point_size)
    application.setFont(font)
    application.setStyleSheet(STYLE)
    return bool(family)


def japanese_family() -> str:
    """The family of the first Japanese font of this machine, empty if there is none."""
    for path in JAPANESE_FONTS:
        if path.exists():
            number = QFontDatabase.addApplicationFont(str(path))
            families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
            japanese = [name for name in families if "JP" in name and "Mono" not in name]
            if families:
                return (japanese or families)[0]
    return ""
