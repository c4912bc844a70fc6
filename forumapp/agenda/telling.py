"""Telling people what a release, an urgent change or the end of a forum means for them: one letter each.

The press writes down who is to be told what; the worker writes the letters, so that hundreds keep nobody waiting,
and whoever kills it finds nobody told twice or not at all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from flask_babel import force_locale

from forumapp import clock
from forumapp.agenda import affected, emails, guests, queries, snapshots
from forumapp.agenda.affected import Frozen, OwnChange, SessionChange, Told
from forumapp.agenda.emails import Cause
from forumapp.agenda.models import Release, Whom
from forumapp.agenda.seated import SeatChange, seat_changes
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

    Who has a part in one session and a seat in another reads of each in a letter of its own, with the link for it.
    """

    own: Mapping[int, list[OwnChange]]
    seated: Mapping[int, list[SeatChange]]
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
        each = [change for seated in self.seated.values() for change in seated]
        first = {change.seat.session_id: change for change in reversed(each)}
        count = Counter(change.seat.session_id for change in each)
        return [(change, count[key]) for key, change in sorted(first.items(), key=lambda item: item[1].code)]

    def samples(self, edition: Edition, cause: Cause, whom: str = Whom.EVERYBODY) -> list[Sample]:
        """One real letter of each kind in each language, to ``whom``."""
        found: dict[tuple[str, str, bool], Sample] = {}
        for own in self.own.values() if whom != Whom.NOBODY else ():
            person = own[0].role.person
            kind, language = emails.kind_of_own(cause), language_or_default(person.language)
            key = (kind, language, _is_asked_only(own))
            if key not in found:
                found[key] = (kind, language, person.printed_name, emails.preview_own(edition, own, cause))
        for seated in self.seated.values() if whom != Whom.NOBODY else ():
            registration = seated[0].seat.registration
            kind, language = emails.SEATS_CHANGED, language_or_default(registration.language)
            key = (kind, language, False)
            if key not in found:
                found[key] = (kind, language, registration.name, emails.preview_seats(registration, seated, cause))
        for guest in self.guests if whom != Whom.NOBODY else ():
            language = language_or_default(post.readers_for(guest.person)[0].language)
            key = (emails.GUEST_CALLED_OFF, language, guest.state != InvitationState.ACCEPTED)
            if key not in found:
                found[key] = (
                    emails.GUEST_CALLED_OFF,
                    language,
                    guest.person.printed_name,
                    emails.preview_guest(guest, cause),
                )
        for one in self.registered if whom == Whom.EVERYBODY else ():
            kind, language = emails.kind_for_all(cause), language_or_default(one.language)
            key = (kind, language, False)
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
    """Registered are those who confirmed their address and are not written to for a part, a seat or as a guest."""
    own = affected.own_changes(edition, told)
    seated = seat_changes(edition, told)
    asked = guests.to_tell(edition, told, own)
    written = {changes[0].role.person.email_normalised for changes in own.values()}
    written |= {one.person.email_normalised for one in asked}
    others = [
        one for one in registrations.to_tell(edition) if one.email_normalised not in written and one.id not in seated
    ]
    return Audience(own, seated, others, asked, told)


def frozen_sessions(edition: Edition) -> dict[int, Frozen]:
    """The working programme as it is now."""
    return {one.id: affected.frozen(one, edition) for one in programme.sessions_of(edition)}


def begin(edition: Edition, found: Audience, cause: Cause, whom: str, once: str) -> list[Task]:
    """Have the letters written; the same ``once`` again gives the first tasks."""
    if whom == Whom.NOBODY:
        return []
    concerned = {change.role.session_id for own in found.own.values() for change in own}
    concerned |= {change.seat.session_id for seated in found.seated.values() for change in seated}
    facts = cause.as_json() | {
        "whole": found.told.whole,
        "sessions": {str(key): facts for key, facts in found.told.sessions.items() if key in concerned},
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
    """One letter to each of these people; why not, for the others."""
    edition = db.session.get_one(Edition, task.edition_id)
    cause = Cause.from_json(task.facts)
    found = affected.own_changes(edition, _told(edition, task, cause), ids, to_change=True)
    addresses = {key: own[0].role.person.email_normalised or "" for key, own in found.items()}
    stopped = notifications.suppressed_among(list(addresses.values()))
    problems = {}
    for person_id in ids:
        own = found.get(person_id)
        if own is None:
            problems[person_id] = Problem.TOLD_ALREADY
        elif addresses[person_id] in stopped:
            problems[person_id] = Problem.STOPPED
        else:
            _tell(edition, task, cause, own)
    return problems


def tell_seat_holders(task: Task, ids: Sequence[int]) -> Mapping[int, str]:
    """One letter to each of these registrations; why not, for the others."""
    edition = db.session.get_one(Edition, task.edition_id)
    cause = Cause.from_json(task.facts)
    places.lock(edition)
    found = seat_changes(edition, _told(edition, task, cause), ids)
    addresses = {key: seated[0].seat.registration.email_normalised for key, seated in found.items()}
    stopped = notifications.suppressed_among(list(addresses.values()))
    problems = {}
    for number in ids:
        if number not in found:
            problems[number] = Problem.SEAT_GONE
        elif addresses[number] in stopped:
            problems[number] = Problem.STOPPED
        else:
            for change in found[number]:
                if change.asks:
                    released_seats.ask_again(change.seat, change.until)
            emails.your_seats_changed(edition, found[number], cause, about=_about(task), soon=_is_soon(found[number]))
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


def _tell(edition: Edition, task: Task, cause: Cause, own: Sequence[OwnChange]) -> None:
    person = own[0].role.person
    with force_locale(LOCALES[language_or_default(person.language)]):
        calendars = [made for change in own if (made := _carried(change))]
    now = clock.now()
    for change in own:
        if change.asks and change.invitation:
            change.invitation.ask_to_reconfirm(now)
    if cause.forum_state:
        emails.forum_called_off(edition, own, cause, calendars, about=_about(task))
    else:
        emails.your_sessions_changed(edition, own, cause, calendars, about=_about(task), soon=_is_soon(own))
    db.session.flush()


def _is_soon(changes: Sequence[SessionChange]) -> bool:
    return any(change.now and change.now.starts_at < clock.now() + SOON for change in changes)


def _told(edition: Edition, task: Task, cause: Cause) -> Told:
    """What the press knew."""
    sessions = {int(key): facts for key, facts in task.facts["sessions"].items()}
    release = queries.by_number(edition, cause.number) if cause.number is not None else None
    since = release.released_at if release else None
    return Told(*_snapshots(edition, cause), sessions, whole=task.facts["whole"], since=since)


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
