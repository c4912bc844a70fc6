"""One line for each person of a panel: what she said, what she was sent, what comes next, what is missing, one act."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from forumapp import clock
from forumapp.forums.models import Edition
from forumapp.invitations import queries as invitations
from forumapp.invitations import wording as invitation_wording
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications import automatic
from forumapp.notifications.automatic import Foreseen, Horizon
from forumapp.notifications.models import Message
from forumapp.panels import forecast, queries
from forumapp.people import post
from forumapp.profiles import queries as profiles
from forumapp.profiles import requests
from forumapp.profiles.parts import MISSING_WORDS, Missing
from forumapp.programme import wording as programme_wording
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import NameShown, RoleState, SessionRole
from forumapp.words import translated


@dataclass(frozen=True)
class Act:
    """The most useful thing to do about her now."""

    words: str
    url: str


@dataclass(frozen=True)
class Line:
    role: SessionRole
    invitation: Invitation | None
    kind: str
    answer: str
    detail: str
    letter: Message | None
    to_contact: Message | None
    """The newest letter to her contact; each of her letters goes there, too."""
    following: Foreseen | None
    missing: tuple[str, ...]
    act: Act | None

    @property
    def needs_something(self) -> bool:
        return self.act is not None


@dataclass(frozen=True)
class Panel:
    session: ForumSession
    lines: tuple[Line, ...]

    def count(self, *states: RoleState) -> int:
        return sum(line.role.state in states for line in self.lines)


def of(edition: Edition, sessions: Sequence[ForumSession], *, sees_travel: bool) -> list[Panel]:
    """The number of queries does not depend on the number of people.

    Whether somebody told her arrival is for logistics alone: ``sees_travel``.
    """
    roles = [role for session in sessions for role in session.roles]
    contacts = post.read_by_contacts([role.person_id for role in roles])
    known = _Known(
        edition,
        queries.invitations_of(edition, roles),
        queries.last_letters(edition),
        queries.last_to_contacts(edition),
        frozenset(contacts),
        _following(edition, roles, contacts),
        profiles.missing(edition, {role.person_id: role.person for role in roles}.values()),
        frozenset() if sees_travel else frozenset([Missing.ARRIVAL]),
    )
    return [Panel(session, tuple(known.line(role) for role in session.roles)) for session in sessions]


@dataclass(frozen=True)
class _Known:
    edition: Edition
    invitations: Mapping[int, Invitation]
    letters: Mapping[str, Message]
    to_contacts: Mapping[str, Message]
    with_contact: frozenset[int]
    """Whose letters somebody else receives, too."""
    following: Mapping[str, Foreseen]
    """The next letter about each thing."""
    profiles: Mapping[int, tuple[Missing, ...]]
    not_said: frozenset[Missing]

    def line(self, role: SessionRole) -> Line:
        invitation = self.invitations.get(role.id)
        answer = invitation_wording.answer(invitation) if invitation else programme_wording.answer(role)
        following = self._following(role, invitation)
        missing = self._missing(role)
        return Line(
            role,
            invitation,
            answer.kind,
            translated(answer.words),
            translated(answer.detail),
            self.letters.get(invitations.about(invitation)) if invitation else None,
            self.to_contacts.get(invitations.about(invitation)) if invitation else None,
            following,
            missing,
            self._act(role, invitation, following, missing),
        )

    def _following(self, role: SessionRole, invitation: Invitation | None) -> Foreseen | None:
        """About this part, or about herself, such as her profile: that stands beside each of her parts."""
        abouts = [requests.about(role.person_id), *([invitations.about(invitation)] if invitation else [])]
        found = [self.following[about] for about in abouts if about in self.following]
        return min(found, key=lambda one: one.leaves_at, default=None)

    def _may_be_reminded(self, role: SessionRole, invitation: Invitation) -> bool:
        return self._is_reachable(role) and not (invitation.reminded_at or invitation.contact_reminded_at)

    def _is_reachable(self, role: SessionRole) -> bool:
        return bool(role.person.email) or role.person_id in self.with_contact

    def _missing(self, role: SessionRole) -> tuple[str, ...]:
        if role.state in (RoleState.DECLINED, RoleState.WITHDRAWN) or role.session.is_cancelled:
            return ()
        missing = [] if self._is_reachable(role) else [_("e-mail address")]
        if role.is_confirmed:
            if role.session.asks_before_naming and role.name_shown == NameShown.UNASKED and not role.is_crew:
                missing.append(_("word on her or his name in public"))
            told = (item for item in self.profiles.get(role.person_id, ()) if item not in self.not_said)
            missing += [translated(MISSING_WORDS[item]) for item in told]
        return tuple(missing)

    def _act(
        self, role: SessionRole, invitation: Invitation | None, following: Foreseen | None, missing: Collection[str]
    ) -> Act | None:
        if role.session.is_cancelled:
            return None
        if invitation is None:
            return self._of_somebody_not_invited(role)
        state = invitation.state_at(clock.now())
        if invitation.nomination_to_clear:
            return self._on(invitation, "clear", _("Clear the representative"))
        if invitation.awaits_clearance:
            return Act(_("Have it cleared"), url_for("invitations.clear_drafts", edition=self.edition))
        if invitation.is_draft:
            if self._is_reachable(role):
                return Act(_("Check and send"), url_for("invitations.check", edition=self.edition))
            return self._on(invitation, "record", _("Record the answer"))
        if state in (InvitationState.BOUNCED, InvitationState.EXPIRED) and self._is_reachable(role):
            return self._on(invitation, "send_again", _("Send once more"))
        if state == InvitationState.SENT and not following and self._may_be_reminded(role, invitation):
            return self._on(invitation, "send_again", _("Remind"))
        if invitation.is_waiting and invitation.is_recordable:
            return self._on(invitation, "record", _("Record the answer"))
        if role.is_confirmed and missing:
            return Act(_("Complete"), url_for("profiles.of_person", edition=self.edition, person_id=role.person))
        if state in (InvitationState.DECLINED, InvitationState.WITHDRAWN):
            # Where a representative does not come, the person represented is asked again, in her own line.
            return None if invitation.on_behalf_of_id else self._ask_somebody_else(role)
        return None

    def _of_somebody_not_invited(self, role: SessionRole) -> Act | None:
        if role.state == RoleState.PROPOSED:
            return Act(_("Ask"), url_for("invitations.check", edition=self.edition))
        return None if role.is_live else self._ask_somebody_else(role)

    def _ask_somebody_else(self, role: SessionRole) -> Act:
        url = url_for("programme.people_of", edition=self.edition, code=role.session.code)
        return Act(_("Ask somebody else"), url)

    def _on(self, invitation: Invitation, page: str, words: str) -> Act:
        return Act(words, url_for(f"invitations.{page}", edition=self.edition, invitation_id=invitation))


def _following(edition: Edition, roles: Sequence[SessionRole], contacts: Mapping[int, str]) -> Mapping[str, Foreseen]:
    until: datetime = clock.now() + forecast.SPAN
    mailboxes = {*contacts.values(), *(role.person.email_normalised for role in roles)}
    foreseen = automatic.foresee(Horizon(until, addresses=frozenset(one for one in mailboxes if one)))
    # The first of several stays.
    return {one.due.about: one for one in reversed(foreseen) if one.due.edition_id == edition.id}
