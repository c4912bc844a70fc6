"""Finding questions and answers, and which questions follow from which answers."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import contains_eager

from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.registrations.models import Registration, RegistrationState
from forumapp.registrations.questions.models import RegistrationAnswer, RegistrationFile, RegistrationQuestion

COMING = (RegistrationState.APPROVED, RegistrationState.CHECKED_IN)

Values = Mapping[int, Any]
"""Id of a question → the value of its answer."""

Given = tuple[str, str]
"""An answer's value, and the words of the chosen options, as JSON."""


def of_edition(edition: Edition) -> Sequence[RegistrationQuestion]:
    """In the team's order, those that are asked no more included; none is read where the form is the plain one."""
    if not edition.form_is_extended:
        return []
    hers = select(RegistrationQuestion).where(RegistrationQuestion.edition_id == edition.id)
    return db.session.scalars(hers.order_by(RegistrationQuestion.position, RegistrationQuestion.id)).all()


def asked_of(edition: Edition, category_key: str | None) -> list[RegistrationQuestion]:
    """What whoever registers in this category is asked."""
    return [one for one in of_edition(edition) if one.is_asked and one.is_for(category_key)]


def left_to(registration: Registration) -> list[RegistrationQuestion]:
    """What she is asked in her category and by the answers that she has given."""
    category = registration.own_category
    asked = asked_of(registration.edition, category.key if category else None)
    if all(one.shown_if_id is None for one in asked):
        return asked
    return following(asked, {one.question_id: one.value for one in answers_of(registration)})


def missing_files(registration: Registration) -> list[RegistrationQuestion]:
    """What she has to give and has not given."""
    wanted = [one for one in left_to(registration) if one.is_file and one.is_required]
    given = files_of(registration) if wanted else {}
    return [one for one in wanted if one.id not in given]


def following(questions: Sequence[RegistrationQuestion], values: Values) -> list[RegistrationQuestion]:
    """Those that the answers leave to be asked: a question whose condition is not met, and what hangs on it, is not."""
    asked: dict[int, RegistrationQuestion] = {}
    for question in questions:
        if question.shown_if_id is None or (
            question.shown_if_id in asked and _says(values.get(question.shown_if_id), question.shown_if_value)
        ):
            asked[question.id] = question
    return list(asked.values())


def _says(value: Any, wanted: str) -> bool:
    return wanted in value if isinstance(value, list) else value == wanted


def by_key(edition: Edition, key: str) -> RegistrationQuestion | None:
    return next((one for one in of_edition(edition) if one.key == key), None)


def answers_of(registration: Registration) -> Sequence[RegistrationAnswer]:
    """In the order of the form."""
    found = select(RegistrationAnswer).where(RegistrationAnswer.registration_id == registration.id)
    return sorted(db.session.scalars(found), key=lambda one: (one.question.position, one.question_id))


def files_of(registration: Registration) -> dict[int, RegistrationFile]:
    """By the id of the question."""
    found = select(RegistrationFile).where(RegistrationFile.registration_id == registration.id)
    return {one.question_id: one for one in db.session.scalars(found)}


def file_of(registration: Registration, public_id: str) -> RegistrationFile | None:
    """Nobody finds a file of another registration (trust.md T4)."""
    return next((one for one in files_of(registration).values() if one.public_id == public_id), None)


def answers_in(edition: Edition, registration_ids: Collection[int]) -> dict[int, dict[int, Given]]:
    """Id of a registration → id of a question → answer; without what only those who arrange it may read.

    As the database has them, unread: a file has thousands of answers, and many are alike.
    """
    found = (
        select(
            RegistrationAnswer.registration_id,
            RegistrationAnswer.question_id,
            cast(RegistrationAnswer.value, String),
            cast(RegistrationAnswer.chosen, String),
        )
        .join(RegistrationQuestion, RegistrationQuestion.id == RegistrationAnswer.question_id)
        .where(
            RegistrationQuestion.edition_id == edition.id,
            ~RegistrationQuestion.is_restricted,
            RegistrationAnswer.registration_id.in_(registration_ids),
        )
    )
    by_registration: dict[int, dict[int, Given]] = {}
    for registration_id, question_id, value, chosen in db.session.connection().execute(found):
        by_registration.setdefault(registration_id, {})[question_id] = (value, chosen)
    return by_registration


def restricted_in(edition: Edition) -> list[tuple[Registration, list[RegistrationAnswer]]]:
    """What participants said about access, food and health, by name; for those alone who arrange it (INV-27)."""
    found = (
        select(Registration, RegistrationAnswer)
        .join(RegistrationAnswer, RegistrationAnswer.registration_id == Registration.id)
        .join(RegistrationAnswer.question)
        .options(contains_eager(RegistrationAnswer.question))
        .where(
            Registration.edition_id == edition.id,
            Registration.state.in_(COMING),
            RegistrationQuestion.is_restricted,
        )
        .order_by(Registration.name, Registration.id, RegistrationQuestion.position, RegistrationQuestion.id)
    )
    by_id: dict[int, tuple[Registration, list[RegistrationAnswer]]] = {}
    for registration, answer in db.session.execute(found):
        by_id.setdefault(registration.id, (registration, []))[1].append(answer)
    return list(by_id.values())


def answered_counts(edition: Edition) -> dict[int, int]:
    """Id of a question → how many answers it has."""
    counted = (
        select(RegistrationAnswer.question_id, func.count())
        .join(RegistrationQuestion, RegistrationQuestion.id == RegistrationAnswer.question_id)
        .where(RegistrationQuestion.edition_id == edition.id)
        .group_by(RegistrationAnswer.question_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}
