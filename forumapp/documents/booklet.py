"""What an agenda document says: plain text, already in the document's language, already formatted.

Empty strings and empty tuples are left out of the document. Languages are BCP 47 tags: `zh-Hant-TW`.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from forumapp.documents.hosts import Host

ACCENT = "#0b5c57"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """As the printed programme gives her; `native_name` is printed second, in the forms of `native_lang`."""

    name: str
    native_name: str = ""
    native_lang: str = ""
    role: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One session. `quiet` is for breaks and the like; `cancelled`, in words, strikes the title through."""

    code: str
    time: str
    title: str
    title_lang: str = ""
    second_time: str = ""
    format: str = ""
    place: str = ""
    access: str = ""
    hosts: str = ""
    abstract: str = ""
    abstract_lang: str = ""
    people: tuple[Person, ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    """What happens inside, each with its time."""
    foot: tuple[str, ...] = ()
    note: str = ""
    cancelled: str = ""
    quiet: bool = False
    flags: tuple[str, ...] = ()
    """What an overview says of it in a word or two: "by invitation"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Sessions that start together."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """`sessions` are known by their place in the whole programme, from 0; a cell may span rows and columns."""

    sessions: tuple[int, ...]
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """From one moment to the next at which something begins or ends."""

    time: str
    second_time: str = ""
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rooms across, time down; an empty name stands over what has no room."""

    rooms: tuple[str, ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """`zones` names what the two times are: "Vilnius UTC+3 · Taipei UTC+8".

    `grids` are its overview where several rooms are in use: as many tables as fit their columns on the paper.
    """

    title: str
    zones: str = ""
    blocks: tuple[Block, ...]
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """A line of the list of speakers; `codes` are the codes of her sessions."""

    name: str
    native_name: str = ""
    native_lang: str = ""
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What everybody should know who comes, for the last page."""

    heading: str
    words: str
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The fixed words; `page_of` holds `{page}` and `{pages}`, `on_page` `{page}`."""

    page: str
    page_of: str
    on_page: str
    at_a_glance: str
    time: str
    session: str
    place: str
    speakers: str
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booklet:
    """`header` (series, edition) and `release` stand on every page; `released_at` is the document's date.

    `newest_qr` is a drawing (SVG) of the address that leads from this paper to the newest release, and
    `newest_words` says so. `hosts` stand in the agreed order under `hosts_label`; `notices` are sentences,
    such as whose badge is needed.
    """

    lang: str
    file_title: str
    header: str
    document_name: str
    series: str = ""
    title: str
    theme: str = ""
    dates: str
    place: str = ""
    hosts_label: str = ""
    hosts: tuple[Host, ...] = ()
    notices: tuple[str, ...] = ()
    release: str
    released_at: datetime
    time_note: str = ""
    subject_to_change: str = ""
    days: tuple[Day, ...]
    index: tuple[IndexEntry, ...] = ()
    notes: tuple[Note, ...] = ()
    labels: Labels
    footer: str = ""
    newest_words: str = ""
    newest_qr: str = ""
    accent: str = ACCENT

    @property
    def accent_colour(self) -> str:
        """As `#rrggbb`, whatever was given."""
        return self.accent if re.fullmatch(r"#[0-9a-fA-F]{6}", self.accent) else ACCENT
