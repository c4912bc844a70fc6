"""How the papers speak: people, rooms, languages and rules of a session in the language at hand."""

from collections.abc import Sequence
from datetime import datetime

from forumapp import colours, formatting, names
from forumapp.documents.papers import Line
from forumapp.forums.models import Edition, Mode
from forumapp.papers.gathered import Gathered
from forumapp.programme import wording
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.programme.vocabulary import (
    CAPTIONS_WORDS,
    PART_WORDS,
    PHOTOGRAPHY_WORDS,
    RECORDING_WORDS,
    SIGN_LANGUAGE_WORDS,
    Captions,
    Part,
    Photography,
    Recording,
)
from forumapp.words import HTML_LANG, Text, language_at_hand, translated
from forumapp.words import translated as _

DOT = " · "


def said(text: Text) -> str:
    return text.in_language(language_at_hand())


def lang_of(text: Text) -> str:
    """The language of a text that is not in the paper's."""
    shown = text.language_shown(language_at_hand())
    return "" if shown == language_at_hand() or not text else HTML_LANG[shown]


def dotted(*parts: str) -> str:
    return DOT.join(part for part in parts if part)


def internal(told: Gathered) -> str:
    """“Internal · as at 12 October 2026, 18:00 EEST”."""
    moment = formatting.as_at(told.as_at, told.edition.time_zone, language_at_hand())
    return _("Internal · as at %(moment)s", moment=moment)


def version(told: Gathered) -> str:
    if told.newest is None:
        return _("Working programme; nothing is released yet")
    return _("Working programme; the public has release %(number)s", number=told.newest.number)


def forum(edition: Edition) -> str:
    """Its short name and its title, unless one begins with the other."""
    title = said(edition.title)
    return title if title.startswith(edition.short_name) else dotted(edition.short_name, title)


def accent(edition: Edition) -> str:
    return colours.accent_pair(edition.series.accent)[0]


def day_and_city(told: Gathered) -> str:
    language = language_at_hand()
    city = formatting.city(told.edition.time_zone, language)
    return dotted(formatting.day(told.on, language), _("Times in %(city)s", city=city))


def time_of(session: ForumSession) -> str:
    start, end = session.listed_from, session.listed_until
    assert start and end
    return formatting.time_range(start, end, session.edition.time_zone)


def clock_of(instant: datetime, session: ForumSession) -> str:
    return formatting.clock_time(instant, session.edition.time_zone)


def state(session: ForumSession) -> str:
    if session.is_postponed:
        return _("Postponed")
    return _("Cancelled") if session.is_cancelled else ""


def is_off(session: ForumSession) -> bool:
    return session.is_cancelled or session.is_postponed


def title(session: ForumSession, *, strong: bool = False) -> Line:
    return Line(
        words=f"{session.code} {said(session.title)}",
        lang=lang_of(session.title),
        strong=strong,
        struck=is_off(session),
    )


def room(session: ForumSession) -> str:
    return said(session.room.name) if session.room else "–"


def name(role: SessionRole) -> str:
    """“LIN Yu-ching (林雨晴)”, as printed."""
    printed = role.printed_name or role.person.printed_name
    native = role.native_name or role.person.native_name
    return f"{printed} ({native})" if native and names.fold(native) != names.fold(printed) else printed


def who(role: SessionRole) -> str:
    """“LIN Yu-ching (林雨晴), moderator, online”, and that she has not said yes."""
    parts = [name(role), translated(PART_WORDS[Part(role.part)])]
    if role.mode == Mode.ONLINE != role.session.mode:
        parts.append(_("online"))
    if not role.is_confirmed:
        parts.append(_("no yes yet"))
    return ", ".join(parts)


def expected(session: ForumSession) -> Sequence[SessionRole]:
    """Who has a part or may still say yes; nobody where nothing takes place."""
    return [] if is_off(session) else [role for role in session.roles if role.is_live]


def spoken(codes: Sequence[str]) -> str:
    language = language_at_hand()
    return formatting.join_words([formatting.spoken_language(code, language) for code in codes], language)


def languages(session: ForumSession) -> str:
    """“English and Lithuanian → Chinese · live captions · International Sign”."""
    into = spoken(session.interpretation)
    floor = spoken(session.languages)
    captions = "" if session.captions == Captions.NONE else translated(CAPTIONS_WORDS[Captions(session.captions)])
    signs = [translated(SIGN_LANGUAGE_WORDS[tag]) for tag in session.sign_languages]
    return dotted(f"{floor} → {into}" if into else floor, captions, *signs)


def channels(session: ForumSession) -> str:
    """“0 floor (English) · 1 Chinese · 2 Lithuanian”; empty where nobody interprets."""
    if not session.interpretation:
        return ""
    language = language_at_hand()
    numbered = [
        f"{number} {formatting.spoken_language(code, language)}"
        for number, code in enumerate(session.interpretation, 1)
    ]
    return dotted(_("0 floor (%(languages)s)", languages=spoken(session.languages)), *numbered)


def rules(session: ForumSession) -> str:
    """Stream, recording, photographs: what the technicians must know."""
    return dotted(
        _("streamed") if session.is_streamed else _("not streamed"),
        translated(RECORDING_WORDS[Recording(session.recording)]),
        translated(PHOTOGRAPHY_WORDS[Photography(session.photography)]),
    )


def policy(session: ForumSession) -> str:
    return wording.policy_sentence(wording.policy_of(session))


def contacts(told: Gathered) -> list[str]:
    """Whom to call: rooms in their order, then those who lead a session, then the desk's address."""
    rooms = {session.room.id: session.room for session in told.sessions if session.room and session.room.contact}
    in_order = sorted(rooms.values(), key=lambda one: (one.position, one.id))
    by_room = [f"{said(one.name)}: {one.contact}" for one in in_order]
    leads = [f"{session.code}: {session.lead_organiser}" for session in told.sessions if session.lead_organiser]
    return [*by_room, *leads, *([told.edition.desk_email] if told.edition.desk_email else [])]
