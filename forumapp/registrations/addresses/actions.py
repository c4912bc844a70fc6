"""Asking for another address, calling that off, and confirming it, which ends what the old mailbox could do.

Each locks the edition's places first (see ``places``), and reads what it decides upon after that.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, select

from forumapp import clock, links, names
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.links import Link, Purpose
from forumapp.notifications import actions as notifications
from forumapp.registrations import emails, places, queries
from forumapp.registrations.addresses import queries as addresses
from forumapp.registrations.addresses.models import OPEN_FOR, AddressChange, HasOneAlready, InTheDirectory
from forumapp.registrations.models import EndedAlready, Registration

LETTERS_AN_HOUR = 3


def ask(registration: Registration, email: str, *, by_team: bool = False) -> bool:
    """A letter to the new address; who asks learns nothing of what that address has here already (trust.md T3).

    Whoever is registered with it gets her own link instead. False where it is the present address.
    Raises EndedAlready, InTheDirectory.
    """
    places.lock_for(registration)
    if not registration.is_live:
        raise EndedAlready
    if not registration.keeps_own_address:
        raise InTheDirectory
    end(registration)
    key = names.normalise_email(email)
    if key == registration.email_normalised:
        return False
    change = AddressChange(
        registration_id=registration.id, email=names.one_line(email), email_normalised=key, asked_at=clock.now()
    )
    db.session.add(change)
    db.session.flush()
    _record("address change asked", registration, actor=None if by_team else "registrant")
    _write(registration, change)
    db.session.flush()
    return True


def call_off(registration: Registration) -> None:
    """Everything stays as it is; twice is once."""
    places.lock_for(registration)
    if addresses.of(registration):
        _record("address change called off", registration, actor="registrant")
    end(registration)


def end(registration: Registration) -> None:
    """Whatever was asked for leads nowhere any more. Behind ``places.lock``."""
    if change := addresses.of(registration):
        change.ended_at = clock.now()
        links.revoke_all(Purpose.NEW_ADDRESS, change.id)
        notifications.cancel(registration.about, ["registration_address"])
        db.session.flush()


def confirm(change: AddressChange) -> None:
    """The owner of the new mailbox pressed the button: letters go there, and every earlier link has ended.

    The old mailbox is told, if it ever was hers. Raises EndedAlready, InTheDirectory, HasOneAlready.
    """
    registration = change.registration
    places.lock_for(registration)
    db.session.refresh(change)
    if not registration.is_live or not change.is_open(clock.now()):
        raise EndedAlready
    if not registration.keeps_own_address:
        raise InTheDirectory
    if queries.live_by_address(registration.edition, change.email) is not None:
        raise HasOneAlready
    before, was_hers = registration.email, registration.verified_at is not None
    end(registration)
    notifications.cancel_with_link(Purpose.REGISTRATION, registration.id, to=names.normalise_email(before))
    links.revoke_all(Purpose.REGISTRATION, registration.id)
    registration.move_to(change.email, clock.now())
    _record("address changed", registration, actor="registrant")
    db.session.flush()
    emails.registration_moved(registration)
    if was_hers:
        emails.registration_left(registration, before)
    db.session.flush()


def forget_old() -> int:
    """What nobody confirmed in time, and what is done; says how many."""
    return _forget(AddressChange.asked_at <= clock.now() - OPEN_FOR)


def forget_of(registration: Registration) -> int:
    """Before its own row goes."""
    return _forget(AddressChange.registration_id == registration.id)


def forget_addresses(keys: Collection[str]) -> int:
    """Normalised ones, whoever asked for letters to go there."""
    return _forget(AddressChange.email_normalised.in_(keys))


def _write(registration: Registration, change: AddressChange) -> None:
    if addresses.letters_of_last_hour(registration) >= LETTERS_AN_HOUR:
        return
    if queries.letters_of_last_hour(change.email) >= LETTERS_AN_HOUR:
        return
    known = queries.live_by_address(registration.edition, change.email)
    if known:
        emails.registration_already(known, int(clock.now().timestamp()))
    else:
        emails.registration_address(registration, change.id, change.email, change.open_until)


def _forget(which: ColumnElement[bool]) -> int:
    """Links with it: SQLite gives the number of a deleted row to the next one."""
    ids = list(db.session.scalars(select(AddressChange.id).where(which)))
    db.session.execute(delete(Link).where(Link.purpose == Purpose.NEW_ADDRESS, Link.object_id.in_(ids)))
    db.session.execute(delete(AddressChange).where(AddressChange.id.in_(ids)))
    return len(ids)


def _record(act: str, registration: Registration, actor: str | None = None) -> None:
    audit.record(act, f"registration {registration.reference}", edition=registration.edition, actor=actor)
