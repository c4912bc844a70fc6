"""What happens to an edition, and what is written down about it."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from forumapp.audit import queries as audit
from forumapp.extensions import db, transaction
from forumapp.forums import actions, queries, standing
from forumapp.forums.actions import EndsBeforeStart
from forumapp.forums.models import Edition, ZoneAnnounced
from forumapp.forums.slugs import SlugTaken
from forumapp.notifications.models import Message
from forumapp.wall_times import UnknownZone
from forumapp.words import Text
from tests.factories.forums import edition, room


def again(made: Edition) -> Edition:
    found = queries.by_slug(made.slug)
    assert found is not None
    return found


def acts(made: Edition) -> list[tuple[str, str, str]]:
    return [(entry.action, entry.object, entry.detail) for entry in audit.of_edition(made)]


def letter_count() -> int:
    return db.session.scalar(select(func.count(Message.id))) or 0


def test_a_new_edition_is_a_draft_with_its_hosts_in_order(app: Flask) -> None:
    made = edition(slug="f3d2026")
    assert not made.is_announced
    assert [host.name["en"] for host in made.hosts] == ["Ministry of Digital Affairs, Taiwan", "Vilnius University"]
    assert acts(made) == [("forum created", "forum f3d2026", "")]
    assert letter_count() == 0


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"slug": "f3d2026"}, SlugTaken),
        ({"time_zone": "CST"}, UnknownZone),
        ({"starts_on": date(2026, 10, 24), "ends_on": date(2026, 10, 23)}, EndsBeforeStart),
    ],
)
def test_what_cannot_be_an_edition_is_refused(app: Flask, changes: dict[str, object], refusal: type[Exception]) -> None:
    edition(slug="f3d2026")
    with pytest.raises(refusal):
        edition(**{"slug": "f3d2027", **changes})


def test_announcing_is_written_down_once_and_writes_to_nobody(app: Flask) -> None:
    made = edition(slug="f3d2026")
    for _ in range(2):
        with transaction():
            actions.announce(again(made))
    assert again(made).is_announced
    assert acts(made)[1:] == [("forum announced", "forum f3d2026", "")]
    assert letter_count() == 0


def test_changing_says_what_was_changed_and_nothing_else(app: Flask) -> None:
    made = edition(slug="f3d2026")
    with transaction():
        actions.change(again(made), title=Text.of("Rewards and risks"), place=made.place)
    assert again(made).title == Text.of("Rewards and risks")
    assert acts(made)[1:] == [("settings changed", "forum f3d2026", "title")]


def test_changing_only_the_hosts_counts_as_a_change_of_the_edition(app: Flask) -> None:
    made = edition()
    before = again(made).version
    with transaction():
        actions.change(again(made), hosts=[Text.of("Go Forward Academy"), Text.of("Vilnius University")])
    assert [host.name["en"] for host in again(made).hosts] == ["Go Forward Academy", "Vilnius University"]
    assert again(made).version > before


def test_the_zone_may_change_until_the_forum_is_announced(app: Flask) -> None:
    made = edition()
    with transaction():
        actions.change(again(made), time_zone="Asia/Taipei")
        actions.announce(again(made))
    with transaction(), pytest.raises(ZoneAnnounced):
        actions.change(again(made), time_zone="Europe/Vilnius")
    assert again(made).time_zone == "Asia/Taipei"


def test_rooms_stand_in_the_order_in_which_they_were_added(app: Flask) -> None:
    made = edition()
    room(made, "Aula", 300)
    room(made, "Senate Hall", None)
    assert [(r.name["en"], r.capacity, r.position) for r in again(made).rooms] == [
        ("Aula", 300, 1),
        ("Senate Hall", None, 2),
    ]
    with transaction():
        actions.remove_room(again(made), again(made).rooms[0])
    assert [r.name["en"] for r in again(made).rooms] == ["Senate Hall"]
    assert [act for act, _, _ in acts(made)] == ["forum created", "room added", "room added", "room removed"]


@pytest.mark.parametrize(
    ("announced", "now", "words"),
    [
        (False, datetime(2026, 10, 25, 12, tzinfo=UTC), "Draft"),
        (True, datetime(2026, 10, 23, 20, 59, tzinfo=UTC), "Announced"),
        (True, datetime(2026, 10, 23, 21, 0, tzinfo=UTC), "Live"),  # midnight in Vilnius, UTC+3
        (True, datetime(2026, 10, 26, 21, 59, tzinfo=UTC), "Live"),
        (True, datetime(2026, 10, 26, 22, 0, tzinfo=UTC), "Concluded"),  # midnight in Vilnius, by then UTC+2
    ],
)
def test_live_and_concluded_follow_from_the_clock_of_the_place(
    app: Flask, announced: bool, now: datetime, words: str
) -> None:
    assert standing.of(edition(announced=announced), now).words == words
