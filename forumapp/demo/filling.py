"""Fills an empty database with an invented forum, step by step as a team would on the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from forumapp import clock
from forumapp.agenda import actions as agenda
from forumapp.certificates import actions as certificates
from forumapp.demo import notes, pool
from forumapp.demo import people as invented
from forumapp.demo import programme as plan
from forumapp.demo.people import Somebody
from forumapp.demo.programme import Planned
from forumapp.extensions import db
from forumapp.forums import actions as forums
from forumapp.forums import queries as forum_queries
from forumapp.forums import slugs
from forumapp.forums.models import Edition, Mode, Room, Topic
from forumapp.forums.tracks import Track, TrackKind
from forumapp.invitations import actions as invitations
from forumapp.invitations import answering
from forumapp.invitations.vocabulary import How, InvitationState
from forumapp.people import actions as people
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.programme import queries as programme_queries
from forumapp.programme.models import ForumSession
from forumapp.registrations import actions as registrations
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import by_team as seats_by_team
from forumapp.registrations.seats.models import PRIORITIES, Seat, SeatClass, SeatState
from forumapp.words import LANGUAGES, Text

SERIES = "F3D"
AHEAD = timedelta(days=120)
"""So long before it begins somebody still registers, invites and changes plans."""

_HOSTS = (
    Text(
        {
            "en": "Ministry of Digital Affairs, Taiwan",
            "zh-Hant": "數位發展部",
            "lt": "Skaitmeninių reikalų ministerija, Taivanas",
        }
    ),
    Text(
        {
            "en": "Vilnius University, Institute of International Relations and Political Science",
            "zh-Hant": "維爾紐斯大學國際關係與政治學院",
            "lt": "Vilniaus universiteto Tarptautinių santykių ir politikos mokslų institutas",
        }
    ),
    Text.of("Go Forward Academy"),
)
_PLACE = Text(
    {
        "en": "Vilnius University, Vilnius",
        "zh-Hant": "維爾紐斯大學（維爾紐斯）",
        "lt": "Vilniaus universitetas, Vilnius",
    }
)
_SUMMARY = Text(
    {
        "en": "Experts of the public and the private sector speak about digital democracy for two days. "
        "This forum is invented: a demonstration to look at and to try things on.",
        "zh-Hant": "公私部門專家用兩天的時間討論數位民主。本論壇為虛構，供展示與試用。",
        "lt": "Dvi dienas viešojo ir privataus sektoriaus ekspertai kalba apie skaitmeninę demokratiją. "
        "Šis forumas išgalvotas: jis skirtas apžiūrėti ir išbandyti.",
    }
)


@dataclass(frozen=True, kw_only=True)
class Size:
    sessions: int = len(plan.TABLE)
    experts: int = len(invented.KNOWN)
    registrations: int = 60
    capacity: int | None = 120
    seed: int = 1


def fill(size: Size) -> Edition:
    """A released F3D with registration open. Nobody is written to: all answers are recorded by hand."""
    chance = Random(size.seed)  # noqa: S311 - chooses names for a demonstration, keeps no secret
    edition = add_edition()
    registrations.set_capacity(edition, size.capacity)
    known = {one.key: _add_person(edition, one) for one in invented.experts(size.experts, chance)}
    pool.fill(edition, known, Random(size.seed))  # noqa: S311 - the same
    topics = {topic.key: topic for topic in edition.series.topics}
    rooms: dict[str, Room] = {}
    tracks: dict[str, Track] = {}
    for planned in plan.sessions(size.sessions, list(known), list(topics.values()), chance):
        room = rooms.get(planned.room) or rooms.setdefault(planned.room, _add_room(edition, planned.room))
        session = _add_session(edition, planned, room, topics)
        if sign := planned.track:
            session.track = tracks.get(sign) or tracks.setdefault(sign, _add_track(edition, sign))
        _add_people(session, planned, known)
        if planned.is_cancelled:
            programme.cancel(session)
    _give_seats(edition, _register(edition, size.registrations, chance))
    agenda.release(edition, by_id=None)
    return edition


def weekend_of_the_change(today: date) -> date:
    """The Saturday before the next change of clocks in October that is far enough ahead."""
    sundays = (_last_sunday_of_october(year) for year in range(today.year, today.year + 3))
    return next(sunday for sunday in sundays if sunday - today >= AHEAD) - timedelta(days=1)


def _last_sunday_of_october(year: int) -> date:
    last = date(year, 10, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def add_edition() -> Edition:
    """The invented forum itself, announced, without a session."""
    saturday = weekend_of_the_change(clock.now().date())
    series = forum_queries.series_by_code(SERIES)
    assert series is not None
    edition = forums.create_edition(
        series=series,
        slug=slugs.free_slug(SERIES, saturday.year),
        title=Text(
            {
                "en": f"F3D {saturday.year}, Vilnius",
                "zh-Hant": f"F3D {saturday.year} 維爾紐斯",
                "lt": f"F3D {saturday.year}, Vilnius",
            }
        ),
        time_zone="Europe/Vilnius",
        second_zone="Asia/Taipei",
        starts_on=saturday,
        ends_on=saturday + timedelta(days=plan.MONDAY),
        place=_PLACE,
        hosts=_HOSTS,
        mode=Mode.HYBRID,
        desk_email="desk@example.org",
        summary=_SUMMARY,
        theme=notes.THEME,
        **notes.NOTES,
    )
    forums.announce(edition)
    certificates.set_terms(
        edition, is_on=True, signatory=notes.SIGNATORY, signatory_title=notes.SIGNATORY_TITLE, hours=14
    )
    return edition


def _add_person(edition: Edition, somebody: Somebody) -> Person:
    return people.find_or_add(
        edition,
        printed_name=somebody.name,
        native_name=somebody.native_name,
        native_lang=somebody.native_lang,
        title=somebody.title,
        organisation=somebody.organisation,
        sector=somebody.sector,
        language=somebody.language,
        time_zone=somebody.time_zone,
        email=somebody.email,
    )


def _add_room(edition: Edition, name: str) -> Room:
    text, capacity = plan.ROOMS.get(name, (Text.of(name), 40))
    return forums.add_room(edition, text, capacity)


def _add_track(edition: Edition, sign: str) -> Track:
    return forums.add_track(edition, plan.TRACKS[sign], sign, TrackKind.SUB_THEME)


def _add_session(edition: Edition, planned: Planned, room: Room, topics: Mapping[str, Topic]) -> ForumSession:
    return programme.add_session(
        edition,
        code=planned.code,
        title=planned.title,
        wall_start=planned.wall_start(edition.starts_on),
        minutes=planned.minutes,
        room=room,
        topics=[topic for key, topic in topics.items() if key in planned.topics],
        **({"mode": Mode.IN_PERSON} | dict(planned.content)),
    )


def _add_people(session: ForumSession, planned: Planned, known: Mapping[str, Person]) -> None:
    for key, part in planned.people:
        if key not in known:
            continue
        role = programme.add_role(session, known[key], part)
        invitation = invitations.draft(role)
        if key in planned.declined:
            answering.record_answer(invitation, InvitationState.DECLINED, How.PHONE)
        elif key not in planned.not_asked:
            answering.record_answer(
                invitation, InvitationState.ACCEPTED, How.LETTER, name_shown=planned.name_shown.get(key)
            )


def _register(edition: Edition, count: int, chance: Random) -> list[Registration]:
    names, made = invented.names(chance), []
    for number in range(1, count + 1):
        registration = registrations.add(
            edition,
            name=next(names),
            email=f"visitor-{number:05}@example.org",
            organisation=chance.choice(("", "Open Lines", "Vilnius University", "The Lantern")),
            language=chance.choice(LANGUAGES),
        )
        registrations.verify(registration)
        made.append(registration)
    return made


def _give_seats(edition: Edition, visitors: Sequence[Registration]) -> None:
    """One session gives its seats by request: all are taken, and some visitors wait. Nobody is written to."""
    session = programme_queries.by_code(edition, plan.BY_REQUEST)
    if session is None:
        return
    seats_by_team.give_by_request(session).is_open = True
    session.seats = plan.SEATS
    came = [visitor for visitor in visitors if visitor.holds_place][: plan.SEATS + plan.WAITING]
    for number, visitor in enumerate(came):
        db.session.add(
            Seat(
                registration=visitor,
                session=session,
                mode=Mode.IN_PERSON,
                seat_class=SeatClass.PUBLIC,
                priority=PRIORITIES[SeatClass.PUBLIC],
                requested_at=clock.now(),
                state=SeatState.CONFIRMED if number < plan.SEATS else SeatState.WAITLISTED,
            )
        )
    db.session.flush()
