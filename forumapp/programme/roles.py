"""Who has which part in a session, and whether her name may be read (INV-22, INV-23)."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, TextType, UtcDateTime
from forumapp.forums.models import Mode
from forumapp.people.models import Person
from forumapp.programme.vocabulary import CREW, Part
from forumapp.refusals import Refused
from forumapp.words import N_, Text

if TYPE_CHECKING:
    from forumapp.programme.models import ForumSession


class RoleState(StrEnum):
    PROPOSED = "proposed"
    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


LIVE_ROLES = frozenset({RoleState.PROPOSED, RoleState.INVITED, RoleState.CONFIRMED})


class NameShown(StrEnum):
    """What somebody said about her name in the public programme."""

    UNASKED = "unasked"
    AGREED = "agreed"
    REFUSED = "refused"


class AskedAlready(Refused):
    words = N_("This person was asked already and cannot simply be removed. Withdraw the invitation instead.")


class SessionRole(Base):
    """A person's part in a session. Name, title and organisation are copied when it is confirmed (INV-42)."""

    __tablename__ = "session_roles"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    session_id: Mapped[int] = mapped_column(ForeignKey("forum_sessions.id", ondelete="CASCADE"), init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), init=False, index=True)
    part: Mapped[str] = mapped_column(String(20), default=Part.PANELLIST)
    position: Mapped[int] = mapped_column(default=0)
    mode: Mapped[str] = mapped_column(String(20), default=Mode.IN_PERSON)
    state: Mapped[str] = mapped_column(String(20), default=RoleState.PROPOSED)
    name_shown: Mapped[str] = mapped_column(String(20), default=NameShown.UNASKED)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    printed_name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    native_name: Mapped[str] = mapped_column(String(200), default="", repr=False)
    title: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    organisation: Mapped[Text] = mapped_column(TextType, default_factory=Text)

    session: Mapped["ForumSession"] = relationship(back_populates="roles", repr=False)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, repr=False)

    @property
    def is_confirmed(self) -> bool:
        return self.state == RoleState.CONFIRMED

    @property
    def is_live(self) -> bool:
        """Whether the person has the part, or may still say yes."""
        return self.state in LIVE_ROLES

    @property
    def is_crew(self) -> bool:
        return self.part in CREW

    @property
    def may_be_named(self) -> bool:
        """Whether the public may read the name: confirmed, and not against the bearer's word (INV-22, INV-23).

        Crew is for the team alone.
        """
        if self.is_crew or not self.is_confirmed or self.session.is_closed or self.name_shown == NameShown.REFUSED:
            return False
        return self.name_shown == NameShown.AGREED or not self.session.asks_before_naming

    def confirm(self, at: datetime) -> None:
        """The person said yes; what is printed is fixed from now on."""
        self.state = RoleState.CONFIRMED
        self.confirmed_at = at
        self.print_as_known()

    def print_as_known(self) -> None:
        """What the directory says of her now is printed from the next release on."""
        self.printed_name, self.native_name = self.person.printed_name, self.person.native_name
        self.title, self.organisation = self.person.title, self.person.organisation

    def invite(self) -> None:
        """A letter is on its way; who said yes or no already keeps the answer."""
        if self.state == RoleState.PROPOSED:
            self.state = RoleState.INVITED

    def decline(self) -> None:
        """The person said no, at once or after having said yes (domain.md 3.2)."""
        if self.is_live:
            self.state = RoleState.WITHDRAWN if self.is_confirmed else RoleState.DECLINED

    def reopen(self) -> None:
        """An answer is awaited again; none that was given counts any more."""
        self.state = RoleState.INVITED

    def refuse_removal(self) -> None:
        """Raises AskedAlready unless nobody but the organisers knows of it."""
        if self.state != RoleState.PROPOSED:
            raise AskedAlready
