"""Letters about changes of the agenda: to role holders about their own sessions, to those registered about all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale

from forumapp.agenda import calendar_files, carried, changes
from forumapp.agenda.affected import OwnChange
from forumapp.agenda.seated import SeatChange, invited, readers
from forumapp.agenda.snapshots import Snapshot
from forumapp.calendars import LAST_TURN
from forumapp.forums.models import Edition
from forumapp.invitations import calendar
from forumapp.invitations import emails as invitation_letters
from forumapp.invitations import facts as invitation_facts
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications import rendering
from forumapp.notifications.actions import Calendar, LinkRequest, PersonalLink, Recipient
from forumapp.notifications.models import PERSONAL_LINK
from forumapp.notifications.rendering import Alike, Written
from forumapp.people import post
from forumapp.people.models import Person
from forumapp.people.post import Reader
from forumapp.registrations.models import Registration
from forumapp.words import LOCALES, Text, language_or_default, translated

SEATS_CHANGED = "your_seats_changed"
GUEST_CALLED_OFF = "guest_called_off"
MOST_LINES = 15
"""Changes that a letter to all lists; who wants more reads the agenda."""


@dataclass(frozen=True)
class Cause:
    """Why letters leave: a release, by its number, or what became of the whole forum."""

    number: int | None = None
    urgent: bool = False
    reason: Text = Text()
    forum_state: str = ""
    """``postponed`` or ``cancelled`` where that is the matter."""

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "urgent": self.urgent,
            "reason": dict(self.reason),
            "forum_state": self.forum_state,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Cause":
        return cls(kept["number"], kept["urgent"], Text(kept["reason"]), kept["forum_state"])


def your_sessions_changed(
    edition: Edition,
    own: Sequence[OwnChange],
    cause: Cause,
    calendars: Sequence[Calendar],
    *,
    seated: Sequence[SeatChange] = (),
    about: str,
    soon: bool = False,
) -> None:
    """Her own changes, the entries for her calendar, and whether the new time suits her (E21, E22, E24).

    ``seated``: what becomes of her seats, so that it is one letter.
    """
    waited_for = cause.urgent or soon
    _to_role_holder("your_sessions_changed", edition, own, cause, calendars, about, seated, waited_for=waited_for)


def your_seats_changed(
    edition: Edition, seated: Sequence[SeatChange], cause: Cause, *, about: str, soon: bool = False
) -> None:
    """What becomes of her seats, in one letter (E21 to E24); to her contact, of those to which she was invited."""
    for reader in reversed(readers(seated)):  # hers stays the newest
        told = _told_of_seats(seated, reader)
        notifications.queue(
            kind=SEATS_CHANGED,
            to=_envelope(reader),
            about=about,
            edition=edition,
            facts=_seat_facts(told, cause, reader),
            link=_link_to_seats(told, reader),
            more_calendars=_of_seats(told),
            waited_for=cause.urgent or soon,
        )


def forum_called_off(
    edition: Edition, own: Sequence[OwnChange], cause: Cause, calendars: Sequence[Calendar], *, about: str
) -> None:
    """The forum is cancelled or postponed; the entries leave her calendar."""
    _to_role_holder("forum_called_off", edition, own, cause, calendars, about, waited_for=True)


def guest_called_off(invitation: Invitation, cause: Cause, *, about: str) -> None:
    """What she is asked to attend is cancelled or postponed; the file takes it out of her calendar."""
    for reader in reversed(post.readers_for(invitation.person)):  # hers stays the newest
        files = _taken_out(invitation, reader, cause)
        notifications.queue(
            kind=GUEST_CALLED_OFF,
            to=_envelope(reader),
            about=about,
            edition=invitation.edition,
            facts=_guest_facts(invitation, reader, cause, files),
            link=invitation_letters.link_of(invitation, reader),
            waited_for=True,
            more_calendars=files,
        )


def agenda_changed(
    registration: Registration, cause: Cause, before: Snapshot | None, after: Snapshot | None, *, about: str
) -> None:
    """What the release says otherwise, to somebody registered; where the days have other hours, with these."""
    calendars = _days(registration, before, after)
    facts = _facts_for_all(cause, before, after) | {"has_calendar": bool(calendars)}
    _to_registered("agenda_changed", registration, facts, cause, about, calendars)


def forum_called_off_registered(registration: Registration, cause: Cause, *, about: str) -> None:
    _to_registered("forum_called_off_registered", registration, {"cause": cause}, cause, about)


def kind_of_own(cause: Cause) -> str:
    return "forum_called_off" if cause.forum_state else "your_sessions_changed"


def kind_for_all(cause: Cause) -> str:
    return "forum_called_off_registered" if cause.forum_state else "agenda_changed"


def preview_own(edition: Edition, own: Sequence[OwnChange], cause: Cause, seated: Sequence[SeatChange] = ()) -> Written:
    """The letter as it would leave now; its secret links do not exist yet."""
    language = language_or_default(own[0].role.person.language)
    leads_to_part = any(change.invitation or change.asked for change in own)
    facts = _own_facts(own, seated, cause, sum(it.changes_calendar for it in own), leads_to_part=leads_to_part)
    return _preview(kind_of_own(cause), language, edition, _to(own), facts)


def preview_seats(edition: Edition, seated: Sequence[SeatChange], cause: Cause) -> Written:
    reader = readers(seated)[0]
    facts = _seat_facts(_told_of_seats(seated, reader), cause, reader)
    return _preview(SEATS_CHANGED, language_or_default(reader.language), edition, _envelope(reader), facts)


def preview_guest(invitation: Invitation, cause: Cause) -> Written:
    reader = post.readers_for(invitation.person)[0]
    facts = _guest_facts(invitation, reader, cause, _taken_out(invitation, reader, cause))
    return _preview(
        GUEST_CALLED_OFF, language_or_default(reader.language), invitation.edition, _envelope(reader), facts
    )


def preview_for_all(
    registration: Registration, cause: Cause, before: Snapshot | None, after: Snapshot | None
) -> Written:
    facts: dict[str, object] = {"cause": cause} if cause.forum_state else _facts_for_all(cause, before, after)
    facts["has_calendar"] = not cause.forum_state and _brings_days(registration, before, after)
    language = language_or_default(registration.language)
    return _preview(kind_for_all(cause), language, registration.edition, _at(registration), facts)


def _guest_facts(invitation: Invitation, reader: Reader, cause: Cause, files: Sequence[Calendar]) -> dict[str, object]:
    session = invitation.session
    return {
        "asked": invitation_facts.of(invitation),
        "cause": cause,
        "has_answered": invitation.state == InvitationState.ACCEPTED,
        "is_postponed": cause.forum_state == "postponed"
        or bool(not cause.forum_state and session and session.is_postponed),
        "has_calendar": bool(files),
        "copy": _copy(reader, invitation.person),
    }


def _taken_out(invitation: Invitation, reader: Reader, cause: Cause) -> list[Calendar]:
    """What she who accepted holds goes with the forum."""
    if invitation.state != InvitationState.ACCEPTED or not cause.forum_state:
        return []
    language = language_or_default(reader.language)
    if invitation.session_to_attend is None:
        found = carried.of_forum(invitation.edition, language, turn=LAST_TURN, off=True)
    else:
        found = _of_guest(invitation, language, off=True)
    return [found] if found else []


def _to_role_holder(
    kind: str,
    edition: Edition,
    own: Sequence[OwnChange],
    cause: Cause,
    calendars: Sequence[Calendar],
    about: str,
    seated: Sequence[SeatChange] = (),
    *,
    waited_for: bool,
) -> None:
    person = own[0].role.person
    # The contact's first, as with every letter of an invitation: hers stays the newest.
    for reader in reversed(post.readers_for(person)):
        carried = calendars if reader.contact is None else _copies(own, reader.language)
        hers = _told_of_seats(seated, reader)
        to_part, to_seats = _link(own, reader), _link_to_seats(hers, reader)
        about_them = _own_facts(own, hers, cause, len(carried), leads_to_part=to_part is not None)
        notifications.queue(
            kind=kind,
            to=_envelope(reader),
            about=about,
            edition=edition,
            facts=about_them | {"copy": _copy(reader, person)},
            link=to_part or to_seats,
            second_link=to_seats if to_part else None,
            calendar=carried[0] if carried else None,
            more_calendars=[*carried[1:], *_of_seats(hers)],
            waited_for=waited_for,
        )


def _told_of_seats(seated: Sequence[SeatChange], reader: Reader) -> Sequence[SeatChange]:
    return invited(seated) if reader.contact else seated


def _copy(reader: Reader, person: Person) -> invitation_letters.Copy | None:
    return invitation_letters.Copy(person, reader.contact) if reader.contact else None


def _link_to_seats(seated: Sequence[SeatChange], reader: Reader) -> LinkRequest | None:
    """To her registration; her contact answers where she was invited."""
    if not seated:
        return None
    asking = sorted(seated, key=lambda it: not it.asks)
    if reader.contact and asking[0].invitation:
        return invitation_letters.link_of(asking[0].invitation, reader)
    return LinkRequest(Purpose.REGISTRATION, seated[0].seat.registration_id, "/r/")


def _link(own: Sequence[OwnChange], reader: Reader) -> LinkRequest | None:
    """To the invitation that asks for her word, else to the first."""
    found = [change.invitation or change.asked for change in sorted(own, key=lambda it: not it.asks)]
    invitations = [invitation for invitation in found if invitation]
    return invitation_letters.link_of(invitations[0], reader) if invitations else None


def _copies(own: Sequence[OwnChange], language: str) -> list[Calendar]:
    """For the calendar of her contact, who is no party to it: files to open."""
    with force_locale(LOCALES[language_or_default(language)]):
        changed = [change.invitation for change in own if change.changes_calendar and change.now and change.invitation]
        return [copy for invitation in changed if (copy := calendar.copy(invitation))]


def _to_registered(
    kind: str,
    registration: Registration,
    facts: Mapping[str, object],
    cause: Cause,
    about: str,
    calendars: Sequence[Calendar] = (),
) -> None:
    notifications.queue(
        kind=kind,
        to=_at(registration),
        about=about,
        edition=registration.edition,
        facts=facts,
        link=LinkRequest(Purpose.REGISTRATION, registration.id, "/r/"),
        waited_for=cause.urgent or bool(cause.forum_state),
        more_calendars=calendars,
        alike=Alike((about, registration.edition.id, bool(calendars)), {}),
    )


def _of_seats(seated: Sequence[SeatChange]) -> list[Calendar]:
    """Of the sessions in which she has a seat, as they are now."""
    return [
        one
        for change in seated
        if change.now and change.seat.holds and not change.seat.is_offered
        for one in [_of_seat(change, change.now.language)]
        if one
    ]


def _of_seat(change: SeatChange, language: str) -> Calendar | None:
    """What came with an invitation follows on what was told there."""
    if change.invitation:
        return _of_guest(change.invitation, language)
    return carried.of_session(change.seat.session, language)


def _of_guest(invitation: Invitation, language: str, *, off: bool = False) -> Calendar | None:
    with force_locale(LOCALES[language_or_default(language)]):
        return calendar.of_guest(invitation, off=off)


def _days(registration: Registration, before: Snapshot | None, after: Snapshot | None) -> list[Calendar]:
    if not _brings_days(registration, before, after):
        return []
    found = carried.of_forum_now(registration.edition, language_or_default(registration.language))
    return [found] if found else []


def _brings_days(registration: Registration, before: Snapshot | None, after: Snapshot | None) -> bool:
    """Only to whoever has a place, and where her calendar says otherwise."""
    if after is None or not registration.takes_part:
        return False
    return before is None or calendar_files.spans(before) != calendar_files.spans(after)


def _own_facts(
    own: Sequence[OwnChange], seated: Sequence[SeatChange], cause: Cause, entry_count: int, *, leads_to_part: bool
) -> dict[str, object]:
    person = own[0].role.person
    codes = {change.code for change in own}
    return {
        "own": own,
        "seated": seated,
        "sessions": [*own, *(change for change in seated if change.code not in codes)],
        "leads_to_part": leads_to_part,
        "has_calendar": bool(_of_seats(seated)),
        "cause": cause,
        "reader": person,
        "greeting": invitation_facts.greeting,
        "asks": any(change.asks for change in own),
        "has_part": any(change.role.is_confirmed for change in own),
        "entry_count": entry_count,
    }


def _seat_facts(seated: Sequence[SeatChange], cause: Cause, reader: Reader) -> dict[str, object]:
    first = seated[0].invitation
    return {
        "own": seated,
        "cause": cause,
        "reader": _envelope(reader),
        "has_calendar": bool(_of_seats(seated)),
        "copy": _copy(reader, first.person) if first else None,
    }


class _Lines:
    """Told in the language of the letter, which is known only while it is written."""

    def __init__(self, before: Snapshot | None, after: Snapshot | None) -> None:
        self._before, self._after = before, after

    def all(self) -> list[str]:
        if self._before is None or self._after is None:
            return []
        return [change.line for change in changes.told(self._before, self._after)]


def _facts_for_all(cause: Cause, before: Snapshot | None, after: Snapshot | None) -> dict[str, object]:
    return {"cause": cause, "is_first": before is None, "lines": _Lines(before, after), "most": MOST_LINES}


def _preview(kind: str, language: str, edition: Edition, to: Recipient, facts: Mapping[str, object]) -> Written:
    link = PersonalLink(translated(PERSONAL_LINK))
    shown = {"edition": edition, "recipient": to, "link": link, "second_link": link, "code": None}
    return rendering.write(kind, language, {**facts, **shown})


def _to(own: Sequence[OwnChange]) -> Recipient:
    person = own[0].role.person
    return Recipient(person.email, person.printed_name, person.language, person.time_zone)


def _envelope(reader: Reader) -> Recipient:
    return Recipient(reader.address, reader.name, reader.language, reader.time_zone)


def _at(registration: Registration) -> Recipient:
    return Recipient(registration.email, registration.name, registration.language)
