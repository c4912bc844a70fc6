"""Series, editions, hosts, rooms, topics, and how a series names places."""

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forumapp.database import Base, TextType, UtcDateTime, new_public_id
from forumapp.refusals import Refused
from forumapp.words import N_, Text

if TYPE_CHECKING:
    from forumapp.forums.tracks import Track


class EditionState(StrEnum):
    """What an organiser decides; ``live`` and ``concluded`` follow from the clock (decision 24)."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


CALLED_OFF = (EditionState.POSTPONED, EditionState.CANCELLED)
"""It does not take place, or nobody knows when."""


class Mode(StrEnum):
    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


class LateYes(StrEnum):
    """Where somebody stands in a waiting list who says yes after her offer has ended (domain.md, S6)."""

    BACK = "back"
    FRONT = "front"


class RegistrationWith(StrEnum):
    """Where people register: with us, with the event that lends us a slot, or not at all."""

    US = "with_us"
    HOST = "with_host"
    NOBODY = "none"


class Note(StrEnum):
    """What everybody should know who comes; each is a text of the edition by this name."""

    WIFI = "wifi"
    EMERGENCY = "emergency"
    CONDUCT = "conduct"
    PHOTOGRAPHY = "photography"
    CONTACT = "contact"


NOTE_WORDS = {
    Note.WIFI: N_("Wi-Fi"),
    Note.EMERGENCY: N_("In an emergency"),
    Note.CONDUCT: N_("Code of conduct"),
    Note.PHOTOGRAPHY: N_("Photographs"),
    Note.CONTACT: N_("Whom to ask"),
}
EDITION_STATE_WORDS = {
    EditionState.DRAFT: N_("Draft"),
    EditionState.ANNOUNCED: N_("Announced"),
    EditionState.POSTPONED: N_("Postponed"),
    EditionState.CANCELLED: N_("Cancelled"),
}
MODE_WORDS = {
    Mode.IN_PERSON: N_("in person"),
    Mode.ONLINE: N_("online"),
    Mode.HYBRID: N_("in person and online"),
}
LATE_YES_WORDS = {
    LateYes.BACK: N_("at the end of the line"),
    LateYes.FRONT: N_("where she or he stood before, ahead of all who asked later"),
}
REGISTRATION_WITH_WORDS = {
    RegistrationWith.US: N_("People register here"),
    RegistrationWith.HOST: N_("People register with the host event"),
    RegistrationWith.NOBODY: N_("No registration"),
}


class ZoneAnnounced(Refused):
    words = N_(
        "The time zone stays as it was announced: people have it in their letters and calendars. "
        "Each session can be moved instead."
    )


class ForumSeries(Base):
    """The recurring forum (F3D, FOC): names, languages, colour, defaults."""

    __tablename__ = "forum_series"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[Text] = mapped_column(TextType)
    description: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    party_word: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """What the series calls those who take part: member, economy, participant (INV-41)."""
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    accent: Mapped[str] = mapped_column(String(7), default="#0b5c5c")
    default_attribution: Mapped[str] = mapped_column(String(20), default="on_record")
    late_yes: Mapped[str] = mapped_column(String(10), default=LateYes.BACK)

    topics: Mapped[list["Topic"]] = relationship(init=False, repr=False, order_by="Topic.position")
    standings: Mapped[list["SeriesStanding"]] = relationship(init=False, repr=False)

    @property
    def late_yes_keeps_place(self) -> bool:
        """Whether who lets an offer pass, and wants to come all the same, has her earlier place in the line back."""
        return self.late_yes == LateYes.FRONT


class SeriesStanding(Base):
    """A state or economy in a series, under the name this series gives it; never from an ISO list (INV-41)."""

    __tablename__ = "series_standings"
    __table_args__ = (UniqueConstraint("series_id", "jurisdiction"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    series_id: Mapped[int] = mapped_column(ForeignKey("forum_series.id", ondelete="CASCADE"))
    jurisdiction: Mapped[str] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(20))
    display_name: Mapped[Text] = mapped_column(TextType)


class Topic(Base):
    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("series_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    series_id: Mapped[int] = mapped_column(ForeignKey("forum_series.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    name: Mapped[Text] = mapped_column(TextType)
    position: Mapped[int] = mapped_column(default=0)
    sign: Mapped[str] = mapped_column(String(3), default="")
    """A letter or two that stand beside the colour, as with ``tracks``."""
    colour: Mapped[str] = mapped_column(String(20), default="")

    @property
    def version(self) -> str:
        """What it says, in short: whoever changes a topic learns if somebody else did meanwhile."""
        return hashlib.sha256(repr((self.name, self.sign, self.colour)).encode()).hexdigest()[:12]


def _note() -> Mapped[Text]:
    """Long, and in many rows at once where an edition is read beside them: asked for only where it is read."""
    return mapped_column(TextType, default_factory=Text, deferred=True, deferred_group="notes", repr=False)


class CalledOffAlready(Refused):
    words = N_("This forum is called off already. Nothing was changed and nobody was told twice.")


class NotCalledOff(Refused):
    words = N_("This forum is neither postponed nor cancelled.")


class Edition(Base):
    """One occurrence of a series: "F3D 2026, Vilnius". One session or forty, own venue or a guest slot."""

    __tablename__ = "editions"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    series_id: Mapped[int] = mapped_column(ForeignKey("forum_series.id"), init=False)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[Text] = mapped_column(TextType)
    summary: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """What it is, in two sentences."""
    theme: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """Its motto: “What small democracies can teach each other”."""
    time_zone: Mapped[str] = mapped_column(String(60))
    second_zone: Mapped[str | None] = mapped_column(String(60), default=None)
    starts_on: Mapped[date] = mapped_column(Date)
    """First day in the edition's zone."""
    ends_on: Mapped[date] = mapped_column(Date)
    mode: Mapped[str] = mapped_column(String(20), default=Mode.IN_PERSON)
    place: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    host_event_name: Mapped[str] = mapped_column(String(200), default="")
    """The bigger event that lends us a slot; empty where the forum stands alone."""
    host_event_url: Mapped[str] = mapped_column(String(500), default="")
    host_event_badge: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """Whose badge opens the door, in a sentence."""
    registration: Mapped[str] = mapped_column(String(20), default=RegistrationWith.US)
    registration_url: Mapped[str] = mapped_column(String(500), default="")
    registration_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    registration_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    form_is_extended: Mapped[bool] = mapped_column(default=False)
    """Whether the registration has categories or questions, kept by ``registrations``: a plain one looks none up."""
    agenda_expected_on: Mapped[date | None] = mapped_column(Date, default=None)
    working_languages: Mapped[list[str]] = mapped_column(JSON, default_factory=lambda: ["en"])
    desk_email: Mapped[str] = mapped_column(String(254), default="", repr=False)
    """Who is told, and who reads replies (decision 20)."""
    costs: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """What invited people need not pay for, in one line; an invitation may say otherwise."""
    wifi: Mapped[Text] = _note()
    emergency: Mapped[Text] = _note()
    """Whom to call, and what to do."""
    conduct: Mapped[Text] = _note()
    photography: Mapped[Text] = _note()
    contact: Mapped[Text] = _note()
    """Whom to ask. The desk's own address is public only where it is written here."""
    reminders_on: Mapped[bool] = mapped_column(default=True)
    """Whether invitations without an answer are brought to mind once (decision 19)."""
    profiles_asked_for: Mapped[bool] = mapped_column(default=False)
    """Whether speakers are written to each week about what is missing in their profiles (decision 19)."""
    clears_invitations: Mapped[bool] = mapped_column(default=False)
    """Whether a letter of invitation leaves only once a host has cleared it (decision 24)."""
    turnaround_minutes: Mapped[int] = mapped_column(default=0)
    """Between two sessions in a room, where the room says nothing else."""
    travel_minutes: Mapped[int] = mapped_column(default=30)
    """From one venue to another (INV-02)."""
    state: Mapped[str] = mapped_column(String(20), default=EditionState.DRAFT)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(init=False)

    series: Mapped[ForumSeries] = relationship(lazy="joined", innerjoin=True)
    hosts: Mapped[list["EditionHost"]] = relationship(
        init=False, repr=False, order_by="EditionHost.position", cascade="all, delete-orphan"
    )
    rooms: Mapped[list["Room"]] = relationship(
        init=False, repr=False, order_by="Room.position", cascade="all, delete-orphan"
    )
    tracks: Mapped[list["Track"]] = relationship(
        init=False, repr=False, order_by="Track.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def notes(self) -> dict["Note", Text]:
        """What everybody should know who comes, as far as it is written, in the order in which it is printed."""
        return {note: getattr(self, note) for note in Note if getattr(self, note)}

    @property
    def short_name(self) -> str:
        """As it stands in brackets before the subject of a letter: "F3D 2026"."""
        return f"{self.series.code} {self.starts_on.year}"

    @property
    def sender_name(self) -> str:
        """Who signs its letters."""
        return self.series.sender_name or self.series.code

    @property
    def is_announced(self) -> bool:
        """Whether the public may know that it exists."""
        return self.state != EditionState.DRAFT

    @property
    def is_called_off(self) -> bool:
        return self.state in CALLED_OFF

    @property
    def is_guest(self) -> bool:
        """Whether it is a slot inside somebody else's event."""
        return bool(self.host_event_name)

    @property
    def registers_here(self) -> bool:
        return self.registration == RegistrationWith.US

    def registration_is_open(self, now: datetime) -> bool:
        """A deadline is an instant; open while now is before it (decision 16)."""
        return (
            self.registers_here
            and self.state == EditionState.ANNOUNCED
            and (self.registration_opens_at is None or self.registration_opens_at <= now)
            and (self.registration_closes_at is None or now < self.registration_closes_at)
        )

    def is_over(self, now: datetime) -> bool:
        """Whether its last day has ended where it takes place."""
        return now.astimezone(ZoneInfo(self.time_zone)).date() > self.ends_on

    def check_zone(self, zone: str) -> None:
        """Raises ZoneAnnounced: what was announced, people have in their calendars and letters."""
        if self.is_announced and zone != self.time_zone:
            raise ZoneAnnounced

    def announce(self) -> None:
        if self.state == EditionState.DRAFT:
            self.state = EditionState.ANNOUNCED

    def call_off(self, state: EditionState) -> None:
        """Postponed or cancelled. Raises CalledOffAlready."""
        if self.state in (EditionState.CANCELLED, state):
            raise CalledOffAlready
        self.state = state

    def take_up(self) -> None:
        """It takes place after all, on the dates that it has now. Raises NotCalledOff."""
        if not self.is_called_off:
            raise NotCalledOff
        self.state = EditionState.ANNOUNCED


class EditionHost(Base):
    """An organisation answerable for the edition, in the agreed order."""

    __tablename__ = "edition_hosts"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), init=False, index=True)
    position: Mapped[int]
    name: Mapped[Text] = mapped_column(TextType)
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("logos.id"), default=None)
    signatory: Mapped[Text] = mapped_column(TextType, default_factory=Text, repr=False)
    """Who signs letters on paper for it, by name; empty: nobody in particular."""
    signatory_title: Mapped[Text] = mapped_column(TextType, default_factory=Text, repr=False)

    logo: Mapped["Logo | None"] = relationship(init=False, repr=False, lazy="joined")

    @property
    def version(self) -> str:
        """Whoever gives a host its logo learns if another host stands there now."""
        return hashlib.sha256(repr((self.name, self.logo_id)).encode()).hexdigest()[:12]

    @property
    def signatory_version(self) -> str:
        """The same for whoever writes down who signs for it."""
        said = (self.name, self.signatory, self.signatory_title)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


class Logo(Base):
    """A host's logo: a row, so that transaction, backup and erasure have one place (decision 7).

    It stays when it is replaced or taken away, because releases that show it are kept.
    """

    __tablename__ = "logos"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default_factory=new_public_id, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, repr=False)
    """A PNG of ours (``pictures``), never the file that came."""
    width: Mapped[int]
    height: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Room(Base):
    __tablename__ = "rooms"
    __table_args__ = (CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"), init=False, index=True)
    name: Mapped[Text] = mapped_column(TextType)
    capacity: Mapped[int | None] = mapped_column(default=None)
    position: Mapped[int] = mapped_column(default=0)
    venue: Mapped[Text] = mapped_column(TextType, default_factory=Text)
    """The house it is in, where the forum has more than one."""
    turnaround_minutes: Mapped[int | None] = mapped_column(default=None)
    """None: as the edition says."""
    contact: Mapped[str] = mapped_column(String(200), default="", repr=False)
    """Whom the team calls: a name and a number, for its papers alone."""

    @property
    def version(self) -> str:
        """What it says, in short: whoever changes a room learns if somebody else did meanwhile."""
        said = (self.name, self.capacity, self.venue, self.turnaround_minutes, self.contact)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:12]
