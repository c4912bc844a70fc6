"""The team's word: yes, yes for some sessions, what is missing, no. And the registrant's answer.

Each locks the edition's places first (see ``places``), and reads what it decides upon after that.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from forumapp import clock
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.refusals import Refused
from forumapp.registrations import by_team, emails, places
from forumapp.registrations.models import Registration
from forumapp.registrations.questions import queries as questions
from forumapp.registrations.review import queries
from forumapp.registrations.review.models import (
    AddressNotConfirmed,
    DecidedAlready,
    FilesMissing,
    NothingAsked,
    RegistrationReview,
)
from forumapp.tasks import actions as tasks
from forumapp.tasks.models import Task
from forumapp.words import N_

TASK = "review_registrations"


class Act(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"


class Problem(StrEnum):
    GONE = "gone"
    DECIDED = "decided"
    UNCONFIRMED = "unconfirmed"
    FILES = "files"


PROBLEM_WORDS: Mapping[str, str] = {
    Problem.GONE: N_("The registration does not exist any more."),
    Problem.DECIDED: N_("It was decided already; nothing was changed."),
    Problem.UNCONFIRMED: N_("The address is not confirmed yet."),
    Problem.FILES: N_("A file that has to be given is missing; on its own page it can be approved without."),
}


def approve(registration: Registration, sessions: Sequence[str] | None = None, *, without_files: bool = False) -> None:
    """A place, or hers back, or one in the line; ``sessions``: seats in those alone, as far as there are any.

    ``without_files``: also where one that has to be given is missing.
    Raises DecidedAlready, AddressNotConfirmed, FilesMissing.
    """
    review = _undecided(registration)
    if not without_files and questions.missing_files(registration):
        raise FilesMissing
    registration.limited_to = None if sessions is None else list(sessions)
    review.decide(clock.now())
    by_team.let_in(registration)
    detail = registration.state if sessions is None else f"{registration.state}, {len(sessions)} sessions"
    _record("registration approved", registration, detail)
    if registration.is_waiting:
        emails.registration_waitlisted(registration, emails.next_number(registration))
    else:
        emails.registration_approved(registration)
    db.session.flush()


def refuse(registration: Registration, reason: str) -> None:
    """The place that she kept and her seats go to the next. Raises DecidedAlready, AddressNotConfirmed."""
    review = _undecided(registration)
    review.decide(clock.now(), reason)
    by_team.reject(registration)
    _record("registration refused", registration)
    emails.registration_refused(registration, reason)
    db.session.flush()


def ask(registration: Registration, words: str, answer_by: date | None) -> None:
    """For what is missing; a letter leads to the page where she answers. Raises DecidedAlready, AddressNotConfirmed."""
    review = _undecided(registration)
    review.ask(words, answer_by, clock.now())
    _record("registration asked about", registration)
    emails.registration_question(registration, words, answer_by)
    db.session.flush()


def answer(registration: Registration, words: str) -> None:
    """By the registrant; it is the team's turn again. Raises NothingAsked."""
    places.lock_for(registration)
    review = queries.of(registration) if registration.is_under_review else None
    if review is None:
        raise NothingAsked
    review.answer(words, clock.now())
    _record("question answered", registration, actor="registrant")
    db.session.flush()


def begin(edition: Edition, act: Act, ids: Sequence[int], reason: str, once: str) -> Task:
    """Have all of them decided alike; the same form again gives its first task."""
    return tasks.begin(TASK, ids, once=once, edition=edition, facts={"act": act, "reason": reason})


def work_off(task: Task, ids: Sequence[int]) -> Mapping[int, str]:
    """Decide those that can be decided; why not, of the others."""
    edition = db.session.get_one(Edition, task.edition_id)
    found = {one.id: one for one in queries.by_ids(edition, ids)}
    problems = {number: _decide(found.get(number), task) for number in ids}
    return {number: problem for number, problem in problems.items() if problem}


def _decide(registration: Registration | None, task: Task) -> str:
    if registration is None:
        return Problem.GONE
    try:
        if task.facts["act"] == Act.REFUSE:
            refuse(registration, task.facts["reason"])
        else:
            approve(registration)
    except AddressNotConfirmed:
        return Problem.UNCONFIRMED
    except FilesMissing:
        return Problem.FILES
    except Refused:
        return Problem.DECIDED
    return ""


def _undecided(registration: Registration) -> RegistrationReview:
    places.lock_for(registration)
    review = queries.of(registration)
    if review is None or not registration.is_under_review:
        raise DecidedAlready
    if registration.verified_at is None:
        raise AddressNotConfirmed
    return review


def _record(act: str, registration: Registration, detail: str = "", actor: str | None = None) -> None:
    audit.record(act, f"registration {registration.reference}", detail, edition=registration.edition, actor=actor)
