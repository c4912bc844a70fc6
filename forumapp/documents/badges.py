"""Paper of the day: badges to cut and fold into holders, name plates to fold, a ticket, a list of who comes.

Plain text, already in the document's language. Names are set as large as fits, and never cut.
"""

from dataclasses import dataclass

from forumapp.documents.typesetting import TEMPLATES, typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """`category` is printed in words on a bar of `colour`; `note` is a wish, such as *No photographs*."""

    name: str
    native_name: str = ""
    native_lang: str = ""
    organisation: str = ""
    category: str
    colour: str
    note: str = ""
    reference: str
    qr: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Badges:
    """Four to a sheet, with marks to cut along."""

    lang: str
    title: str
    forum: str
    dates: str
    qr_words: str
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """Of a person, or of a country or economy, which is its name alone."""

    name: str
    native_name: str = ""
    native_lang: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plates:
    """One to a sheet, folded in the middle, the same on both sides."""

    lang: str
    title: str
    plates: tuple[Plate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    lang: str
    title: str
    heading: str
    words: str
    name: str
    organisation: str
    rows: tuple[tuple[str, str], ...]
    qr: str
    qr_words: str
    accent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    name: str
    native_name: str = ""
    native_lang: str = ""
    title: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantGroup:
    heading: str
    participants: tuple[Participant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantList:
    """`page_of` holds `{page}` and `{pages}`."""

    lang: str
    title: str
    forum: str
    heading: str
    as_at: str
    words: str
    groups: tuple[ParticipantGroup, ...]
    counts: tuple[str, ...]
    """How many stand in each group, and in all."""
    page_of: str
    accent: str


def badges_pdf(badges: Badges) -> bytes:
    return typeset(TEMPLATES / "badges.typ", lambda: badges)


def plates_pdf(plates: Plates) -> bytes:
    return typeset(TEMPLATES / "plates.typ", lambda: plates)


def ticket_pdf(ticket: Ticket) -> bytes:
    return typeset(TEMPLATES / "ticket.typ", lambda: ticket)


def participants_pdf(participants: ParticipantList) -> bytes:
    return typeset(TEMPLATES / "participants.typ", lambda: participants)
