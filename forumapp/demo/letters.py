"""One letter of every kind, as its own feature writes it, from invented facts; nothing of it is kept.

A feature with a new kind of letter adds its line to ``WRITERS``: what has to happen so that this letter is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import select

from forumapp import clock
from forumapp.accounts import actions as accounts
from forumapp.accounts import emails as account_letters
from forumapp.accounts.models import Member
from forumapp.agenda import actions as agenda
from forumapp.agenda import calling_off
from forumapp.agenda.models import Whom
from forumapp.announcements import actions as announcements
from forumapp.announcements import emails as announcement_letters
from forumapp.announcements.models import Kind as AnnouncementKind
from forumapp.attendance import actions as attendance
from forumapp.consents.purposes import Purpose as ConsentPurpose
from forumapp.database import new_public_id
from forumapp.demo import filling
from forumapp.digests import contents as digests
from forumapp.digests import emails as digest_letters
from forumapp.extensions import db
from forumapp.forums import actions as forums
from forumapp.forums import team
from forumapp.forums.models import Edition, EditionState
from forumapp.invitations import actions as invitations
from forumapp.invitations import answering, calendar_updates
from forumapp.invitations import emails as invitation_letters
from forumapp.invitations.actions import Terms
from forumapp.invitations.answering import Nominee
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import Level
from forumapp.notifications.actions import Recipient
from forumapp.notifications.models import Message
from forumapp.people import actions as people
from forumapp.people import pool, post
from forumapp.people.models import Person
from forumapp.privacy import choices
from forumapp.privacy import emails as privacy_letters
from forumapp.profiles import codes
from forumapp.profiles import emails as profile_letters
from forumapp.profiles.parts import Missing
from forumapp.programme import actions as programme
from forumapp.programme.models import ForumSession
from forumapp.programme.vocabulary import Access, Part
from forumapp.registrations import actions as registrations
from forumapp.registrations import by_team
from forumapp.registrations import emails as registration_letters
from forumapp.registrations.addresses import actions as addresses
from forumapp.registrations.addresses import queries as waiting_addresses
from forumapp.registrations.models import Registration
from forumapp.registrations.seats import actions as seating
from forumapp.registrations.seats import by_team as seats_by_team
from forumapp.registrations.seats import emails as seat_letters
from forumapp.registrations.seats.models import Seat
from forumapp.rights import Role
from forumapp.tasks import running
from forumapp.words import Text

_TITLE = Text(
    {
        "en": "What democracies owe their digital citizens",
        "zh-Hant": "民主國家對數位公民的責任",
        "lt": "Ką demokratinės valstybės skolingos skaitmeniniams piliečiams",
    }
)
_OTHER_TITLE = Text(
    {
        "en": "What we owe each other online",
        "zh-Hant": "我們在網路上對彼此的責任",
        "lt": "Ko esame skolingi vieni kitiems internete",
    }
)
_COSTS = Text(
    {
        "en": "Travel and two nights are covered.",
        "zh-Hant": "主辦單位負擔旅費與兩晚住宿。",
        "lt": "Kelionė ir dvi nakvynės apmokamos.",
    }
)

_NOTE = Text(
    {
        "en": "The Aula is taken by a state visit.",
        "zh-Hant": "大禮堂因國是訪問而無法使用。",
        "lt": "Aula užimta dėl valstybinio vizito.",
    }
)

_HOW_TO_GET_THERE = Text(
    {
        "en": "Bus 10 stops at the door. Badges from 8:15 in the yard; bring a document with a picture.\n\n"
        "Wireless network: Forum.",
        "zh-Hant": "10 號公車停靠門口。8:15 起於中庭領取名牌，請攜帶附照片的證件。\n\n無線網路：Forum。",
        "lt": "10 autobusas sustoja prie durų. Kortelės nuo 8.15 kieme; turėkite dokumentą su nuotrauka.\n\n"
        "Belaidis tinklas: Forum.",
    }
)
_THANKS = Text(
    {
        "en": "It was good to have you here. Tell us how it was: https://survey.example.org",
        "zh-Hant": "感謝您的參與。請告訴我們您的感想：https://survey.example.org",
        "lt": "Džiaugiamės, kad buvote kartu. Papasakokite, kaip sekėsi: https://survey.example.org",
    }
)


@dataclass
class Stage:
    """An invented forum in one language, on which a letter can be brought about."""

    language: str
    edition: Edition = field(init=False)
    session: ForumSession = field(init=False)

    def __post_init__(self) -> None:
        self.edition = filling.add_edition()
        self.edition.working_languages = [self.language]
        self.session = programme.add_session(
            self.edition,
            title=_TITLE,
            wall_start=datetime.combine(self.edition.starts_on, time(9)),
            minutes=75,
            room=forums.add_room(self.edition, Text.of("Aula"), 300),
        )
        programme.confirm_role(self._part("Ūla Žemaitė-Šimkienė", "sample-moderator", Part.MODERATOR).part_asked)

    def invited(self) -> Invitation:
        made = self._part("LIN Yu-ching", "sample-invitee", Part.PANELLIST)
        invitations.send([made], clock.now() + timedelta(days=12), Terms(_COSTS, Text()))
        return made

    def asked_for_crew(self, part: Part) -> None:
        self.session.languages, self.session.interpretation = ["en"], ["zh-Hant", "lt"]
        made = self._part("LIN Yu-ching", "sample-crew", part)
        invitations.send([made], clock.now() + timedelta(days=12), Terms(_COSTS, Text()))

    def asked_to_attend(self) -> Invitation:
        guest = self._person("Tallo Sayun", "sample-guest")
        [made] = invitations.draft_guests(self.edition, [guest])
        invitations.send([made], clock.now() + timedelta(days=12), Terms(_COSTS, Text()))
        return made

    def invited_through_office(self) -> Invitation:
        """She has no address of her own; her office reads, and may answer."""
        made = self._part("Ąžuolas Ygaudas", "sample-minister", Part.PANELLIST)
        made.person.email, made.person.email_normalised = "", None
        pool.set_contact(
            made.person,
            self.edition,
            name="Daina",
            email="sample-office@example.org",
            language=self.language,
            receives_letters=True,
            may_answer=True,
        )
        invitations.send([made], clock.now() + timedelta(days=12), Terms(_COSTS, Text()))
        return made

    def asked_for_profile(self) -> None:
        accepted = self.accepted()
        for reader in post.readers_for(accepted.person):
            profile_letters.profile_wanted(accepted, reader, list(Missing), number=1)

    def accepted(self) -> Invitation:
        made = self.invited()
        answering.accept(made)
        return made

    def named(self) -> Invitation:
        """She named a representative."""
        made = self.invited()
        answering.nominate(
            made,
            Nominee(
                "Ąžuolas Ygaudas",
                "Vice-Minister",
                Level.DEPUTY_MINISTER,
                f"sample-nominee-{self.language}@example.org".lower(),
                self.language,
            ),
        )
        return made

    def moved(self) -> None:
        """To the afternoon of the last day, under another title."""
        self.accepted()
        self.session.title = _OTHER_TITLE
        programme.reschedule(self.session, datetime.combine(self.edition.ends_on, time(17, 30)), 60)
        calendar_updates.send(calendar_updates.due(self.edition))

    def called_off(self) -> None:
        self.accepted()
        programme.cancel(self.session)
        calendar_updates.send(calendar_updates.due(self.edition))

    def released(self, **values: Any) -> None:
        """As others than the desk read it, and with the letters that this brings about."""
        _made, begun = agenda.release_and_tell(self.edition, by_id=None, **values)
        for task in begun:
            running.run_now(task)

    def moved_and_released(self) -> None:
        """She and a visitor are told that her session is on another day."""
        self.accepted()
        self.registered()
        self.released(told=Whom.NOBODY)
        programme.reschedule(self.session, datetime.combine(self.edition.ends_on, time(17, 30)), 60)
        self.released(told=Whom.EVERYBODY, note=_NOTE)

    def moved_where_she_sits(self) -> None:
        self.asked_for_seat()
        self.released(told=Whom.NOBODY)
        programme.reschedule(self.session, datetime.combine(self.edition.ends_on, time(17, 30)), 60)
        self.released(told=Whom.AFFECTED, note=_NOTE)

    def announced(self, kind: AnnouncementKind, words: Text) -> None:
        """To a visitor, by herself; after the forum she was there."""
        visitor = self.registered()
        if kind == AnnouncementKind.THANKS:
            attendance.check_in(visitor, self.member())
        written = announcements.save(self.edition, kind, words=words, online_words=Text(), days=None)
        for envelope in announcements.letters(written, announcements.Whom.NEW):
            if envelope.registration:
                announcement_letters.WRITERS[kind](written, envelope)

    def called_off_for_guest(self) -> None:
        answering.accept(self.asked_to_attend())
        self.whole_called_off()

    def whole_called_off(self) -> None:
        self.accepted()
        self.registered()
        self.released(told=Whom.NOBODY)
        begun = calling_off.call_off(
            self.edition, EditionState.POSTPONED, reason=_NOTE, told=Whom.EVERYBODY, once=new_public_id()
        )
        for task in begun:
            running.run_now(task)

    def registered(self) -> Registration:
        made = registrations.add(
            self.edition,
            name="Gintarė Čė",
            email="sample-visitor@example.org",
            organisation="Open Lines",
            language=self.language,
        )
        registrations.verify(made)
        return made

    def offered_place(self) -> Registration:
        registrations.set_capacity(self.edition, 0)
        made = self.registered()
        registrations.set_capacity(self.edition, 1)
        return made

    def moves(self) -> None:
        """To another address."""
        made = self.registered()
        addresses.ask(made, "sample-new@example.org")
        if change := waiting_addresses.of(made):
            addresses.confirm(change)

    def takes_back(self) -> None:
        made = self.registered()
        choices.agree(made, ConsentPurpose.LISTED, self.language)
        choices.take_back(made, ConsentPurpose.LISTED)

    def asked_for_seat(self, seats: int = 1) -> Seat:
        """In a session of so many; 0: she waits."""
        self.session.seats, self.session.mode = seats, self.session.edition.mode
        self.session.access = Access.BY_REQUEST
        seats_by_team.give_by_request(self.session).is_open = True
        registrant = self.registered()
        return seating.request(registrant, self.session)

    def offered_seat(self) -> Seat:
        made = self.asked_for_seat(0)
        seats_by_team.set_capacity(self.session, 1, None)
        return made

    def digested(self) -> None:
        """What an organiser learns on the morning after."""
        self.named()
        given = accounts.grant(self.member(), self.edition, Role.ORGANISER)
        lines = digests.of(self.edition, given.member, clock.now() - timedelta(days=1))
        digest_letters.organiser_digest(self.edition, given, lines)

    def member(self) -> Member:
        return accounts.create("sample-member@example.org", name="Suryadi", language=self.language)

    def _part(self, name: str, key: str, part: Part) -> Invitation:
        return invitations.draft(programme.add_role(self.session, self._person(name, key), part))

    def _person(self, name: str, key: str) -> Person:
        return people.find_or_add(
            self.edition,
            printed_name=name,
            email=f"{key}-{self.language}@example.org".lower(),
            language=self.language,
            time_zone="Asia/Taipei",
        )


Writer = Callable[[Stage], object]

COPY = "copy_to_contact"
"""Not a kind of its own: an invitation as somebody's contact reads it."""
CREW_ASKED = {f"invitation_to_{part}": part for part in (Part.INTERPRETER, Part.CAPTIONER, Part.ROOM_MONITOR)}
"""Nor are these: the same invitation, with the words of each part."""

WRITERS: Mapping[str, Writer] = {
    COPY: Stage.invited_through_office,
    **{name: partial(Stage.asked_for_crew, part=part) for name, part in CREW_ASKED.items()},
    "invitation_to_speak": Stage.invited,
    "invitation_to_attend": Stage.asked_to_attend,
    "invitation_to_nominee": lambda stage: invitations.clear_representative(stage.named()),
    "invitation_reminder": lambda stage: invitation_letters.invitation_reminder(stage.invited()),
    "invitation_accepted": Stage.accepted,
    "invitation_declined": lambda stage: answering.decline(stage.invited()),
    "invitation_open_again": lambda stage: answering.hesitate(stage.accepted()),
    "invitation_answered": lambda stage: answering.accept(stage.invited(), "I look forward to it."),
    "invitation_withdrawn": lambda stage: invitation_letters.invitation_withdrawn(
        stage.accepted(), "The panel grew too long."
    ),
    "representative_named": Stage.named,
    "representative_refused": lambda stage: invitations.refuse_representative(
        stage.named(), "The panel is for researchers."
    ),
    "representative_left": lambda stage: answering.decline(invitations.clear_representative(stage.named())),
    "representative_back": lambda stage: invitation_letters.representative_back(stage.named()),
    "invitation_link": lambda stage: invitations.reissue(stage.accepted()),
    "part_given_back": lambda stage: answering.withdraw(stage.accepted(), "My flight was cancelled.", stays=True),
    "part_changed": Stage.moved,
    "part_called_off": Stage.called_off,
    "your_sessions_changed": Stage.moved_and_released,
    "your_seats_changed": Stage.moved_where_she_sits,
    "agenda_changed": Stage.moved_and_released,
    "forum_called_off": Stage.whole_called_off,
    "forum_called_off_registered": Stage.whole_called_off,
    "guest_called_off": Stage.called_off_for_guest,
    "practical_information": lambda stage: stage.announced(AnnouncementKind.PRACTICAL, _HOW_TO_GET_THERE),
    "thank_you": lambda stage: stage.announced(AnnouncementKind.THANKS, _THANKS),
    "left_panel": lambda stage: answering.withdraw(stage.accepted()),
    "speaker_withdrew": lambda stage: answering.withdraw(stage.accepted(), "My flight was cancelled.", stays=True),
    "profile_wanted": Stage.asked_for_profile,
    "profile_code": lambda stage: codes.send(stage.accepted(), "an invented browser"),
    "data_code": lambda stage: codes.send_to_participant(stage.registered(), "an invented browser"),
    "registration_confirmed": lambda stage: registration_letters.registration_confirmed(stage.registered(), 1),
    "registration_received": lambda stage: registration_letters.registration_received(stage.registered(), 1),
    "registration_by_team": lambda stage: by_team.register_for(
        stage.edition, name="Gintarė Čė", email="sample-visitor@example.org", language=stage.language
    ),
    "registration_approved": lambda stage: registration_letters.registration_approved(stage.registered()),
    "registration_question": lambda stage: registration_letters.registration_question(
        stage.registered(), "Which ministry do you come from?", stage.edition.starts_on
    ),
    "registration_refused": lambda stage: registration_letters.registration_refused(
        stage.registered(), "The table is for delegations."
    ),
    "registration_waitlisted": lambda stage: registration_letters.registration_waitlisted(stage.registered(), 1),
    "registration_already": lambda stage: registration_letters.registration_already(stage.registered(), 1),
    "registration_offered": Stage.offered_place,
    "registration_lapsed": lambda stage: registration_letters.registration_lapsed(stage.offered_place()),
    "registration_address": lambda stage: addresses.ask(stage.registered(), "sample-new@example.org"),
    "registration_moved": Stage.moves,
    "registration_left": Stage.moves,
    "registration_cancelled": lambda stage: registrations.cancel(stage.registered()),
    "consent_withdrawn": Stage.takes_back,
    "data_erased": lambda stage: privacy_letters.data_erased(
        stage.edition, Recipient("sample-visitor@example.org", language=stage.language), "erased 0123456789"
    ),
    "speaker_erased": lambda stage: privacy_letters.speaker_erased(stage.edition, [stage.session], 2, "erased 98765"),
    "seat_confirmed": Stage.asked_for_seat,
    "seat_waitlisted": lambda stage: stage.asked_for_seat(0),
    "seat_offered": Stage.offered_seat,
    "seat_lapsed": lambda stage: seat_letters.seat_lapsed(stage.offered_seat()),
    "session_full": lambda stage: seat_letters.session_full(stage.asked_for_seat(0)),
    "seat_ended": lambda stage: seats_by_team.refuse(stage.asked_for_seat(0), "This table is for the advisers."),
    "team_invitation": lambda stage: team.invite(
        stage.edition,
        email="sample-member@example.org",
        name="Suryadi",
        language=stage.language,
        role=Role.ORGANISER,
        by=None,
    ),
    "organiser_digest": Stage.digested,
    "sign_in_link": lambda stage: account_letters.sign_in_link(stage.member()),
    "password_link": lambda stage: account_letters.password_link(stage.member()),
}


KINDS = dict.fromkeys((COPY, *CREW_ASKED), "invitation_to_speak")
"""As what such a sample leaves."""


@dataclass(frozen=True)
class Sample:
    subject: str
    text: str
    html: str


def kinds(app: Flask) -> list[str]:
    """Every kind of letter that the app can write."""
    return sorted({*WRITERS, *app.extensions["letter_kinds"]})


def sample(kind: str, language: str) -> Sample:
    """What production would write now; the rows that this needs are taken back. Raises KeyError."""
    write = WRITERS[kind]
    point = db.session.begin_nested()
    try:
        write(Stage(language))
        db.session.flush()
        row = db.session.scalars(
            select(Message).where(Message.kind == KINDS.get(kind, kind)).order_by(Message.id.desc())
        ).first()
        if row is None:
            raise LookupError(f"nothing wrote {kind}")
        return Sample(row.subject, row.shown_text, row.body_html)
    finally:
        point.rollback()
        db.session.rollback()
