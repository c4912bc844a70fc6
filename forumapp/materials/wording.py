"""Files and links in the words of the language at hand."""

from babel.numbers import format_decimal

from forumapp.materials.models import KIND_WORDS, Kind
from forumapp.words import Text, language_at_hand, translated

_NAMES = {
    "pdf": "PDF",
    "docx": "Word",
    "pptx": "PowerPoint",
    "xlsx": "Excel",
    "odt": "OpenDocument",
    "odp": "OpenDocument",
    "ods": "OpenDocument",
}
_LOCALES = {"zh-Hant": "zh_Hant_TW"}


def title(kind: str, given: Text) -> Text:
    """What it is called: its title, else what it is."""
    return given or Text.of(kind_words(kind), language_at_hand())


def kind_words(kind: str) -> str:
    return translated(KIND_WORDS[Kind(kind)])


def size_words(file_type: str, size: int) -> str:
    """“PDF, 1.2 MB”."""
    language = language_at_hand()
    megabytes = max(size / 1_000_000, 0.1)
    number = format_decimal(round(megabytes, 1), locale=_LOCALES.get(language, language))
    return f"{_NAMES[file_type]}, {number} MB"
