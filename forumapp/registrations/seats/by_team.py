"""What the team decides: how a session gives its seats, how many there are, who comes first, who may come.

Each locks the edition's places first (see ``places``), and reads what it decides upon after that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.programme.models import ForumSession
from forumapp.registrations import places
from forumapp.registrations.seats import actions, changing, emails, queries
from forumapp.registrations.seats.models import InvitedByName, NothingToDecide, NotWaiting, Seat, Seating, SeatState


@dataclass(frozen=True)
class Rules:
    """How a session gives its seats, as the team wrote it; see ``Seating``."""

    is_open: bool
    standings: Sequence[str] = ()
    groups: Sequence[str] = ()
    kept_for_experts: int = 0
    kept_for_members: int = 0


def give_by_request(session: ForumSession) -> Seating:
    """How a session's seats are given; made, closed, where nobody has said so yet."""
    places.lock(session.edition)
    seating = queries.seating_of(session)
    if seating is None:
        seating = Seating(session=session)
        db.session.add(seating)
        db.session.flush()
    return seating


def take_over(session: ForumSession, like: Seating) -> None:
    """The rules of an earlier session; closed until the team opens them."""
    seating = Seating(
        session=session,
        standings=list(like.standings),
        groups=list(like.groups),
        kept_for_experts=like.kept_for_experts,
        kept_for_members=like.kept_for_members,
    )
    db.session.add(seating)


def set_rules(seating: Seating, rules: Rules) -> None:
    """Holds for requests from now on; who has asked already keeps her class and her place (INV-13)."""
    places.lock(seating.session.edition)
    seating.is_open = rules.is_open
    seating.standings, seating.groups = list(rules.standings), list(rules.groups)
    seating.kept_for_experts, seating.kept_for_members = rules.kept_for_experts, rules.kept_for_members
    words = "open" if rules.is_open else "closed"
    audit.record("seating set", f"session {seating.session.code}", words, edition=seating.session.edition)
    db.session.flush()
    actions.pass_on(seating.session)


def set_capacity(session: ForumSession, seats: int | None, online_seats: int | None) -> None:
    """Fewer cancels nobody (INV-15); more are offered to the line at once."""
    places.lock(session.edition)
    db.session.refresh(session)
    if (session.seats, session.online_seats) != (seats, online_seats):
        session.seats, session.online_seats = seats, online_seats
        words = " · ".join("no limit" if number is None else str(number) for number in (seats, online_seats))
        audit.record("seats set", f"session {session.code}", words, edition=session.edition)
        db.session.flush()
    actions.pass_on(session)


def promote(seat: Seat, reason: str) -> None:
    """By the team, which says why: the next free seat is hers. Raises NotWaiting."""
    places.lock_for(seat.registration)
    db.session.refresh(seat)
    seat.put_first(reason)
    changing.record("seat promoted", seat)
    db.session.flush()
    actions.pass_on(seat.session)


def grant(seat: Seat) -> None:
    """The team says that she may come: a seat if one is free, else the place in the line that she asked for.

    Raises NothingToDecide.
    """
    places.lock_for(seat.registration)
    db.session.refresh(seat)
    if not seat.awaits_decision:
        raise NothingToDecide
    changing.record("seat granted", seat)
    actions.seat_or_line(seat)


def refuse(seat: Seat, reason: str) -> None:
    """By the team, which says why in the letter. Raises NotWaiting where she asks for nothing more, InvitedByName."""
    places.lock_for(seat.registration)
    db.session.refresh(seat)
    if not seat.is_live:
        raise NotWaiting
    if seat.is_invited:
        raise InvitedByName
    changing.end(seat, SeatState.REFUSED, reason)
    emails.seat_ended(seat)
    changing.record("seat refused", seat)
    db.session.flush()
    actions.pass_on(seat.session)
