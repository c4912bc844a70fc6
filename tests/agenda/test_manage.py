"""The organisers' page: what a release would change, what blocks it, and one button."""

from datetime import datetime

from flask import Flask

from forumapp.agenda import queries
from forumapp.extensions import transaction
from forumapp.programme import actions as programme
from forumapp.words import Text
from tests.agenda.test_actions import clashing
from tests.factories import agenda, forums
from tests.factories import programme as sessions
from tests.support.signed_in import Team
from tests.support.statements import statements

HERE = "/manage/f3d2026/agenda"


def test_one_button_releases_and_says_its_number(team: Team) -> None:
    made = agenda.edition()
    organiser = team.signed_in_as("organiser", agenda.fresh(made))
    page = organiser.get(HERE)
    assert "10 sessions" in page.text and "9 people named" in page.text
    form = page.form("Release 1")
    done = organiser.submit(form, label="final", **{"note-en": "Rooms are fixed."})
    assert "Release 1 is public. Nobody was written to." in done.text
    release = queries.newest(agenda.fresh(made))
    assert release is not None and (release.number, release.label) == (1, "final")
    assert release.released_by_id is not None
    assert "Rooms are fixed." in organiser.get("/en/f3d2026/agenda").text


def test_pressing_twice_releases_once_and_says_so(team: Team) -> None:
    made = agenda.edition()
    organiser = team.signed_in_as("organiser", agenda.fresh(made))
    form = organiser.get(HERE).form("Release 1")
    organiser.submit(form)
    again = organiser.submit(form)
    assert "Release 1 is out already. Nothing was released twice." in again.text
    assert len(queries.of_edition(agenda.fresh(made))) == 1


def test_nonsense_instead_of_the_number_releases_nothing(team: Team) -> None:
    made = agenda.edition()
    organiser = team.signed_in_as("organiser", agenda.fresh(made))
    for number in ("", "x", "-1", "9" * 30, "²"):
        organiser.submit(organiser.get(HERE).form("Release 1"), expected_number=number)
    assert queries.of_edition(agenda.fresh(made)) == []


def test_a_clash_is_shown_with_both_sessions_and_asks_for_a_reason(team: Team) -> None:
    made = agenda.edition()
    clashing(made)
    organiser = team.signed_in_as("organiser", agenda.fresh(made))
    page = organiser.get(HERE)
    assert "Keeping people connected during shutdowns" in page.text and "Senate strategy of members" in page.text
    refused = organiser.submit(page.form("Release 1"))
    assert refused.status == 422 and "say why it is released so" in refused.text
    done = organiser.submit(refused.form("Release 1"), override_reason="She leaves early.")
    assert "Release 1 is public" in done.text
    assert "She leaves early." in done.text
    assert "She leaves early." not in organiser.get("/en/f3d2026/releases/").text


def test_the_next_release_says_what_it_would_change(team: Team) -> None:
    made = agenda.edition()
    agenda.released(made)
    organiser = team.signed_in_as("organiser", agenda.fresh(made))
    assert "Nothing has changed since." in organiser.get(HERE).text
    with transaction():
        session = agenda.session(made, "P2")
        programme.reschedule(session, datetime(2026, 10, 26, 12), 60, room=session.room)
        programme.cancel(agenda.session(made, "W3"))
        agenda.session(made, "P1").title = Text.of("A better title")
        agenda.session(made, "W1").listing = "hidden"
        programme.reschedule(agenda.session(made, "N1"), datetime(2026, 10, 26, 15), 60)
    text = organiser.get(HERE).text
    for words in (
        "Moved: P2 Closing plenary and Chair’s summary, Monday 26 October 2026, 11:45–13:00 Vilnius",
        "→ Monday 26 October 2026, 12:00–13:00 Vilnius",
        "Cancelled: W3 Civic participation platforms",
        "Other text or settings: P1 A better title, Opening plenary: Free the Future → A better title",
        "No longer listed: W1 Keeping people connected during shutdowns",
        "New: N1 No slot yet",
    ):
        assert words in text, words


def test_nothing_changed_is_said_and_not_released(team: Team) -> None:
    made = agenda.edition()
    agenda.released(made)
    organiser = team.signed_in_as("organiser", agenda.fresh(made))
    refused = organiser.submit(organiser.get(HERE).form("Release 2"))
    assert refused.status == 422 and "Nothing has changed since release 1." in refused.text


def test_a_viewer_looks_and_has_no_button(team: Team) -> None:
    made = agenda.edition()
    viewer = team.signed_in_as("viewer", agenda.fresh(made))
    page = viewer.get(HERE)
    assert page.status == 200 and not page.document.xpath("//main//form")
    assert viewer.post(f"{HERE}/release", {"label": "final", "expected_number": "1"}).status in (400, 404)
    assert queries.of_edition(agenda.fresh(made)) == []


def test_many_new_sessions_are_looked_at_and_released_with_as_many_statements_as_one(app: Flask, team: Team) -> None:
    made = forums.edition()
    organiser = team.signed_in_as("organiser", made)

    def fill(numbers: range) -> None:
        for number in numbers:
            session = sessions.forum_session(made, start=datetime(2026, 10, 24, 8 + number // 6), minutes=50)
            person = sessions.person(made, f"Person {number}", email=f"person{number}@example.org")
            sessions.role(session, person, state="confirmed")

    def counted() -> tuple[int, int]:
        organiser.get(HERE)
        with statements(app) as looking:
            page = organiser.get(HERE)
        with statements(app) as releasing:
            organiser.submit(page.form("Release "))
        return len(looking), len(releasing)

    fill(range(1))
    counted()  # the first release of all has none before it
    fill(range(1, 2))
    one_more = counted()
    fill(range(2, 30))
    assert counted() == one_more
