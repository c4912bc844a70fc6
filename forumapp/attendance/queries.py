"""Finding whom the desk looks for, and counting who is there."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from forumapp import names
from forumapp.attendance.models import AT_THE_DESK, MAY_COME_IN, Attendance, Badge
from forumapp.audit.actions import Identified
from forumapp.consents import queries as consents
from forumapp.consents.purposes import Purpose
from forumapp.extensions import db
from forumapp.forums.models import Edition, Mode
from forumapp.people import queries as people
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState, SessionRole
from forumapp.programme.vocabulary import CREW
from forumapp.registrations import standing
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.registrations.seats.models import HOLDING_STATES, LIVE_STATES, Seat
from forumapp.words import Text

MOST_FOUND = 20
"""More are not read at a desk; another word finds fewer."""
MOST_RECENT = 5
MOST_BATCHES = 20

_Rows = Select[Registration, str, str, datetime, datetime, str, bool]

_COMES = (
    Registration.state.in_(MAY_COME_IN),
    or_(Registration.mode != Mode.ONLINE, Registration.state == RegistrationState.CHECKED_IN),
)
"""In person, or registered online and here all the same."""


@dataclass(frozen=True)
class Found:
    """A participant as the desk sees one: no address, no notes."""

    registration: Registration
    native_name: str
    native_lang: str
    arrived_at: datetime | None
    in_room_at: datetime | None
    seat: str | None
    """State of her live seat in the session where the desk stands; None also where it stands in none."""
    has_part: bool
    """On the stage of that session, which needs no seat (INV-16)."""
    as_what: str
    """In words, where she is registered for a part: speaker, interpreter; else empty."""

    @property
    def has_seat(self) -> bool:
        return self.has_part or self.seat in HOLDING_STATES

    @property
    def may_come_in(self) -> bool:
        """A place that is offered is hers by coming."""
        return self.registration.state in MAY_COME_IN or self.registration.is_offered


@dataclass(frozen=True)
class Counts:
    expected: int
    """In person, here or not."""
    here: int
    walk_ins: int
    in_room: int
    seats: int
    """Held in the session's room."""


def attendance(registration: Identified, session: Identified | None) -> Attendance | None:
    in_session = Attendance.session_id.is_(None) if session is None else Attendance.session_id == session.id
    return db.session.scalar(select(Attendance).where(Attendance.registration_id == registration.id, in_session))


def rooms_where_she_came(registration: Identified) -> Sequence[ForumSession]:
    came = select(Attendance.session_id).where(Attendance.registration_id == registration.id)
    return db.session.scalars(select(ForumSession).where(ForumSession.id.in_(came))).all()


def found(edition: Edition, search: str, session: ForumSession | None = None) -> list[Found]:
    """Each word in any field of the registration, or in any spelling of the person's name."""
    terms = names.search_terms(search)
    if not terms:
        return []
    matches = [or_(Registration.search_text.like(f"%{term}%"), Person.name_text.like(f"%{term}%")) for term in terms]
    may_come_first = Registration.state.in_(MAY_COME_IN).desc()
    rows = _rows(edition, session).where(*matches).order_by(may_come_first, Registration.name, Registration.id)
    return _read(edition, rows.limit(MOST_FOUND + 1))


def one(edition: Edition, registration_id: int, session: ForumSession | None = None) -> list[Found]:
    return _read(edition, _rows(edition, session).where(Registration.id == registration_id))


def recent(edition: Edition, session: ForumSession | None = None) -> list[Found]:
    """Who came last, to undo a slip."""
    arrival, in_room = _attendances()
    came = in_room if session else arrival
    rows = _rows(edition, session, arrival, in_room).where(came.id.is_not(None))
    return _read(edition, rows.order_by(came.at.desc(), came.id.desc()).limit(MOST_RECENT))


def counts(edition: Edition, session: ForumSession | None = None) -> Counts:
    here = Registration.state == RegistrationState.CHECKED_IN
    expected = or_(here, and_(Registration.state == RegistrationState.APPROVED, Registration.mode != Mode.ONLINE))
    in_room: ColumnElement[int] = (
        select(func.count()).where(Attendance.session_id == (session.id if session else -1)).scalar_subquery()
    )
    seats = select(func.count()).where(
        Seat.session_id == (session.id if session else -1),
        Seat.mode == Mode.IN_PERSON,
        Seat.state.in_(HOLDING_STATES),
    )
    row = db.session.execute(
        select(
            func.count().filter(expected),
            func.count().filter(here),
            func.count().filter(here, Registration.source == AT_THE_DESK),
            in_room,
            seats.scalar_subquery(),
        ).where(Registration.edition_id == edition.id)
    ).one()
    return Counts(*row)


@dataclass(frozen=True)
class OnPaper:
    """A participant as badges and lists print one."""

    registration: Registration
    native_name: str
    native_lang: str
    title: Text
    """Functional title, as the team's directory has it."""
    place: str
    places: Mapping[str, Text]
    """The series' names of places, by code (INV-41)."""
    parts: frozenset[str]
    may_be_photographed: bool
    may_be_listed: bool

    @property
    def is_crew(self) -> bool:
        """Whether she helps without speaking anywhere."""
        return bool(self.parts) and self.parts <= CREW

    @property
    def wording(self) -> str:
        """Hash of what her badge says, in whatever language it is printed."""
        said = (
            *(self.registration.name, self.native_name, self.registration.organisation, self.place),
            *(self.registration.category_key, *sorted(self.parts), str(self.may_be_photographed)),
        )
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


def on_paper(
    edition: Edition, batch: str = "", language: str = "en", only: Registration | None = None
) -> list[OnPaper]:
    """Who comes in person, in the order of names; of ``batch`` alone, or one alone, where that is given."""
    chosen = select(Registration, Person).outerjoin(Person, Person.id == Registration.person_id)
    chosen = chosen.options(joinedload(Registration.own_category))
    chosen = chosen.where(Registration.edition_id == edition.id, *_COMES)
    if batch:
        chosen = chosen.where(Registration.id.in_(select(Badge.registration_id).where(Badge.batch == batch)))
    if only:
        chosen = chosen.where(Registration.id == only.id)
    rows = [(registration, person) for registration, person in db.session.execute(chosen)]
    rows.sort(key=lambda row: (names.sort_key(names.sorted_under(row[0].name), language), row[0].id))
    ids = [person.id for _, person in rows if person]
    asked = (Purpose.PHOTOGRAPHED, Purpose.LISTED)
    of_people = consents.standing_for(edition, ids, asked)
    of_others = consents.standing_for_participants(edition, [one.id for one, person in rows if not person], asked)

    def agreed(registration: Registration, person: Person | None) -> frozenset[Purpose]:
        return of_people.get(person.id, frozenset()) if person else of_others.get(registration.id, frozenset())

    parts, places = _parts(edition), people.places_of(edition.series, language)
    return [
        OnPaper(
            registration=registration,
            native_name=person.native_name if person else "",
            native_lang=person.native_lang if person else "",
            title=person.title if person else Text(),
            place=person.place if person else "",
            places=places,
            parts=parts.get(person.id, frozenset()) if person else frozenset(),
            may_be_photographed=Purpose.PHOTOGRAPHED in agreed(registration, person),
            may_be_listed=Purpose.LISTED in agreed(registration, person),
        )
        for registration, person in rows
    ]


def listed(edition: Edition, language: str) -> list[OnPaper]:
    """Who agreed to stand in the list of participants, in the order of names."""
    return [one for one in on_paper(edition, language=language) if one.may_be_listed]


def without_badge(edition: Edition, people: Sequence[OnPaper]) -> list[OnPaper]:
    """Of them those whose badge was never printed, or whose newest does not say what is true now."""
    printed = select(Badge.registration_id, Badge.wording).join(Registration).order_by(Badge.id)
    rows = db.session.execute(printed.where(Registration.edition_id == edition.id))
    newest = {row[0]: row[1] for row in rows}
    return [one for one in people if newest.get(one.registration.id) != one.wording]


def batches(edition: Edition) -> Sequence[Row[str, datetime, int]]:
    """What was printed together, newest first: id, when, how many badges."""
    printed = func.min(Badge.printed_at)
    return db.session.execute(
        select(Badge.batch, printed, func.count())
        .join(Registration)
        .where(Registration.edition_id == edition.id)
        .group_by(Badge.batch)
        .order_by(printed.desc(), Badge.batch)
        .limit(MOST_BATCHES)
    ).all()


def size_of_batch(edition: Edition, batch: str) -> int:
    """0 for a batch of another edition."""
    count = select(func.count()).select_from(Badge).join(Registration)
    return db.session.scalar(count.where(Registration.edition_id == edition.id, Badge.batch == batch)) or 0


def _parts(edition: Edition) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    rows = select(SessionRole.person_id, SessionRole.part).join(ForumSession, ForumSession.id == SessionRole.session_id)
    confirmed = (ForumSession.edition_id == edition.id, SessionRole.state == RoleState.CONFIRMED)
    for person_id, part in db.session.execute(rows.where(*confirmed)):
        found.setdefault(person_id, set()).add(part)
    return {person_id: frozenset(parts) for person_id, parts in found.items()}


def by_id(registration_id: int) -> Registration | None:
    return db.session.get(Registration, registration_id)


def _attendances() -> tuple[type[Attendance], type[Attendance]]:
    return aliased(Attendance), aliased(Attendance)


def _rows(
    edition: Edition,
    session: ForumSession | None,
    arrival: type[Attendance] | None = None,
    in_room: type[Attendance] | None = None,
) -> _Rows:
    if arrival is None or in_room is None:
        arrival, in_room = _attendances()
    session_id = session.id if session else -1
    on_stage = select(SessionRole.id).where(
        SessionRole.session_id == session_id,
        SessionRole.person_id == Registration.person_id,
        SessionRole.state == RoleState.CONFIRMED,
    )
    live_seat = and_(
        Seat.registration_id == Registration.id, Seat.session_id == session_id, Seat.state.in_(LIVE_STATES)
    )
    return (
        select(
            Registration, Person.native_name, Person.native_lang, arrival.at, in_room.at, Seat.state, on_stage.exists()
        )
        .outerjoin(Person, Person.id == Registration.person_id)
        .outerjoin(arrival, and_(arrival.registration_id == Registration.id, arrival.session_id.is_(None)))
        .outerjoin(
            in_room,
            and_(in_room.registration_id == Registration.id, in_room.session_id == session_id),
        )
        .outerjoin(Seat, live_seat)
        .where(Registration.edition_id == edition.id)
    )


def _read(edition: Edition, rows: _Rows) -> list[Found]:
    read = db.session.execute(rows).all()
    as_what = standing.as_what(edition, [row[0] for row in read])
    return [
        Found(
            registration,
            native or "",
            lang or "",
            arrived_at,
            in_room_at,
            seat,
            has_part,
            as_what.get(registration.id, ""),
        )
        for registration, native, lang, arrived_at, in_room_at, seat, has_part in read
    ]
