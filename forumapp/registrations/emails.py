"""Letters to participants.

Whoever has not confirmed the address yet reads none of the words typed into the form, her own name included:
somebody else may have typed them (trust.md T6).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

from forumapp.forums.models import Mode
from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications.actions import LinkRequest, Recipient
from forumapp.notifications.rendering import Alike
from forumapp.programme import queries as programme
from forumapp.registrations import carried, opening, standing
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.words import Text

_REFERENCE = f"reference-{uuid4().hex}"
"""Stands for it where a crowd's letters are rendered once."""

_PROMISES = ("registration_confirmed", "registration_approved", "registration_by_team")
"""Letters that tell of her place, and bring the days of the forum for her calendar."""


def registration_confirmed(registration: Registration, form_number: int, is_new: bool = False) -> None:
    """You have a place; the address is still to be confirmed."""
    _write("registration_confirmed", registration, form_number, crowd=True, is_new=is_new)


def registration_waitlisted(registration: Registration, form_number: int, is_new: bool = False) -> None:
    """All places are taken; you stand in the line."""
    _write("registration_waitlisted", registration, form_number, crowd=True, is_new=is_new)


def registration_received(registration: Registration, form_number: int, is_new: bool = False) -> None:
    """It is with the team, which says yes to each; this is no place yet."""
    _write("registration_received", registration, form_number, crowd=True, is_new=is_new)


def registration_by_team(registration: Registration) -> None:
    """The team registered her, as she asked: a place, or one in the line."""
    _write("registration_by_team", registration, next_number(registration))


def registration_approved(registration: Registration) -> None:
    """The team said yes, and she has a place; in some sessions alone she may ask for seats."""
    _write(
        "registration_approved",
        registration,
        next_number(registration),
        category=registration.own_category.name if registration.own_category else None,
        sessions=_titles(registration),
    )


def registration_question(registration: Registration, words: str, answer_by: date | None) -> None:
    """What the team still has to know."""
    _write("registration_question", registration, next_number(registration), words=words, answer_by=answer_by)


def registration_refused(registration: Registration, reason: str) -> None:
    """The team said no, and why."""
    _write("registration_refused", registration, next_number(registration), reason=reason)


def registration_already(registration: Registration, form_number: int) -> None:
    """Somebody, probably you, asked once more; here is a link to what exists."""
    _write("registration_already", registration, form_number)


def registration_offered(registration: Registration) -> None:
    """A place is free for her, until a deadline."""
    _write("registration_offered", registration, next_number(registration))


def registration_lapsed(registration: Registration) -> None:
    """The deadline passed without a word from her."""
    _write("registration_lapsed", registration, next_number(registration))


def registration_address(registration: Registration, change_id: int, email: str, open_until: datetime) -> None:
    """To an address that is to be hers from now on: confirm it, or nothing changes.

    Whoever reads it may be anybody, and learns of the registration only for which forum it is.
    """
    notifications.queue(
        kind="registration_address",
        to=Recipient(email, language=registration.language),
        about=registration.about,
        version=next_number(registration),
        edition=registration.edition,
        facts={"open_until": open_until},
        link=LinkRequest(Purpose.NEW_ADDRESS, change_id, "/a/", open_until),
    )


def registration_moved(registration: Registration) -> None:
    """The new address is confirmed; here is the link that works from now on."""
    _write("registration_moved", registration, next_number(registration))


def registration_left(registration: Registration, before: str) -> None:
    """To the old address, which could do something about it if it was somebody else's doing."""
    notifications.queue(
        kind="registration_left",
        to=Recipient(before, registration.name, registration.language),
        about=registration.about,
        version=next_number(registration),
        edition=registration.edition,
    )


def registration_cancelled(registration: Registration, reason: str = "", by_team: bool = False) -> None:
    """Receipt, or what the team did and why."""
    _write("registration_cancelled", registration, next_number(registration), reason=reason, by_team=by_team)


@dataclass(frozen=True)
class _Stated:
    """What letters say of a registration: for all who register within a minute the same, but for the reference."""

    reference: str
    unconfirmed_until: datetime | None
    takes_place: bool
    mode: str
    is_speaker: bool
    is_waiting: bool
    offer_expires_at: datetime | None
    """Where a place is offered: until when."""
    is_verified: bool
    has_ticket: bool
    """Whether she has a place in the room, so that the letter brings the square that the desk reads."""
    has_calendar: bool = False
    """Whether the days of the forum come with it for her calendar."""


def _write(
    kind: str,
    registration: Registration,
    version: int,
    crowd: bool = False,
    is_new: bool = False,
    **facts: object,
) -> None:
    if not registration.email:
        return  # came unannounced and left no address
    edition, stated, alike = registration.edition, _stated(registration), None
    calendars = carried.of_forum(edition, registration.language) if _promises_place(kind, registration) else []
    stated = replace(stated, has_calendar=bool(calendars))
    if crowd:
        stated = replace(stated, reference=_REFERENCE)
        alike = Alike((edition.id, edition.version, stated), {_REFERENCE: registration.reference})
    notifications.queue(
        kind=kind,
        to=_recipient(registration),
        about=registration.about,
        version=version,
        edition=edition,
        facts={"registration": stated, "midday": opening.midday(edition), **facts},
        link=LinkRequest(Purpose.REGISTRATION, registration.id, "/r/"),
        more_calendars=calendars,
        enclosed=f"ticket {registration.id}" if stated.has_ticket else None,
        alike=alike,
        about_new=is_new,
    )


def _promises_place(kind: str, registration: Registration) -> bool:
    return kind in _PROMISES and registration.state == RegistrationState.APPROVED


def _stated(registration: Registration) -> _Stated:
    until = registration.unconfirmed_until
    return _Stated(
        reference=registration.reference,
        unconfirmed_until=until.replace(second=0, microsecond=0) if until else None,
        takes_place=registration.takes_place,
        mode=registration.mode,
        is_speaker=registration.is_speaker and not standing.is_crew(registration),
        is_waiting=registration.is_waiting,
        offer_expires_at=registration.offer_expires_at if registration.is_offered else None,
        is_verified=registration.verified_at is not None,
        has_ticket=registration.state == RegistrationState.APPROVED and registration.mode != Mode.ONLINE,
    )


def _recipient(registration: Registration) -> Recipient:
    name = registration.name if registration.verified_at else ""
    return Recipient(registration.email, name, registration.language)


def _titles(registration: Registration) -> list[Text] | None:
    """Of the only sessions in which she may ask for seats; None where nothing limits her."""
    if registration.limited_to is None:
        return None
    found = (programme.by_code(registration.edition, code) for code in registration.limited_to)
    return [session.title for session in found if session]


def next_number(registration: Registration) -> int:
    """Letters that follow no form are counted, so that each leaves once (INV-32)."""
    registration.letter_count += 1
    return registration.letter_count
