"""Letters to participants.

Whoever has not confirmed the address yet reads none of the words typed into the form, her own name included:
somebody else may have typed them (trust.md T6).
"""

from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications.actions import LinkRequest, Recipient
from forumapp.registrations import opening
from forumapp.registrations.models import Registration


def registration_confirmed(registration: Registration, form_number: int) -> None:
    """You have a place; the address is still to be confirmed."""
    _write("registration_confirmed", registration, form_number)


def registration_waitlisted(registration: Registration, form_number: int) -> None:
    """All places are taken; you stand in the line."""
    _write("registration_waitlisted", registration, form_number)


def registration_already(registration: Registration, form_number: int) -> None:
    """Somebody, probably you, asked once more; here is a link to what exists."""
    _write("registration_already", registration, form_number)


def registration_place_free(registration: Registration) -> None:
    """A place became free, and it is yours."""
    _write("registration_place_free", registration, _next_number(registration))


def registration_cancelled(registration: Registration, reason: str = "", by_team: bool = False) -> None:
    """Receipt, or what the team did and why."""
    _write("registration_cancelled", registration, _next_number(registration), reason=reason, by_team=by_team)


def _write(kind: str, registration: Registration, version: int, **facts: object) -> None:
    edition = registration.edition
    notifications.queue(
        kind=kind,
        to=_recipient(registration),
        about=registration.about,
        version=version,
        edition=edition,
        facts={"registration": registration, "midday": opening.midday(edition), **facts},
        link=LinkRequest(Purpose.REGISTRATION, registration.id, "/r/"),
    )


def _recipient(registration: Registration) -> Recipient:
    name = registration.name if registration.verified_at else ""
    return Recipient(registration.email, name, registration.language)


def _next_number(registration: Registration) -> int:
    """Letters that follow no form are counted, so that each leaves once (INV-32)."""
    registration.letter_count += 1
    return registration.letter_count
