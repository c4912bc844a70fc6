"""What stands in a role holder's own calendar: under which identity, changed how often, and saying what."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from forumapp.database import Base, UtcDateTime
from forumapp.extensions import db
from forumapp.forums.models import Mode
from forumapp.invitations.models import Invitation
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.words import N_, Text, translated


@dataclass(frozen=True)
class Slot:
    """When and where somebody is expected, in the words of one language; no word of the app's own is in it.

    ``mode`` is hers: ``hybrid`` while she may choose.
    """

    language: str
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    mode: str
    room: str
    place: str

    @property
    def where(self) -> str:
        return place_words(self.mode, self.room, self.place)

    def as_json(self) -> dict[str, str]:
        return asdict(self) | {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, str]) -> "Slot":
        moments: dict[str, Any] = {key: datetime.fromisoformat(kept[key]) for key in ("starts_at", "ends_at")}
        return cls(**kept | moments)


class CalendarEntry(Base):
    """One per role holder and session (INV-36). Written only together with the letter that carries it."""

    __tablename__ = "calendar_entries"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    role_id: Mapped[int] = mapped_column(ForeignKey("session_roles.id", ondelete="CASCADE"), unique=True)
    uid: Mapped[str] = mapped_column(String(60))
    """Without the host; for life."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Of the newest entry sent; grows with each, also when it is taken out."""
    is_held: Mapped[bool] = mapped_column(default=False)
    """Whether she was given it and not asked to take it out since."""
    told: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True), default=None)
    """The Slot it was given with; unknown for entries sent before this was kept."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def slot(self) -> Slot | None:
        return Slot.from_json(self.told) if self.told else None

    @property
    def sequence_in_file(self) -> int:
        """Of a file to open by hand: it outranks what took the entry out, and the next letter outranks it."""
        return self.sequence + int(self._is_taken_out)

    @property
    def _is_taken_out(self) -> bool:
        return self.sent_at is not None and not self.is_held

    def give(self, slot: Slot, at: datetime) -> None:
        self.sequence = self.sequence_in_file
        self._send(at)
        self.is_held, self.told = True, slot.as_json()

    def take_out(self, at: datetime) -> None:
        self._send(at)
        self.is_held = False

    def _send(self, at: datetime) -> None:
        self.sequence += 1
        self.sent_at = at


def of(role: SessionRole) -> CalendarEntry | None:
    return db.session.scalar(select(CalendarEntry).where(CalendarEntry.role_id == role.id))


def of_roles(roles: Sequence[SessionRole], *, to_change: bool = False) -> dict[int, CalendarEntry]:
    """By the role's id; ``to_change`` reads them anew and holds them."""
    found = select(CalendarEntry).where(CalendarEntry.role_id.in_([role.id for role in roles]))
    if to_change:
        found = found.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {entry.role_id: entry for entry in db.session.scalars(found)}


def of_or_new(invitation: Invitation) -> CalendarEntry:
    role = invitation.part_asked
    if known := of(role):
        return known
    made = CalendarEntry(role_id=role.id, uid=first_uid(invitation))
    db.session.add(made)
    return made


def first_uid(invitation: Invitation) -> str:
    """Not the session's own: a calendar that also holds the public agenda would mix their sequences up."""
    return f"{invitation.part_asked.session.uid}-{invitation.public_id}"


def slot(invitation: Invitation, language: str) -> Slot | None:
    """As the working programme has it now; None while there is no time."""
    role = invitation.part_asked
    return slot_of_session(role.session, mode_of(role), language)


def slot_of_session(session: ForumSession, mode: str, language: str) -> Slot | None:
    """The same for whoever takes part in it like this."""
    edition = session.edition
    if session.starts_at is None or session.ends_at is None:
        return None
    return Slot(
        language=language,
        title=session.title.in_language(language),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=edition.time_zone,
        mode=mode,
        room=(session.room.name if session.room else Text()).in_language(language),
        place=edition.place.in_language(language),
    )


def mode_of(role: SessionRole) -> str:
    """Hers: online where the session or her part is, on site where she chose so."""
    modes = {role.session.mode, role.mode}
    if Mode.ONLINE in modes:
        return Mode.ONLINE
    return Mode.HYBRID if modes == {Mode.HYBRID} else Mode.IN_PERSON


def place_words(mode: str, room: str, place: str) -> str:
    """“Aula, Vilnius University, Vilnius, or online”, in the language at hand; empty where nothing is known yet."""
    if mode == Mode.ONLINE:
        return translated(N_("online"))
    where = translated(N_("%(room)s, %(place)s"), room=room, place=place) if room and place else room or place
    if mode == Mode.HYBRID and where:
        return translated(N_("%(place)s, or online"), place=where)
    return where
