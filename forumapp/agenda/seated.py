"""What a release means for whoever has a seat or waits for one: her sessions, old and new (E21 to E24)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from forumapp import clock
from forumapp.agenda import changes
from forumapp.agenda.affected import Frozen, Released, SessionChange, Told, slot_of
from forumapp.forums.models import Edition
from forumapp.invitations import queries as invitations
from forumapp.invitations.models import Invitation
from forumapp.people import post
from forumapp.people.post import Reader
from forumapp.programme.models import ForumSession
from forumapp.registrations.seats import queries as seats
from forumapp.registrations.seats.models import Seat, SeatState, reconfirmed_by
from forumapp.words import Text, language_or_default

NO_OTHERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class SeatChange(SessionChange):
    """``people_changed`` without names, because nothing can be taken back from letters (INV-25)."""

    seat: Seat
    people_changed: bool
    clashes_with: str = ""
    """The title of another session at the new time in which she has a seat or a part."""
    until: datetime | None = None
    """When her seat passes on, if she is asked and says nothing; None: she keeps it."""
    invitation: Invitation | None = None
    """By which she was asked to the session and said yes, so that her contact reads of it, too."""

    @property
    def is_new(self) -> bool:
        """She was told of its time with her seat."""
        return False

    @property
    def asks(self) -> bool:
        """Whether she is asked if she keeps her seat (INV-31)."""
        has_one = self.seat.state in (SeatState.CONFIRMED, SeatState.NEEDS_RECONFIRMATION)
        return has_one and (self.is_far or bool(self.clashes_with))

    @property
    def asks_on_invitation(self) -> bool:
        """Whether she is asked there, because no letter can lead to her registration."""
        return self.asks and self.invitation is not None and not self.seat.registration.email

    @property
    def says_something(self) -> bool:
        return super().says_something or self.people_changed


def seat_changes(
    edition: Edition,
    told: Told,
    registrations: Collection[int] | None = None,
    *,
    languages: Mapping[str, str] = NO_OTHERS,
) -> dict[int, list[SeatChange]]:
    """By registration, in the order of the programme; nobody whose seats stay as they are.

    ``languages``: in which one mailboxes are written to that have a letter about a part as well.

    Of a forum that is called off everybody registered is told, whatever seats she has.
    """
    if edition.is_called_off:
        return {}
    released = Released(told)
    found_seats = seats.to_tell(edition, list(told.sessions), registrations, since=told.since)
    asked = _invitations(edition, found_seats)
    changed = [
        change
        for seat in found_seats
        if (
            change := _change(seat, told.sessions[seat.session_id], released, asked.get(seat.id), languages)
        ).says_something
        or (told.whole and change.before is None)
    ]
    moved = {change.seat.registration_id for change in changed if change.is_moved}
    elsewhere = seats.engagements(moved) if moved else {}
    found: dict[int, list[SeatChange]] = {}
    for change in changed:
        others = elsewhere.get(change.seat.registration_id, [])
        found.setdefault(change.seat.registration_id, []).append(_asked(change, others, released))
    return found


def _asked(change: SeatChange, others: Sequence[ForumSession], released: Released) -> SeatChange:
    """With what she has at the new time besides, and until when she has to say whether she keeps the seat."""
    if change.before is None or change.now is None:
        return change
    at_once = (it for it in others if it.id != change.seat.session_id and _collides(change, released.times(it)))
    language = change.now.language
    return replace(
        change,
        clashes_with=next((it.title.in_language(language) for it in at_once), ""),
        until=_until(change, change.now.starts_at),
    )


def _until(change: SeatChange, starts_at: datetime) -> datetime | None:
    """Nobody waits for the seat of who was invited by name: without a word she keeps it."""
    if change.seat.is_invited or not change.is_on_another_day:
        return None
    return reconfirmed_by(clock.now(), starts_at)


def _collides(change: SeatChange, times: tuple[datetime, datetime]) -> bool:
    """At its new time, and not at the earlier one, of which she knew."""
    starts_at, ends_at = times
    before, now = (
        bool(slot and slot.starts_at < ends_at and starts_at < slot.ends_at) for slot in (change.before, change.now)
    )
    return now and not before


def readers(seated: Sequence[SeatChange]) -> Sequence[Reader]:
    """Of these seats of one registration: whoever registered, first, and the contact of whoever was invited by name."""
    registration, asked = seated[0].seat.registration, invited(seated)
    known = post.readers_for(asked[0].invitation.person) if asked and asked[0].invitation else ()
    if not registration.email:
        return known
    return [
        Reader(registration.email, registration.name, registration.language, None),
        *(reader for reader in known if reader.contact),
    ]


def invited(seated: Sequence[SeatChange]) -> list[SeatChange]:
    """Those of which her contact reads; what she asked for herself is told to nobody else."""
    return [change for change in seated if change.invitation]


def _invitations(edition: Edition, found: Sequence[Seat]) -> dict[int, Invitation]:
    """By the seat's id."""
    hers = {seat.id: (seat.registration.person_id, seat.session_id) for seat in found if seat.is_invited}
    people = {person for person, _session in hers.values() if person is not None}
    known = invitations.accepted_seats(edition, people) if people else {}
    return {number: known[key[0], key[1]] for number, key in hers.items() if key[0] is not None and key in known}


def _language(seat: Seat, invitation: Invitation | None, languages: Mapping[str, str]) -> str:
    registration = seat.registration
    language = registration.language
    if invitation and not registration.email:
        language = next((one.language for one in post.readers_for(invitation.person)), language)
    return language_or_default(languages.get(registration.email_normalised, language))


def _change(
    seat: Seat, facts: Frozen, released: Released, invitation: Invitation | None, languages: Mapping[str, str]
) -> SeatChange:
    uid, language = facts["uid"], _language(seat, invitation, languages)
    before, now = released.slot(uid, seat.mode, language), slot_of(facts, seat.mode, language)
    is_read, kinds = released.is_read(uid), released.kinds(facts)
    if released.was_off(uid) and now is None:  # told with an earlier release
        before = None
    return SeatChange(
        before=before,
        now=now,
        title=Text(facts["title"]).in_language(language),
        code=facts["code"],
        is_cancelled=facts["is_off"],
        is_restored=changes.RESTORED in kinds and not facts["is_off"],
        is_retitled=bool(is_read and before and now and before.title != now.title),
        is_reworded=is_read and changes.TEXT in kinds,
        seat=seat,
        people_changed=is_read and changes.PEOPLE in kinds,
        invitation=invitation,
    )
