"""Telling people what a release, an urgent change or the end of a forum means for them: one letter each.

The press writes down who is to be told what; the worker writes the letters, so that hundreds keep nobody waiting,
and whoever kills it finds nobody told twice or not at all.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from flask_babel import force_locale

from forumapp import clock
from forumapp.agenda import affected, emails, guests, queries, snapshots
from forumapp.agenda.affected import Frozen, OwnChange, SessionChange, Told
from forumapp.agenda.emails import Cause
from forumapp.agenda.models import Release, Whom
from forumapp.agenda.seated import SeatChange, readers, seat_changes
from forumapp.agenda.snapshots import Snapshot
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations import calendar
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import queries as notifications
from forumapp.notifications.actions import Calendar
from forumapp.notifications.rendering import Written
from forumapp.people import post
from forumapp.programme import queries as programme
from forumapp.registrations import places
from forumapp.registrations import queries as registrations
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import released as released_seats
from forumapp.tasks import actions as tasks
from forumapp.tasks.models import Task
from forumapp.words import LOCALES, N_, language_or_default

ROLE_HOLDERS, SEATED, REGISTERED = "tell_role_holders", "tell_seat_holders", "tell_registered"
GUESTS = "tell_guests"
KINDS = (ROLE_HOLDERS, SEATED, GUESTS, REGISTERED)
SOON = timedelta(hours=36)
"""Before a session begins, a change of it does not wait for the morning."""


class Problem(StrEnum):
    """Why somebody was not written to."""

    TOLD_ALREADY = "told_already"
    STOPPED = "stopped"
    GONE = "gone"
    SEAT_GONE = "seat_gone"


PROBLEM_WORDS: Mapping[str, str] = {
    Problem.TOLD_ALREADY: N_("Nothing is new for this person any more: somebody told her or him meanwhile."),
    Problem.STOPPED: N_("Letters to this address are stopped, because the last one was refused. Correct the address."),
    Problem.GONE: N_("The registration was cancelled meanwhile."),
    Problem.SEAT_GONE: N_("The seat was given back meanwhile."),
}


Sample = tuple[str, str, str, Written]
"""Kind, language, to whom, and the letter."""


@dataclass(frozen=True)
class Audience:
    """Who would be told: own changes by person, changes of seats by registration, and who else is registered.

    Who has a part and a seat under one address reads of both in one letter.
    """

    own: Mapping[int, list[OwnChange]]
    joined: Mapping[int, list[SeatChange]]
    """By person, of those in ``own``, what becomes of their seats."""
    seated: Mapping[int, list[SeatChange]]
    """The others."""
    registered: Sequence[Registration]
    guests: Sequence[Invitation]
    """Who was asked to attend what is called off."""
    told: Told = field(repr=False)

    @property
    def asked_count(self) -> int:
        """How many have not answered, and have no other part."""
        return sum(_is_asked_only(own) for own in self.own.values())

    @property
    def guests_waiting(self) -> int:
        """How many of the guests have not answered."""
        return sum(one.state != InvitationState.ACCEPTED for one in self.guests)

    @property
    def seats_by_session(self) -> list[tuple[SeatChange, int]]:
        """One of the changes of each session, and to how many it is told."""
        each = [change for seated in (*self.joined.values(), *self.seated.values()) for change in seated]
        first = {change.seat.session_id: change for change in reversed(each)}
        count = Counter(change.seat.session_id for change in each)
        return [(change, count[key]) for key, change in sorted(first.items(), key=lambda item: item[1].code)]

    def samples(self, edition: Edition, cause: Cause, whom: str = Whom.EVERYBODY) -> list[Sample]:
        """One real letter of each kind in each language, to ``whom``."""
        found: dict[tuple[str, str, bool, bool], Sample] = {}
        for number, own in self.own.items() if whom != Whom.NOBODY else ():
            person, seated = own[0].role.person, self.joined.get(number, [])
            kind, language = emails.kind_of_own(cause), language_or_default(person.language)
            key = (kind, language, _is_asked_only(own), bool(seated))
            if key not in found:
                found[key] = (kind, language, person.printed_name, emails.preview_own(edition, own, cause, seated))
        for seated in self.seated.values() if whom != Whom.NOBODY else ():
            kind, language = emails.SEATS_CHANGED, language_or_default(readers(seated)[0].language)
            key = (kind, language, False, False)
            if key not in found:
                name = seated[0].seat.registration.name
                found[key] = (kind, language, name, emails.preview_seats(edition, seated, cause))
        for guest in self.guests if whom != Whom.NOBODY else ():
            language = language_or_default(post.readers_for(guest.person)[0].language)
            key = (emails.GUEST_CALLED_OFF, language, guest.state != InvitationState.ACCEPTED, False)
            if key not in found:
                found[key] = (
                    emails.GUEST_CALLED_OFF,
                    language,
                    guest.person.printed_name,
                    emails.preview_guest(guest, cause),
                )
        for one in self.registered if whom == Whom.EVERYBODY else ():
            kind, language = emails.kind_for_all(cause), language_or_default(one.language)
            key = (kind, language, False, False)
            if key not in found:
                written = emails.preview_for_all(one, cause, self.told.before, self.told.after)
                found[key] = (kind, language, one.name, written)
        return list(found.values())

    def letters(self, whom: str) -> int:
        affected = len(self.own) + len(self.seated) + len(self.guests)
        counts = {Whom.NOBODY: 0, Whom.AFFECTED: affected, Whom.EVERYBODY: affected + len(self.registered)}
        return counts[Whom(whom)]


def _is_asked_only(own: Sequence[OwnChange]) -> bool:
    return not any(change.role.is_confirmed for change in own)


def audience(edition: Edition, told: Told) -> Audience:
    """Registered are those who confirmed their address and are not written to for a part, a seat or as a guest.

    They hear nothing of a change that the public does not read.
    """
    own = affected.own_changes(edition, told)
    people = {_mailbox_of(changes): number for number, changes in own.items()}
    seated = seat_changes(
        edition, told, languages={mailbox: _language(own[number]) for mailbox, number in people.items()}
    )
    joined = {people[mailbox]: each for each in seated.values() if (mailbox := _mailbox(each)) in people}
    found = () if _is_out_of_sight(told, _concerned(own, seated)) else registrations.to_tell(edition)
    asked = guests.to_tell(edition, told, own)
    written = {*people, *(one.person.email_normalised for one in asked)}
    others = [one for one in found if one.email_normalised not in written and one.id not in seated]
    apart = {number: each for number, each in seated.items() if _mailbox(each) not in people}
    return Audience(own, joined, apart, others, asked, told)


def _mailbox_of(own: Sequence[OwnChange]) -> str:
    return post.mailbox(own[0].role.person)


def _language(own: Sequence[OwnChange]) -> str:
    return language_or_default(own[0].role.person.language)


def _mailbox(seated: Sequence[SeatChange]) -> str:
    return seated[0].seat.registration.email_normalised


def _concerned(own: Mapping[int, Sequence[OwnChange]], seated: Mapping[int, Sequence[SeatChange]]) -> set[int]:
    """Ids of the sessions of which somebody is told."""
    parts = {change.role.session_id for each in own.values() for change in each}
    return parts | {change.seat.session_id for each in seated.values() for change in each}


def _is_out_of_sight(told: Told, concerned: Collection[int]) -> bool:
    """Whether all that changed are sessions of which the public reads nothing (INV-20)."""
    if told.before is None or told.after is None or not concerned:
        return False
    listed = {session["uid"] for session in told.after["sessions"]}
    seen = any(told.sessions[number]["uid"] in listed for number in concerned)
    return not seen and snapshots.same_facts(told.before, told.after)


def frozen_sessions(edition: Edition) -> dict[int, Frozen]:
    """The working programme as it is now."""
    return {one.id: affected.frozen(one, edition) for one in programme.sessions_of(edition)}


def begin(edition: Edition, found: Audience, cause: Cause, whom: str, once: str) -> list[Task]:
    """Have the letters written; the same ``once`` again gives the first tasks."""
    if whom == Whom.NOBODY:
        return []
    concerned = _concerned(found.own, found.seated) | _concerned({}, found.joined)
    sessions = {key: facts for key, facts in found.told.sessions.items() if key in concerned}
    known = found.told.unlisted or {}
    facts = cause.as_json() | {
        "whole": found.told.whole,
        "sessions": {str(key): facts for key, facts in sessions.items()},
        "unlisted": {one["uid"]: known[one["uid"]] for one in sessions.values() if one["uid"] in known},
        "joined": {str(key): seated[0].seat.registration_id for key, seated in found.joined.items()},
    }
    begun = []
    if found.own:
        begun.append(tasks.begin(ROLE_HOLDERS, list(found.own), once=f"{once} roles", edition=edition, facts=facts))
    if found.seated:
        begun.append(tasks.begin(SEATED, list(found.seated), once=f"{once} seats", edition=edition, facts=facts))
    if found.guests:
        ids = [one.id for one in found.guests]
        begun.append(tasks.begin(GUESTS, ids, once=f"{once} guests", edition=edition, facts=cause.as_json()))
    if whom == Whom.EVERYBODY and found.registered:
        ids = [one.id for one in found.registered]
        told = cause.as_json()
        begun.append(tasks.begin(REGISTERED, ids, once=f"{once} registered", edition=edition, facts=told))
    return begun


def tell_role_holders(task: Task, ids: Sequence[int]) -> Mapping[int, str]:
    """One letter to each of these people, with what becomes of their seats; why not, for the others."""
    edition = db.session.get_one(Edition, task.edition_id)
    cause = Cause.from_json(task.facts)
    seats_of = {int(key): number for key, number in task.facts.get("joined", {}).items() if int(key) in ids}
    if seats_of:
        places.lock(edition)
    told = _told(edition, task, cause)
    found = affected.own_changes(edition, told, ids, to_change=True)
    languages = {_mailbox_of(own): _language(own) for own in found.values()}
    seated = seat_changes(edition, told, list(seats_of.values()), languages=languages) if seats_of else {}
    stopped = _stopped(seated.values()) | notifications.suppressed_among(languages)
    problems = {}
    for person_id in ids:
        own, seats = found.get(person_id, []), seated.get(seats_of.get(person_id, 0), [])
        if not own and not seats:
            problems[person_id] = Problem.TOLD_ALREADY
        elif _mailbox_of(own) in stopped if own else _reaches_nobody(seats, stopped):
            problems[person_id] = Problem.STOPPED
        elif own and seats and _mailbox_of(own) == _mailbox(seats):
            _tell(edition, task, cause, own, seats)
        else:  # one of both ended meanwhile, or has another address since
            if own:
                _tell(edition, task, cause, own)
            if seats:
                _tell_seated(edition, task, cause, seats)
    return problems


def tell_seat_holders(task: Task, ids: Sequence[int]) -> Mapping[int, str]:
    """One letter to each of these registrations; why not, for the others."""
    edition = db.session.get_one(Edition, task.edition_id)
    cause = Cause.from_json(task.facts)
    places.lock(edition)
    found = seat_changes(edition, _told(edition, task, cause), ids)
    stopped = _stopped(found.values())
    problems = {}
    for number in ids:
        if number not in found:
            problems[number] = Problem.SEAT_GONE
        elif _reaches_nobody(found[number], stopped):
            problems[number] = Problem.STOPPED
        else:
            _tell_seated(edition, task, cause, found[number])
    return problems


def tell_guests(task: Task, ids: Sequence[int]) -> Mapping[int, str]:
    """One letter to each of these invitees; why not, for the others."""
    edition = db.session.get_one(Edition, task.edition_id)
    cause = Cause.from_json(task.facts)
    found = guests.to_tell_now(edition, ids, cause)
    reached = post.reached([one.person for one in found.values()])
    problems = {}
    for number in ids:
        if number not in found:
            problems[number] = Problem.TOLD_ALREADY
        elif not reached[found[number].person_id]:
            problems[number] = Problem.STOPPED
        else:
            emails.guest_called_off(found[number], cause, about=_about(task))
    db.session.flush()
    return problems


def tell_registered(task: Task, ids: Sequence[int]) -> Mapping[int, str]:
    edition = db.session.get_one(Edition, task.edition_id)
    cause = Cause.from_json(task.facts)
    before, after = _snapshots(edition, cause)
    found = {one.id: one for one in registrations.by_ids_to_tell(edition, ids)}
    stopped = notifications.suppressed_among([one.email_normalised for one in found.values()])
    problems = {}
    for number in ids:
        one = found.get(number)
        if one is None:
            problems[number] = Problem.GONE
        elif one.email_normalised in stopped:
            problems[number] = Problem.STOPPED
        elif cause.forum_state:
            emails.forum_called_off_registered(one, cause, about=_about(task))
        else:
            emails.agenda_changed(one, cause, before, after, about=_about(task))
    return problems


def _tell(
    edition: Edition, task: Task, cause: Cause, own: Sequence[OwnChange], seated: Sequence[SeatChange] = ()
) -> None:
    with force_locale(LOCALES[_language(own)]):
        calendars = [made for change in own if (made := _carried(change))]
    now, about = clock.now(), _about(task)
    for change in own:
        if change.asks and change.invitation:
            change.invitation.ask_to_reconfirm(now)
    _ask_again(seated)
    if cause.forum_state:
        emails.forum_called_off(edition, own, cause, calendars, about=about)
    else:
        soon = _is_soon([*own, *seated])
        emails.your_sessions_changed(edition, own, cause, calendars, seated=seated, about=about, soon=soon)
    db.session.flush()


def _tell_seated(edition: Edition, task: Task, cause: Cause, seated: Sequence[SeatChange]) -> None:
    _ask_again(seated)
    emails.your_seats_changed(edition, seated, cause, about=_about(task), soon=_is_soon(seated))


def _ask_again(seated: Sequence[SeatChange]) -> None:
    now = clock.now()
    for change in seated:
        if change.asks:
            released_seats.ask_again(change.seat, change.until)
        if change.asks_on_invitation and change.invitation:
            change.invitation.ask_to_reconfirm(now)


def _stopped(found: Iterable[Sequence[SeatChange]]) -> set[str]:
    return notifications.suppressed_among([reader.key for seated in found for reader in readers(seated)])


def _reaches_nobody(seated: Sequence[SeatChange], stopped: Collection[str]) -> bool:
    return all(reader.key in stopped for reader in readers(seated))


def _is_soon(changes: Sequence[SessionChange]) -> bool:
    return any(change.now and change.now.starts_at < clock.now() + SOON for change in changes)


def _told(edition: Edition, task: Task, cause: Cause) -> Told:
    """What the press knew."""
    sessions = {int(key): facts for key, facts in task.facts["sessions"].items()}
    release = queries.by_number(edition, cause.number) if cause.number is not None else None
    since = release.released_at if release else None
    known = task.facts.get("unlisted")  # not kept by tasks that an earlier version of the app began
    return Told(*_snapshots(edition, cause), sessions, whole=task.facts["whole"], unlisted=known, since=since)


def _carried(change: OwnChange) -> Calendar | None:
    if not change.changes_calendar or change.invitation is None:
        return None
    return calendar.request(change.invitation, change.now) if change.now else calendar.cancel(change.invitation)


def _snapshots(edition: Edition, cause: Cause) -> tuple[Snapshot | None, Snapshot | None]:
    if cause.number is None:
        return None, None
    if cause.forum_state:
        return _snapshot(queries.by_number(edition, cause.number)), None
    release, earlier = queries.by_number(edition, cause.number), queries.before_number(edition, cause.number)
    return _snapshot(earlier), _snapshot(release)


def _snapshot(release: Release | None) -> Snapshot | None:
    return snapshots.upgraded(release.snapshot) if release else None


def _about(task: Task) -> str:
    return f"telling {task.id}"
