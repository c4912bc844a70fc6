"""The sheets of a room: inside, for whoever looks after it, and at its door, for everybody (D6)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from flask_babel import ngettext

from forumapp import formatting, wall_times
from forumapp.agenda import moments, pages, snapshots
from forumapp.documents.papers import Door, DoorRow, Line, Paper, Row, Section, Table
from forumapp.forums.models import Mode, Room
from forumapp.papers import wording
from forumapp.papers.gathered import Gathered
from forumapp.programme.models import ForumSession
from forumapp.registrations.seats import queries as seats
from forumapp.words import HTML_LANG, language_at_hand
from forumapp.words import translated as _


def inside(told: Gathered, room: Room) -> Paper:
    sessions = told.in_room(room)
    return Paper(
        lang=HTML_LANG[language_at_hand()],
        title=wording.dotted(told.edition.short_name, wording.said(room.name)),
        forum=wording.forum(told.edition),
        heading=wording.said(room.name),
        lead=wording.day_and_city(told),
        as_at=wording.internal(told),
        facts=tuple(_of_room(told, room)),
        sections=tuple(_section(told, session, after) for session, after in _with_next(sessions)),
        nothing=_("Nothing takes place here on this day."),
        page_of=_("Page {page} of {pages}"),
        accent=wording.accent(told.edition),
    )


def cards(told: Gathered, room: Room) -> list[pages.Card]:
    """What may hang outside a room: the facts that a release would make public, and nothing else (INV-20)."""
    public = snapshots.of(told.edition, told.in_room(room))
    return [
        pages.card(public, session, lambda _code: "")
        for session in public["sessions"]
        if wall_times.to_wall(datetime.fromisoformat(session["starts_at"]), told.edition.time_zone).date() == told.on
    ]


def now_and_next(told: Gathered, room: Room) -> dict[str, str]:
    """Code of a session → that it takes place at this moment, or next; for a screen at the door, on its day alone."""
    if wall_times.to_wall(told.as_at, told.edition.time_zone).date() != told.on:
        return {}
    moment = moments.at(snapshots.of(told.edition, told.in_room(room)), told.as_at)
    coming = {session["code"]: _("Next here") for session in moment.coming}
    return coming | {session["code"]: _("Now") for session in moment.running}


def at_the_door(told: Gathered, room: Room) -> Door:
    language = language_at_hand()
    moment = formatting.as_at(told.as_at, told.edition.time_zone, language)
    return Door(
        lang=HTML_LANG[language],
        title=wording.dotted(told.edition.short_name, wording.said(room.name)),
        forum=wording.forum(told.edition),
        room=wording.said(room.name),
        room_lang=wording.lang_of(room.name),
        day=formatting.day(told.on, language),
        rows=tuple(
            DoorRow(
                time=card.time,
                title=wording.said(card.title),
                title_lang=wording.lang_of(card.title),
                about=card.cancelled_words or wording.dotted(card.access_words, card.foot),
                off=card.cancelled,
            )
            for card in cards(told, room)
        ),
        nothing=_("Nothing takes place here on this day."),
        foot=wording.dotted(
            _("As at %(moment)s", moment=moment),
            _("Times in %(city)s", city=formatting.city(told.edition.time_zone, language)),
        ),
        accent=wording.accent(told.edition),
    )


def _of_room(told: Gathered, room: Room) -> Iterator[tuple[str, str]]:
    if room.capacity is not None:
        yield _("Places"), str(room.capacity)
    yield _("Whom to call"), wording.dotted(room.contact, told.edition.desk_email) or "–"
    yield _("Version"), wording.version(told)


def _with_next(sessions: Sequence[ForumSession]) -> Iterator[tuple[ForumSession, ForumSession | None]]:
    held = [session for session in sessions if not wording.is_off(session)]
    for session in sessions:
        begins = session.listed_from
        assert begins
        yield session, next((it for it in held if it.starts_at and it.starts_at > begins), None)


def _section(told: Gathered, session: ForumSession, after: ForumSession | None) -> Section:
    off = wording.is_off(session)
    return Section(
        heading=wording.said(session.title),
        heading_lang=wording.lang_of(session.title),
        time=wording.time_of(session),
        about=wording.dotted(session.code, "" if off or session.is_quiet else wording.policy(session)),
        state=wording.state(session),
        facts=() if off else tuple(_facts(told, session, after)),
        tables=() if off else tuple(_tables(session)),
    )


def _facts(told: Gathered, session: ForumSession, after: ForumSession | None) -> Iterator[tuple[str, str]]:
    if not session.is_quiet:
        yield _("Seats"), _seats(told, session)
        if reserved := _reserved(told, session):
            yield _("Reserved rows"), reserved
        people = wording.expected(session)
        if remote := [wording.name(role) for role in people if role.mode == Mode.ONLINE]:
            yield _("Remote"), "; ".join(remote)
        if crew := [wording.who(role) for role in people if role.is_crew]:
            yield _("Crew"), "; ".join(crew)
        yield _("Technology"), wording.rules(session)
        yield _("Languages"), wording.languages(session)
        if channels := wording.channels(session):
            yield _("Channels"), channels
    if session.catering:
        yield _("Catering"), session.catering
    if session.lead_organiser:
        yield _("Lead organiser"), session.lead_organiser
    if after:
        yield _("Next here"), f"{wording.time_of(after)} {wording.said(after.title)}"


def _seats(told: Gathered, session: ForumSession) -> str:
    """“38 of 40 held · 12 online”; how many there are where nobody books."""
    counted = told.counts.get(session.id)
    places = session.seats if session.seats is not None else session.room.capacity if session.room else None
    if not counted:
        words = str(ngettext("%(num)s place", "%(num)s places", places)) if places is not None else _("as many as come")
        return wording.dotted(words, _("no seats are booked"))
    held = seats.held(counted, Mode.IN_PERSON)
    here = _("%(held)s of %(all)s confirmed", held=held, all=places) if places is not None else str(held)
    online = seats.held(counted, Mode.ONLINE) + seats.held(counted, Mode.ONLINE, invited=True)
    invited = seats.held(counted, Mode.IN_PERSON, invited=True)
    return wording.dotted(
        here,
        _("%(count)s invited by name besides", count=invited) if invited else "",
        _("%(count)s online", count=online) if online else "",
    )


def _reserved(told: Gathered, session: ForumSession) -> str:
    seating = told.seatings.get(session.id)
    if seating is None or not seating.has_classes:
        return ""
    return wording.dotted(
        _("%(count)s for experts", count=seating.kept_for_experts) if seating.kept_for_experts else "",
        _("%(count)s for members and groups", count=seating.kept_for_members) if seating.kept_for_members else "",
    )


def _tables(session: ForumSession) -> Iterator[Table]:
    here = [role for role in wording.expected(session) if role.mode != Mode.ONLINE and not role.is_crew]
    if here:
        yield Table(
            caption=_("Name plates: %(code)s", code=session.code),
            headings=(_("Plate"), _("In this order")),
            widths=(0, 1),
            rows=tuple(
                Row(cells=((Line(words=str(number)),), (Line(words=wording.who(role)),)))
                for number, role in enumerate(here, 1)
            ),
        )
    if session.items:
        yield Table(
            caption=_("Running order: %(code)s", code=session.code),
            headings=(_("Time"), _("Minutes"), _("Item"), _("On stage")),
            widths=(0, 0, 3, 2),
            rows=tuple(_course(session)),
        )


def _course(session: ForumSession) -> Iterator[Row]:
    at = session.starts_at
    assert at
    for item in session.items:
        led = (Line(words=wording.name(item.role)),) if item.role and item.role.is_live else ()
        title = Line(words=wording.said(item.title), lang=wording.lang_of(item.title))
        yield Row(cells=((Line(words=wording.clock_of(at, session)),), (Line(words=str(item.minutes)),), (title,), led))
        at += timedelta(minutes=item.minutes)
