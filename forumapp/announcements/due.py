"""Letters to everybody that leave by themselves, where the team switched that on (decision 19)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from forumapp import clock
from forumapp.announcements import emails, queries
from forumapp.announcements.models import Announcement, Kind
from forumapp.announcements.queries import Envelope, Only
from forumapp.audit import actions as audit
from forumapp.notifications import quiet_hours
from forumapp.notifications.automatic import Due, Horizon, Source

THANKS_UNTIL = timedelta(days=14)
"""After their day: later they would surprise."""


def source(kind: Kind) -> Source:
    return partial(due, kind)


def due(kind: Kind, horizon: Horizon) -> Iterator[Due]:
    """One for each mailbox that does not have it yet, so that late comers get it, too."""
    for announcement in queries.sent_by_itself(kind, clock.now().date()):
        at, until = span(announcement)
        if at > horizon.until or until <= clock.now():
            continue
        have_it = queries.written_to(announcement)
        only = Only(addresses=horizon.addresses)
        for envelope in queries.reached(queries.envelopes(announcement, only, horizon.assumption)):
            wanted = horizon.addresses is None or envelope.key in horizon.addresses
            if wanted and envelope.key not in have_it:
                yield _of(announcement, envelope, at, until)


def span(announcement: Announcement) -> tuple[datetime, datetime]:
    """From the morning of its day; until the forum begins, or some weeks after it."""
    edition, days = announcement.edition, timedelta(days=announcement.days or 0)
    zone = edition.time_zone
    if announcement.is_before:
        begins = quiet_hours.beginning(edition.starts_on, zone)
        return quiet_hours.morning(edition.starts_on - days, zone), begins
    at = quiet_hours.morning(edition.ends_on + days, zone)
    return at, at + THANKS_UNTIL


def _of(announcement: Announcement, envelope: Envelope, at: datetime, until: datetime) -> Due:
    edition, reader = announcement.edition, envelope.reader
    return Due(
        kind=announcement.kind,
        about=announcement.about,
        address=reader.address,
        name=reader.name,
        zone=reader.time_zone or edition.time_zone,
        edition_id=edition.id,
        at=at,
        until=until,
        write=partial(_write, announcement, envelope),
    )


def _write(announcement: Announcement, envelope: Envelope) -> None:
    emails.WRITERS[announcement.kind](announcement, envelope)
    person, registration = envelope.person, envelope.registration
    who = f"registration {registration.reference}" if registration else f"person {person.public_id}" if person else ""
    audit.record("letter to everybody sent", who, announcement.kind, announcement.edition, "system")
