"""The topics of a series: written, called otherwise, put in order, and removed without losing what is filed under."""

from datetime import date
from typing import Any

import pytest

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.people import filters, saved
from forumapp.people.lists import SavedList
from forumapp.people.models import Person
from forumapp.programme import queries, topics
from forumapp.programme.topics import TopicSignTaken, TopicThere, Used
from forumapp.words import Text
from tests.factories import forums, people, people_pool
from tests.factories.programme import forum_session, fresh
from tests.invitations.support import Queries
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

TOPICS = "/manage/f3d2026/topics"
AI, RIGHTS = "artificial-intelligence", "human-rights-online"


@pytest.fixture
def forum(app: Any) -> Edition:
    return forums.edition(slug="f3d2026")


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", forum)


def keys(forum: Edition) -> list[str]:
    db.session.rollback()
    return [topic.key for topic in queries.topics_of(fresh(forum))]


def filed(forum: Edition, *session_topics: str, person: tuple[str, ...] = (), code: str = "P1") -> Person:
    """A session and an expert under these topics."""
    chosen = [one for one in queries.topics_of(fresh(forum)) if one.key in session_topics]
    forum_session(forum, code=code, topics=chosen, start=None)
    return people_pool.known(forum, people.expert(forum, email=f"{code}@example.org"), topics=person)


def topics_of_session(forum: Edition, code: str = "P1") -> list[str]:
    db.session.rollback()
    session = queries.by_code(fresh(forum), code)
    assert session
    return [topic.key for topic in session.topics]


def test_a_topic_is_added_with_a_key_from_its_name_a_sign_and_a_colour(
    organiser: ReadingClient, forum: Edition
) -> None:
    before = keys(forum)
    values = {
        "name-en": "Žymos & digital trade",
        "name-zh-Hant": "數位貿易往來",
        "name-lt": "Skaitmeninė prekyba dabar",
    }
    page = organiser.submit(organiser.get(TOPICS).form("Add this topic"), **values)
    assert "The topic is added." in page.text and "Žymos & digital trade" in page.text
    organiser.submit(organiser.get(TOPICS).form("Add this topic"), **{"name-zh-Hant": "量子"})
    after = keys(forum)
    assert after[: len(before)] == before and after[len(before)] == "zymos-digital-trade"
    made = queries.topics_of(fresh(forum))[len(before)]
    assert made.sign and made.colour and made.name.in_language("zh-Hant") == "數位貿易往來"
    assert len(after[-1]) == 12, "no Latin letters: a key of its own"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Write"),
        ({"name-en": "artificial INTELLIGENCE"}, "The series has a topic of this name already."),
        ({"name-en": "Quantum", "sign": "ai"}, "Another topic of this series has the sign AI."),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_what_was_typed_is_kept(
    organiser: ReadingClient, forum: Edition, values: dict[str, str], words: str
) -> None:
    before = keys(forum)
    page = organiser.submit(organiser.get(TOPICS).form("Add this topic"), **values)
    assert page.status == 422 and words in page.text and keys(forum) == before
    form = page.form("Add this topic")
    assert all(form.values[name] == value for name, value in values.items())


def test_the_rules_hold_without_a_form(forum: Edition) -> None:
    with transaction():
        here = fresh(forum)
        with pytest.raises(TopicThere):
            topics.add(here, Text.of("Artificial intelligence"))
        with pytest.raises(TopicSignTaken):
            topics.add(here, Text.of("Quantum"), "AI")
        first = topics.add(here, Text.of("Quantum"))
        second = topics.add(here, Text({"en": "Quantum!  now"}))
        third = topics.add(here, Text({"lt": "Kvantai", "en": "quantum. Now & then"}))
        made = (first.key, second.key, third.key)
    assert made == ("quantum", "quantum-now", "quantum-now-then")


def test_called_otherwise_it_keeps_its_key_and_what_is_filed_under_it(organiser: ReadingClient, forum: Edition) -> None:
    filed(forum, AI)
    page = organiser.get(f"{TOPICS}/{AI}")
    values = {
        "name-en": "AI and society",
        "name-zh-Hant": "人工智慧與社會",
        "name-lt": "DI ir visuomenė",
        "sign": "AIS",
    }
    assert "Saved." in organiser.submit(page.form("name-en"), **values).text
    assert topics_of_session(forum) == [AI]
    [topic] = [one for one in queries.topics_of(fresh(forum)) if one.key == AI]
    assert (topic.name.in_language("lt"), topic.sign) == ("DI ir visuomenė", "AIS")
    assert "AI and society" in organiser.get("/manage/f3d2026/sessions/P1").text


def test_what_another_saved_meanwhile_is_not_overwritten(organiser: ReadingClient, forum: Edition) -> None:
    form = organiser.get(f"{TOPICS}/{AI}").form("name-en")
    with transaction():
        stored = topics.by_key(fresh(forum), AI)
        assert stored
        topics.change(fresh(forum), stored, Text.of("Closer"))
    page = organiser.submit(form, **{"name-en": "Further"})
    assert page.status == 409 and "Closer" in page.text
    assert [one.name.in_language("en") for one in queries.topics_of(fresh(forum)) if one.key == AI] == ["Closer"]


def test_they_stand_in_the_order_that_is_chosen(organiser: ReadingClient, forum: Edition) -> None:
    before = keys(forum)
    second = queries.topics_of(fresh(forum))[1].name.in_language("en")
    organiser.submit(organiser.get(TOPICS).form(f"Up {second}"))
    assert keys(forum) == [before[1], before[0], *before[2:]]
    with transaction():
        for key, by in ((before[1], -1), (before[-1], 1), (before[0], 1)):
            stored = topics.by_key(fresh(forum), key)
            assert stored
            topics.move(fresh(forum), stored, by)
    assert keys(forum) == [before[1], before[2], before[0], *before[3:]]


def test_the_page_counts_in_all_forums_of_the_series_with_the_same_number_of_questions(
    organiser: ReadingClient, forum: Edition
) -> None:
    other = forums.edition(slug="f3d2027", starts_on=date(2027, 10, 24), ends_on=date(2027, 10, 24))
    db.session.expunge_all()
    filed(forum, AI, RIGHTS, person=(AI,))
    with Queries() as few:
        organiser.get(TOPICS)
    for number in range(2, 5):
        filed(other, AI, person=(AI, RIGHTS), code=f"P{number}")
    with transaction():
        saved.save_filter(fresh(other), "Machines", {"topic": AI})
        saved.save_filter(fresh(other), "All", {"q": "x"})
    with Queries() as many:
        organiser.get(TOPICS)
    assert many.count == few.count
    found = topics.used(fresh(forum))
    by_key = {one.key: found[one.id] for one in queries.topics_of(fresh(forum))}
    assert by_key[AI] == Used(sessions=4, forums=2, people=4, lists=1)
    assert by_key[RIGHTS] == Used(sessions=1, forums=1, people=3)
    page = organiser.get(f"{TOPICS}/{AI}/remove")
    for words in ("4 sessions, in 2 forums", "4 experts", "1 saved list that looks for it"):
        assert words in page.text, words


def test_removed_it_may_be_replaced_everywhere_and_nothing_stands_twice(
    organiser: ReadingClient, forum: Edition
) -> None:
    first = filed(forum, AI, person=(AI, RIGHTS))
    second = filed(forum, AI, RIGHTS, person=(AI,), code="P2")
    with transaction():
        saved.save_filter(fresh(forum), "Machines", {"topic": AI, "q": "x"})
    organiser.submit(organiser.get(f"{TOPICS}/{AI}/remove").form("Remove the topic"), instead=RIGHTS)
    assert AI not in keys(forum)
    assert topics_of_session(forum) == topics_of_session(forum, "P2") == [RIGHTS]
    for person in (first, second):
        assert [one.key for one in fresh(person).topics] == [RIGHTS]
    assert db.session.query(SavedList).one().query == {"topic": RIGHTS, "q": "x"}


def test_removed_without_another_the_rest_stays_and_a_saved_list_finds_nobody(
    organiser: ReadingClient, forum: Edition
) -> None:
    person = filed(forum, AI, RIGHTS, person=(AI,))
    with transaction():
        kept = saved.save_filter(fresh(forum), "Machines", {"topic": AI})
        list_id = kept.id
    page = organiser.submit(organiser.get(f"{TOPICS}/{AI}/remove").form("Remove the topic"))
    assert "The topic is removed." in page.text
    assert topics_of_session(forum) == [RIGHTS] and fresh(person).topics == []
    query = db.session.get_one(SavedList, list_id).query
    found = filters.found(fresh(forum), filters.Filters(**query), language="en", by_address=True)
    assert list(db.session.scalars(found)) == []
    assert organiser.get(f"{TOPICS}/{AI}").status == 404


def test_what_is_filed_nowhere_goes_without_a_question(organiser: ReadingClient, forum: Edition) -> None:
    page = organiser.get(f"{TOPICS}/{AI}/remove")
    assert "Nothing is filed under it." in page.text and "instead" not in page.form("Remove the topic").names
    organiser.submit(page.form("Remove the topic"))
    assert AI not in keys(forum)


def test_another_series_has_its_own(organiser: ReadingClient, forum: Edition) -> None:
    other = forums.edition(slug="foc2026", series="FOC")
    with transaction():
        topics.add(fresh(other), Text.of("Quantum"))
    filed(other, AI, person=(AI,))
    assert organiser.get(f"{TOPICS}/quantum").status == 404
    assert "Nothing is filed under it." in organiser.get(f"{TOPICS}/{AI}/remove").text
    organiser.submit(organiser.get(f"{TOPICS}/{AI}/remove").form("Remove the topic"))
    assert AI not in keys(forum) and AI in keys(other)


@pytest.mark.parametrize("path", ["", f"/{AI}", f"/{AI}/remove"])
def test_who_may_not_edit_the_forum_sees_none_of_it(team: Team, forum: Edition, path: str) -> None:
    assert team.signed_in_as("desk", forum).get(f"{TOPICS}{path}").status == 404
