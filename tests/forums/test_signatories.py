"""Who signs letters on paper for a host: written down, kept with its host, forgotten."""

from typing import Any

import pytest

from forumapp.extensions import transaction
from forumapp.forums import actions
from forumapp.forums.models import Edition
from forumapp.words import Text
from tests.factories.forums import edition
from tests.factories.programme import fresh
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team

HOSTS = "/manage/f3d2026/hosts"
NAME = Text({"en": "Audrey LIN", "zh-Hant": "林雨晴"})
TITLE = Text({"en": "Minister", "zh-Hant": "部長", "lt": "Ministrė"})


@pytest.fixture
def forum(app: Any) -> Edition:
    return edition(slug="f3d2026", hosts=[Text.of("Ministry"), Text.of("University")])


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", forum)


def stored(forum: Edition) -> list[tuple[str, str, str]]:
    hosts = fresh(forum).hosts
    return [(it.name["en"], it.signatory.in_language("en"), it.signatory_title.in_language("lt")) for it in hosts]


def signs(forum: Edition, position: int = 1) -> None:
    with transaction():
        here = fresh(forum)
        actions.set_signatory(here, here.hosts[position - 1], NAME, TITLE)


def test_name_and_title_are_written_in_three_languages_and_forgotten_again(
    organiser: ReadingClient, forum: Edition
) -> None:
    page = organiser.get(HOSTS)
    assert page.text.count("Name somebody") == 2
    values = {f"name-{language}": words for language, words in NAME.items()}
    values |= {f"title-{language}": words for language, words in TITLE.items()}
    page = organiser.submit(organiser.get(f"{HOSTS}/1/signatory").form("Save"), **values)
    assert "Audrey LIN" in page.text and "Minister" in page.text and page.text.count("Name somebody") == 1
    assert stored(forum) == [("Ministry", "Audrey LIN", "Ministrė"), ("University", "", "")]
    assert fresh(forum).hosts[0].signatory == NAME
    empty = dict.fromkeys(values, "")
    organiser.submit(organiser.get(f"{HOSTS}/1/signatory").form("Save"), **empty)
    assert stored(forum) == [("Ministry", "", ""), ("University", "", "")]


def test_a_title_without_a_name_is_refused_and_kept_in_the_form(organiser: ReadingClient, forum: Edition) -> None:
    page = organiser.submit(organiser.get(f"{HOSTS}/2/signatory").form("Save"), **{"title-en": "Rector"})
    assert page.status == 422 and "Write whose title this is" in page.text
    assert page.form("Save").values["title-en"] == "Rector" and stored(forum)[1] == ("University", "", "")


def test_what_another_saved_meanwhile_is_not_overwritten(organiser: ReadingClient, forum: Edition) -> None:
    form = organiser.get(f"{HOSTS}/1/signatory").form("Save")
    signs(forum)
    page = organiser.submit(form, **{"name-en": "Somebody Else"})
    assert page.status == 409 and "Audrey LIN" in page.text
    assert stored(forum)[0][1] == "Audrey LIN"


def test_whoever_signs_stays_with_her_host_when_hosts_change_places_or_are_renamed(forum: Edition) -> None:
    signs(forum)
    with transaction():
        actions.set_hosts(fresh(forum), [Text.of("University"), Text.of("Ministry"), Text.of("City")])
    assert [name for _host, name, _title in stored(forum)] == ["", "Audrey LIN", ""]
    with transaction():
        actions.set_hosts(
            fresh(forum), [Text.of("University"), Text.of("Ministry of Digital Affairs"), Text.of("City")]
        )
    assert [name for _host, name, _title in stored(forum)] == ["", "Audrey LIN", ""]
    with transaction():
        actions.set_hosts(fresh(forum), [Text.of("City")])
    assert stored(forum) == [("City", "", "")]


@pytest.mark.parametrize("path", ["/3/signatory", "/0/signatory"])
def test_there_is_nobody_to_sign_for_no_host(organiser: ReadingClient, path: str) -> None:
    assert organiser.get(f"{HOSTS}{path}").status == 404


def test_the_desk_names_nobody(team: Team, forum: Edition) -> None:
    assert team.signed_in_as("desk", forum).get(f"{HOSTS}/1/signatory").status == 404
