"""Every sentence exists in three languages, with the same blanks to fill in."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from config import ROOT

LOCALES = ("zh_Hant_TW", "lt")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
BLANKS = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def sentences() -> dict[str, str]:
    """Sentence (singular) → where it stands, from code and templates."""
    with (ROOT / "translations" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")
    found: dict[str, str] = {}
    extracted = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_is_ours)
    for name, line, words, _comments, _context in extracted:
        found.setdefault(words if isinstance(words, str) else words[0], f"{name}:{line}")
    return found


def _is_ours(directory: str) -> bool:
    """Babel passes over ``_base`` too, where much of every letter stands."""
    return not Path(directory).name.startswith(".")


def catalogue(locale: str) -> Catalog:
    with Path(ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_lacks_its_translation(locale: str) -> None:
    known = catalogue(locale)
    missing = [f"{where}: {words!r}" for words, where in sentences().items() if not _translated(known.get(words))]
    assert not missing, f"{len(missing)} sentences without {locale} (make translations):\n" + "\n".join(missing[:30])


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_have_the_blanks_of_the_original(locale: str) -> None:
    wrong = [
        (message.id, form)
        for message in catalogue(locale)
        if message.id
        for form in _forms(message)
        if not set(BLANKS.findall(form)) <= set(BLANKS.findall(" ".join(_ids(message))))
        or (isinstance(message.id, str) and set(BLANKS.findall(form)) != set(BLANKS.findall(message.id)))
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_catalogue_keeps_no_sentence_that_nobody_says(locale: str) -> None:
    said = sentences()
    assert [message.id for message in catalogue(locale) if message.id and _ids(message)[0] not in said] == []


def _translated(message: Message | None) -> bool:
    return message is not None and all(_forms(message)) and not message.fuzzy


def _forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _ids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)
