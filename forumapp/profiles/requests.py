"""The weekly letter about what is missing in a profile (E12); off until an organiser switches it on (decision 19)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations.models import Invitation
from forumapp.notifications import quiet_hours
from forumapp.notifications.automatic import Assumption, Due, Horizon
from forumapp.people import post
from forumapp.people.post import Reader
from forumapp.profiles import emails, queries
from forumapp.profiles.models import ProfileRequest
from forumapp.profiles.parts import Missing, wanted_until

KIND = "profile_wanted"
EACH = timedelta(days=7)
"""After the yes, and then again (E12)."""


def about(person_id: int) -> str:
    """What these letters are about, among those that are due."""
    return f"profile of person {person_id}"


def due(horizon: Horizon) -> Iterator[Due]:
    """For each person of an edition that asks, once however many parts she has; each of her readers has a turn."""
    for edition in queries.editions_that_ask(clock.now().date()):
        accepted = list(_accepted(edition, horizon))
        asked = queries.requests_in(edition)
        missing = queries.missing(edition, [invitation.person for invitation, _ in accepted])
        for invitation, said_yes_at in accepted:
            if wanted := missing[invitation.person_id]:
                for reader in post.readers_for(invitation.person):
                    begun = _begun(reader, asked.get(invitation.person_id), said_yes_at)
                    yield from _of(invitation, reader, begun, wanted, horizon)


def _accepted(edition: Edition, horizon: Horizon) -> Iterable[tuple[Invitation, datetime]]:
    """The first yes of each person, and when she said it; in a forecast also of those who would say it now."""
    found = [(one, one.answered_at) for one in queries.accepted_in(edition, horizon.addresses) if one.answered_at]
    if horizon.assumption == Assumption.ALL_ACCEPT:
        found += [(one, clock.now()) for one in queries.would_accept(edition, horizon.addresses)]
    first: dict[int, tuple[Invitation, datetime]] = {}
    for invitation, at in found:
        if invitation.person_id not in first or at < first[invitation.person_id][1]:
            first[invitation.person_id] = (invitation, at)
    return first.values()


def _begun(reader: Reader, asked: ProfileRequest | None, said_yes_at: datetime) -> datetime:
    """Since when nobody asked this mailbox; a contact who came later did not hear of the yes before."""
    last = asked.last_to(reader) if asked else None
    return last or (max(said_yes_at, reader.contact.since) if reader.contact else said_yes_at)


def _of(
    invitation: Invitation, reader: Reader, begun: datetime, wanted: tuple[Missing, ...], horizon: Horizon
) -> Iterator[Due]:
    edition = invitation.edition
    zone = reader.time_zone or edition.time_zone
    at = _a_week_after(begun, zone)
    if at > horizon.until or not (horizon.addresses is None or reader.key in horizon.addresses):
        return
    one = Due(
        kind=KIND,
        about=about(invitation.person_id),
        address=reader.address,
        name=reader.name,
        zone=zone,
        edition_id=edition.id,
        at=at,
        until=quiet_hours.morning(wanted_until(edition), edition.time_zone),
        write=partial(_write, invitation, reader, wanted),
    )
    yield replace(one, following=partial(_next, one))


def _next(one: Due, left: datetime) -> Due:
    following = replace(one, at=_a_week_after(left, one.zone))
    return replace(following, following=partial(_next, following))


def _a_week_after(at: datetime, zone: str) -> datetime:
    """In the morning of her day."""
    return quiet_hours.morning(quiet_hours.day_of(at, zone) + EACH, zone)


def _write(invitation: Invitation, reader: Reader, wanted: tuple[Missing, ...]) -> None:
    asked = queries.request_of(invitation.edition_id, invitation.person_id)
    if asked is None:
        asked = ProfileRequest(edition_id=invitation.edition_id, person_id=invitation.person_id)
        db.session.add(asked)
    asked.note(reader, clock.now())
    emails.profile_wanted(invitation, reader, wanted, number=asked.times)
    audit.record("profile asked for", f"person {invitation.person.public_id}", "", invitation.edition, "system")
