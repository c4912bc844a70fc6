"""What needs an organiser now, in order of urgency; each line one act.

A co-host is told of her own sessions and of whom she asked to them (S16). The daily digest counts these very lines.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from forumapp import clock
from forumapp.agenda import queries as agenda
from forumapp.forums.models import Edition, EditionState
from forumapp.invitations import calendar_updates, whose
from forumapp.invitations import queries as invitations
from forumapp.invitations.vocabulary import InvitationState, Word
from forumapp.notifications.models import State
from forumapp.registrations import places
from forumapp.registrations.models import RegistrationState
from forumapp.registrations.review import queries as review
from forumapp.registrations.seats import queries as seats
from forumapp.registrations.seats import supply
from forumapp.registrations.seats.models import SeatState
from forumapp.reports import matters, queries
from forumapp.reports.matters import Matter
from forumapp.rights import Permission
from forumapp.tasks import kinds
from forumapp.tasks import queries as tasks
from forumapp.web.access import SignedInMember
from forumapp.words import language_at_hand, translated


@dataclass(frozen=True)
class Page:
    """Where something is done: its address depends on where it is told, on a page or in a letter."""

    endpoint: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Need:
    """One line: how urgent (good, waiting, stop, note), a word for it, a sentence, the act and where it is done."""

    kind: str
    word: str
    sentence: str
    act: str
    page: Page
    permission: Permission
    """Without it she cannot do it, and does not need to know."""
    matter: Matter | None = None
    """What is counted here, where the line is about a number of things."""
    count: int = 0

    @property
    def url(self) -> str:
        return url_for(self.page.endpoint, **self.page.values)


def of_edition(edition: Edition, member: SignedInMember) -> list[Need]:
    """The lines for this member, the most urgent first."""
    lines = (
        *_clashes(edition, member),
        *_letters(edition, member),
        *_tasks(edition),
        *_invitations(edition, member),
        *_missing(edition, member),
        *_release(edition),
        *_registrations(edition),
        *_seats(edition),
    )
    return [line for line in lines if member.may(line.permission, edition)]


def _page(endpoint: str, **values: Any) -> Page:
    return Page(endpoint, values)


def _counted(
    matter: Matter, count: int, kind: str, word: str, act: str, page: Page, permission: Permission
) -> Iterator[Need]:
    if count:
        yield Need(kind, word, matters.sentence(matter, count), act, page, permission, matter, count)


def _clashes(edition: Edition, member: SignedInMember) -> Iterator[Need]:
    act = _("Move one") if member.may(Permission.EDIT_PROGRAMME, edition) else _("Look at it")
    for clash in queries.blocking_clashes(edition, member):
        page = _page("programme.index", edition=edition)
        yield Need("stop", _("Clash"), clash.sentence(), act, page, Permission.SEE_PROGRAMME, Matter.CLASHES, 1)


def _letters(edition: Edition, member: SignedInMember) -> Iterator[Need]:
    is_whole = member.may(Permission.SEE_MESSAGES, edition)
    counts = queries.messages_by_state(edition) if is_whole else queries.undelivered_invitations(edition, member)
    for state, matter in (
        (State.FAILED, Matter.FAILED),
        (State.BOUNCED, Matter.BOUNCED),
        (State.SUPPRESSED, Matter.SUPPRESSED),
    ):
        count = counts.get(state, 0)
        in_outbox = _page("outbox.index", edition=edition, state=state.value)
        page = in_outbox if is_whole else _page("invitations.index", edition=edition)
        permission = Permission.SEE_MESSAGES if is_whole else Permission.BRING_PEOPLE
        yield from _counted(matter, count, "stop", _stopped(state, count), _("Look and correct"), page, permission)


def _stopped(state: State, count: int) -> str:
    words: Mapping[State, str] = {
        State.FAILED: _("%(count)s failed", count=count),
        State.BOUNCED: _("%(count)s came back", count=count),
        State.SUPPRESSED: _("%(count)s stopped", count=count),
    }
    return words[state]


def _tasks(edition: Edition) -> Iterator[Need]:
    for task in tasks.unfinished_in(edition.id):
        kind = kinds.of(task)
        words = _(
            "%(what)s: %(left)s of %(total)s are left.", what=translated(kind.words), left=task.left, total=task.total
        )
        page = _page("tasks.show", edition=edition, task_id=task)
        if task.is_stuck(clock.now()):
            yield Need("stop", _("Stuck"), words, _("Look into it"), page, kind.permission)
        else:
            yield Need("waiting", _("Under way"), words, _("See how far it is"), page, kind.permission)


def _invitations(edition: Edition, member: SignedInMember) -> Iterator[Need]:
    yield from _counted(
        Matter.REPRESENTATIVES,
        invitations.to_clear(edition),
        "waiting",
        _("To clear"),
        _("Decide"),
        _page("invitations.next_to_clear", edition=edition),
        Permission.INVITE,
    )
    yield from _counted(
        Matter.CALENDARS,
        len(calendar_updates.due(edition)),
        "waiting",
        _("To tell"),
        _("See and send"),
        _page("invitations.calendar_updates", edition=edition),
        Permission.INVITE,
    )
    yield from _counted(
        Matter.TO_CLEAR,
        invitations.count_to_clear(edition) if edition.clears_invitations else 0,
        "waiting",
        _("To clear"),
        _("Look and clear"),
        _page("invitations.clear_drafts", edition=edition),
        Permission.CLEAR_INVITATIONS,
    )
    yield from _counted(
        Matter.DRAFTS,
        invitations.count_of_drafts(edition),
        "waiting",
        _("To send"),
        _("Check and send"),
        _page("invitations.check", edition=edition),
        Permission.INVITE,
    )
    yield from _counted(
        Matter.NOT_ASKED,
        queries.uninvited_count(edition),
        "waiting",
        _("To ask"),
        _("Invite"),
        _page("invitations.index", edition=edition),
        Permission.INVITE,
    )
    yield from _counted(
        Matter.UNANSWERED,
        queries.invitations_by_state(edition, *whose.seen_by(member, edition)).get(InvitationState.SENT, 0),
        "note",
        _("Waiting"),
        _("See who"),
        _page("invitations.index", edition=edition),
        Permission.BRING_PEOPLE,
    )


def _missing(edition: Edition, member: SignedInMember) -> Iterator[Need]:
    on_boards = member.may(Permission.SEE_INVITATIONS, edition)
    in_list = _page("invitations.index", edition=edition, answer=Word.YES.value)
    yield from _counted(
        Matter.PROFILES,
        queries.incomplete_profiles(edition, member),
        "waiting",
        _("Missing"),
        _("See who"),
        _page("panels.index", edition=edition) if on_boards else in_list,
        Permission.BRING_PEOPLE,
    )
    yield from _counted(
        Matter.SLIDES,
        queries.sessions_without_slides(edition, member),
        "waiting",
        _("Missing"),
        _("See the files"),
        _page("materials.index", edition=edition),
        Permission.SEE_PROGRAMME,
    )


def _release(edition: Edition) -> Iterator[Need]:
    if edition.state == EditionState.DRAFT:
        words, page = _("Nobody outside the team can see this forum yet."), _page("forums.settings", edition=edition)
        yield Need("note", _("Draft"), words, _("Announce"), page, Permission.EDIT_EDITION)
    if agenda.newest(edition) is None:
        words, page = _("The agenda was not released yet."), _page("agenda.manage", edition=edition)
        yield Need("note", _("Next"), words, _("Release it"), page, Permission.RELEASE)


def _registrations(edition: Edition) -> Iterator[Need]:
    if not edition.registers_here:
        return
    page = _page("registrations.index", edition=edition)
    yield from _places(edition)
    yield from _counted(
        Matter.WAITING_LIST,
        queries.registrations_by_state(edition).get(RegistrationState.WAITLISTED, 0),
        "note",
        _("Waiting list"),
        _("See the list"),
        page,
        Permission.SEE_REGISTRATIONS,
    )
    yield from _counted(
        Matter.REVIEWS,
        review.count_to_decide(edition) if edition.form_is_extended else 0,
        "waiting",
        _("To decide"),
        _("Decide"),
        _page("registrations.review", edition=edition),
        Permission.EDIT_REGISTRATIONS,
    )
    if edition.registration_closes_at and edition.registration_closes_at <= clock.now():
        words = _("Registration is closed.")
        yield Need("note", _("Closed"), words, _("See registrations"), page, Permission.SEE_REGISTRATIONS)


def _places(edition: Edition) -> Iterator[Need]:
    """More places are taken than there are (INV-15)."""
    pool, page = places.of(edition), _page("registrations.capacity", edition=edition)
    over = {Matter.PLACES: pool.too_many, Matter.PLACES_ONLINE: pool.online_too_many} if pool else {}
    for matter, count in over.items():
        yield from _counted(matter, count, "stop", _("Places"), _("Find room"), page, Permission.EDIT_REGISTRATIONS)


def _seats(edition: Edition) -> Iterator[Need]:
    """More seats are taken than there are (INV-15), or somebody asks who may not be meant."""
    if not edition.registers_here:
        return
    counts = seats.counts_of(edition)
    for session in seats.sessions_that_may_give(edition) if counts else ():
        page, may = _page("registrations.seats_of", edition=edition, code=session.code), Permission.EDIT_REGISTRATIONS
        counted = counts.get(session.id, Counter())
        if supply.is_short(session, counted):
            words = _("“%(title)s” has fewer seats than people.", title=session.title.in_language(language_at_hand()))
            yield Need("stop", _("Seats"), words, _("Find room"), page, may, Matter.SEATS_SHORT, 1)
        asked = seats.in_state(counted, SeatState.REQUESTED)
        yield from _counted(Matter.SEATS_ASKED, asked, "waiting", _("To decide"), _("Decide"), page, may)
