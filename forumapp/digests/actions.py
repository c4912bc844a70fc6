"""A member switches her digest on and off; each morning it is written, where there is something to say."""

from forumapp import clock
from forumapp.accounts.models import RoleGrant
from forumapp.audit import actions as audit
from forumapp.digests import contents, emails, queries
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.notifications import actions as notifications
from forumapp.rights import Permission


def switch_on(given: RoleGrant, edition: Edition) -> None:
    """From the next morning on; she sees on the overview what there is now."""
    if given.digest_since is None:
        given.digest_since = clock.now()
        audit.record("digest switched on", f"member {given.member_id}", edition=edition)
        db.session.flush()


def switch_off(given: RoleGrant, edition: Edition) -> None:
    """At once: what has not left yet does not leave."""
    if given.digest_since is not None:
        given.digest_since = None
        notifications.cancel(emails.about(given), {emails.KIND})
        audit.record("digest switched off", f"member {given.member_id}", edition=edition)
        db.session.flush()


def write(grant_id: int) -> None:
    """Safe to repeat: what was looked at this morning is not due any more."""
    given, now = queries.locked(grant_id), clock.now()
    edition = db.session.get(Edition, given.edition_id) if given else None
    if given is None or edition is None or given.digest_since is None:
        return
    if not queries.is_due(given.digest_since, edition.time_zone, now):
        return
    may_see = given.member.may(Permission.BRING_PEOPLE, edition)
    if may_see and (lines := contents.of(edition, given.member, given.digest_since)):
        emails.organiser_digest(edition, given, lines)
    given.digest_since = now
    db.session.flush()
