"""People who might be asked, and what stands in the way or is worth knowing before they are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.invitations import queries
from forumapp.invitations import wording as asked_wording
from forumapp.invitations.models import Invitation
from forumapp.people import bringing, others, post
from forumapp.people.bringing import Looking
from forumapp.people.models import Person
from forumapp.people.post import Reader
from forumapp.programme import wording
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.words import N_, translated

_AT_ONCE = 500
"""Values in one question; databases have a limit."""


@dataclass(frozen=True)
class Candidate:
    """``obstacle`` says why she is not written to, ``notes`` what to know of her; both in the page's language."""

    person: Person
    obstacle: str
    notes: list[str]
    reached: Sequence[Reader]
    """Whom her letter goes to: herself, her contact, or both."""

    @property
    def said(self) -> list[str]:
        return [*filter(None, [self.obstacle]), *self.notes]

    @property
    def is_writable(self) -> bool:
        return not self.obstacle


def candidates(
    member: Looking,
    edition: Edition,
    people: Sequence[Person],
    session: ForumSession | None = None,
    part: str = "",
    *,
    to_attend: bool = False,
) -> list[Candidate]:
    """In the same order, as this member may know them; a fixed number of queries for so many hundred people.

    ``to_attend``: they are asked without a part, to the session or to the forum as a whole.
    """
    parts, reached = _parts(edition, people), post.reached(people)
    readable, elsewhere = bringing.readable_among(member, edition, people), asked_elsewhere(member, edition, people)
    guests = _guests(edition, people, session) if to_attend else {}
    found = []
    for person in people:
        one = _candidate(person, parts[person.id], reached[person.id], session, part)
        hers = [role for role in parts[person.id] if to_attend and role.session is session and role.is_live]
        if hers:
            one = replace(one, obstacle=translated(N_("has a part in this session, and needs no seat")))
        if guest := guests.get(person.id):
            one = replace(one, obstacle=_asked_already(guest))
        by_whom = _reached_in_part(person, one.reached) if person.id in readable else []
        found.append(replace(one, notes=[*by_whom, *one.notes, *elsewhere.get(person.id, [])]))
    return found


def asked_elsewhere(member: Looking, edition: Edition, people: Collection[Person]) -> Mapping[int, list[str]]:
    """By the person's id, what other forums ask of her now; nothing but that they do, where it is not hers to know."""
    hidden = translated(N_("asked by another forum now"))
    told = others.elsewhere_as_told(member, edition, people)
    return {person_id: list(dict.fromkeys(words or hidden for words in several)) for person_id, several in told.items()}


def _candidate(
    person: Person, parts: list[SessionRole], reached: Sequence[Reader], session: ForumSession | None, part: str
) -> Candidate:
    same = next((role for role in parts if role.session is session and role.part == part), None)
    notes = [_told(role, session) for role in parts if role is not same and (role.is_live or role.session is session)]
    return Candidate(person, _has_it(same) if same else no_way(person, reached), notes, reached)


def _guests(edition: Edition, people: Sequence[Person], session: ForumSession | None) -> Mapping[int, Invitation]:
    ids = [person.id for person in people]
    found: dict[int, Invitation] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        found |= queries.as_guests_of(session, some) if session else queries.as_guests(edition, some)
    return found


def _asked_already(guest: Invitation) -> str:
    return translated(
        N_("is asked to attend already: %(answer)s"), answer=translated(asked_wording.answer(guest).detail)
    )


def _has_it(role: SessionRole) -> str:
    return translated(N_("has this part already: %(answer)s"), answer=translated(wording.answer(role).detail))


def no_way(person: Person, reached: Sequence[Reader]) -> str:
    """Why no letter would reach anybody who reads hers."""
    if not post.is_reachable(person):
        return translated(N_("no address"))
    return "" if reached else translated(N_("letters to this address are stopped"))


def _reached_in_part(person: Person, reached: Sequence[Reader]) -> list[str]:
    """Where her own mailbox or that of her contact is stopped, and the other is not."""
    if not reached or len(reached) == len(post.readers_for(person)):
        return []
    if reached[0].contact:
        return [translated(N_("only the contact gets the letter: letters to her or his own address are stopped"))]
    return [translated(N_("the contact gets no letter: letters to that address are stopped"))]


def _told(role: SessionRole, session: ForumSession | None) -> str:
    """“panellist in W3: asked, no answer yet”, and whether that is at the same time."""
    values = {
        "part": wording.words_of(role.part, "part"),
        "code": role.session.code,
        "answer": translated(wording.answer(role).detail),
    }
    if session and role.session is not session and role.is_live and role.session.overlaps(session):
        return translated(N_("at the same time %(part)s in %(code)s: %(answer)s"), **values)
    return translated(N_("%(part)s in %(code)s: %(answer)s"), **values)


def _parts(edition: Edition, people: Sequence[Person]) -> dict[int, list[SessionRole]]:
    """What each of them was asked for in this edition, sessions that were cancelled left out."""
    found: dict[int, list[SessionRole]] = defaultdict(list)
    ids = [person.id for person in people]
    for start in range(0, len(ids), _AT_ONCE):
        rows = db.session.scalars(
            select(SessionRole)
            .join(SessionRole.session)
            .options(contains_eager(SessionRole.session))
            .where(
                ForumSession.edition_id == edition.id,
                ForumSession.cancelled_at.is_(None),
                SessionRole.person_id.in_(ids[start : start + _AT_ONCE]),
            )
            .order_by(ForumSession.starts_at, ForumSession.code, SessionRole.id)
        )
        for role in rows:
            found[role.person_id].append(role)
    return found
