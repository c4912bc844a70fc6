"""Languages as people write them: “English, 中文, lietuvių”, or by tag, “en, zh-Hant”."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from forumapp import formatting, names
from forumapp.refusals import Refused
from forumapp.words import LANGUAGES, LOCALES, N_

_BETWEEN = re.compile(r"\s*(?:[,;/·、，+&\n]|\band\b|\bir\b|和)\s*", re.IGNORECASE)
_MOST = 12


class UnknownLanguage(Refused):
    words = N_("“%(language)s” is not a language that is known here. Write for example: English, Korean.")


class TooManyLanguages(Refused):
    words = N_("Twelve languages at most.")


def parse(words: str) -> list[str]:
    """The tags of the languages, in the order written. Raises UnknownLanguage, TooManyLanguages."""
    found = [_tag(part) for part in _BETWEEN.split(words) if part.strip()]
    if len(found) > _MOST:
        raise TooManyLanguages
    return list(dict.fromkeys(found))


def written(tags: Iterable[str], language: str) -> str:
    """How a field shows them; ``parse`` takes it back."""
    return ", ".join(formatting.spoken_language(tag, language) for tag in tags)


def _tag(word: str) -> str:
    by_name, tags = _known()
    plain = word.strip().replace("_", "-").lower()
    if plain in tags:
        return tags[plain]
    if found := by_name.get(names.fold(word)):
        return found
    raise UnknownLanguage(language=word.strip()[:40])


@lru_cache
def _known() -> tuple[dict[str, str], dict[str, str]]:
    """Folded name → tag in each of the forum's languages and in its own; lower-case tag → tag."""
    by_name: dict[str, str] = {}
    for locale in (Locale.parse(name) for name in LOCALES.values()):
        for code, name in locale.languages.items():
            by_name.setdefault(names.fold(name), code.replace("_", "-"))
    tags = {code.lower(): code for code in by_name.values() if "-" not in code}
    for code in _written_languages(tags.values()):
        own = Locale.parse(code).languages.get(code)
        if own:
            by_name.setdefault(names.fold(own), code)
    # Chinese here is what the forum itself writes, and what it is spoken as keeps one name and one tag.
    by_name |= {names.fold(formatting.spoken_language("zh-Hant", language)): "zh-Hant" for language in LANGUAGES}
    return by_name, tags | {tag.lower(): tag for tag in LANGUAGES} | {"zh-tw": "zh-Hant", "zh": "zh-Hant"}


def _written_languages(codes: Iterable[str]) -> Sequence[str]:
    known = []
    for code in codes:
        try:
            Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            continue
        known.append(code)
    return known
