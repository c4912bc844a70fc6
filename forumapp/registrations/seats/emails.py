"""Letters about seats. Each tells what the row holds at that moment; what is told later calls the earlier one off.

Title, time and room are those of the newest release, and never such as are merely planned (INV-20).
"""

from collections.abc import Sequence

from forumapp.links import Purpose
from forumapp.notifications import actions as notifications
from forumapp.notifications.actions import Calendar, LinkRequest, Recipient
from forumapp.programme import announced
from forumapp.registrations import carried
from forumapp.registrations.seats.models import Seat


def seat_confirmed(seat: Seat) -> None:
    """The seat is hers; the session comes with it for her calendar, if its time is public."""
    _write("seat_confirmed", seat, carried.of_session(seat.session, seat.registration.language))


def seat_waitlisted(seat: Seat) -> None:
    """All seats are taken; she stands in the line."""
    _write("seat_waitlisted", seat)


def seat_offered(seat: Seat) -> None:
    """A seat is free for her, until a deadline."""
    _write("seat_offered", seat)


def seat_lapsed(seat: Seat, *, was_hers: bool = False) -> None:
    """The deadline passed without a word from her: of an offer, or, where the session moved, of a seat she had."""
    _write("seat_lapsed", seat, was_hers=was_hers)


def session_full(seat: Seat) -> None:
    """No seat became free before the session; the line ends."""
    _write("session_full", seat)


def seat_ended(seat: Seat) -> None:
    """The team says no and why."""
    _write("seat_ended", seat)


def _write(kind: str, seat: Seat, calendars: Sequence[Calendar] = (), **facts: object) -> None:
    registration = seat.registration
    known = announced.known(registration.edition)
    seat.letter_count += 1
    notifications.queue(
        kind=kind,
        to=Recipient(registration.email, registration.name, registration.language),
        about=seat.about,
        version=seat.letter_count,
        edition=registration.edition,
        facts={
            "seat": seat,
            "session": announced.of(seat.session, known),
            "has_calendar": bool(calendars),
            **facts,
        },
        link=LinkRequest(Purpose.REGISTRATION, registration.id, "/r/"),
        more_calendars=calendars,
    )
