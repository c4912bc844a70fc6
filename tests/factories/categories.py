"""Categories of participants. Each factory commits."""

from typing import Any

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.registrations import actions as registrations
from forumapp.registrations.categories import actions, queries
from forumapp.registrations.categories.actions import Rules
from forumapp.registrations.categories.models import RegistrationCategory
from forumapp.words import Text


def category(edition: Edition, name: str = "Press", **rules: Any) -> RegistrationCategory:
    with transaction():
        made = actions.add(db.session.get_one(Edition, edition.id), Rules(name=Text.of(name), **rules))
        number = made.id
    return fresh_category(number)


def change(category: RegistrationCategory, **rules: Any) -> RegistrationCategory:
    with transaction():
        here = fresh_category(category.id)
        registrations.change_category(here.edition, here, Rules(**{"name": here.name} | rules))
    return fresh_category(category.id)


def link(category: RegistrationCategory) -> str:
    """The token of a new secret link."""
    with transaction():
        here = fresh_category(category.id)
        return actions.new_link(here.edition, here)


def everybody(edition: Edition) -> RegistrationCategory:
    """The one in which all are who chose nothing else."""
    return queries.of_edition(db.session.get_one(Edition, edition.id, populate_existing=True))[0]


def fresh_category(number: int) -> RegistrationCategory:
    return db.session.get_one(RegistrationCategory, number, populate_existing=True)
