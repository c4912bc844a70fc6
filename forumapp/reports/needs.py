"""What needs an organiser now, in order of urgency; each line one act."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from forumapp import clock
from forumapp.agenda import queries as agenda
from forumapp.forums.models import Edition, EditionState
from forumapp.invitations import calendar_updates
from forumapp.invitations import queries as invitations
from forumapp.invitations.vocabulary import InvitationState
from forumapp.notifications.models import State
from forumapp.programme import clashes
from forumapp.registrations import places
from forumapp.registrations.models import RegistrationState
from forumapp.registrations.review import queries as review
from forumapp.registrations.seats import queries as seats
from forumapp.registrations.seats import supply
from forumapp.registrations.seats.models import SeatState
from forumapp.reports import queries
from forumapp.rights import Permission
from forumapp.tasks import kinds
from forumapp.tasks import queries as tasks
from forumapp.web import languages
from forumapp.web.access import SignedInMember
from forumapp.words import translated


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
        *_tasks(edition),
        *_invitations(edition),
        *_release(edition),
        *_registrations(edition),
        *_seats(edition),
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
    counts = queries.messages_by_state(edition)
    if count := counts.get(State.FAILED, 0):
        words = ngettext("One letter could not be sent.", "%(num)s letters could not be sent.", count)
        yield _letters_to_mend(edition, State.FAILED, _("%(count)s failed", count=count), words)
    if count := counts.get(State.BOUNCED, 0):
        words = ngettext("One letter came back.", "%(num)s letters came back.", count)
        yield _letters_to_mend(edition, State.BOUNCED, _("%(count)s came back", count=count), words)
    if count := counts.get(State.SUPPRESSED, 0):
        words = ngettext(
            "One letter was not sent because an earlier one came back.",
            "%(num)s letters were not sent because earlier ones came back.",
            count,
        )
        yield _letters_to_mend(edition, State.SUPPRESSED, _("%(count)s stopped", count=count), words)


def _letters_to_mend(edition: Edition, state: State, word: str, sentence: str) -> Need:
    url = url_for("outbox.index", edition=edition, state=state.value)
    return Need("stop", word, sentence, _("Look and correct"), url, Permission.SEE_MESSAGES)


def _tasks(edition: Edition) -> Iterator[Need]:
    for task in tasks.unfinished_in(edition.id):
        kind = kinds.of(task)
        words = _(
            "%(what)s: %(left)s of %(total)s are left.", what=translated(kind.words), left=task.left, total=task.total
        )
        url = url_for("tasks.show", edition=edition, task_id=task)
        if task.is_stuck(clock.now()):
            yield Need("stop", _("Stuck"), words, _("Look into it"), url, kind.permission)
        else:
            yield Need("waiting", _("Under way"), words, _("See how far it is"), url, kind.permission)


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
    if count := len(calendar_updates.due(edition)):
        words = ngettext(
            "One person's calendar shows an earlier time, place or title.",
            "%(num)s people's calendars show an earlier time, place or title.",
            count,
        )
        yield Need(
            "waiting",
            _("To tell"),
            words,
            _("See and send"),
            url_for("invitations.calendar_updates", edition=edition),
            Permission.INVITE,
        )
    if edition.clears_invitations and (count := invitations.count_to_clear(edition)):
        words = ngettext("One invitation waits to be cleared.", "%(num)s invitations wait to be cleared.", count)
        yield Need(
            "waiting",
            _("To clear"),
            words,
            _("Look and clear"),
            url_for("invitations.clear_drafts", edition=edition),
            Permission.CLEAR_INVITATIONS,
        )
    if count := invitations.count_of_drafts(edition):
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
    yield from _places(edition)
    if count := queries.registrations_by_state(edition).get(RegistrationState.WAITLISTED, 0):
        words = ngettext("One person waits for a place.", "%(num)s people wait for a place.", count)
        yield Need("note", _("Waiting list"), words, _("See the list"), url, Permission.SEE_REGISTRATIONS)
    if count := review.count_to_decide(edition) if edition.form_is_extended else 0:
        words = ngettext("One registration waits for your word.", "%(num)s registrations wait for your word.", count)
        url_of_review = url_for("registrations.review", edition=edition)
        yield Need("waiting", _("To decide"), words, _("Decide"), url_of_review, Permission.EDIT_REGISTRATIONS)
    if edition.registration_closes_at and edition.registration_closes_at <= clock.now():
        yield Need(
            "note", _("Closed"), _("Registration is closed."), _("See registrations"), url, Permission.SEE_REGISTRATIONS
        )


def _places(edition: Edition) -> Iterator[Need]:
    """More places are taken than there are (INV-15)."""
    pool, url = places.of(edition), url_for("registrations.capacity", edition=edition)
    if pool and (count := pool.too_many):
        words = ngettext(
            "One place more is taken than the forum has.", "%(num)s places more are taken than the forum has.", count
        )
        yield Need("stop", _("Places"), words, _("Find room"), url, Permission.EDIT_REGISTRATIONS)
    if pool and (count := pool.online_too_many):
        words = ngettext(
            "One place online more is taken than there are.",
            "%(num)s places online more are taken than there are.",
            count,
        )
        yield Need("stop", _("Places"), words, _("Find room"), url, Permission.EDIT_REGISTRATIONS)


def _seats(edition: Edition) -> Iterator[Need]:
    """More seats are taken than there are (INV-15), or somebody asks who may not be meant."""
    if not edition.registers_here:
        return
    counts = seats.counts_of(edition)
    for session in seats.sessions_that_may_give(edition) if counts else ():
        url = url_for("registrations.seats_of", edition=edition, code=session.code)
        counted = counts.get(session.id, Counter())
        if supply.is_short(session, counted):
            words = _("“%(title)s” has fewer seats than people.", title=session.title.in_language(languages.current()))
            yield Need("stop", _("Seats"), words, _("Find room"), url, Permission.EDIT_REGISTRATIONS)
        if count := seats.in_state(counted, SeatState.REQUESTED):
            words = ngettext(
                "One request for a seat waits for your word.", "%(num)s requests for seats wait for your word.", count
            )
            yield Need("waiting", _("To decide"), words, _("Decide"), url, Permission.EDIT_REGISTRATIONS)
