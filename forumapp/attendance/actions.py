"""Checking in and undoing it, people who come unannounced, badges printed.

Each waits for the edition's places first, so that of two desks that press at once the second sees what the first did.
"""

import hashlib
from collections.abc import Sequence

from forumapp import clock, names
from forumapp.attendance import queries
from forumapp.attendance.models import (
    AT_THE_DESK,
    MAY_COME_IN,
    Attendance,
    Badge,
    CategoryFull,
    NobodyLeftOut,
    NotExpected,
)
from forumapp.attendance.queries import OnPaper
from forumapp.audit import actions as audit
from forumapp.audit.actions import Identified
from forumapp.database import new_public_id
from forumapp.extensions import db
from forumapp.forums.models import Edition, Mode
from forumapp.programme.models import ForumSession
from forumapp.registrations import places, references, waiting_list
from forumapp.registrations import queries as registrations
from forumapp.registrations.categories import queries as categories
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.registrations.models import RegisteredAlready, Registration, RegistrationState
from forumapp.registrations.seats import attending


def check_in(registration: Registration, by: Identified, session: ForumSession | None = None) -> bool:
    """She is here, and in the session's room where one is given; False if that was known. Raises NotExpected."""
    places.lock_for(registration)
    waiting_list.arrived(registration)
    if registration.state not in MAY_COME_IN:
        raise NotExpected(reference=registration.reference)
    arrived = _arrive(registration, by)
    if session is None:
        return arrived
    if queries.attendance(registration, session):
        return False
    _came(registration, by, session)
    attending.attended(registration, session)
    return True


def undo(registration: Registration, session: ForumSession | None = None) -> bool:
    """She is not here after all, and so in no room either, or not in that room; False if nobody had said so."""
    places.lock_for(registration)
    came = queries.attendance(registration, session)
    if came is None:
        return False
    if session is None:
        registration.state = RegistrationState.APPROVED
        for room in queries.rooms_where_she_came(registration):
            undo(registration, room)
    else:
        attending.did_not_attend(registration, session)
    db.session.delete(came)
    _record("check-in undone", registration, session)
    db.session.flush()
    return True


def walk_in(
    edition: Edition,
    by: Identified,
    *,
    name: str,
    organisation: str,
    email: str,
    language: str,
    form: str,
    category: RegistrationCategory | None = None,
) -> Registration:
    """Somebody nobody expected gets a place and is here; the same form sent twice is one person.

    The times of a category do not matter at the desk, its number does.
    Raises NobodyLeftOut where all places are taken, CategoryFull, RegisteredAlready.
    """
    places.lock(edition)
    address = names.normalise_email(email) if email else f"desk {hashlib.sha256(form.encode()).hexdigest()[:40]}"
    if known := registrations.live_by_address(edition, address):
        if known.source == AT_THE_DESK and known.name == name:
            return known
        raise RegisteredAlready(reference=known.reference)
    if category and category.id in categories.full(edition):
        raise CategoryFull
    if not places.take(edition):
        raise NobodyLeftOut
    now = clock.now()
    registration = Registration(
        edition=edition,
        reference=references.new(edition),
        name=name,
        email=email,
        email_normalised=address,
        organisation=organisation,
        language=language,
        mode=Mode.IN_PERSON,
        source=AT_THE_DESK,
        submitted_at=now,
        category_id=category.id if category else None,
    )
    registration.refresh_search()
    registration.have_place()
    db.session.add(registration)
    db.session.flush()
    _record("registered at the desk", registration)
    _arrive(registration, by, method="walk_in")
    return registration


def print_badges(edition: Edition, found: Sequence[OnPaper]) -> str:
    """Remember what is printed together; returns the id of the batch."""
    batch, now = new_public_id(), clock.now()
    for one in found:
        db.session.add(Badge(registration_id=one.registration.id, batch=batch, wording=one.wording, printed_at=now))
    audit.record("badges printed", f"edition {edition.slug}", f"{len(found)} badges", edition=edition)
    db.session.flush()
    return batch


def _arrive(registration: Registration, by: Identified, method: str = "desk") -> bool:
    if registration.state == RegistrationState.CHECKED_IN:
        return False
    registration.state, registration.seen_at = RegistrationState.CHECKED_IN, clock.now()
    _came(registration, by, None, method)
    return True


def _came(registration: Registration, by: Identified, session: ForumSession | None, method: str = "desk") -> None:
    db.session.add(
        Attendance(
            registration_id=registration.id,
            session_id=session.id if session else None,
            at=clock.now(),
            method=method,
            by_id=by.id,
        )
    )
    _record("checked in", registration, session)
    db.session.flush()


def _record(act: str, registration: Registration, session: ForumSession | None = None) -> None:
    detail = f"session {session.code}" if session else ""
    audit.record(act, f"registration {registration.reference}", detail, edition=registration.edition)
