"""The run of show, minute by minute: of a whole day, or of one session (D7)."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from forumapp.documents.papers import Line, Paper, Row, Section, Table
from forumapp.papers import wording
from forumapp.papers.gathered import Gathered
from forumapp.programme.models import ForumSession
from forumapp.words import HTML_LANG, language_at_hand
from forumapp.words import translated as _


def paper(told: Gathered, sessions: Sequence[ForumSession] | None = None) -> Paper:
    """``sessions``: instead of all of the day."""
    shown = told.sessions if sessions is None else sessions
    return Paper(
        lang=HTML_LANG[language_at_hand()],
        title=wording.dotted(told.edition.short_name, _("Run of show")),
        forum=wording.forum(told.edition),
        heading=_("Run of show"),
        lead=wording.day_and_city(told),
        head=tuple(_head(told, shown)),
        as_at=wording.internal(told),
        sections=tuple(_section(session) for session in shown),
        nothing=_("Nothing takes place here on this day."),
        page_of=_("Page {page} of {pages}"),
        accent=wording.accent(told.edition),
        landscape=True,
    )


def _head(told: Gathered, sessions: Sequence[ForumSession]) -> Iterator[str]:
    """On every page: event, date, venue; version; whom to call; when people are expected."""
    yield wording.dotted(wording.forum(told.edition), wording.day_and_city(told), wording.said(told.edition.place))
    yield wording.version(told)
    if contacts := wording.contacts(told):
        yield _("Whom to call: %(names)s", names=" · ".join(contacts))
    if calls := [_call(session) for session in sessions if wording.expected(session)]:
        yield _("Call times: %(times)s", times=" · ".join(calls))


def _call(session: ForumSession) -> str:
    assert session.starts_at
    return f"{session.code} {wording.clock_of(session.starts_at - timedelta(minutes=session.call_minutes), session)}"


def _section(session: ForumSession) -> Section:
    off = wording.is_off(session)
    about = wording.dotted(
        session.code,
        wording.room(session) if session.room else "",
        "" if off or session.is_quiet else wording.policy(session),
        "" if off else _taken(session),
    )
    return Section(
        heading=wording.said(session.title),
        heading_lang=wording.lang_of(session.title),
        time=wording.time_of(session),
        about=about,
        state=wording.state(session),
        facts=tuple(_facts(session)) if not off else (),
        tables=() if off or session.is_quiet and not session.items else (_table(session),),
    )


def _taken(session: ForumSession) -> str:
    """From setting up to clearing, where that is longer than the session."""
    assert session.starts_at and session.ends_at
    if not (session.setup_minutes or session.teardown_minutes):
        return ""
    begins = session.starts_at - timedelta(minutes=session.setup_minutes)
    ends = session.ends_at + timedelta(minutes=session.teardown_minutes)
    return _("room taken %(time)s", time=f"{wording.clock_of(begins, session)}–{wording.clock_of(ends, session)}")


def _facts(session: ForumSession) -> Iterator[tuple[str, str]]:
    people = wording.expected(session)
    if yes := [wording.who(role) for role in people if role.is_confirmed and not role.is_crew]:
        yield _("On stage"), "; ".join(yes)
    if crew := [wording.who(role) for role in people if role.is_confirmed and role.is_crew]:
        yield _("Crew"), "; ".join(crew)
    if open_ones := [wording.name(role) for role in people if not role.is_confirmed]:
        yield _("Without a yes"), "; ".join(open_ones)
    if not session.is_quiet:
        yield _("Technology"), wording.rules(session)


def _table(session: ForumSession) -> Table:
    return Table(
        caption=_("Run of show: %(code)s", code=session.code),
        headings=(
            _("Time"), _("Minutes"), _("Item"), _("On stage"), _("Responsible"), _("Cue"),
            _("Interpretation, captions"), _("If it does not work"),
        ),
        widths=(0, 0, 5, 5, 3, 5, 4, 4),
        rows=tuple(_rows(session)),
    )  # fmt: skip


def _rows(session: ForumSession) -> Iterator[Row]:
    at, first = session.starts_at, wording.languages(session) if not session.is_quiet else ""
    assert at
    for item in session.items:
        yield _row(
            (Line(words=wording.clock_of(at, session)),),
            (Line(words=str(item.minutes)),),
            (Line(words=wording.said(item.title), lang=wording.lang_of(item.title), strong=True),),
            (Line(words=wording.name(item.role)),) if item.role and item.role.is_live else (),
            item.responsible or session.lead_organiser,
            item.cue,
            first,
            item.backup,
        )
        at, first = at + timedelta(minutes=item.minutes), ""
    left = (session.minutes or 0) - session.minutes_of_items
    if left > 0:
        words = _("not planned further") if session.items else wording.said(session.title)
        on_stage = [] if session.items else [role for role in wording.expected(session) if not role.is_crew]
        yield _row(
            (Line(words=wording.clock_of(at, session)),),
            (Line(words=str(left)),),
            (Line(words=words, quiet=bool(session.items)),),
            tuple(Line(words=wording.name(role)) for role in on_stage),
            session.lead_organiser,
            "",
            first,
            "",
        )


def _row(*cells: str | tuple[Line, ...]) -> Row:
    return Row(cells=tuple((Line(words=it),) if isinstance(it, str) and it else it or () for it in cells))
