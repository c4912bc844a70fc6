"""Questions are written and ordered; answers are given, changed, and forgotten when their time is over."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, or_, select

from forumapp import clock, names
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.registrations import extended, places
from forumapp.registrations.models import Registration
from forumapp.registrations.questions import queries
from forumapp.registrations.questions.models import (
    WITH_OPTIONS,
    Kind,
    QuestionAnswered,
    RegistrationAnswer,
    RegistrationFile,
    RegistrationQuestion,
)
from forumapp.registrations.questions.queries import Values
from forumapp.uploads.file_types import Checked
from forumapp.words import LANGUAGES, Text

LONGEST_NAME = 200


@dataclass(frozen=True)
class Rules:
    """What the team writes of a question; see ``RegistrationQuestion``."""

    words: Text
    kind: str = Kind.TEXT
    help: Text = field(default_factory=Text)
    options: tuple[Text, ...] = ()
    is_required: bool = False
    categories: tuple[str, ...] = ()
    shown_if_id: int | None = None
    shown_if_value: str = ""
    kept_days: int | None = None
    is_restricted: bool = False
    is_asked: bool = True


def add(edition: Edition, rules: Rules) -> RegistrationQuestion:
    places.lock(edition)
    edition.form_is_extended = True
    added = RegistrationQuestion(edition_id=edition.id, words=rules.words, position=_next_position(edition))
    _apply(added, rules)
    db.session.add(added)
    db.session.flush()
    _record("question added", edition, added)
    return added


def take_over(edition: Edition, earlier: Edition) -> None:
    """Those of an earlier edition under the same keys, so that two years' answers can be compared."""
    made: dict[int | None, int] = {}
    for like in queries.of_edition(earlier):
        added = RegistrationQuestion(edition_id=edition.id, key=like.key, words=like.words, position=like.position)
        for name in Rules.__dataclass_fields__:
            setattr(added, name, deepcopy(getattr(like, name)))
        added.shown_if_id = made.get(like.shown_if_id)
        db.session.add(added)
        db.session.flush()
        made[like.id] = added.id


def change(edition: Edition, question: RegistrationQuestion, rules: Rules) -> None:
    """Answers given before keep the words that they were given to."""
    _apply(question, rules)
    _record("question changed", edition, question)
    db.session.flush()


def move_up(edition: Edition, question: RegistrationQuestion) -> None:
    """Before the one that stands before it; what it follows from stays before it."""
    ordered = list(queries.of_edition(edition))
    here = ordered.index(question)
    if here and ordered[here - 1].id != question.shown_if_id:
        ordered[here - 1], ordered[here] = ordered[here], ordered[here - 1]
    for position, one in enumerate(ordered):
        one.position = position
    _record("question moved", edition, question)
    db.session.flush()


def remove(edition: Edition, question: RegistrationQuestion) -> None:
    """Raises QuestionAnswered."""
    places.lock(edition)
    if queries.answered_counts(edition).get(question.id):
        raise QuestionAnswered
    _record("question removed", edition, question)
    db.session.delete(question)
    db.session.flush()
    extended.settle(edition)


def save(registration: Registration, values: Values) -> None:
    """Her answers, as far as the form asked; an empty one is none, and what is asked no more is forgotten."""
    questions = {one.id: one for one in queries.of_edition(registration.edition)}
    known = {one.question_id: one for one in queries.answers_of(registration)}
    for number, value in values.items():
        question, answer = questions[number], known.get(number)
        if value in (None, "", []):
            if answer:
                db.session.delete(answer)
        elif answer is None:
            db.session.add(_answer(registration, question, value))
        elif answer.value != value:
            answer.value, answer.asked, answer.chosen = value, question.words, _chosen(question, value)
            answer.answered_at = clock.now()
    db.session.flush()


def change_answers(registration: Registration, values: Values) -> None:
    """By the registrant."""
    places.lock(registration.edition)
    save(registration, values)
    _forget_files_that_nothing_asks_for(registration)
    audit.record(
        "answers changed", f"registration {registration.reference}", edition=registration.edition, actor="registrant"
    )
    db.session.flush()


def give_file(registration: Registration, question: RegistrationQuestion, checked: Checked, file_name: str) -> None:
    """In place of the one before."""
    name = names.one_line(file_name)[-LONGEST_NAME:] or f"file.{checked.file_type}"
    take_file_back(registration, question)
    db.session.add(
        RegistrationFile(
            registration_id=registration.id,
            question_id=question.id,
            file_name=name,
            file_type=checked.file_type,
            content=checked.content,
            given_at=clock.now(),
        )
    )
    db.session.add(_answer(registration, question, name))
    audit.record(
        "file given", f"registration {registration.reference}", question.key, registration.edition, "registrant"
    )
    db.session.flush()


def take_file_back(registration: Registration, question: RegistrationQuestion) -> None:
    for table in (RegistrationFile, RegistrationAnswer):
        db.session.execute(
            delete(table).where(table.registration_id == registration.id, table.question_id == question.id)
        )
    db.session.flush()


def forget_due() -> int:
    """Answers and files whose question is kept for fewer days than the registration; says how many."""
    today, forgotten = clock.now().date(), 0
    asked = select(RegistrationQuestion, Edition.ends_on).join(Edition, Edition.id == RegistrationQuestion.edition_id)
    limited = asked.where(or_(RegistrationQuestion.kept_days.is_not(None), RegistrationQuestion.is_restricted))
    for question, ends_on in db.session.execute(limited):
        if (today - ends_on).days > question.longest_kept:
            forgotten += _forget(question)
    return forgotten


def _forget_files_that_nothing_asks_for(registration: Registration) -> None:
    """As ``save`` does with answers: whoever needs no visa any more leaves no passport here."""
    asked = {one.id for one in queries.left_to(registration)}
    for question in [one.question for one in queries.files_of(registration).values() if one.question.shown_if_id]:
        if question.id not in asked:
            take_file_back(registration, question)


def _forget(question: RegistrationQuestion) -> int:
    db.session.execute(delete(RegistrationFile).where(RegistrationFile.question_id == question.id))
    gone = delete(RegistrationAnswer).where(RegistrationAnswer.question_id == question.id)
    return len(db.session.execute(gone.returning(RegistrationAnswer.id)).all())


def _answer(registration: Registration, question: RegistrationQuestion, value: Any) -> RegistrationAnswer:
    return RegistrationAnswer(
        registration_id=registration.id,
        question_id=question.id,
        asked=question.words,
        value=value,
        chosen=_chosen(question, value),
        answered_at=clock.now(),
    )


def _chosen(question: RegistrationQuestion, value: Any) -> list[dict[str, str]]:
    if question.kind not in WITH_OPTIONS:
        return []
    return [dict(question.option_words(key)) for key in (value if isinstance(value, list) else [value])]


def _apply(question: RegistrationQuestion, rules: Rules) -> None:
    for name in Rules.__dataclass_fields__:
        if name not in ("options", "categories"):
            setattr(question, name, getattr(rules, name))
    question.categories = list(rules.categories)
    question.options = _with_keys(question.options, rules.options) if rules.kind in WITH_OPTIONS else []


def _with_keys(before: list[dict[str, Any]], options: tuple[Text, ...]) -> list[dict[str, Any]]:
    """An option that is worded alike in some language is the same one, and keeps its key."""
    free, found = list(before), []
    number = max((int(one["key"]) for one in before), default=0)
    for words in options:
        same = next((one for one in free if _alike(Text(one["words"]), words)), None)
        if same:
            free.remove(same)
        else:
            number += 1
        found.append({"key": same["key"] if same else str(number), "words": dict(words)})
    return found


def _alike(one: Text, other: Text) -> bool:
    return any(one.get(language) and one.get(language) == other.get(language) for language in LANGUAGES)


def _next_position(edition: Edition) -> int:
    return max((one.position for one in queries.of_edition(edition)), default=-1) + 1


def _record(act: str, edition: Edition, question: RegistrationQuestion) -> None:
    audit.record(act, f"question {question.key}", question.kind, edition)
