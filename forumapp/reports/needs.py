"""What needs an organiser now, in order of urgency; each line one act."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp import clock
from forumapp.agenda import queries as agenda
from forumapp.forums.models import Edition, EditionState
from forumapp.invitations import queries as invitations
from forumapp.invitations.models import InvitationState
from forumapp.notifications.models import State
from forumapp.programme import clashes
from forumapp.registrations.models import RegistrationState
from forumapp.reports import queries
from forumapp.rights import Permission
from forumapp.web.access import SignedInMember


@dataclass(frozen=True)
class Need:
    """One line: how urgent (good, waiting, stop, note), a word for it, a sentence, the act and where it is done."""

    kind: str
    word: str
    sentence: str
    act: str
    url: str
    permission: Permission
    """Without it she cannot do it, and does not need to know."""


def of_edition(edition: Edition, member: SignedInMember) -> list[Need]:
    """The lines for this member, the most urgent first."""
    lines = (
        *_clashes(edition),
        *_letters(edition),
        *_invitations(edition),
        *_release(edition),
        *_registrations(edition),
    )
    return [line for line in lines if member.may(line.permission, edition)]


def _clashes(edition: Edition) -> Iterator[Need]:
    for clash in clashes.of_edition(edition):
        if clash.blocks:
            yield Need(
                "stop",
                _("Clash"),
                clash.sentence(),
                _("Move one"),
                url_for("programme.index", edition=edition),
                Permission.EDIT_PROGRAMME,
            )


def _letters(edition: Edition) -> Iterator[Need]:
    count = queries.messages_by_state(edition).get(State.FAILED, 0)
    if count:
        words = ngettext("One letter could not be sent.", "%(num)s letters could not be sent.", count)
        url = url_for("outbox.index", edition=edition, state=State.FAILED.value)
        yield Need(
            "stop", _("%(count)s failed", count=count), words, _("Look and correct"), url, Permission.SEE_MESSAGES
        )


def _invitations(edition: Edition) -> Iterator[Need]:
    counts = queries.invitations_by_state(edition)
    if count := invitations.to_clear(edition):
        words = ngettext(
            "One representative waits for your word.", "%(num)s representatives wait for your word.", count
        )
        yield Need(
            "waiting",
            _("To clear"),
            words,
            _("Decide"),
            url_for("invitations.next_to_clear", edition=edition),
            Permission.INVITE,
        )
    if count := counts.get(InvitationState.DRAFT, 0) + counts.get(InvitationState.CLEARED, 0):
        words = ngettext("One invitation is not sent yet.", "%(num)s invitations are not sent yet.", count)
        yield Need(
            "waiting",
            _("To send"),
            words,
            _("Check and send"),
            url_for("invitations.check", edition=edition),
            Permission.INVITE,
        )
    if count := queries.uninvited_count(edition):
        words = ngettext(
            "One person of the programme was not asked.", "%(num)s people of the programme were not asked.", count
        )
        yield Need(
            "waiting", _("To ask"), words, _("Invite"), url_for("invitations.index", edition=edition), Permission.INVITE
        )
    if count := counts.get(InvitationState.SENT, 0):
        words = ngettext("One invitation waits for an answer.", "%(num)s invitations wait for an answer.", count)
        yield Need(
            "note",
            _("Waiting"),
            words,
            _("See who"),
            url_for("invitations.index", edition=edition),
            Permission.SEE_INVITATIONS,
        )


def _release(edition: Edition) -> Iterator[Need]:
    url = url_for("agenda.manage", edition=edition)
    if edition.state == EditionState.DRAFT:
        words = _("Nobody outside the team can see this forum yet.")
        yield Need(
            "note",
            _("Draft"),
            words,
            _("Announce"),
            url_for("forums.settings", edition=edition),
            Permission.EDIT_EDITION,
        )
    if agenda.newest(edition) is None:
        yield Need("note", _("Next"), _("The agenda was not released yet."), _("Release it"), url, Permission.RELEASE)


def _registrations(edition: Edition) -> Iterator[Need]:
    if not edition.registers_here:
        return
    url = url_for("registrations.index", edition=edition)
    if count := queries.registrations_by_state(edition).get(RegistrationState.WAITLISTED, 0):
        words = ngettext("One person waits for a place.", "%(num)s people wait for a place.", count)
        yield Need("note", _("Waiting list"), words, _("See the list"), url, Permission.SEE_REGISTRATIONS)
    if edition.registration_closes_at and edition.registration_closes_at <= clock.now():
        yield Need(
            "note", _("Closed"), _("Registration is closed."), _("See registrations"), url, Permission.SEE_REGISTRATIONS
        )
