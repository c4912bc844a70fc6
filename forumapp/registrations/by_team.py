"""What the team does with a registration: make one for somebody, correct it, end it, say yes or no to it.

Each locks the edition's places first (see ``places``), or is called behind the lock and says so.
"""

from forumapp import clock
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.notifications import actions as notifications
from forumapp.registrations import changing, emails, making, opening, places, queries, waiting_list
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.models import BY_TEAM, RegisteredAlready, Registration
from forumapp.registrations.opening import NotOpen, Opening
from forumapp.registrations.seats import actions as seats

_TEAM_MAY_REGISTER = (Opening.OPEN, Opening.NOT_YET, Opening.CLOSED, Opening.POSTPONED)


def register_for(
    edition: Edition,
    *,
    name: str,
    email: str,
    organisation: str = "",
    mode: str | None = None,
    language: str = "en",
    category: RegistrationCategory | None = None,
) -> Registration:
    """By the team, for somebody who called or wrote: before and after registration is open, in any category.

    The team's word is the review, and vouches for the address; places and quotas hold as for everybody. The same
    once more is the same registration. Raises NotOpen where nobody can come any more, RegisteredAlready.
    """
    if opening.of(edition, clock.now()) not in _TEAM_MAY_REGISTER:
        raise NotOpen
    places.lock(edition)
    if known := queries.live_by_address(edition, email):
        if (known.source, known.name) == (BY_TEAM, name):
            return known
        raise RegisteredAlready(reference=known.reference)
    registration = making.wanted(edition, name, email, organisation, mode, language, category)
    registration.source = BY_TEAM
    registration.verify(clock.now())
    waiting_list.place_or_turn(registration)
    db.session.add(registration)
    db.session.flush()
    changing.record("registered", registration, detail=f"by the team, {registration.state}")
    emails.registration_by_team(registration)
    db.session.flush()
    return registration


def correct(
    registration: Registration, name: str, organisation: str, *, mode: str | None = None, language: str | None = None
) -> None:
    """By the team, which need not look again at what it wrote itself. Raises EndedAlready, NoPlaceThere."""
    places.lock_for(registration)
    changing.change(registration, name, organisation, mode, language)
    changing.record("registration corrected", registration)
    db.session.flush()


def cancel_on_behalf(registration: Registration, reason: str) -> None:
    """By the team, which says why. Raises EndedAlready, SpeakersDecline."""
    places.lock_for(registration)
    changing.cancel(registration)
    emails.registration_cancelled(registration, reason, by_team=True)
    db.session.flush()


def let_in(registration: Registration) -> None:
    """The team said yes: hers is the place that she kept, or a free one, or her turn in the line. Behind the lock."""
    if registration.keeps_place:
        registration.have_place()
    else:
        waiting_list.place_or_turn(registration)
    db.session.flush()


def reject(registration: Registration) -> None:
    """The team said no: what she kept goes to the next. Behind the lock."""
    held = registration.place_held
    registration.reject(clock.now())
    notifications.cancel(registration.about)
    seats.end_all(registration)
    db.session.flush()
    if held:
        waiting_list.free(registration.edition, held)
