"""Who asks for her own data: the holder of a personal link who also reads the mail of its address.

A link can be passed on, so that it alone opens nothing of what is held; a code by mail does, for some hours.
"""

from dataclasses import dataclass

from forumapp import clock, links
from forumapp.forums.models import Edition
from forumapp.invitations import holders
from forumapp.invitations.models import Invitation
from forumapp.links import Link, Purpose
from forumapp.privacy import traces
from forumapp.privacy.traces import Traces
from forumapp.profiles import codes
from forumapp.registrations import queries as registrations
from forumapp.registrations.models import Registration
from forumapp.web import passes
from forumapp.web.passes import Pass

REGISTRATION, INVITATION = "r", "i"
"""The letter of the address by which she came."""


@dataclass(frozen=True)
class Visit:
    door: str
    token: str
    link: Link
    registration: Registration | None
    invitation: Invitation | None

    @property
    def edition(self) -> Edition:
        behind = self.registration or self.invitation
        assert behind
        return behind.edition

    @property
    def address(self) -> str:
        if self.registration:
            return self.registration.email
        assert self.invitation
        return self.invitation.person.email

    @property
    def language(self) -> str:
        if self.registration:
            return self.registration.language
        assert self.invitation
        return self.invitation.person.language

    @property
    def is_proven(self) -> bool:
        held = passes.of(self._subject)
        return held is not None and held.proven and held.link == self.link.id and held.round == self._round

    def traces(self) -> Traces:
        return traces.of(self.address)

    def send_code(self) -> None:
        if self.registration:
            codes.send_to_participant(self.registration, passes.name_browser())
        elif self.invitation:
            codes.send(self.invitation, passes.name_browser())

    def enter_code(self, typed: str) -> bool:
        browser = passes.browser()
        if self.registration:
            right = codes.enter_as_participant(self.registration, browser, typed)
        else:
            right = self.invitation is not None and codes.enter(self.invitation, browser, typed)
        if right:
            passes.give(self._subject, Pass(self.link.id, self._round, clock.now(), proven=True))
        return right

    def leave(self) -> None:
        passes.end(self._subject)

    @property
    def _subject(self) -> str:
        if self.registration:
            return f"data {self.registration.reference}"
        assert self.invitation
        return self.invitation.public_id

    @property
    def _round(self) -> int:
        return self.invitation.answer_count if self.invitation else 0


def of(door: str, token: str) -> Visit | None:
    """None where the link leads nowhere any more, or is that of her assistant: her data are hers alone."""
    if door == REGISTRATION:
        link, registration = links.find(Purpose.REGISTRATION, token), registrations.by_link(token)
        return Visit(door, token, link, registration, None) if link and registration else None
    holder = holders.of(token)
    if holder is None or holder.contact:
        return None
    return Visit(door, token, holder.link, None, holder.invitation)
