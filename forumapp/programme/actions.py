"""What happens in the working programme. Nothing here is public or sent to anybody (INV-35)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypedDict, Unpack

from sqlalchemy.orm.attributes import flag_modified

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition, Room, Topic
from forumapp.forums.tracks import Track
from forumapp.people.models import Person
from forumapp.programme import codes, queries, signals
from forumapp.programme.models import ForumSession, SessionHost
from forumapp.programme.roles import NameShown, SessionRole
from forumapp.programme.vocabulary import PRESETS, Format, Part, Preset
from forumapp.refusals import Refused
from forumapp.words import N_, Text


class AlreadyInSession(Refused):
    words = N_("%(name)s has this part in the session already.")


_LANGUAGES = frozenset({"languages", "interpretation", "sign_languages"})


class Content(TypedDict, total=False):
    """What a session is, apart from its title, time and place."""

    abstract: Text
    format: str
    format_label: str
    track: Track | None
    access: str
    listing: str
    attribution: str
    recording: str
    mode: str
    captions: str
    languages: Sequence[str]
    interpretation: Sequence[str]
    note: Text
    kind: str
    level: str
    photography: str
    is_streamed: bool
    sign_languages: Sequence[str]
    seats: int | None
    online_seats: int | None
    setup_minutes: int
    teardown_minutes: int
    doors_minutes: int
    call_minutes: int
    catering: str
    lead_organiser: str
    embargo_until: datetime | None
    slides_due_on: date | None
    report_due_on: date | None


def add_session(
    edition: Edition,
    *,
    title: Text,
    code: str | None = None,
    preset: Preset | None = None,
    wall_start: datetime | None = None,
    minutes: int | None = None,
    fold: int | None = None,
    room: Room | None = None,
    topics: Sequence[Topic] = (),
    hosts: Sequence[Text] = (),
    **content: Unpack[Content],
) -> ForumSession:
    """A new session; without a code it gets the next of its format, without a preset the policy of its series.

    Raises UnusableCode, CodeTaken and what ``reschedule`` raises.
    """
    taken = queries.codes_of(edition)
    code = code or codes.free_code(taken, content.get("format", Format.PANEL))
    codes.refuse_unusable(code)
    codes.refuse_taken(code, taken)
    session = ForumSession(edition=edition, code=code, title=title, mode=edition.mode)
    session.languages = list(edition.working_languages)
    _apply_preset(session, preset)
    _fill(session, content)
    session.topics = list(topics)
    _set_hosts(session, hosts)
    _place(session, wall_start, minutes, fold, room)
    session.calendar_sequence = 0
    session.refresh_keys()
    db.session.add(session)
    db.session.flush()
    audit.record("session added", f"session {code}", edition=edition)
    return session


def edit_session(
    session: ForumSession,
    *,
    title: Text,
    code: str,
    topics: Sequence[Topic],
    hosts: Sequence[Text],
    **content: Unpack[Content],
) -> None:
    """Everything but time and place. Raises UnusableCode, CodeTaken."""
    if code != session.code:
        codes.refuse_unusable(code)
        codes.refuse_taken(code, [other for other in queries.codes_of(session.edition) if other != session.code])
        audit.record("session code changed", f"session {session.code}", f"to {code}", session.edition)
        session.code = code
    session.title = title
    _fill(session, content)
    session.topics = list(topics)
    _set_hosts(session, hosts)
    flag_modified(session, "title")  # hosts and topics stand in other tables; the version has to grow for them too
    session.refresh_keys()
    db.session.flush()
    audit.record("session edited", f"session {code}", edition=session.edition)


def reschedule(
    session: ForumSession,
    wall_start: datetime | None,
    minutes: int | None,
    fold: int | None = None,
    room: Room | None = None,
) -> bool:
    """Move a session; without a start it leaves the timetable, or stays postponed. Says whether anything moved.

    Raises NoLength, TooLong, MissingLocalTime, DoubledLocalTime.
    """
    before = session.calendar_sequence
    if not (session.is_postponed and wall_start is None):  # its form was saved without a new time
        _place(session, wall_start, minutes, fold, room)
    db.session.flush()
    if session.calendar_sequence == before:
        return False
    when = f"{session.starts_at:%Y-%m-%dT%H:%MZ}" if session.starts_at else "no time"
    audit.record("session moved", f"session {session.code}", f"to {when}", session.edition)
    return True


def take_drafts_into_programme(edition: Edition, code: str | None = None) -> int:
    """One draft by its code, or all of them: the next release shows them. Says how many they were."""
    drafts = [it for it in queries.sessions_of(edition) if it.is_draft and code in (None, it.code)]
    for session in drafts:
        session.take_into_programme()
        audit.record("session taken into the programme", f"session {session.code}", edition=edition)
    db.session.flush()
    return len(drafts)


def cancel(session: ForumSession) -> None:
    """It stays in the programme, struck through. Raises AlreadyCancelled."""
    session.cancel(clock.now())
    db.session.flush()
    audit.record("session cancelled", f"session {session.code}", edition=session.edition)


def postpone(session: ForumSession) -> None:
    """It stays listed at its old time, as postponed, until it gets a new one.

    Raises AlreadyCancelled, AlreadyPostponed.
    """
    session.postpone(clock.now())
    db.session.flush()
    audit.record("session postponed", f"session {session.code}", edition=session.edition)


def restore(session: ForumSession) -> None:
    """It takes place after all. Raises NotCancelled."""
    session.restore()
    db.session.flush()
    audit.record("session restored", f"session {session.code}", edition=session.edition)


def add_role(
    session: ForumSession, person: Person, part: str, position: int | None = None, mode: str | None = None
) -> SessionRole:
    """Propose a person for a part; asking her is up to ``invitations``. Raises AlreadyInSession."""
    if any(role.person is person and role.part == part for role in session.roles):
        raise AlreadyInSession(name=person.printed_name)
    if position is None:
        position = max((role.position for role in session.roles), default=-1) + 1
    role = SessionRole(session=session, person=person, part=Part(part), position=position, mode=mode or session.mode)
    db.session.add(role)
    db.session.flush()
    _record("role proposed", role)
    return role


def add_roles(session: ForumSession, people: Sequence[Person], part: str) -> list[SessionRole]:
    """Propose many for one part, at the end and in this order; who has the part already is left out."""
    have = {role.person_id for role in session.roles if role.part == part}
    after = max((role.position for role in session.roles), default=-1) + 1
    new = [person for person in people if person.id not in have]
    roles = [
        SessionRole(session=session, person=person, part=Part(part), position=position, mode=session.mode)
        for position, person in enumerate(new, after)
    ]
    db.session.add_all(roles)
    db.session.flush()
    for role in roles:
        _record("role proposed", role)
    return roles


def confirm_role(role: SessionRole, name_shown: str | None = None) -> None:
    """She said yes. What is printed was fixed at the first yes (INV-42); what she says of her name may change."""
    if not role.is_confirmed:
        role.confirm(clock.now())
    if name_shown is not None:
        role.name_shown = NameShown(name_shown)
    db.session.flush()
    _record("role confirmed", role)
    if role.name_shown == NameShown.REFUSED:
        signals.naming_refused.send(role)


def print_anew(edition: Edition, person: Person) -> None:
    """She said herself how her name, title and organisation stand in this forum's programme (INV-42 keeps others)."""
    for role in queries.roles_of(edition, person):
        if role.is_confirmed:
            role.print_as_known()
            _record("role printed anew", role)
    db.session.flush()


def mark_invited(*roles: SessionRole) -> None:
    for role in roles:
        role.invite()
        _record("role invited", role)
    db.session.flush()


def decline_role(role: SessionRole) -> None:
    """She said no; after a yes the role counts as withdrawn."""
    was_confirmed = role.is_confirmed
    role.decline()
    db.session.flush()
    _record(f"role {role.state}", role)
    if was_confirmed:
        signals.role_ended.send(role)


def reopen_role(role: SessionRole) -> None:
    """She took her answer back without giving another."""
    was_confirmed = role.is_confirmed
    role.reopen()
    db.session.flush()
    _record("role open again", role)
    if was_confirmed:
        signals.role_ended.send(role)


def move_role(role: SessionRole, by: int) -> None:
    """Change the order in which people are printed: one up (-1) or one down (1)."""
    roles = sorted(role.session.roles, key=lambda other: other.position)
    place = roles.index(role)
    roles.insert(max(0, place + by), roles.pop(place))
    for position, other in enumerate(roles):
        other.position = position
    db.session.flush()
    db.session.expire(role.session, ["roles"])
    _record("role moved", role)


def remove_role(role: SessionRole) -> None:
    """Take back a proposal of which nobody was told. Raises AskedAlready."""
    role.refuse_removal()
    _record("role removed", role)
    role.session.roles.remove(role)
    db.session.flush()


def _apply_preset(session: ForumSession, preset: Preset | None) -> None:
    session.access, session.listing, session.attribution, session.recording = PRESETS[preset or Preset.OPEN_PANEL]
    if preset is None:
        session.attribution = session.edition.series.default_attribution


def _fill(session: ForumSession, content: Content) -> None:
    for name, value in content.items():
        setattr(session, name, list(value) if name in _LANGUAGES else value)  # type: ignore[call-overload]


def _set_hosts(session: ForumSession, names: Sequence[Text]) -> None:
    if [host.name for host in session.hosts] != list(names):
        session.hosts = [SessionHost(position=position, name=name) for position, name in enumerate(names)]


def _place(
    session: ForumSession,
    wall_start: datetime | None,
    minutes: int | None,
    fold: int | None,
    room: Room | None,
) -> None:
    if wall_start is None:
        session.take_off_timetable(room)
    else:
        session.place(wall_start, minutes or 0, session.edition.time_zone, fold, room)


def _record(action: str, role: SessionRole) -> None:
    session = role.session
    audit.record(action, f"role {role.id}", f"session {session.code}, {role.part}", session.edition)
