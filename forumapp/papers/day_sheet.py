"""The day sheet: all rooms of one day in the order of time, from the first load-in to the last light out (D5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from forumapp.documents.papers import Line, Paper, Row, Section, Table
from forumapp.papers import gathered, wording
from forumapp.papers.gathered import Gathered
from forumapp.programme.models import ForumSession
from forumapp.programme.vocabulary import LEVEL_WORDS, SessionLevel
from forumapp.words import HTML_LANG, language_at_hand, translated
from forumapp.words import translated as _

_LOAD_IN, _CALL, _DOORS, _BEGINS, _CLEAR = range(5)
"""In this order where they fall on one minute."""


@dataclass(frozen=True)
class _Entry:
    at: datetime
    order: int
    session: ForumSession
    time: str
    what: tuple[Line, ...]
    who: tuple[Line, ...] = ()
    crew: tuple[Line, ...] = ()


def paper(told: Gathered) -> Paper:
    news = gathered.news(told)
    changed = {change.code for change in news or ()}
    entries = sorted(
        (entry for session in told.sessions for entry in _entries(session)),
        key=lambda it: (it.at, it.order, it.session.code),
    )
    table = Table(
        caption=_("All rooms, in the order of time"),
        headings=(_("Time"), _("Room"), _("What"), _("Who"), _("Languages, technology, catering")),
        widths=(0, 3, 6, 7, 6),
        rows=tuple(_row(entry, entry.session.code in changed) for entry in entries),
    )
    contacts = " · ".join(wording.contacts(told))
    return Paper(
        lang=HTML_LANG[language_at_hand()],
        title=wording.dotted(told.edition.short_name, _("Day sheet")),
        forum=wording.forum(told.edition),
        heading=_("Day sheet"),
        lead=wording.day_and_city(told),
        as_at=wording.internal(told),
        news_heading=_("Changed since yesterday") if news else "",
        news=tuple(f"{change.code} {change.line}" for change in news or ()),
        facts=tuple(
            (label, words)
            for label, words in (
                (_("Where"), wording.said(told.edition.place)),
                (_("Whom to call"), contacts),
                (_("Version"), wording.version(told)),
                (_("Since yesterday"), _news_words(news)),
            )
            if words
        ),
        sections=(Section(tables=(table,)),) if entries else (),
        nothing=_("Nothing takes place here on this day."),
        page_of=_("Page {page} of {pages}"),
        accent=wording.accent(told.edition),
        landscape=True,
    )


def _news_words(news: object) -> str:
    if news is None:
        return _("No release is older than a day, so nothing is compared.")
    return "" if news else _("nothing has changed")


def _entries(session: ForumSession) -> Iterator[_Entry]:
    start, end = session.listed_from, session.listed_until
    assert start and end
    if wording.is_off(session):
        yield _Entry(
            start,
            _BEGINS,
            session,
            wording.time_of(session),
            (wording.title(session), Line(words=wording.state(session), strong=True)),
        )
        return
    code = session.code
    if session.setup_minutes:
        yield _at(
            session, start - timedelta(minutes=session.setup_minutes), _LOAD_IN, _("Load-in: %(code)s", code=code)
        )
    if people := wording.expected(session):
        yield _at(
            session,
            start - timedelta(minutes=session.call_minutes),
            _CALL,
            _("People arrive: %(code)s", code=code),
            who=(*_level(session), *(Line(words=wording.who(role)) for role in people)),
        )
    if session.doors_minutes:
        yield _at(session, start - timedelta(minutes=session.doors_minutes), _DOORS, _("Doors: %(code)s", code=code))
    yield _Entry(
        start, _BEGINS, session, wording.time_of(session), _what(session), _lead(session), tuple(_technology(session))
    )
    if session.teardown_minutes:
        until = end + timedelta(minutes=session.teardown_minutes)
        clear = _("Clear until %(time)s: %(code)s", time=wording.clock_of(until, session), code=code)
        yield _at(session, end, _CLEAR, clear)


def _at(session: ForumSession, at: datetime, order: int, words: str, who: tuple[Line, ...] = ()) -> _Entry:
    return _Entry(at, order, session, wording.clock_of(at, session), (Line(words=words),), who)


def _what(session: ForumSession) -> tuple[Line, ...]:
    if session.is_quiet:
        return (wording.title(session),)
    return (wording.title(session, strong=True), Line(words=wording.policy(session), quiet=True))


def _lead(session: ForumSession) -> tuple[Line, ...]:
    if not session.lead_organiser:
        return ()
    return (Line(words=_("Lead organiser: %(name)s", name=session.lead_organiser)),)


def _level(session: ForumSession) -> tuple[Line, ...]:
    """Who is met at the door."""
    if session.level == SessionLevel.WORKING:
        return ()
    return (Line(words=translated(LEVEL_WORDS[SessionLevel(session.level)]), strong=True),)


def _technology(session: ForumSession) -> Iterator[Line]:
    if not session.is_quiet:
        yield Line(words=wording.languages(session))
        yield Line(words=wording.rules(session), quiet=True)
    if session.catering:
        yield Line(words=_("Catering: %(what)s", what=session.catering))


def _row(entry: _Entry, changed: bool) -> Row:
    what = (Line(words=_("Changed")), *entry.what) if changed and entry.order == _BEGINS else entry.what
    return Row(
        cells=((Line(words=entry.time),), (Line(words=wording.room(entry.session)),), what, entry.who, entry.crew),
        changed=changed,
    )
