"""What a forum owes to people who are asked, register, wait, answer and leave: in plain Python, one method an act.

No database, no page, no clock of its own: ``stateful`` does the same to the app and compares (REG-08).
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DESK = "desk@example.org"
OF_FORMS = ("registration_confirmed", "registration_waitlisted", "registration_already")
RECEIPTS = (
    *("invitation_accepted", "invitation_declined", "part_given_back"),
    *("invitation_answered", "left_panel"),
)


@dataclass(eq=False)
class Invitation:
    to: str
    session: str
    respond_by: datetime
    state: str = "sent"
    told: str = ""
    """When her calendar says that the session begins; empty: it is not in it."""


@dataclass(eq=False)
class Registration:
    of: str
    number: int
    came_at: datetime
    state: str = ""
    speaks: bool = False
    by_invitation: bool = False
    verified: bool = False
    first: bool = False
    since: datetime | None = None
    until: datetime | None = None
    """Of an offer; stays where she let it pass."""

    @property
    def is_live(self) -> bool:
        return self.state in ("approved", "waitlisted", "offered")

    @property
    def holds(self) -> bool:
        return self.state in ("approved", "offered") and not self.speaks

    @property
    def let_pass(self) -> bool:
        return self.state == "lapsed" and self.until is not None

    @property
    def turn(self) -> tuple[bool, datetime, int]:
        return (not self.first, self.since or self.came_at, self.number)


Subject = Invitation | Registration | None


@dataclass(eq=False)
class Letter:
    to: str
    kind: str
    about: Subject
    at: datetime
    has_link: bool
    leads: bool
    """Whether its link does."""
    state: str = "queued"
    path: str = ""
    """Of its link, once it arrived."""


@dataclass
class Forum:
    now: datetime
    capacity: int | None
    starts: dict[str, str]
    """Session → time."""
    directory: set[str]
    """Whom the team knows, and may ask."""
    invitations: list[Invitation] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    touched: list[Subject] = field(default_factory=list)
    """What the last act was about or changed."""
    _numbers: int = 0

    @property
    def line(self) -> list[Registration]:
        return sorted((one for one in self.registrations if one.state == "waitlisted"), key=lambda one: one.turn)

    @property
    def taken(self) -> int:
        return sum(one.holds for one in self.registrations)

    def live(self, who: str) -> Registration | None:
        return next((one for one in self.registrations if one.of == who and one.is_live), None)

    def is_answerable(self, invitation: Invitation) -> bool:
        return invitation.state != "revoked" and self.now < invitation.respond_by

    def invite(self, who: str, session: str, respond_by: datetime) -> None:
        self.invitations.append(made := Invitation(who, session, respond_by))
        self._write("invitation_to_speak", made)

    def accept(self, invitation: Invitation) -> None:
        if invitation.state == "accepted":
            return
        self._call_off(invitation, RECEIPTS)
        invitation.state, invitation.told = "accepted", self.starts[invitation.session]
        self._come_as_speaker(invitation.to)
        self._write("invitation_accepted", invitation)
        self._tell_desk("invitation_answered", invitation)

    def decline(self, invitation: Invitation) -> None:
        if invitation.state == "declined":
            return
        self._call_off(invitation, RECEIPTS)
        self._step_back(invitation, "declined")
        self._write("invitation_declined", invitation)
        self._tell_desk("invitation_answered", invitation)

    def withdraw(self, invitation: Invitation, stays: bool) -> None:
        self._call_off(invitation, RECEIPTS)
        self._step_back(invitation, "withdrawn", stays)
        self._write("part_given_back", invitation)
        self._tell_desk("speaker_withdrew", invitation)

    def revoke(self, invitation: Invitation, tell: bool) -> None:
        was_reached = any(one.about is invitation and one.state == "sent" for one in self.letters_to(invitation.to))
        self._call_off(invitation)
        self._end_links(invitation)
        self._step_back(invitation, "revoked")
        if tell and was_reached:
            self._write("invitation_withdrawn", invitation, has_link=False)

    def send_again(self, invitation: Invitation, respond_by: datetime) -> None:
        """To who has not answered."""
        invitation.respond_by = respond_by
        self._end_links(invitation)
        self._call_off(invitation, ("invitation_to_speak", "invitation_link"))
        self._write("invitation_to_speak", invitation)

    def reissue(self, invitation: Invitation) -> None:
        """To who has: her answer stays, and what has not left yet gets a link that works."""
        self._call_off(invitation, ("invitation_link",))
        self._end_links(invitation)
        for letter in self.letters:
            if letter.about is invitation and letter.state == "queued" and letter.has_link:
                letter.leads = True
        self._write("invitation_link", invitation)

    def move(self, session: str, to: str) -> None:
        self.starts[session] = to
        self._touch(*(one for one in self.invitations if one.session == session))

    def tell_of_moves(self) -> None:
        for one in self.invitations:
            if one.state == "accepted" and one.told != self.starts[one.session]:
                one.told = self.starts[one.session]
                self._write("part_changed", one)

    def register(self, who: str) -> None:
        if self._letters_of_last_hour(who) >= 3:
            return
        if known := self.live(who):
            self._write("registration_already", known)
            return
        self._place_or_turn(made := self._registered(who))
        self._write("registration_confirmed" if made.holds else "registration_waitlisted", made)

    def link_again(self, who: str) -> None:
        known = self.live(who)
        if known is None or self._letters_of_last_hour(who) >= 3:
            return
        self._call_off(known, (*OF_FORMS, "registration_offered"))
        self._end_links(known)
        self._write("registration_already", known)

    def confirm(self, registration: Registration) -> None:
        registration.verified = True
        self._touch(registration)

    def take(self, registration: Registration) -> None:
        """The place that was offered, or too late a place in the line."""
        if registration.state == "offered" and self._is_over(registration):
            self._let_pass(registration)
        if registration.let_pass:
            if self.live(registration.of):
                return
            registration.first, registration.since = False, None
            self._place_or_turn(registration)
        else:
            self._give_place(registration)
        registration.verified = True
        self._call_off(registration, ("registration_waitlisted", "registration_offered", "registration_lapsed"))
        self._write("registration_confirmed" if registration.holds else "registration_waitlisted", registration)

    def cancel(self, registration: Registration) -> None:
        self._call_off(registration)
        registration.state = "cancelled"
        self._write("registration_cancelled", registration)
        self._pass_on()

    def promote(self, registration: Registration) -> None:
        registration.first = True
        self._touch(registration)
        self._pass_on()

    def resize(self, capacity: int | None) -> None:
        self.capacity = capacity
        self._pass_on()

    def erase(self, who: str) -> None:
        gone = [one for one in self.registrations if one.of == who] + [one for one in self.invitations if one.to == who]
        spoke = any(one.state == "accepted" for one in self.invitations if one.to == who)
        self.registrations = [one for one in self.registrations if one.of != who]
        self.invitations = [one for one in self.invitations if one.to != who]
        self.directory.discard(who)
        self._pass_on()
        for letter in self.letters:
            if letter.to == who or letter.about in gone:
                letter.to, letter.leads = "", False
                letter.state = "cancelled" if letter.state == "queued" else letter.state
        self._touch(*gone)
        if spoke:
            self._tell_desk("speaker_erased", None)
        self._write("data_erased", None, to=who, has_link=False)

    def sweep(self) -> None:
        """What time alone brings about."""
        unconfirmed = [
            one
            for one in self.registrations
            if one.state in ("approved", "waitlisted")
            and not one.verified
            and one.came_at <= self.now - timedelta(days=1)
        ]
        for one in sorted(unconfirmed, key=lambda one: one.holds):
            one.state = "lapsed"
            self._call_off(one)
            self._pass_on()
        offered = [one for one in self.registrations if one.state == "offered" and self._is_over(one)]
        for one in sorted(offered, key=lambda one: (one.until, one.number)):
            self._let_pass(one)
            if one.verified:
                self._write("registration_lapsed", one)

    def letters_leave(self) -> list[Letter]:
        leaving = [letter for letter in self.letters if letter.state == "queued"]
        for letter in leaving:
            letter.state = "sent"
        return leaving

    def letters_to(self, who: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.to == who]

    def links_of(self, subject: Subject, leads: bool = True) -> list[str]:
        """That arrived, the newest last."""
        return [one.path for one in self.letters if one.about is subject and one.path and one.leads == leads]

    def _come_as_speaker(self, who: str) -> None:
        known = self.live(who)
        if known is None:
            known = self._registered(who)
            known.by_invitation = True
        known.speaks = known.verified = True
        known.state, known.until = "approved", None
        self._call_off(known, ("registration_waitlisted", "registration_offered"))
        self._pass_on()

    def _step_back(self, invitation: Invitation, state: str, stays: bool = False) -> None:
        invitation.state, invitation.told = state, ""
        self._touch(invitation)
        known = self.live(invitation.to)
        speaks_still = any(one.to == invitation.to and one.state == "accepted" for one in self.invitations)
        if known is None or not known.speaks or speaks_still:
            return
        if known.by_invitation and not stays:
            known.state = "cancelled"
            self._call_off(known)
            self._end_links(known)
            return
        known.speaks, known.state = False, ""
        self._place_or_turn(known)
        if known.state == "waitlisted":
            self._write("registration_waitlisted", known)

    def _registered(self, who: str) -> Registration:
        self._numbers += 1
        self.registrations.append(made := Registration(who, self._numbers, self.now))
        return made

    def _place_or_turn(self, registration: Registration) -> None:
        if self.capacity is None or self.taken < self.capacity:
            self._give_place(registration)
        else:
            registration.state, registration.until = "waitlisted", None
            registration.since = registration.since or self.now
        self._touch(registration)

    def _give_place(self, registration: Registration) -> None:
        registration.state, registration.until = "approved", None
        self._touch(registration)

    def _pass_on(self) -> None:
        while self.line and (self.capacity is None or self.taken < self.capacity):
            first = self.line[0]
            first.state, first.until = "offered", self.now + timedelta(days=1)
            self._call_off(first, ("registration_waitlisted",))
            self._write("registration_offered", first)

    def _let_pass(self, registration: Registration) -> None:
        registration.state = "lapsed"
        self._touch(registration)
        self._call_off(registration)
        self._pass_on()

    def _is_over(self, registration: Registration) -> bool:
        return registration.until is not None and registration.until <= self.now

    def _letters_of_last_hour(self, who: str) -> int:
        since = self.now - timedelta(hours=1)
        return sum(one.kind in OF_FORMS and one.at > since for one in self.letters_to(who))

    def _write(self, kind: str, about: Subject, *, to: str = "", has_link: bool = True) -> None:
        to = to or (about.to if isinstance(about, Invitation) else about.of if about else "")
        self.letters.append(Letter(to, kind, about, self.now, has_link, leads=has_link))
        self._touch(about)

    def _tell_desk(self, kind: str, about: Subject) -> None:
        self._write(kind, about, to=DESK, has_link=False)

    def _call_off(self, about: Subject, kinds: Collection[str] | None = None) -> None:
        for letter in self.letters:
            if letter.about is about and letter.state == "queued" and (kinds is None or letter.kind in kinds):
                letter.state = "cancelled"
        self._touch(about)

    def _end_links(self, about: Subject) -> None:
        for letter in self.letters:
            if letter.about is about:
                letter.leads = False
        self._touch(about)

    def _touch(self, *subjects: Subject) -> None:
        self.touched += [one for one in subjects if one is not None and one not in self.touched]
