"""The tracks of a forum: a name, a letter that always stands beside the colour, and the sessions in them."""

import string
from typing import Any

import pytest

from config import ROOT
from forumapp.colours import READABLE, contrast
from forumapp.extensions import transaction
from forumapp.forums import actions, tracks
from forumapp.forums.models import Edition
from forumapp.forums.tracks import HEX, Colour, SignTaken, TrackKind
from forumapp.words import Text
from tests.factories.forums import edition
from tests.factories.programme import forum_session, fresh
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

TRACKS = "/manage/f3d2026/tracks"


@pytest.fixture
def forum(app: Any) -> Edition:
    return edition(slug="f3d2026")


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", forum)


def stored(forum: Edition) -> list[tuple[str, str, str, str]]:
    return [(one.sign, one.kind, one.colour, one.name.in_language("en")) for one in fresh(forum).tracks]


def test_a_track_gets_the_next_letter_and_a_colour_of_its_own(organiser: ReadingClient, forum: Edition) -> None:
    page = organiser.get(TRACKS)
    assert "No track yet." in page.text
    for name, sign in (("Access", ""), ("Trade", "ai"), ("Rights", "")):
        page = organiser.submit(organiser.get(TRACKS).form("Add this track"), **{"name-en": name, "sign": sign})
    assert "The track is added." in page.text
    assert stored(forum) == [
        ("A", "theme", "teal", "Access"),
        ("AI", "theme", "blue", "Trade"),
        ("B", "theme", "plum", "Rights"),
    ]
    assert page.document.xpath("//td//span[@class='track track-blue']/span[@class='track-sign']/text()") == ["AI"]


def test_a_sign_stands_for_one_track_alone(organiser: ReadingClient, forum: Edition) -> None:
    with transaction():
        actions.add_track(fresh(forum), Text.of("Access"), "A")
        actions.add_track(fresh(forum), Text.of("Trade"), "T")
        with pytest.raises(SignTaken):
            actions.add_track(fresh(forum), Text.of("Again"), "a")
    answer = organiser.submit(organiser.get(TRACKS).form("Add this track"), **{"name-en": "Other", "sign": "t"})
    assert answer.status == 422 and "Another track of this forum has the sign T." in answer.text
    assert answer.form("Add this track").values["name-en"] == "Other"
    answer = organiser.submit(organiser.get(f"{TRACKS}/1").form("name-en"), sign="T")
    assert answer.status == 422
    answer = organiser.submit(organiser.get(f"{TRACKS}/1").form("name-en"), sign="A", kind="task_force", colour="red")
    assert "Saved." in answer.text
    assert stored(forum)[0] == ("A", "task_force", "red", "Access")


def test_what_another_saved_meanwhile_is_not_overwritten(organiser: ReadingClient, forum: Edition) -> None:
    with transaction():
        actions.add_track(fresh(forum), Text.of("Access"), "A")
    form = organiser.get(f"{TRACKS}/1").form("name-en")
    with transaction():
        actions.change_track(fresh(forum), fresh(forum).tracks[0], Text.of("Closer"), "A", "theme", "teal")
    page = organiser.submit(form, **{"name-en": "Access for all"})
    assert page.status == 409 and "Closer" in page.text
    assert stored(forum)[0][3] == "Closer"


def test_a_session_is_in_one_track_and_stays_without_it(organiser: ReadingClient, forum: Edition) -> None:
    session = forum_session(forum, code="P1")
    forum_session(forum, code="P2")
    here = "/manage/f3d2026/sessions/P1"
    assert "track" not in organiser.get(here).form("title-en").names, "nothing is asked while there is none"
    with transaction():
        actions.add_track(fresh(forum), Text.of("Access"), "A", "sub_theme")
    organiser.submit(organiser.get(here).form("title-en"), track="1")
    assert fresh(session).track.name == Text.of("Access")
    assert "A Access" in organiser.get("/manage/f3d2026/programme").text
    organiser.submit(organiser.get(f"{TRACKS}/1/remove").form("Remove the track"))
    assert stored(forum) == [] and fresh(session).track is None


def test_changing_the_track_of_a_session_counts_as_a_change_of_it(organiser: ReadingClient, forum: Edition) -> None:
    session = forum_session(forum, code="P1")
    with transaction():
        actions.add_track(fresh(forum), Text.of("Access"), "A")
    before = fresh(session).version
    organiser.submit(organiser.get("/manage/f3d2026/sessions/P1").form("title-en"), track="1")
    assert fresh(session).version > before


def test_white_can_be_read_on_every_colour() -> None:
    assert set(HEX) == set(Colour)
    assert all(contrast("#ffffff", HEX[colour]) >= READABLE for colour in Colour)


def test_every_colour_of_the_stylesheet_is_that_of_the_files() -> None:
    css = (ROOT / "static" / "css" / "components" / "track.css").read_text()
    assert all(f".track-{colour} {{ --track: {HEX[colour]}; }}" in css for colour in Colour)


def test_letters_go_on_after_the_last() -> None:
    assert tracks.free_sign([]) == "A"
    assert tracks.free_sign(["A", "C"]) == "B"
    assert tracks.free_sign(list(string.ascii_uppercase)) == "AA"
    assert {*tracks.TRACK_KIND_WORDS} == {*TrackKind} and {*tracks.COLOUR_WORDS} == {*Colour}
