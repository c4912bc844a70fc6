"""Adding, changing and removing categories, and their secret links.

Each locks the edition's places first, so that no quota changes while somebody registers.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update

from forumapp import links, names
from forumapp.audit import actions as audit
from forumapp.extensions import db
from forumapp.forums.models import Edition
from forumapp.links import Purpose
from forumapp.registrations import extended, places
from forumapp.registrations.categories import queries
from forumapp.registrations.categories.models import CategoryUsed, RegistrationCategory
from forumapp.registrations.models import Category, Registration
from forumapp.words import Text

EVERYBODY = Text({"en": "Participant", "zh-Hant": "與會者", "lt": "Dalyvis (-ė)"})
"""The category of whoever registered before there were any."""


@dataclass(frozen=True)
class Rules:
    """What the team writes of a category; see ``RegistrationCategory``."""

    name: Text
    description: Text = field(default_factory=Text)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    quota: int | None = None
    is_reviewed: bool = False
    is_asked_first: bool = False
    by_link_only: bool = False
    sessions: tuple[str, ...] = ()


def add(edition: Edition, rules: Rules) -> RegistrationCategory:
    """The first one stands beside a category for everybody else, in which all are who registered before."""
    places.lock(edition)
    edition.form_is_extended = True
    db.session.flush()
    if not queries.of_edition(edition):
        _add(edition, Rules(name=EVERYBODY), Category.PARTICIPANT)
        _put_all_into_first(edition)
    added = _add(edition, rules, _free_key(edition, rules.name))
    _record("category added", edition, added)
    return added


def take_over(edition: Edition, earlier: Edition, later: Callable[[datetime], datetime | None]) -> None:
    """Those of an earlier edition, without their secret links; ``later`` moves when they open and close."""
    for like in queries.of_edition(earlier):
        rules = {name: getattr(like, name) for name in Rules.__dataclass_fields__}
        rules["opens_at"], rules["closes_at"] = (at and later(at) for at in (like.opens_at, like.closes_at))
        _add(edition, Rules(**rules), like.key)


def change(edition: Edition, category: RegistrationCategory, rules: Rules) -> None:
    """Holds for registrations from now on; a lower quota cancels nobody (INV-15)."""
    places.lock(edition)
    if category.by_link_only and not rules.by_link_only:
        links.revoke_all(Purpose.CATEGORY, category.id)
    _apply(category, rules)
    _record("category changed", edition, category)
    db.session.flush()


def remove(edition: Edition, category: RegistrationCategory) -> None:
    """Raises CategoryUsed. With the last one gone everybody registers alike again."""
    places.lock(edition)
    if queries.registered(edition).get(category.id):
        raise CategoryUsed
    links.revoke_all(Purpose.CATEGORY, category.id)
    _record("category removed", edition, category)
    db.session.delete(category)
    db.session.flush()
    extended.settle(edition)


def new_link(edition: Edition, category: RegistrationCategory) -> str:
    """The token of its secret link, which replaces the one before and is shown once."""
    links.revoke_all(Purpose.CATEGORY, category.id)
    token = links.make(Purpose.CATEGORY, category.id)
    _record("category link made", edition, category)
    db.session.flush()
    return token


def revoke_link(edition: Edition, category: RegistrationCategory) -> None:
    links.revoke_all(Purpose.CATEGORY, category.id)
    _record("category link revoked", edition, category)
    db.session.flush()


def _add(edition: Edition, rules: Rules, key: str) -> RegistrationCategory:
    position = len(queries.of_edition(edition))
    added = RegistrationCategory(edition_id=edition.id, key=key, name=rules.name, position=position)
    _apply(added, rules)
    db.session.add(added)
    db.session.flush()
    return added


def _apply(category: RegistrationCategory, rules: Rules) -> None:
    for name in Rules.__dataclass_fields__:
        value = getattr(rules, name)
        setattr(category, name, list(value) if name == "sessions" else value)


def _put_all_into_first(edition: Edition) -> None:
    first = queries.of_edition(edition)[0]
    db.session.execute(update(Registration).where(Registration.edition_id == edition.id).values(category_id=first.id))


def _free_key(edition: Edition, name: Text) -> str:
    """From the name where it is written in Latin letters; no key is taken twice, nor one that files use already."""
    taken = {category.key for category in queries.of_edition(edition)} | set(Category)
    stem = re.sub(r"[^a-z0-9]+", "-", names.fold(name.in_language("en"))).strip("-")[:16] or "category"
    return next(key for key in (stem, *(f"{stem}-{number}" for number in range(2, 1000))) if key not in taken)


def _record(act: str, edition: Edition, category: RegistrationCategory) -> None:
    audit.record(act, category.about, edition=edition)
