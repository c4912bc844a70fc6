"""The one letter that brings an invitation to mind (decision 19)."""

from collections.abc import Iterator
from functools import partial

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.invitations import deadlines, emails, following, queries
from forumapp.invitations.models import Invitation
from forumapp.notifications.automatic import Assumption, Due, Horizon
from forumapp.people import post
from forumapp.people.post import Reader

KIND = "invitation_reminder"


def due(horizon: Horizon) -> Iterator[Due]:
    """Who accepts needs none."""
    if horizon.assumption == Assumption.ALL_ACCEPT:
        return
    for invitation in queries.unanswered(horizon):
        for reader in post.readers_for(invitation.person):
            wanted = horizon.addresses is None or reader.key in horizon.addresses
            if wanted and (one := of(invitation, reader)) and one.at <= horizon.until:
                yield one


def of(invitation: Invitation, reader: Reader) -> Due | None:
    """The reminder of this invitation to her, or to her contact, if nobody answers."""
    at, edition = deadlines.reminder_at(invitation, to_contact=reader.contact is not None), invitation.edition
    if at is None or invitation.respond_by is None:
        return None
    return Due(
        kind=KIND,
        about=queries.about(invitation),
        address=reader.address,
        name=reader.name,
        zone=reader.time_zone or edition.time_zone,
        edition_id=edition.id,
        at=at,
        until=invitation.respond_by,
        write=partial(_remind, invitation, reader),
    )


def _remind(invitation: Invitation, reader: Reader) -> None:
    if reader.contact:
        invitation.contact_reminded_at = clock.now()
    else:
        invitation.reminded_at = clock.now()
    emails.invitation_reminder(invitation, [reader])
    audit.record(
        "invitation brought to mind",
        queries.about(invitation),
        following.what(invitation),
        invitation.edition,
        "system",
    )
