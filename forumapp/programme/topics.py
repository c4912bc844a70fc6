"""The topics of a series, under which the sessions and experts of all its forums are found: one vocabulary for all."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, literal, select

from forumapp import names
from forumapp.audit import actions as audit
from forumapp.database import new_public_id
from forumapp.extensions import db
from forumapp.forums import tracks
from forumapp.forums.models import Edition, Topic
from forumapp.people.lists import SavedList
from forumapp.people.models import person_topics
from forumapp.programme import queries
from forumapp.programme.models import ForumSession, session_topics
from forumapp.refusals import Refused
from forumapp.words import N_, Text

LONGEST_KEY = 60
_FILTER = "topic"
"""As the filters of the directory name it."""


class TopicThere(Refused):
    words = N_("The series has a topic of this name already.")


class TopicSignTaken(Refused):
    words = N_("Another topic of this series has the sign %(sign)s.")


@dataclass(frozen=True)
class Used:
    """What is filed under a topic, in all forums of the series."""

    sessions: int = 0
    forums: int = 0
    """Of how many forums those sessions are."""
    people: int = 0
    lists: int = 0
    """Saved lists that look for it."""

    def __bool__(self) -> bool:
        return any((self.sessions, self.people, self.lists))


def used(edition: Edition) -> dict[int, Used]:
    """By the topic's id; a few queries, however many there are."""
    ids = [topic.id for topic in queries.topics_of(edition)]
    of_sessions = (
        select(session_topics.c.topic_id, func.count(), func.count(ForumSession.edition_id.distinct()))
        .join(ForumSession, ForumSession.id == session_topics.c.session_id)
        .where(session_topics.c.topic_id.in_(ids))
        .group_by(session_topics.c.topic_id)
    )
    of_people = (
        select(person_topics.c.topic_id, func.count())
        .where(person_topics.c.topic_id.in_(ids))
        .group_by(person_topics.c.topic_id)
    )
    sessions = {row[0]: (row[1], row[2]) for row in db.session.execute(of_sessions)}
    people = {row[0]: row[1] for row in db.session.execute(of_people)}
    lists = Counter(saved.query.get(_FILTER) for saved in _lists(edition))
    return {
        topic.id: Used(*sessions.get(topic.id, (0, 0)), people.get(topic.id, 0), lists[topic.key])
        for topic in queries.topics_of(edition)
    }


def by_key(edition: Edition, key: str) -> Topic | None:
    """Locked where a database locks rows, so that two who change it come one after the other."""
    found = select(Topic).where(Topic.series_id == edition.series_id, Topic.key == key)
    return db.session.scalar(found.with_for_update(key_share=True))


def add(edition: Edition, name: Text, sign: str = "", colour: str = "") -> Topic:
    """For the whole series, last in order. Raises TopicThere, TopicSignTaken."""
    there = queries.topics_of(edition)
    refuse_name(name, there)
    refuse_sign(sign, there)
    made = Topic(
        series_id=edition.series_id,
        key=_free_key(name, {topic.key for topic in there}),
        name=name,
        position=1 + max((topic.position for topic in there), default=0),
        sign=tracks.written_sign(sign) or tracks.free_sign({topic.sign for topic in there}),
        colour=colour or tracks.free_colour([topic.colour for topic in there]),
    )
    db.session.add(made)
    db.session.flush()
    _record("topic added", edition, made)
    return made


def change(edition: Edition, topic: Topic, name: Text, sign: str = "", colour: str = "") -> None:
    """Its key stays, so that addresses and files go on. Left empty, sign and colour stay, too.

    Raises TopicThere, TopicSignTaken.
    """
    others = [one for one in queries.topics_of(edition) if one is not topic]
    refuse_name(name, others)
    refuse_sign(sign, others)
    topic.name, topic.colour = name, colour or topic.colour
    topic.sign = tracks.written_sign(sign) or topic.sign
    db.session.flush()
    _record("topic changed", edition, topic)


def move(edition: Edition, topic: Topic, by: int) -> None:
    """One up (-1) or one down (1)."""
    ordered = list(queries.topics_of(edition))
    place = ordered.index(topic)
    ordered.remove(topic)
    ordered.insert(max(0, place + by), topic)
    for position, one in enumerate(ordered):
        one.position = position
    db.session.flush()
    _record("topic moved", edition, topic)


def remove(edition: Edition, topic: Topic, instead: Topic | None = None) -> None:
    """What is filed under it is filed under ``instead`` from now on, or under the others that it has.

    Without another one, a saved list that looks for it finds nobody; never everybody.
    """
    if instead:
        _file_under(topic, instead)
        for saved in _lists(edition):
            if saved.query.get(_FILTER) == topic.key:
                saved.query = saved.query | {_FILTER: instead.key}
    _record("topic removed", edition, topic, f"instead {instead.key}" if instead else "")
    db.session.delete(topic)
    db.session.flush()


def refuse_name(name: Text, others: Sequence[Topic]) -> None:
    """Raises TopicThere where one of them is called like this in any language."""
    wanted = {names.fold(words) for words in name.values()}
    if any(wanted & {names.fold(words) for words in topic.name.values()} for topic in others):
        raise TopicThere


def refuse_sign(sign: str, others: Sequence[Topic]) -> None:
    """Raises TopicSignTaken."""
    wanted = tracks.written_sign(sign)
    if wanted and any(topic.sign == wanted for topic in others):
        raise TopicSignTaken(sign=wanted)


def _file_under(topic: Topic, instead: Topic) -> None:
    """Not twice where it is there already; the rows of the old one go with it."""
    for table, owner in ((session_topics, session_topics.c.session_id), (person_topics, person_topics.c.person_id)):
        there = select(owner).where(table.c.topic_id == instead.id)
        moved = select(owner, literal(instead.id)).where(table.c.topic_id == topic.id, owner.not_in(there))
        db.session.execute(insert(table).from_select([owner.name, "topic_id"], moved))
    db.session.expire_all()


def _lists(edition: Edition) -> Sequence[SavedList]:
    """Of all forums of the series."""
    forums = select(Edition.id).where(Edition.series_id == edition.series_id)
    return db.session.scalars(select(SavedList).where(SavedList.edition_id.in_(forums)).order_by(SavedList.id)).all()


def _free_key(name: Text, taken: set[str]) -> str:
    """From the name where it is written in Latin letters: the public agenda's addresses have it."""
    words = (re.sub(r"[^a-z0-9]", "", names.fold(word)) for word in name.in_language("en").split())
    stem = "-".join(word for word in words if word)[: LONGEST_KEY - 4].strip("-") or new_public_id()
    return next(key for key in (stem, *(f"{stem}-{number}" for number in range(2, 1000))) if key not in taken)


def _record(act: str, edition: Edition, topic: Topic, detail: str = "") -> None:
    words = " ".join(word for word in (f"series {edition.series.code}", detail) if word)
    audit.record(act, f"topic {topic.key}", words, edition=edition)
