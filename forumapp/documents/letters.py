"""A letter on paper to one person, once in each language it is written in; plain text, already in that language."""

from dataclasses import dataclass

from forumapp.documents.hosts import Host, Signatory
from forumapp.documents.typesetting import TEMPLATES, typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """The letter in one language. `addressee` comes line by line; `native_name` stands under its first line."""

    lang: str
    hosts: tuple[Host, ...]
    marks: tuple[tuple[str, str], ...]
    addressee: tuple[str, ...]
    native_name: str = ""
    native_lang: str = ""
    heading: str
    greeting: str
    opening: str
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    closing: str
    signatories: tuple[Signatory, ...] = ()
    """Side by side, each with room to sign above the name; none: the letter is ``signed``."""
    signed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    lang: str
    title: str
    forum: str
    accent: str
    pages: tuple[LetterPage, ...]


def letter_pdf(letter: Letter) -> bytes:
    return typeset(TEMPLATES / "letter.typ", lambda: letter)
