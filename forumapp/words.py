"""The languages of the forum, and words that exist in more than one of them."""

from collections.abc import Iterator, Mapping

from babel.core import negotiate_locale
from flask_babel import get_locale, gettext

LANGUAGES = ("en", "zh-Hant", "lt")
"""Keys as they stand in URLs and in the database, in the order in which they stand in for each other."""

LANGUAGE_NAMES = {"en": "English", "zh-Hant": "中文", "lt": "Lietuvių"}
HTML_LANG = {"en": "en", "zh-Hant": "zh-Hant-TW", "lt": "lt"}
LOCALES = {"en": "en", "zh-Hant": "zh_Hant_TW", "lt": "lt"}

# What browsers say when they mean Chinese as in Taiwan. Werkzeug's matcher would answer English to these.
_ASKED_FOR = {
    "zh": "zh-Hant",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant",
    "zh-hant": "zh-Hant",
    "en": "en",
    "lt": "lt",
}


def N_(words: str) -> str:  # noqa: N802 - the customary name, known to the extractor
    """Mark a sentence for translation where it is written, to be translated where it is shown."""
    return words


def translated(words: str, **values: object) -> str:
    """A sentence marked with N_, in the language of the page or letter at hand."""
    return str(gettext(words, **values))


def language_at_hand() -> str:
    """The language key of the page or letter at hand; English where there is neither."""
    locale = str(get_locale() or "")
    return next((key for key, name in LOCALES.items() if name == locale), LANGUAGES[0])


class Text(Mapping[str, str]):
    """One content in one or more languages; never changed, only replaced whole (decision 4)."""

    __slots__ = ("_by_language",)

    def __init__(self, by_language: Mapping[str, str] | None = None) -> None:
        kept = {key: words.strip() for key, words in (by_language or {}).items() if words and words.strip()}
        self._by_language = {key: kept[key] for key in LANGUAGES if key in kept}

    @classmethod
    def of(cls, words: str, language: str = "en") -> "Text":
        return cls({language: words})

    def language_shown(self, language: str) -> str:
        """The language in which the content is read by somebody who asked for ``language``."""
        return language if language in self._by_language else next(iter(self._by_language), language)

    def in_language(self, language: str) -> str:
        return self._by_language.get(self.language_shown(language), "")

    def everything(self) -> str:
        """All languages together, for searching."""
        return " ".join(self._by_language.values())

    def __getitem__(self, language: str) -> str:
        return self._by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return hash(tuple(self._by_language.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._by_language == other._by_language

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"


def language_or_default(language: str | None) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]


def negotiate(wanted: list[str]) -> str:
    """The forum's language for a browser's list, most wanted first."""
    for tag in wanted:
        lowered = tag.lower().replace("_", "-")
        if lowered.startswith("zh-hant"):
            return "zh-Hant"
        if lowered in _ASKED_FOR:
            return _ASKED_FOR[lowered]
        if found := negotiate_locale([lowered], ["en", "lt"], sep="-"):
            return found
    return LANGUAGES[0]
