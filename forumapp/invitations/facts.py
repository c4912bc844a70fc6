"""What somebody is asked: said on the page and in every letter alike, in the language at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from forumapp import clock, formatting, wall_times
from forumapp.forums.models import MODE_WORDS, Edition, Mode
from forumapp.invitations import entries, openings
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState, Purpose
from forumapp.people.models import Person
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import SessionRole
from forumapp.programme.vocabulary import PART_WORDS, Attribution, Part, Recording
from forumapp.words import N_, Text, language_at_hand, language_or_default, translated

_ATTRIBUTION_SENTENCES = {
    Attribution.ON_RECORD: N_("On the record: what is said may be quoted with the speaker's name."),
    Attribution.CHATHAM_HOUSE: N_(
        "Chatham House Rule: what is said may be used, but not who said it, nor who was there."
    ),
    Attribution.OFF_RECORD: N_("Off the record: nothing that is said may be quoted or used."),
}
_RECORDING_SENTENCES = {
    Recording.NONE: N_("The session is not recorded."),
    Recording.INTERNAL: N_("The session is recorded for the hosts alone."),
    Recording.PUBLISHED: N_("The session is recorded, and the recording is published."),
}


GUEST_WORDS = N_("invited participant")
"""What somebody is who is asked to attend without a part."""
GUEST_OF_SESSION_WORDS = N_("guest")
LONGEST_CHOICE = 14
"""Days; of a longer forum nobody ticks single ones."""


@dataclass(frozen=True)
class Asked:
    """One invitation as its invitee reads it."""

    invitation: Invitation
    respond_by: datetime | None
    costs_text: Text
    with_text: Text

    @property
    def edition(self) -> Edition:
        return self.invitation.edition

    @property
    def role(self) -> SessionRole | None:
        """None for a guest."""
        return self.invitation.role

    @property
    def is_guest(self) -> bool:
        """Whether she is asked to attend, the forum or a session."""
        return self.invitation.is_guest

    @property
    def session(self) -> ForumSession | None:
        """None where she is asked to the whole forum."""
        return self.invitation.session

    @property
    def title(self) -> Text:
        """Of the session, or of the forum where she is asked to attend it."""
        return self.session.title if self.session else self.edition.title

    @property
    def code(self) -> str:
        return self.session.code if self.session else self.edition.short_name

    @property
    def abstract(self) -> Text:
        return self.session.abstract if self.session else Text()

    @property
    def starts_at(self) -> datetime | None:
        """Of a session; a forum has days."""
        return self.session.starts_at if self.session else None

    @property
    def hosts(self) -> list[Text]:
        """Who asks, in the agreed order: the session's own hosts where it has some."""
        own = self.session.hosts if self.session else []
        named = [host.name for host in own] or [host.name for host in self.edition.hosts]
        return named or [self.edition.series.name]

    @property
    def hosts_words(self) -> str:
        language = language_at_hand()
        return formatting.join_words([name.in_language(language) for name in self.hosts], language)

    @property
    def moderates(self) -> bool:
        return self.invitation.purpose == Purpose.MODERATE

    @property
    def crew_part(self) -> str:
        """``interpreter``, ``captioner`` or ``room_monitor``; empty for everybody else."""
        return self.role.part if self.role and self.role.is_crew else ""

    @property
    def opening(self) -> str:
        """The first line of the letter, and the whole matter in it."""
        values = {"hosts": self.hosts_words, "title": self.title.in_language(language_at_hand())}
        if self.principal:
            return openings.on_behalf(len(self.hosts), **values, name=self.principal)
        opening = openings.to_attend if self.role is None else openings.to_do(self.role.part)
        return opening(len(self.hosts), **values)

    @property
    def principal(self) -> str:
        """For whom she would come; empty where she is asked for herself."""
        principal = self.invitation.on_behalf_of
        return principal.person.printed_name if principal else ""

    @property
    def zones(self) -> tuple[str, str | None]:
        """The forum's, and her own where it is known, else the forum's second."""
        return self.edition.time_zone, self.invitation.person.time_zone or self.edition.second_zone

    @property
    def last_day(self) -> date | None:
        """The day of the deadline in the edition's zone."""
        return self.respond_by and wall_times.to_wall(self.respond_by, self.edition.time_zone).date()

    @property
    def where(self) -> str:
        """“Aula, Vilnius University, Vilnius, or online”; empty where nothing is known yet."""
        language, room = language_at_hand(), self.session.room if self.session else None
        return entries.place_words(
            entries.mode_of(self.role) if self.role else self.invitation.mode,
            room.name.in_language(language) if room else "",
            self.edition.place.in_language(language),
        )

    @property
    def part(self) -> str:
        if self.role:
            return translated(PART_WORDS[Part(self.role.part)])
        return translated(GUEST_OF_SESSION_WORDS if self.session else GUEST_WORDS)

    @cached_property
    def others(self) -> list[SessionRole]:
        """Who else takes part: confirmed, and not against that person's word (INV-22, INV-23)."""
        mine, session = self.role, self.session
        return [role for role in session.roles if role is not mine and role.may_be_named] if session else []

    @property
    def others_line(self) -> str:
        """The organiser's own words; without them and without a name nobody is left to wonder at an empty list."""
        line = self.with_text.in_language(language_at_hand())
        if self.session is None:
            return line
        return line or ("" if self.others or self.is_guest else translated(N_("others are being asked")))

    @property
    def others_words(self) -> str:
        named = [
            translated(N_("%(name)s, %(part)s"), name=role.printed_name, part=translated(PART_WORDS[Part(role.part)]))
            for role in self.others
        ]
        return formatting.join_clauses([*named, self.others_line], language_at_hand())

    @property
    def languages(self) -> str:
        """“English, interpreted into Chinese”: said to those who interpret, write along or look after the room."""
        if self.session is None or not self.crew_part:
            return ""
        spoken, into = _spoken(self.session.languages), _spoken(self.session.interpretation)
        if spoken and into:
            return translated(N_("%(languages)s, interpreted into %(others)s"), languages=spoken, others=into)
        return spoken

    @property
    def costs(self) -> str:
        """What is paid for, in one line; empty where nobody said."""
        return self.costs_text.in_language(language_at_hand())

    @property
    def slides(self) -> str:
        """By when they are wanted, and where; empty where nobody said, that day is over, or she shows none."""
        session, edition, language = self.session, self.edition, language_at_hand()
        due = session.slides_due_on if session and self.role and not self.crew_part else None
        if due is None or due < wall_times.to_wall(clock.now(), edition.time_zone).date():
            return ""
        day = formatting.day(due, language, weekday=False)
        if not edition.desk_email:
            return translated(N_("by %(day)s"), day=day)
        return translated(N_("by %(day)s, to %(address)s"), day=day, address=edition.desk_email)

    @property
    def days(self) -> list[date]:
        """The days of the forum, to say on which of them she can be there; none where it has one."""
        first, last = self.edition.starts_on, self.edition.ends_on
        count = (last - first).days + 1
        return [first + timedelta(days=number) for number in range(count)] if 1 < count <= LONGEST_CHOICE else []

    @property
    def days_words(self) -> str:
        """When she can be there, as she ticked it."""
        language = language_at_hand()
        days = [date.fromisoformat(day) for day in self.invitation.available_days]
        return formatting.join_words([formatting.day(day, language, year=False) for day in days], language)

    @property
    def suggestion_words(self) -> str:
        """Whom she suggests instead, in one line."""
        one = self.invitation
        said = [one.suggested_name, one.suggested_organisation, one.suggested_why]
        return formatting.join_clauses(said, language_at_hand())

    @property
    def mode_words(self) -> str:
        return translated(MODE_WORDS[Mode(self.invitation.mode)])

    @property
    def seat_words(self) -> str:
        """Of a guest of one session; empty for everybody else."""
        if self.session is None or not self.is_guest:
            return ""
        accepted = self.invitation.state == InvitationState.ACCEPTED
        return translated(N_("kept for you") if accepted else N_("kept for you, once you accept"))

    @property
    def has_mode(self) -> bool:
        """Whether it has to be said how one takes part: in a hybrid session there are two ways."""
        return self.session is not None and self.session.mode == Mode.HYBRID

    @property
    def rule(self) -> str:
        """May she be quoted, is she recorded: in plain words; of a whole forum each session says it."""
        if self.session is None:
            return ""
        gap = "" if language_at_hand() == "zh-Hant" else " "
        return gap.join(
            (
                translated(_ATTRIBUTION_SENTENCES[Attribution(self.session.attribution)]),
                translated(_RECORDING_SENTENCES[Recording(self.session.recording)]),
            )
        )

    @property
    def greeting(self) -> str:
        return greeting(self.invitation.person)


def _spoken(codes: Sequence[str]) -> str:
    language = language_at_hand()
    return formatting.join_words([formatting.spoken_language(code, language) for code in codes], language)


def greeting(person: Person) -> str:
    """Her own line, or the whole printed name; never built from parts of a name.

    Her line is of her language: her contact may read another one.
    """
    own = person.salutation if language_at_hand() == language_or_default(person.language) else ""
    return own or usual_greeting(person.printed_name)


def usual_greeting(name: str) -> str:
    return translated(N_("Dear %(name)s,"), name=name)


def of(
    invitation: Invitation,
    respond_by: datetime | None = None,
    *,
    costs: Text | None = None,
    with_words: Text | None = None,
) -> Asked:
    """The further arguments are given where the letter is only a draft."""
    return Asked(
        invitation,
        respond_by or invitation.answerable_until(),
        invitation.costs_shown if costs is None else costs or invitation.edition.costs,
        invitation.with_words if with_words is None else with_words,
    )
