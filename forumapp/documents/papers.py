"""Papers of the team for a day: tables under headings, and a sheet for a door; plain text in the paper's language."""

from dataclasses import dataclass

from forumapp.documents.typesetting import TEMPLATES, typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a cell; `lang` where it is not in the document's language."""

    words: str
    lang: str = ""
    strong: bool = False
    struck: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`changed` is printed bold; its first cell says in words what of it is new."""

    cells: tuple[tuple[Line, ...], ...]
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`widths` are shares; 0 is as wide as its words."""

    caption: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`state` says in words that it does not take place."""

    heading: str = ""
    heading_lang: str = ""
    time: str = ""
    about: str = ""
    state: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """`head` stands on every page, and so does `as_at`, which says that the paper is internal and from when."""

    lang: str
    title: str
    forum: str
    heading: str
    lead: str
    head: tuple[str, ...] = ()
    as_at: str
    news_heading: str = ""
    news: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...]
    nothing: str
    page_of: str
    accent: str
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorRow:
    time: str
    title: str
    title_lang: str = ""
    about: str = ""
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What hangs outside a room, where everybody reads."""

    lang: str
    title: str
    forum: str
    room: str
    room_lang: str = ""
    day: str
    rows: tuple[DoorRow, ...]
    nothing: str
    foot: str
    accent: str


def paper_pdf(paper: Paper) -> bytes:
    return typeset(TEMPLATES / "paper.typ", lambda: paper)


def door_pdf(door: Door) -> bytes:
    return typeset(TEMPLATES / "door.typ", lambda: door)
