"""A participant's seats as her personal page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from forumapp.people import queries as people
from forumapp.programme import announced
from forumapp.programme.announced import Announced
from forumapp.programme.models import ForumSession
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.registrations.seats import actions, belonging, queries, timing
from forumapp.registrations.seats.models import Seat, Seating, SeatState
from forumapp.words import N_, language_at_hand, translated

STANDING_WORDS = {
    "member": N_("members"),
    "observer": N_("observers"),
    "guest": N_("guests"),
    "official_observer": N_("official observers"),
}

_WITHOUT_TIME = datetime.max.replace(tzinfo=UTC)
"""Those come last."""


@dataclass(frozen=True)
class Shown:
    """One session with what she has in it, and what she can do; never how many others there are."""

    session: ForumSession
    told: Announced
    """What is known of its title, time and room; what is merely planned is none of her business (INV-20)."""
    seat: Seat | None
    """Her newest one there."""
    may_ask: bool
    has_part: bool
    is_limited: bool
    """It is for others, as far as is known of her: the team decides."""
    whom: Sequence[str]
    """Whom a limited session is for, in the series' words and the language at hand."""

    @property
    def state(self) -> str:
        return self.seat.state if self.seat else ""

    @property
    def is_live(self) -> bool:
        return self.seat is not None and self.seat.is_live

    @property
    def is_invited(self) -> bool:
        return self.seat is not None and self.seat.is_live and self.seat.is_invited

    @property
    def ended_with_session(self) -> bool:
        """A release said that it does not take place."""
        return self.state == SeatState.RELEASED and self.session.is_cancelled


def to(registration: Registration) -> Sequence[Shown]:
    """In the order of the released agenda; two questions to the database where no session gives seats."""
    seatings = queries.seatings_of(registration.edition)
    if not registration.is_live or not (seatings or registration.person_id):
        return ()
    hers, seats = belonging.of(registration), queries.latest_of(registration)
    parts = queries.sessions_where_she_speaks(registration.edition, registration)
    groups = _groups(registration, seatings)
    known = announced.known(registration.edition)
    found = [
        _shown(registration, seating, known, seats.get(seating.session_id), hers, parts, groups) for seating in seatings
    ]
    gives = {seating.session_id for seating in seatings}
    found += [_invited(seat, known) for seat in seats.values() if seat.is_invited and seat.session_id not in gives]
    found.sort(key=lambda it: it.told.starts_at or _WITHOUT_TIME)
    return [it for it in found if it.is_live or it.may_ask or it.state == SeatState.LAPSED or it.ended_with_session]


def _invited(seat: Seat, known: announced.Known) -> Shown:
    """In a session that gives no seats to anybody else."""
    told = announced.of(seat.session, known)
    return Shown(seat.session, told, seat, may_ask=False, has_part=False, is_limited=False, whom=[])


def _groups(registration: Registration, seatings: Sequence[Seating]) -> dict[str, str]:
    if not any(seating.groups for seating in seatings):
        return {}
    language = language_at_hand()
    return {group.key: group.name.in_language(language) for group in people.groups_of(registration.edition.series)}


def _shown(
    registration: Registration,
    seating: Seating,
    known: announced.Known,
    seat: Seat | None,
    hers: belonging.Belonging,
    parts: set[int],
    groups: dict[str, str],
) -> Shown:
    has_part = seating.session_id in parts
    refused = seat is not None and seat.state == SeatState.REFUSED
    may_ask = (
        not (seat and seat.is_live)
        and not has_part
        and not refused
        and seating.is_open
        and hers.may_know(seating)
        and registration.may_ask_for_seat_in(seating.session.code)
        and timing.line_moves(seating.session, known)
        and registration.state in (RegistrationState.APPROVED, RegistrationState.CHECKED_IN)
        and registration.verified_at is not None
        and actions.can_sit(registration, seating.session)
    )
    standings = [translated(STANDING_WORDS[one]) for one in seating.standings if one in STANDING_WORDS]
    return Shown(
        seating.session,
        announced.of(seating.session, known),
        seat,
        may_ask,
        has_part,
        is_limited=seating.is_limited and not hers.may_come(seating),
        whom=[*standings, *(groups[key] for key in seating.groups if key in groups)],
    )
