"""``flask demo``: an invented forum of any size, in an empty database."""

from datetime import date
from random import Random

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from forumapp.agenda import queries as agenda
from forumapp.agenda.actions import NothingChanged, release
from forumapp.demo import filling, people, programme
from forumapp.extensions import db
from forumapp.forums import queries as forums
from forumapp.forums.models import Edition, Topic
from forumapp.notifications.models import Message
from forumapp.people.models import Person
from forumapp.programme import clashes
from forumapp.programme import queries as sessions
from forumapp.programme.models import ForumSession
from forumapp.registrations import queries as registrations
from forumapp.registrations.seats import queries as seats
from forumapp.words import Text
from tests.factories.forums import edition as make_edition
from tests.support.browser_like import ReadingClient


def demo(app: Flask, *options: str) -> Result:
    db.session.remove()
    return app.test_cli_runner().invoke(args=["demo", *options])


def made() -> Edition:
    return db.session.scalars(select(Edition)).one()


def count(model: type[ForumSession] | type[Person] | type[Message]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_usual_size_has_every_kind_of_session_and_person(app: Flask) -> None:
    result = demo(app)
    assert result.exit_code == 0, result.output
    edition = made()
    assert result.output.splitlines()[-1] == edition.slug
    assert (count(ForumSession), count(Person), count(Message)) == (10, 14, 0)
    held = sessions.sessions_of(edition)
    assert [session.code for session in held if session.is_cancelled] == ["X1"]
    assert {session.mode for session in held} == {"in_person", "hybrid"}
    assert {session.access for session in held} >= {"public", "registered", "by_request", "invitation", "members_only"}


def test_one_session_has_given_all_its_seats_and_some_wait(app: Flask) -> None:
    demo(app)
    session = sessions.by_code(made(), programme.BY_REQUEST)
    assert session
    assert len(seats.holders(session)) == session.seats == programme.SEATS
    assert len(seats.line(session)) == programme.WAITING


def test_it_prints_its_addresses_in_words(app: Flask) -> None:
    output = demo(app).output
    slug = output.splitlines()[-1]
    assert f"Agenda: http://localhost/en/{slug}/agenda" in output
    assert f"For the team: http://localhost/manage/{slug}/" in output


def test_everybody_of_the_usual_size_can_be_read_in_the_agenda(app: Flask, client: ReadingClient) -> None:
    slug = demo(app).output.splitlines()[-1]
    text = client.get(f"/en/{slug}/agenda").text
    assert [one.name for one in people.KNOWN if one.name not in text] == []
    assert "FOC coordination meeting" not in text
    assert "Closed session" in text


def test_what_was_released_is_what_stands_in_the_programme(app: Flask) -> None:
    demo(app, "--sessions", "20")
    with pytest.raises(NothingChanged):
        release(made(), by_id=None)


def test_its_public_pages_are_open_in_three_languages(app: Flask, client: ReadingClient) -> None:
    slug = demo(app).output.splitlines()[-1]
    for language in ("en", "zh-Hant", "lt"):
        for page in ("", "agenda", "agenda/P1", "speakers", "register"):
            assert client.get(f"/{language}/{slug}/{page}").status == 200, (language, page)


@pytest.mark.parametrize(("wanted", "places"), [(7, 5), (3, 5), (0, 0)])
def test_so_many_registrations_meet_so_many_places(app: Flask, wanted: int, places: int) -> None:
    demo(app, "--registrations", str(wanted), "--capacity", str(places), "--sessions", "2", "--experts", "3")
    counts = registrations.counts(made())
    assert (counts.with_place, counts.waiting) == (min(wanted, places), max(0, wanted - places))
    assert counts.unconfirmed == 0


@pytest.mark.parametrize(("session_count", "expert_count"), [(1, 0), (1, 20), (45, 5), (40, 60)])
def test_any_size_can_be_released(app: Flask, session_count: int, expert_count: int) -> None:
    result = demo(app, "--sessions", str(session_count), "--experts", str(expert_count), "--registrations", "0")
    assert result.exit_code == 0, result.output
    assert (count(ForumSession), count(Person)) == (session_count, expert_count)
    newest = agenda.newest(made())
    assert newest and len(newest.snapshot["sessions"]) == session_count
    assert clashes.blocking(clashes.of_edition(made())) == []


def test_it_needs_a_database_without_forums(app: Flask) -> None:
    make_edition(slug="f3d2026")
    result = demo(app)
    assert result.exit_code == 1
    assert result.output == "Error: There is a forum already (f3d2026); the demonstration needs a database without.\n"


def test_the_same_seed_gives_the_same_forum(app: Flask) -> None:
    series = forums.series_by_code("F3D")
    assert series

    def planned(seed: int) -> list[tuple[Text, str, object]]:
        found = programme.sessions(60, ["a", "b", "c", "d"], series.topics, Random(seed))
        return [(session.title, session.start, session.people) for session in found]

    assert planned(1) == planned(1)
    assert planned(1) != planned(2)
    assert people.experts(40, Random(1)) == people.experts(40, Random(1))


def test_generated_titles_do_not_repeat_before_all_were_used() -> None:
    topics = [Topic(series_id=1, key=f"t{number}", name=Text.of(f"Topic {number}")) for number in range(10)]
    titles = [session.title["en"] for session in programme.sessions(310, [], topics, Random(1))]
    assert len(set(titles)) == 310


@pytest.mark.parametrize(
    ("today", "saturday"),
    [
        ("2026-01-01", date(2026, 10, 24)),
        ("2026-06-27", date(2026, 10, 24)),
        ("2026-06-28", date(2027, 10, 30)),
        ("2026-11-23", date(2027, 10, 30)),
        ("2027-12-31", date(2028, 10, 28)),
    ],
)
def test_it_spans_the_next_change_of_clocks_far_enough_ahead(today: str, saturday: date) -> None:
    assert filling.weekend_of_the_change(date.fromisoformat(today)) == saturday


def test_vilnius_is_an_hour_nearer_to_utc_on_its_last_day(app: Flask) -> None:
    with time_machine.travel("2026-01-01", tick=False):
        demo(app)
    edition = made()
    assert (edition.starts_on, edition.ends_on) == (date(2026, 10, 24), date(2026, 10, 26))
    hours = {s.code: s.starts_at.hour for s in sessions.sessions_of(edition) if s.starts_at and s.wall_start}
    assert (hours["P1"], hours["W3"]) == (6, 7)
