"""Asking people: drafts, letters, representatives, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forumapp import clock
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations import deadlines, emails, following, queries
from forumapp.invitations.models import Invitation
from forumapp.invitations.nominations import Nomination
from forumapp.invitations.refusals import (
    AddressOfAnother,
    AddressOfPrincipal,
    AskedToAttend,
    NothingToClear,
    NotReissuable,
)
from forumapp.invitations.vocabulary import Cause, Purpose, Whose
from forumapp.notifications import actions as notifications
from forumapp.people import actions as people
from forumapp.people import duplicates, pool, post
from forumapp.people import queries as people_queries
from forumapp.people.models import Person
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.programme.vocabulary import MODERATING
from forumapp.refusals import Refused
from forumapp.words import N_, Text


@dataclass(frozen=True)
class Terms:
    """What a letter says beside the part itself: who pays, who else, and whether somebody may come instead."""

    costs: Text
    with_words: Text
    may_be_represented: bool = True

    def over(self, invitation: Invitation) -> "Terms":
        """What was said with its proposal stays where these terms say nothing."""
        return Terms(
            self.costs or invitation.costs,
            self.with_words or invitation.with_words,
            self.may_be_represented and invitation.may_be_represented,
        )


class DeadlinePassed(Refused):
    words = N_("The time to reply has to lie ahead.")


class NoAddress(Refused):
    words = N_("There is no address to write to. Record the answer by hand.")


def draft(role: SessionRole) -> Invitation:
    """The invitation for a part, ready to be checked and sent; each part has one."""
    if known := queries.for_role(role):
        return known
    invitation = _drafted(role)
    db.session.add(invitation)
    db.session.flush()
    following.record("invitation drafted", invitation)
    return invitation


def draft_all(session: ForumSession, people: Sequence[Person], part: str) -> list[Invitation]:
    """Propose many for one part, and draft their invitations; who has the part already is left out."""
    return _add([_drafted(role) for role in programme.add_roles(session, people, part)])


def draft_guests(edition: Edition, people: Sequence[Person]) -> list[Invitation]:
    """Draft invitations to attend the whole forum, without a part; who is asked already is left out."""
    known = queries.as_guests(edition, [person.id for person in people])
    return _add([_drafted_guest(edition, person) for person in people if person.id not in known])


def draft_guests_of(session: ForumSession, people: Sequence[Person]) -> list[Invitation]:
    """Draft invitations to attend one session, with a seat of it; who is asked already is left out."""
    known = queries.as_guests_of(session, [person.id for person in people])
    asked = [person for person in people if person.id not in known]
    return _add([_drafted_guest(session.edition, person, session) for person in asked])


def draft_missing(edition: Edition) -> int:
    """Draft one for every proposed part that has none; says how many."""
    return len([draft(role) for role in queries.roles_not_asked(edition)])


def send(invitations: Sequence[Invitation], respond_by: datetime, terms: Terms | None = None) -> int:
    """Write to everybody among them who was not written to, is cleared and has an address; says to how many.

    Raises DeadlinePassed.
    """
    now = clock.now()
    refuse_past(respond_by, now)
    due = [one for one in invitations if _may_leave(one)]
    with notifications.together([queries.about(invitation) for invitation in due]):
        for invitation in due:
            invitation.send(respond_by, now)
            if terms:
                set_terms(invitation, terms.over(invitation))
            following.record("invitation sent", invitation)
        programme.mark_invited(*(invitation.role for invitation in due if invitation.role))
        for invitation in due:
            emails.invite(invitation)
    return len(due)


def _may_leave(invitation: Invitation) -> bool:
    is_due = invitation.is_draft and not invitation.awaits_clearance and not invitation.is_called_off
    return is_due and post.is_reachable(invitation.person)


def refuse_past(respond_by: datetime, now: datetime) -> None:
    """Raises DeadlinePassed."""
    if respond_by <= now:
        raise DeadlinePassed


def set_terms(invitation: Invitation, terms: Terms) -> None:
    invitation.costs, invitation.with_words = terms.costs, terms.with_words
    invitation.may_be_represented = terms.may_be_represented


def send_again(invitation: Invitation, respond_by: datetime) -> None:
    """Once more, with a new link, to the address she has now; every earlier link ends (decision 17).

    Raises DeadlinePassed, NoAddress, NotWaiting.
    """
    now = clock.now()
    refuse_past(respond_by, now)
    if not post.is_reachable(invitation.person):
        raise NoAddress
    invitation.send_again(respond_by, now)
    following.end_links(invitation)
    notifications.cancel(queries.about(invitation), (*following.TO_INVITEE, queries.NEW_LINK))
    emails.invite(invitation)
    following.record("invitation sent again", invitation)


def reissue(invitation: Invitation) -> None:
    """She keeps what she said and gets a new link; every earlier one ends (LINK-06, decision 17).

    What has not left yet keeps its words and gets a link that works. Raises NotReissuable, NoAddress.
    """
    if not invitation.is_reissuable:
        raise NotReissuable
    if not post.is_reachable(invitation.person):
        raise NoAddress
    notifications.cancel(queries.about(invitation), (queries.NEW_LINK,))
    following.end_links(invitation)
    following.renew_links(invitation)
    emails.invitation_link(invitation)
    following.record("invitation link reissued", invitation)


def clear_representative(
    invitation: Invitation, exception: str = "", *, email: str | None = None, whose: Whose | None = None
) -> Invitation:
    """The person named gets an own invitation, on behalf of the invitee, whose part ends (E10).

    ``exception`` is needed where the rank is too low; ``email`` is a better address than the one that was written;
    ``whose`` it is has to be said where the directory knows it under another name.
    Raises NothingToClear, RankTooLow, AddressOfPrincipal, AddressOfAnother, AlreadyInSession, AskedToAttend.
    """
    nomination, now = _proposed(invitation), clock.now()
    nomination.clear(exception, now)
    nomination.email = email or nomination.email
    person = _nominee(invitation, nomination, whose)
    nominee = _in_place_of(invitation, person)
    nominee.on_behalf_of = invitation
    if nominee.awaits_clearance:
        nominee.clear()
    set_terms(nominee, Terms(invitation.costs, invitation.with_words))
    send([nominee], deadlines.in_turn(invitation, now))
    detail = f"invitation {nominee.id}, level {nomination.level}{f', address {whose}' if whose else ''}"
    following.record("representative cleared", invitation, detail)
    return nominee


def refuse_representative(invitation: Invitation, reason: str = "") -> None:
    """She is told, and asked for her own answer again. Raises NothingToClear."""
    nomination, now = _proposed(invitation), clock.now()
    nomination.refuse(now)
    invitation.reopen(deadlines.in_turn(invitation, now))
    following.reopen_part(invitation)
    emails.representative_refused(invitation, reason)
    following.record("representative refused", invitation)


def revoke(invitation: Invitation, *, tell: bool = False, reason: str = "", cause: Cause | None = None) -> None:
    """The hosts take it back: part, registration, representative, links and waiting letters go with it (INV-53).

    She is written to only if an earlier letter reached her and ``tell`` asks for it: the ready-made ``cause``, which
    the audit keeps, and ``reason`` in the hosts' own words. Raises EndedAlready.
    """
    invitation.revoke()
    db.session.flush()
    notifications.cancel(queries.about(invitation))
    following.end_links(invitation)
    following.step_back(invitation)
    if tell and queries.was_reached(invitation):
        emails.invitation_withdrawn(invitation, reason, cause)
    following.record("invitation revoked", invitation, f"cause {cause}" if cause else "")
    for nominee in queries.representing(invitation):
        revoke(nominee, tell=tell, reason=reason, cause=cause)


def _drafted(role: SessionRole) -> Invitation:
    return Invitation(
        edition=role.session.edition,
        person=role.person,
        role=role,
        purpose=_purpose_of(role),
        created_at=clock.now(),
    )


def _purpose_of(role: SessionRole) -> Purpose:
    if role.is_crew:
        return Purpose.CREW
    return Purpose.MODERATE if role.part in MODERATING else Purpose.SPEAK


def _add(drafted: list[Invitation]) -> list[Invitation]:
    db.session.add_all(drafted)
    db.session.flush()
    for invitation in drafted:
        following.record("invitation drafted", invitation)
    return drafted


def _drafted_guest(edition: Edition, person: Person, session: ForumSession | None = None) -> Invitation:
    return Invitation(
        edition=edition, person=person, session_to_attend=session, purpose=Purpose.ATTEND, created_at=clock.now()
    )


def _in_place_of(invitation: Invitation, person: Person) -> Invitation:
    """The same for somebody else: that part, or to attend. Raises AlreadyInSession, AskedToAttend."""
    part, session = invitation.role, invitation.session_to_attend
    if part:
        return draft(programme.add_role(part.session, person, part.part, part.position, part.mode))
    drafted = draft_guests_of(session, [person]) if session else draft_guests(invitation.edition, [person])
    if not drafted:
        raise AskedToAttend(name=person.printed_name)
    return drafted[0]


def _nominee(invitation: Invitation, nomination: Nomination, whose: Whose | None) -> Person:
    """Never silently somebody else, who happens to be known under the address that was written."""
    known = people_queries.by_email(nomination.email) if nomination.email else None
    if known is invitation.person:
        raise AddressOfPrincipal
    is_another = known is not None and not duplicates.is_called(known, nomination.name)
    if known and is_another and whose is None:
        raise AddressOfAnother(name=known.printed_name)
    office = known if known and is_another and whose == Whose.OFFICE else None
    person = people.find_or_add(
        invitation.edition,
        printed_name=nomination.name,
        email="" if office else nomination.email,
        title=Text.of(nomination.title, nomination.language),
        organisation=invitation.person.organisation,
        sector=invitation.person.sector,
        language=nomination.language,
    )
    if office:
        pool.set_contact(
            person,
            invitation.edition,
            name=office.printed_name,
            email=office.email,
            language=nomination.language,
            receives_letters=True,
            may_answer=True,
        )
    return person


def _proposed(invitation: Invitation) -> Nomination:
    if (nomination := invitation.nomination_to_clear) is None:
        raise NothingToClear
    return nomination
