"""Text for people in English and Japanese, without Qt.

English text in the source is the key. Translations stand in Qt's ``.ts`` form under
``station/locale``; the window and everything else read the same file.
"""

import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("en", "ja")

PhraseValue = str | int | float


class Language:
    """The language of this process; the window switches it at run time."""

    current = "en"


def set_language(code: str) -> None:
    """Switch the language of every later `translate`; an unknown code falls back to English."""
    Language.current = code if code in LANGUAGES else "en"


@cache
def translations(language: str) -> Mapping[tuple[str, str], str]:
    """(context, source text) -> finished translation, read from ``locale/<language>.ts``."""
    path = LOCALE_FOLDER / f"{language}.ts"
    if not path.exists():
        return {}
    table: dict[tuple[str, str], str] = {}
    root = ElementTree.parse(path).getroot()  # noqa: S314 - a file of this package, not of strangers
    for context in root.iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") is None and translation.text:
                table[name, message.findtext("source", "")] = translation.text
    return table


def translate(context: str, text: str, language: str | None = None) -> str:
    """`text` in `language` (default: the language of this process), or itself when untranslated."""
    return translations(language or Language.current).get((context, text), text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A sentence that is stored as template and values, so that it can be shown in any language.

    `context` and `template` are the key of the translation; `template` holds named
    placeholders in `str.format` form, for instance ``"{mass_g:.0f} g"``.
    """

    context: str
    template: str
    values: Mapping[str, PhraseValue] = field(default_factory=dict)

    def text(self, language: str | None = None) -> str:
        """The sentence in `language` (default: the language of this process)."""
        return translate(self.context, self.template, language).format(**self.values)
