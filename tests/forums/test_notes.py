"""What everybody should know who comes."""

from typing import Any

import pytest

from forumapp.forums import queries
from forumapp.forums.models import Edition, Note
from forumapp.words import Text
from tests.factories.forums import edition
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

HERE = "/manage/f3d2026/notes"


@pytest.fixture
def forum(app: Any) -> Edition:
    return edition(slug="f3d2026")


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", forum)


def stored() -> Edition:
    found = queries.by_slug("f3d2026")
    assert found
    return found


def test_notes_are_kept_in_the_languages_in_which_they_are_written(organiser: ReadingClient) -> None:
    form = organiser.get(HERE).form("wifi-en")
    page = organiser.submit(form, **{"conduct-lt": "Gerbiame vieni kitus.", "wifi-en": "Network: F3D\nPassword: free"})
    assert "Saved." in page.text
    assert stored().notes == {
        Note.WIFI: Text.of("Network: F3D\nPassword: free"),
        Note.CONDUCT: Text.of("Gerbiame vieni kitus.", "lt"),
    }
    assert organiser.get(HERE).form("wifi-en").values["conduct-lt"].strip() == "Gerbiame vieni kitus."


def test_a_note_longer_than_a_page_is_refused_and_stays_typed(organiser: ReadingClient) -> None:
    page = organiser.submit(organiser.get(HERE).form("wifi-en"), **{"conduct-en": "long " * 700})
    assert page.status == 422 and "3000 characters at most" in page.text
    assert page.form("wifi-en").values["conduct-en"].strip().startswith("long long")
    assert stored().notes == {}


def test_two_who_write_at_once_see_each_others_words(organiser: ReadingClient) -> None:
    mine, theirs = (organiser.get(HERE).form("wifi-en") for _ in range(2))
    organiser.submit(theirs, **{"emergency-en": "Call 112."})
    page = organiser.submit(mine, **{"emergency-en": "Call 911."})
    assert page.status == 409 and "Call 112." in page.text


def test_who_may_not_change_the_forum_does_not_see_the_page(team: Team, forum: Edition) -> None:
    assert team.signed_in_as("viewer", forum).get(HERE).status == 404
