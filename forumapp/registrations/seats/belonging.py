"""What a participant is in the series, as far as it is known for certain, and what follows for a session's seats."""

from dataclasses import dataclass

from forumapp.programme.vocabulary import Listing
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import queries
from forumapp.registrations.seats.models import SeatClass, Seating

MEMBER = "member"
"""Status of a place whose people are members, see ``forums.SeriesStanding``."""


@dataclass(frozen=True)
class Belonging:
    is_expert: bool
    standings: frozenset[str]
    groups: frozenset[str]

    def may_come(self, seating: Seating) -> bool:
        """False is a doubt, not a no: the directory may not know her yet, so that the team decides."""
        if not seating.is_limited:
            return True
        return bool(self.standings.intersection(seating.standings) or self.groups.intersection(seating.groups))

    def may_know(self, seating: Seating) -> bool:
        """Of a session about which the public reads nothing only those know whom it is for (domain.md 8.4)."""
        session = seating.session
        if session.is_closed or session.listing == Listing.HIDDEN:
            return seating.is_limited and self.may_come(seating)
        return True

    def seat_class(self, seating: Seating) -> SeatClass:
        """Everybody is the same while a session keeps no seats (decision 37)."""
        if seating.kept_for_experts and self.is_expert:
            return SeatClass.EXPERTS
        if seating.kept_for_members and (MEMBER in self.standings or self.groups):
            return SeatClass.MEMBERS
        return SeatClass.PUBLIC


def of(registration: Registration) -> Belonging:
    standings, groups = queries.standings_and_groups(registration)
    return Belonging(registration.is_speaker, frozenset(standings), frozenset(groups))
