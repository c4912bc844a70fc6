"""What somebody is asked: said on the page and in every letter alike, in the language at hand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import ngettext

from forumapp import formatting, wall_times
from forumapp.forums.models import MODE_WORDS, Edition, Mode
from forumapp.invitations.models import Invitation, Purpose
from forumapp.programme.models import ForumSession, SessionRole
from forumapp.programme.vocabulary import PART_WORDS, Attribution, Part, Recording
from forumapp.words import N_, Text, language_at_hand, translated

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
    def role(self) -> SessionRole:
        return self.invitation.part_asked

    @property
    def session(self) -> ForumSession:
        return self.role.session

    @property
    def hosts(self) -> list[Text]:
        """Who asks, in the agreed order: the session's own hosts where it has some."""
        named = [host.name for host in self.session.hosts] or [host.name for host in self.edition.hosts]
        return named or [self.edition.series.name]

    @property
    def hosts_words(self) -> str:
        language = language_at_hand()
        return formatting.join_words([name.in_language(language) for name in self.hosts], language)

    @property
    def moderates(self) -> bool:
        return self.invitation.purpose == Purpose.MODERATE

    @property
    def opening(self) -> str:
        """The first line of the letter, and the whole matter in it."""
        values = {"hosts": self.hosts_words, "title": self.session.title.in_language(language_at_hand())}
        if self.principal:
            return self._opening_on_behalf(values | {"name": self.principal})
        if self.moderates:
            return str(
                ngettext(
                    "%(hosts)s invites you to moderate “%(title)s”.",
                    "%(hosts)s invite you to moderate “%(title)s”.",
                    len(self.hosts),
                    **values,
                )
            )
        return str(
            ngettext(
                "%(hosts)s invites you to speak at “%(title)s”.",
                "%(hosts)s invite you to speak at “%(title)s”.",
                len(self.hosts),
                **values,
            )
        )

    def _opening_on_behalf(self, values: dict[str, str]) -> str:
        return str(
            ngettext(
                "%(hosts)s invites you to take part in “%(title)s” on behalf of %(name)s.",
                "%(hosts)s invite you to take part in “%(title)s” on behalf of %(name)s.",
                len(self.hosts),
                **values,
            )
        )

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
        if self.session.mode == Mode.ONLINE or self.role.mode == Mode.ONLINE:
            return translated(N_("online"))
        language = language_at_hand()
        room = self.session.room.name.in_language(language) if self.session.room else ""
        place = ", ".join(part for part in (room, self.edition.place.in_language(language)) if part)
        if self.session.mode == Mode.HYBRID and place:
            return translated(N_("%(place)s, or online"), place=place)
        return place

    @property
    def part(self) -> str:
        return translated(PART_WORDS[Part(self.role.part)])

    @property
    def others(self) -> list[SessionRole]:
        """Who else takes part: confirmed, and not against that person's word (INV-22, INV-23)."""
        mine = self.role
        return [role for role in self.session.roles if role is not mine and role.may_be_named]

    @property
    def others_line(self) -> str:
        """The organiser's own words; without them and without a name nobody is left to wonder at an empty list."""
        line = self.with_text.in_language(language_at_hand())
        return line or ("" if self.others else translated(N_("others are being asked")))

    @property
    def others_words(self) -> str:
        named = [f"{role.printed_name}, {translated(PART_WORDS[Part(role.part)])}" for role in self.others]
        return "; ".join([*named, *filter(None, [self.others_line])])

    @property
    def costs(self) -> str:
        """What is paid for, in one line; empty where nobody said."""
        return self.costs_text.in_language(language_at_hand())

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
        return ", ".join(filter(None, [one.suggested_name, one.suggested_organisation, one.suggested_why]))

    @property
    def mode_words(self) -> str:
        return translated(MODE_WORDS[Mode(self.role.mode)])

    @property
    def rule(self) -> str:
        """May she be quoted, is she recorded: in plain words."""
        gap = "" if language_at_hand() == "zh-Hant" else " "
        return gap.join(
            (
                translated(_ATTRIBUTION_SENTENCES[Attribution(self.session.attribution)]),
                translated(_RECORDING_SENTENCES[Recording(self.session.recording)]),
            )
        )

    @property
    def greeting(self) -> str:
        """Her own line, or the whole printed name; never built from parts of a name."""
        person = self.invitation.person
        return person.salutation or translated(N_("Dear %(name)s,"), name=person.printed_name)


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
