"""How a forum with one session comes to be: everything at once, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError

from forumapp import wall_times
from forumapp.accounts import actions as accounts
from forumapp.accounts.models import Member
from forumapp.database import new_public_id
from forumapp.extensions import db
from forumapp.forums import actions as forums
from forumapp.forums import slugs
from forumapp.forums.models import Edition, ForumSeries, Mode, RegistrationWith, Room
from forumapp.invitations import actions as invitations
from forumapp.people import actions as people
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.programme.vocabulary import Format, Preset
from forumapp.registrations import actions as registrations
from forumapp.rights import Role
from forumapp.setup.models import FormUsed
from forumapp.setup.rows import Speaker
from forumapp.words import LANGUAGES, Text

MAIN_ROOM = Text({"en": "Main room", "zh-Hant": "主會場", "lt": "Pagrindinė salė"})
_FIRST_OF_THREE = re.compile(r"(?P<room>[^,，、]+)[,，、]\s*(?P<rest>[^,，、]+[,，、].+)")


@dataclass(frozen=True)
class HostEvent:
    """The bigger event that lends the forum a slot."""

    name: str
    url: str = ""
    badge: Text = Text()  # noqa: RUF009 - a Text never changes
    registration: RegistrationWith = RegistrationWith.HOST
    registration_url: str = ""

    def columns(self) -> dict[str, object]:
        return {
            "host_event_name": self.name,
            "host_event_url": self.url,
            "host_event_badge": self.badge,
            "registration": self.registration,
            "registration_url": self.registration_url,
        }


@dataclass(frozen=True, kw_only=True)
class NewForum:
    """What an organiser wrote on one page. ``language``: that of everything but the title."""

    series: ForumSeries
    title: Text
    wall_start: datetime
    minutes: int
    time_zone: str
    once: str = ""
    language: str = LANGUAGES[0]
    fold: int | None = None
    second_zone: str | None = None
    place: str = ""
    mode: str = Mode.IN_PERSON
    languages: Sequence[str] = LANGUAGES[:1]
    host_event: HostEvent | None = None
    hosts: Sequence[str] = ()
    speakers: Sequence[Speaker] = ()
    preset: Preset = Preset.OPEN_PANEL
    is_visible: bool = True
    desk_email: str = ""
    capacity: int | None = None
    """Places for the public; None: as many as come."""

    @property
    def day(self) -> date:
        return self.wall_start.date()

    @property
    def has_own_rooms(self) -> bool:
        """Not in a slot of another event, where the host gives the room, nor online."""
        return not self.host_event and self.mode != Mode.ONLINE

    @property
    def room(self) -> str:
        """“Aula” of “Aula, Vilnius University, Vilnius”; empty where the place has no third part."""
        found = _FIRST_OF_THREE.fullmatch(self.place) if self.has_own_rooms else None
        return found["room"].strip() if found else ""

    @property
    def house_and_city(self) -> str:
        """The place without its room, so that nothing is printed twice."""
        return _FIRST_OF_THREE.sub(r"\g<rest>", self.place) if self.room else self.place

    @property
    def last_day(self) -> date:
        """The day on which it ends, in its own zone: a reception may go on past midnight."""
        starts_at = wall_times.to_instant(self.wall_start, self.time_zone, self.fold)
        return wall_times.to_wall(starts_at + timedelta(minutes=self.minutes), self.time_zone).date()

    def text(self, words: str) -> Text:
        return Text.of(words, self.language)


def create(plan: NewForum, owner: Member) -> Edition:
    """Edition, room, session, people, draft invitations and the creator's own access. Sends nothing.

    The same form a second time gives the forum it made. Raises what a wall time can be refused for.
    """
    used, made = use_form(plan.once)
    if made:
        return made
    edition = _add_edition(plan)
    used.edition_id = edition.id
    accounts.grant(owner, edition, Role.OWNER, by=owner)
    session = _add_session(plan, edition)
    for speaker in plan.speakers:
        _add_speaker(plan, session, speaker)
    if edition.registers_here and plan.capacity is not None:
        registrations.set_capacity(edition, plan.capacity)
    if plan.is_visible:
        forums.announce(edition)
    db.session.flush()
    return edition


def use_form(once: str) -> tuple[FormUsed, Edition | None]:
    """Claim the form. A second press waits here for the first, then finds what that one made."""
    used = FormUsed(once=once or new_public_id())
    try:
        with db.session.begin_nested():
            db.session.add(used)
    except IntegrityError:
        used = db.session.get_one(FormUsed, once)
    return used, db.session.get(Edition, used.edition_id) if used.edition_id else None


def _add_edition(plan: NewForum) -> Edition:
    return forums.create_edition(
        series=plan.series,
        slug=slugs.free_slug(plan.series.code, plan.day.year),
        title=plan.title,
        time_zone=plan.time_zone,
        second_zone=plan.second_zone,
        starts_on=plan.day,
        ends_on=plan.last_day,
        place=plan.text(plan.house_and_city),
        mode=plan.mode,
        hosts=[plan.text(host) for host in plan.hosts],
        desk_email=plan.desk_email,
        working_languages=list(plan.languages),
        **(plan.host_event.columns() if plan.host_event else {}),
    )


def _add_session(plan: NewForum, edition: Edition) -> ForumSession:
    return programme.add_session(
        edition,
        title=plan.title,
        format=Format.PANEL,
        preset=plan.preset,
        wall_start=plan.wall_start,
        minutes=plan.minutes,
        fold=plan.fold,
        room=_add_room(plan, edition),
        languages=plan.languages,
        # Inside somebody else's event the hosts answer for this session; elsewhere for the whole forum.
        hosts=[plan.text(host) for host in plan.hosts] if plan.host_event else (),
    )


def _add_room(plan: NewForum, edition: Edition) -> Room | None:
    if not plan.has_own_rooms or not plan.place:
        return None
    return forums.add_room(edition, plan.text(plan.room) if plan.room else MAIN_ROOM, plan.capacity)


def _add_speaker(plan: NewForum, session: ForumSession, speaker: Speaker) -> None:
    """A proposed part and the draft of an invitation; whoever has no address is asked otherwise (decision 21)."""
    person = people.find_or_add(
        session.edition,
        printed_name=speaker.name,
        email=speaker.email,
        organisation=plan.text(speaker.organisation),
        title=plan.text(speaker.title),
        sector=speaker.sector,
        language=speaker.language,
    )
    invitations.draft(programme.add_role(session, person, speaker.part))
