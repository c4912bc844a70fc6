"""Drafts become letters in the background. Each is marked as sent in the transaction that writes its letter, so
that everybody shown as invited is written to once, and nobody else, whatever happens to the worker."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from forumapp import clock
from forumapp.forums.models import Edition
from forumapp.invitations import actions, letters, queries
from forumapp.invitations.actions import Terms
from forumapp.invitations.models import Invitation
from forumapp.invitations.vocabulary import InvitationState
from forumapp.people import post
from forumapp.tasks import actions as tasks
from forumapp.tasks.models import Task
from forumapp.words import N_, Text


class Problem(StrEnum):
    """Why somebody was not written to."""

    NO_ADDRESS = "no_address"
    STOPPED = "stopped"
    NOT_CLEARED = "not_cleared"
    SENT_ALREADY = "sent_already"
    WITHDRAWN = "withdrawn"
    CALLED_OFF = "called_off"
    TOO_LATE = "too_late"
    GONE = "gone"


PROBLEM_WORDS: Mapping[str, str] = {
    Problem.NO_ADDRESS: N_("There is no address to write to. Record the answer by hand."),
    Problem.STOPPED: N_("Letters to this address are stopped, because the last one was refused. Correct the address."),
    Problem.NOT_CLEARED: N_("The invitation was not cleared."),
    Problem.SENT_ALREADY: N_("The invitation was sent already; it was not sent twice."),
    Problem.WITHDRAWN: N_("The invitation was withdrawn meanwhile."),
    Problem.CALLED_OFF: N_("The session was cancelled meanwhile."),
    Problem.TOO_LATE: N_("The time to reply had passed before the letter could be written."),
    Problem.GONE: N_("The part was taken out of the programme meanwhile."),
}


def begin(edition: Edition, invitations: Sequence[Invitation], respond_by: datetime, terms: Terms, once: str) -> Task:
    """Have these drafts sent; the same form again gives its first task. Raises DeadlinePassed."""
    actions.refuse_past(respond_by, clock.now())
    return tasks.begin(
        queries.SENDING,
        [one.id for one in invitations],
        once=once,
        edition=edition,
        facts={"respond_by": respond_by.isoformat()} | _as_facts(terms),
    )


def send(task: Task, ids: Sequence[int]) -> Mapping[int, str]:
    """Write to those that may be written to; why not, to the others."""
    found = queries.to_send(ids)
    reached = {one.id for one, _ in letters.about(found.values())}
    respond_by = datetime.fromisoformat(task.facts["respond_by"])
    problems = {number: _problem(found.get(number), reached, respond_by) for number in ids}
    due = [one for number, one in found.items() if not problems[number]]
    if due:
        actions.send(due, respond_by, _as_terms(task.facts))
    return {number: problem for number, problem in problems.items() if problem}


def _problem(invitation: Invitation | None, reached: set[int], respond_by: datetime) -> str:
    if invitation is None:
        return Problem.GONE
    if not invitation.is_draft:
        return Problem.WITHDRAWN if invitation.state == InvitationState.REVOKED else Problem.SENT_ALREADY
    if invitation.is_called_off:
        return Problem.CALLED_OFF
    if invitation.awaits_clearance:
        return Problem.NOT_CLEARED
    if not post.is_reachable(invitation.person):
        return Problem.NO_ADDRESS
    if invitation.id not in reached:
        return Problem.STOPPED
    return Problem.TOO_LATE if respond_by <= clock.now() else ""


def _as_facts(terms: Terms) -> dict[str, Any]:
    return {
        "costs": dict(terms.costs),
        "with_words": dict(terms.with_words),
        "may_be_represented": terms.may_be_represented,
    }


def _as_terms(facts: Mapping[str, Any]) -> Terms:
    return Terms(Text(facts["costs"]), Text(facts["with_words"]), facts["may_be_represented"])
