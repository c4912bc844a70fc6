"""What a team knows of a person, written down as its pages do. Each commits; call it outside a transaction."""

from datetime import date, datetime
from typing import Any

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.people import groups, pool, queries
from forumapp.people.belonging import SeriesGroup
from forumapp.people.models import Person
from forumapp.people.pool import WallWindow
from forumapp.words import Text
from tests.factories.programme import fresh


def known(
    edition: Edition,
    person: Person,
    *,
    topics: tuple[str, ...] = (),
    languages: tuple[str, ...] = (),
    place: str = "",
    group: SeriesGroup | None = None,
    windows: tuple[tuple[datetime, datetime], ...] = (),
    zone: str = "Europe/Vilnius",
    agreed_on: date | None = None,
    until: date | None = None,
    notes: str = "",
    contact: dict[str, Any] | None = None,
) -> Person:
    with transaction():
        edition, person = fresh(edition), fresh(person)
        knowledge = queries.knowledge(edition, person)
        assert knowledge is not None
        pool.set_topics(person, edition, [topic for topic in edition.series.topics if topic.key in topics])
        pool.describe(person, edition, languages=languages, place=place, gender="")
        if group:
            pool.set_groups(person, edition, [fresh(group)])
        pool.set_windows(knowledge, edition, [WallWindow(*window) for window in windows], zone)
        pool.agree_keeping(person, edition, agreed_on=agreed_on, until=until)
        pool.set_notes(knowledge, edition, notes)
        if contact:
            pool.set_contact(person, edition, **contact)
        person_id = person.id
    return db.session.get_one(Person, person_id)


def group(edition: Edition, name: str = "Advisory Network") -> SeriesGroup:
    with transaction():
        made = groups.add(fresh(edition), Text.of(name))
        made_id = made.id
    return db.session.get_one(SeriesGroup, made_id)
