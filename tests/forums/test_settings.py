"""What an organiser says of her forum; two of them at once; announcing; rooms."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from forumapp.forums import queries
from forumapp.forums.models import Edition
from forumapp.words import Text
from tests.factories.forums import edition, room
from tests.support.browser_like import Page, ReadingClient
from tests.support.signed_in import Team

SETTINGS = "/manage/f3d2026/settings"


@pytest.fixture
def forum(app: Any) -> Edition:
    return edition(slug="f3d2026")


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", forum)


def stored() -> Edition:
    found = queries.by_slug("f3d2026")
    assert found is not None
    return found


def save(client: ReadingClient, **values: Any) -> Page:
    return client.submit(client.get(SETTINGS).form("title-en"), follow=False, **values)


def test_what_is_typed_is_saved(organiser: ReadingClient) -> None:
    answer = save(
        organiser,
        **{
            "title-en": "Rewards  and risks",
            "title-zh-Hant": "自由的未來",
            "hosts-en": "Vilnius University\nMinistry of Digital Affairs, Taiwan",
            "hosts-zh-Hant": "-\n數位發展部",
            "ends_on": "2026-10-27",
            "registration_opens_at": "2026-09-01T09:00",
            "registration_closes_at": "2026-10-20T23:59",
            "agenda_expected_on": "2026-10-01",
            "working_languages": ["en", "lt"],
            "second_zone": "",
        },
    )
    assert answer.status == 303
    found = stored()
    assert found.title == Text({"en": "Rewards and risks", "zh-Hant": "自由的未來"})
    assert [host.name for host in found.hosts] == [
        Text.of("Vilnius University"),
        Text({"en": "Ministry of Digital Affairs, Taiwan", "zh-Hant": "數位發展部"}),
    ]
    assert found.ends_on == date(2026, 10, 27)
    assert found.registration_opens_at == datetime(2026, 9, 1, 6, tzinfo=UTC)
    assert found.registration_closes_at == datetime(2026, 10, 20, 20, 59, tzinfo=UTC)
    assert found.working_languages == ["en", "lt"]
    assert found.second_zone is None


def test_saving_what_is_there_changes_nothing(organiser: ReadingClient) -> None:
    save(organiser, **{"hosts-en": "A\nB", "hosts-zh-Hant": "-\n乙", "registration_closes_at": "2026-10-20T23:59"})
    before = stored().version
    assert save(organiser).status == 303
    assert stored().version == before


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title-en": " "}, "Write this in at least one language."),
        ({"ends_on": "2026-10-23"}, "The last day lies before the first."),
        ({"hosts-lt": "Vilniaus universitetas"}, "Write as many lines in each language"),
        ({"host_event_url": "javascript:alert(1)"}, "Write a whole address"),
        ({"registration": "with_host"}, "Name the host event below"),
        ({"desk_email": "nobody"}, "This does not look like an e-mail address."),
        ({"registration_closes_at": "2026-03-29T03:30"}, "03:30 does not exist on 29 March 2026 in Vilnius"),
        (
            {"registration_opens_at": "2026-09-02T09:00", "registration_closes_at": "2026-09-01T09:00"},
            "Registration would close before it opens.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    organiser: ReadingClient, values: dict[str, str], words: str
) -> None:
    answer = save(organiser, **{"place-en": "Town hall, Kaunas", **values})
    assert answer.status == 422
    assert words in answer.text
    typed = answer.form("title-en").values
    assert typed["place-en"] == "Town hall, Kaunas"
    assert all(typed[name].strip() == value.strip() for name, value in values.items())
    assert stored().place == Text.of("Vilnius University, Vilnius")


def test_a_deadline_that_the_clocks_show_twice_offers_both(organiser: ReadingClient) -> None:
    answer = save(organiser, registration_closes_at="2026-10-25T03:30")
    assert answer.status == 422
    assert "03:30 happens twice on 25 October 2026 in Vilnius" in answer.text
    assert organiser.submit(answer.form("title-en"), follow=False, registration_closes_fold="1").status == 303
    assert stored().registration_closes_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert organiser.get(SETTINGS).form("title-en").values["registration_closes_fold"] == "1"
    assert save(organiser, **{"title-en": "Another"}).status == 303
    assert stored().registration_closes_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_second_of_two_organisers_sees_both_texts_and_nothing_is_overwritten(
    organiser: ReadingClient, team: Team, forum: Edition
) -> None:
    other = team.signed_in_as("organiser", forum, email="other@team.example.org")
    mine, theirs = organiser.get(SETTINGS).form("title-en"), other.get(SETTINGS).form("title-en")
    other.submit(theirs, **{"title-en": "Theirs", "hosts-en": "Go Forward Academy"})
    answer = organiser.submit(mine, **{"title-en": "Mine"})
    assert answer.status == 409
    assert "Theirs" in answer.text and "Mine" in answer.text and "Go Forward Academy" in answer.text
    assert stored().title == Text.of("Theirs")
    assert organiser.submit(answer.form("title-en"), follow=False).status == 303
    assert stored().title == Text.of("Mine")


def test_what_another_did_outside_the_form_is_no_conflict(organiser: ReadingClient, team: Team, forum: Edition) -> None:
    mine = organiser.get(SETTINGS).form("title-en")
    other = team.signed_in_as("owner", forum)
    other.submit(other.get("/manage/f3d2026/announce").form("Announce the forum"))
    assert organiser.submit(mine, follow=False).status == 303
    assert stored().is_announced


def test_a_change_of_only_the_hosts_is_noticed_by_the_second_organiser(
    organiser: ReadingClient, team: Team, forum: Edition
) -> None:
    other = team.signed_in_as("organiser", forum, email="other@team.example.org")
    mine = organiser.get(SETTINGS).form("title-en")
    save(other, **{"hosts-en": "Go Forward Academy"})
    assert organiser.submit(mine, **{"title-en": "Mine"}).status == 409


def test_the_zone_of_an_announced_forum_is_refused_in_words(team: Team) -> None:
    made = edition(slug="f3d2026", announced=True)
    answer = save(team.signed_in_as("organiser", made), time_zone="Asia/Taipei", **{"title-en": "Kept"})
    assert answer.status == 422
    assert "The time zone stays as it was announced" in answer.text
    assert answer.form("title-en").values["title-en"] == "Kept"
    assert stored().time_zone == "Europe/Vilnius" and stored().title == Text.of("Free the future")


def test_a_new_zone_of_a_draft_says_what_happens_to_sessions(organiser: ReadingClient) -> None:
    page = organiser.submit(organiser.get(SETTINGS).form("title-en"), time_zone="Asia/Taipei")
    assert "Sessions keep their moment" in page.text


def test_a_guest_in_another_event_is_not_asked_for_rooms(team: Team) -> None:
    made = edition(slug="f3d2026", host_event_name="RightsCon Taipei")
    client = team.signed_in_as("organiser", made)
    assert "Rooms" not in client.get(SETTINGS).links()
    assert "capacity" not in client.get("/manage/f3d2026/rooms").form("name-en").names


@pytest.mark.parametrize("path", ["settings", "announce", "rooms", "rooms/1", "rooms/1/remove"])
@pytest.mark.parametrize("role", ["cohost", "desk", "viewer"])
def test_others_of_the_team_and_other_teams_find_no_such_page(team: Team, forum: Edition, role: str, path: str) -> None:
    assert team.signed_in_as(role, forum).get(f"/manage/f3d2026/{path}").status == 404
    elsewhere = edition(slug="foc2026")
    assert team.signed_in_as("owner", elsewhere).get(f"/manage/f3d2026/{path}").status == 404


def test_announcing_shows_what_the_public_will_see_and_only_the_button_acts(organiser: ReadingClient) -> None:
    page = organiser.get("/manage/f3d2026/announce")
    assert "Free the future" in page.text and "24–26 October 2026" in page.text
    assert "Ministry of Digital Affairs, Taiwan" in page.text
    assert not stored().is_announced
    assert organiser.submit(page.form("Announce the forum")).status == 200
    assert stored().is_announced


def test_rooms_are_added_renamed_and_removed(organiser: ReadingClient) -> None:
    page = organiser.get("/manage/f3d2026/rooms")
    page = organiser.submit(page.form("name-en"), **{"name-en": "Aula", "name-lt": "Didžioji aula", "capacity": "300"})
    assert "Aula" in page.links()
    page = organiser.get(page.links()["Aula"])
    organiser.submit(page.form("name-en"), capacity="")
    assert [(r.name, r.capacity) for r in stored().rooms] == [(Text({"en": "Aula", "lt": "Didžioji aula"}), None)]
    page = organiser.get("/manage/f3d2026/rooms/1/remove")
    assert "Sessions planned in it stay in the programme without a room" in page.text
    organiser.submit(page.form("Remove the room"))
    assert stored().rooms == []


def test_a_room_needs_a_name_and_a_sensible_number(organiser: ReadingClient) -> None:
    form = organiser.get("/manage/f3d2026/rooms").form("name-en")
    answer = organiser.submit(form, capacity="-1")
    assert answer.status == 422
    assert "Write this in at least one language." in answer.text and "from 0 to 100,000" in answer.text
    assert answer.form("name-en").values["capacity"] == "-1"


def test_two_who_change_a_room_both_see_what_the_other_wrote(
    organiser: ReadingClient, team: Team, forum: Edition
) -> None:
    room(forum, "Aula", 300)
    other = team.signed_in_as("owner", forum)
    mine = organiser.get("/manage/f3d2026/rooms/1").form("name-en")
    other.submit(other.get("/manage/f3d2026/rooms/1").form("name-en"), capacity="60")
    answer = organiser.submit(mine, capacity="250")
    assert answer.status == 409
    assert "60" in answer.text and "250" in answer.text
    assert stored().rooms[0].capacity == 60
    organiser.submit(answer.form("name-en"))
    assert stored().rooms[0].capacity == 250


def test_a_room_that_is_gone_is_not_found(organiser: ReadingClient) -> None:
    assert organiser.get("/manage/f3d2026/rooms/7").status == 404
