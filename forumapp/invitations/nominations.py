"""Somebody named to come instead, and the desk's word on it (INV-51, INV-52)."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, UtcDateTime
from forumapp.invitations.refusals import NothingToClear, RankTooLow
from forumapp.invitations.vocabulary import LEVEL_WORDS, MINISTERIAL, Level, NominationState
from forumapp.programme.vocabulary import Format, SessionLevel

if TYPE_CHECKING:
    from forumapp.invitations.models import Invitation


class Nomination(Base):
    """Somebody named to come instead of the invitee; a name on paper until the desk clears it (INV-51)."""

    __tablename__ = "nominations"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"), init=False, index=True)
    name: Mapped[str] = mapped_column(String(200), repr=False)
    title: Mapped[str] = mapped_column(String(200), default="", repr=False)
    level: Mapped[str] = mapped_column(String(20), default=Level.OTHER)
    email: Mapped[str] = mapped_column(String(254), default="", repr=False)
    language: Mapped[str] = mapped_column(String(10), default="en")
    state: Mapped[str] = mapped_column(String(20), default=NominationState.PROPOSED)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    exception: Mapped[str] = mapped_column(default="", repr=False)
    """Why somebody of lower rank was cleared for a ministerial session; staff alone read it."""

    invitation: Mapped["Invitation"] = relationship(back_populates="nominations", init=False, repr=False)

    @property
    def level_words(self) -> str:
        """For ``translated``."""
        return LEVEL_WORDS[Level(self.level)]

    @property
    def is_below_rank(self) -> bool:
        """Her own rank counts, not that of whom she represents (INV-52); who only helps needs none."""
        session, role = self.invitation.session, self.invitation.role
        if session is None or (role is not None and role.is_crew):
            return False
        asks = session.format == Format.MINISTERIAL or session.level == SessionLevel.MINISTERIAL
        return asks and self.level not in MINISTERIAL

    def clear(self, exception: str, at: datetime) -> None:
        """Raises NothingToClear, RankTooLow."""
        if self.is_below_rank and not exception:
            raise RankTooLow
        self._decide(NominationState.CLEARED, at)
        self.exception = exception if self.is_below_rank else ""

    def refuse(self, at: datetime) -> None:
        """Raises NothingToClear."""
        self._decide(NominationState.REFUSED, at)

    def leave(self, at: datetime) -> None:
        """Whoever was cleared does not come after all."""
        self.state, self.decided_at = NominationState.LEFT, at

    def come_back(self, at: datetime) -> None:
        self.state, self.decided_at = NominationState.CLEARED, at

    def _decide(self, state: NominationState, at: datetime) -> None:
        if self.state != NominationState.PROPOSED:
            raise NothingToClear
        self.state, self.decided_at = state, at
