"""Questions of the registration form, and answers. Each factory commits."""

from typing import Any

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.registrations.models import Registration
from forumapp.registrations.questions import actions, queries
from forumapp.registrations.questions.actions import Rules
from forumapp.registrations.questions.models import RegistrationQuestion
from forumapp.uploads.file_types import Checked
from forumapp.words import Text


def question(edition: Edition, words: str = "What do you expect?", **rules: Any) -> RegistrationQuestion:
    """``options`` as English words; ``after`` an earlier question and its answer."""
    if "options" in rules:
        rules["options"] = tuple(map(Text.of, rules["options"]))
    if "after" in rules:
        before, rules["shown_if_value"] = rules.pop("after")
        rules["shown_if_id"] = before.id
    with transaction():
        made = actions.add(db.session.get_one(Edition, edition.id), Rules(words=Text.of(words), **rules))
        number = made.id
    found = fresh_question(number)
    db.session.expunge(found)
    return found


def answer(registration: Registration, question: RegistrationQuestion, value: Any) -> None:
    with transaction():
        actions.save(db.session.get_one(Registration, registration.id), {question.id: value})


def give_file(registration: Registration, question: RegistrationQuestion, content: bytes = b"%PDF-1.4 note") -> None:
    with transaction():
        here = db.session.get_one(Registration, registration.id)
        actions.give_file(here, fresh_question(question.id), Checked(content, "pdf"), "note verbale.pdf")


def values_of(registration: Registration) -> dict[str, Any]:
    """Words as they were asked → value."""
    db.session.rollback()
    found = queries.answers_of(db.session.get_one(Registration, registration.id))
    return {one.asked.in_language("en"): one.value for one in found}


def fresh_question(number: int) -> RegistrationQuestion:
    return db.session.get_one(RegistrationQuestion, number, populate_existing=True)
