"""The page *New forum*: a forum of one session from one form."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from forumapp.accounts import queries as accounts
from forumapp.extensions import db
from forumapp.forums import queries as forums
from forumapp.forums.models import Edition, EditionState, RegistrationWith
from forumapp.invitations import queries as invitations
from forumapp.notifications.models import Message
from forumapp.people.models import Sector
from forumapp.programme import queries as programme
from forumapp.programme.models import ForumSession
from forumapp.programme.roles import RoleState
from forumapp.programme.vocabulary import Access, Attribution, Listing, Part
from forumapp.registrations import places
from forumapp.rights import Role
from tests.support.browser_like import Form, Page, ReadingClient
from tests.support.signed_in import Team

ADDRESS = "/manage/-/forums/new"
BUTTON = "Make the forum"
FILLED: dict[str, Any] = {
    "title-en": "Rewards and risks: can digitalisation free the future?",
    "day": "2027-10-30",
    "start": "09:00",
    "minutes": "75",
    "place": "Aula, Vilnius University, Vilnius",
    "hosts": "Ministry of Digital Affairs, Taiwan\nVilnius University\n\nGo Forward Academy",
    "speakers-0-name": "Ūla Žemaitė-Šimkienė",
    "speakers-0-organisation": "Vilnius University",
    "speakers-0-sector": "academia",
    "speakers-0-part": "moderator",
    "speakers-0-email": "ula@example.org",
    "speakers-0-language": "lt",
    "speakers-2-name": "Suryadi",
}


@pytest.fixture
def organiser(team: Team) -> ReadingClient:
    return team.signed_in_as("admin")


def opened(browser: ReadingClient) -> Form:
    return browser.get(ADDRESS).form(BUTTON)


def sent(browser: ReadingClient, **changes: Any) -> Page:
    return browser.submit(opened(browser), **(FILLED | changes))


def only_edition() -> Edition:
    return db.session.scalars(select(Edition)).one()


def only_session() -> ForumSession:
    return programme.sessions_of(only_edition())[0]


def test_one_form_makes_a_whole_forum(organiser: ReadingClient) -> None:
    page = sent(organiser, capacity="120")
    assert page.url.endswith("/manage/f3d2027/invitations/send")
    edition, session = only_edition(), only_session()
    assert (edition.slug, edition.starts_on, edition.ends_on) == ("f3d2027", date(2027, 10, 30), date(2027, 10, 30))
    assert [host.name["en"] for host in edition.hosts] == [
        "Ministry of Digital Affairs, Taiwan",
        "Vilnius University",
        "Go Forward Academy",
    ]
    assert (edition.time_zone, edition.second_zone) == ("Europe/Vilnius", "Asia/Taipei")
    assert edition.desk_email == "admin@team.example.org"
    assert edition.title == session.title
    assert session.starts_at == datetime(2027, 10, 30, 6, tzinfo=UTC)
    assert session.minutes == 75
    assert session.room and session.room.name["en"] == "Aula"
    assert edition.place["en"] == "Vilnius University, Vilnius"
    pool = places.of(edition)
    assert pool and pool.capacity == 120


def test_speakers_come_with_their_part_and_a_draft_and_nothing_is_sent(organiser: ReadingClient) -> None:
    sent(organiser)
    roles = only_session().roles
    assert [(role.person.printed_name, role.part, role.state) for role in roles] == [
        ("Ūla Žemaitė-Šimkienė", Part.MODERATOR, RoleState.PROPOSED),
        ("Suryadi", Part.PANELLIST, RoleState.PROPOSED),
    ]
    ula = roles[0].person
    assert (ula.sector, ula.language, ula.organisation["en"]) == (Sector.ACADEMIA, "lt", "Vilnius University")
    assert len(invitations.drafts(only_edition())) == 2
    assert db.session.scalar(select(func.count(Message.id))) == 0


def test_the_next_page_offers_to_send_and_to_record_by_hand(organiser: ReadingClient) -> None:
    page = sent(organiser)
    assert page.heading == "Check and send"
    assert "Record the answer by hand" in page.text
    assert any("Send 1 invitation" in button for button in page.form("respond_on").buttons)


def test_whoever_makes_a_forum_owns_it(organiser: ReadingClient, team: Team) -> None:
    sent(organiser)
    member = accounts.by_email("admin@team.example.org")
    assert member and member.role_in(only_edition()) == Role.OWNER


def test_an_organiser_of_another_forum_may_make_one_and_a_viewer_not(team: Team, organiser: ReadingClient) -> None:
    sent(organiser)
    edition = only_edition()
    assert team.signed_in_as("organiser", edition).get(ADDRESS).status == 200
    assert team.signed_in_as("viewer", edition).get(ADDRESS).status == 404


def test_the_second_forum_of_a_year_gets_a_short_name_of_its_own(organiser: ReadingClient) -> None:
    sent(organiser)
    assert sent(organiser).url.endswith("/manage/f3d2027b/invitations/send")


def test_pressing_twice_makes_one_forum(organiser: ReadingClient) -> None:
    form = opened(organiser)
    first, second = (organiser.submit(form, **FILLED) for _press in range(2))
    assert first.url == second.url
    assert only_edition().slug == "f3d2027"


def test_two_presses_at_the_same_moment_make_one_forum(organiser: ReadingClient, app: Flask) -> None:
    form = opened(organiser)
    cookies = organiser.inner._cookies  # type: ignore[attr-defined]
    db.session.remove()

    def press(_number: int) -> int:
        browser = app.test_client()
        browser._cookies = cookies  # type: ignore[attr-defined]
        return browser.post(ADDRESS, data=form.values | FILLED).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(4))) == [303, 303, 303, 303]
    assert only_edition().slug == "f3d2027"


@pytest.mark.parametrize(("page", "state"), [("visible", EditionState.ANNOUNCED), ("hidden", EditionState.DRAFT)])
def test_the_public_page_is_visible_at_once_or_hidden(organiser: ReadingClient, page: str, state: str) -> None:
    sent(organiser, page=page)
    assert only_edition().state == state


def test_title_may_come_in_three_languages_and_one_is_enough(organiser: ReadingClient) -> None:
    sent(organiser, **{"title-en": "", "title-zh-Hant": "數位化如何帶來無限未來？", "title-lt": "Skaitmena"})
    assert dict(only_edition().title) == {"zh-Hant": "數位化如何帶來無限未來？", "lt": "Skaitmena"}


def test_the_rest_is_kept_in_the_language_of_the_title(organiser: ReadingClient) -> None:
    sent(organiser, **{"title-en": "", "title-zh-Hant": "數位化", "hosts": "數位發展部", "place": "台北國際會議中心"})
    edition = only_edition()
    assert dict(edition.hosts[0].name) == {"zh-Hant": "數位發展部"}
    assert dict(edition.place) == {"zh-Hant": "台北國際會議中心"}


def test_a_place_without_a_room_gets_a_main_room(organiser: ReadingClient) -> None:
    sent(organiser, place="Vilnius University, Vilnius")
    room = only_session().room
    assert room and dict(room.name) == {"en": "Main room", "zh-Hant": "主會場", "lt": "Pagrindinė salė"}
    assert only_edition().place["en"] == "Vilnius University, Vilnius"


def test_an_online_forum_has_no_room(organiser: ReadingClient) -> None:
    sent(organiser, mode="online", place="Stream, on the ministry's page, everywhere")
    assert only_session().room is None
    assert only_edition().place["en"] == "Stream, on the ministry's page, everywhere"


@pytest.mark.parametrize(
    ("zone", "second_zone", "kept"),
    [
        ("Europe/Vilnius", "usual", "Asia/Taipei"),
        ("Asia/Taipei", "usual", "Europe/Vilnius"),
        ("Europe/Vilnius", "", None),
        ("Europe/Vilnius", "Europe/Vilnius", None),
        ("Europe/Vilnius", "UTC", "UTC"),
    ],
)
def test_the_second_zone_is_taipei_or_vilnius_unless_another_is_chosen(
    organiser: ReadingClient, zone: str, second_zone: str, kept: str | None
) -> None:
    sent(organiser, zone=zone, second_zone=second_zone)
    assert only_edition().second_zone == kept


@pytest.mark.parametrize(
    ("preset", "policy"),
    [
        ("open_panel", (Access.PUBLIC, Listing.SHOWN, Attribution.ON_RECORD)),
        ("chatham_house", (Access.INVITATION, Listing.SHOWN, Attribution.CHATHAM_HOUSE)),
        ("members_only", (Access.MEMBERS, Listing.WITHOUT_DETAILS, Attribution.OFF_RECORD)),
    ],
)
def test_a_preset_decides_who_may_come_and_what_may_be_said(
    organiser: ReadingClient, preset: str, policy: tuple[str, str, str]
) -> None:
    sent(organiser, preset=preset)
    session = only_session()
    assert (session.access, session.listing, session.attribution) == policy


def test_a_session_past_midnight_ends_the_forum_on_the_next_day(organiser: ReadingClient) -> None:
    sent(organiser, start="23:30")
    assert only_edition().ends_on == date(2027, 10, 31)


class TestInsideAnotherEvent:
    GUEST: dict[str, Any] = FILLED | {
        "series": "FOC",
        "inside": "guest",
        "host_event_name": "RightsCon 2025",
        "host_event_url": "https://rightscon.org/",
        "host_event_badge": "You need the badge of RightsCon.",
        "registration": "with_host",
        "registration_url": "https://rightscon.org/register",
        "place": "Room 402A, TICC, Taipei",
        "hosts": "MFA Denmark\nMFA Netherlands\nWikimedia Foundation",
        "capacity": "50",
    }

    def test_it_names_the_event_and_asks_for_no_room_or_capacity(self, organiser: ReadingClient) -> None:
        sent(organiser, **self.GUEST)
        edition, session = only_edition(), only_session()
        assert edition.is_guest
        assert (edition.host_event_name, edition.host_event_url) == ("RightsCon 2025", "https://rightscon.org/")
        assert edition.host_event_badge["en"] == "You need the badge of RightsCon."
        assert (edition.registration, edition.registration_url) == (
            RegistrationWith.HOST,
            "https://rightscon.org/register",
        )
        assert edition.place["en"] == "Room 402A, TICC, Taipei"
        assert session.room is None
        assert places.of(edition) is None

    def test_its_hosts_answer_for_the_session_in_their_order(self, organiser: ReadingClient) -> None:
        sent(organiser, **self.GUEST)
        hosts = ["MFA Denmark", "MFA Netherlands", "Wikimedia Foundation"]
        assert [host.name["en"] for host in only_session().hosts] == hosts

    def test_without_a_name_it_is_refused(self, organiser: ReadingClient) -> None:
        page = sent(organiser, **(self.GUEST | {"host_event_name": ""}))
        assert page.status == 422
        assert "Name the event, or say that the forum stands alone." in page.text

    @pytest.mark.parametrize("field", ["host_event_url", "registration_url"])
    def test_an_address_that_is_none_is_refused(self, organiser: ReadingClient, field: str) -> None:
        assert sent(organiser, **(self.GUEST | {field: "javascript:alert(1)"})).status == 422

    def test_what_was_typed_for_it_is_left_out_where_the_forum_stands_alone(self, organiser: ReadingClient) -> None:
        sent(organiser, **(self.GUEST | {"inside": "own"}))
        edition = only_edition()
        assert not edition.is_guest
        assert edition.registration == RegistrationWith.US


class TestWhatIsWrong:
    def test_everything_typed_is_kept(self, organiser: ReadingClient) -> None:
        typed = FILLED | {"title-en": "", "pasted": "Gintarė Čė\tX\twizards", "capacity": "12"}
        page = sent(organiser, **typed)
        assert page.status == 422
        values = page.form(BUTTON).values
        assert {name: _line_ends(values[name]) for name in typed} == typed
        assert db.session.scalar(select(func.count(Edition.id))) == 0

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"title-en": " "}, "Write this in at least one language."),
            ({"day": ""}, "Choose the date."),
            ({"start": ""}, "Write the time, such as 09:00."),
            ({"minutes": "0"}, "From one minute to twelve hours"),
            ({"minutes": "721"}, "From one minute to twelve hours"),
            ({"day": "0001-01-01"}, "A forum cannot be planned for the year 1."),
            ({"capacity": "-1"}, "Write a number from 0 to 100,000."),
            ({"desk_email": "nobody"}, "This does not look like an e-mail address."),
            ({"languages": "Klingon-ish"}, "“Klingon-ish” is not a language that is known here."),
            ({"speakers-1-organisation": "A ministry"}, "Name as printed (row 2): Write the name"),
            ({"speakers-1-name": "A", "speakers-1-email": "a@b"}, "E-mail (row 2): This does not look like"),
            (
                {"speakers-1-name": "A", "speakers-1-email": "ULA@example.org"},
                "E-mail (row 2): This address stands in row 1 too.",
            ),
            ({"pasted": "Nobody\tX\t\tking"}, "Line 1: “king” is not in the list for “Role”."),
            ({"pasted": "Nobody\tX\t\t\tULA@example.org"}, "Line 1: this address stands in the table too."),
            (
                {"pasted": "A\t\t\t\ta@example.org\nB\t\t\t\tA@Example.org"},
                "Line 2: this address stands in line 1 too.",
            ),
            ({"pasted": "A\n" * 130}, "120 people at most."),
            ({"pasted": "A" * 60_001}, "Rows from a spreadsheet:"),
        ],
    )
    def test_it_is_said_in_words(self, organiser: ReadingClient, changes: dict[str, Any], words: str) -> None:
        page = sent(organiser, **changes)
        assert page.status == 422
        assert words in page.text

    def test_a_time_that_the_clocks_skip_is_refused_in_words(self, organiser: ReadingClient) -> None:
        page = sent(organiser, day="2027-03-28", start="03:30")
        assert page.status == 422
        assert "03:30 does not exist on 28 March 2027 in Vilnius" in page.text

    def test_of_a_doubled_time_one_is_chosen(self, organiser: ReadingClient) -> None:
        assert "fold" not in opened(organiser).names
        page = sent(organiser, day="2027-10-31", start="03:30")
        assert page.status == 422
        assert "03:30 happens twice on 31 October 2027 in Vilnius" in page.text
        organiser.submit(page.form(BUTTON), fold="1")
        assert only_session().starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)

    def test_a_time_zone_nobody_offered_is_refused(self, organiser: ReadingClient) -> None:
        assert sent(organiser, zone="Mars/Olympus").status == 422


class TestRows:
    def test_more_rows_keep_everything_and_make_nothing(self, organiser: ReadingClient) -> None:
        page = organiser.submit(opened(organiser), button="More rows", **(FILLED | {"title-en": ""}))
        assert page.status == 200
        assert "needs your attention" not in page.text
        form = page.form(BUTTON)
        assert {f"speakers-{number}-name" for number in range(12)} <= form.names
        assert form.values["speakers-0-name"] == "Ūla Žemaitė-Šimkienė"
        assert page.document.xpath("//input[@autofocus]/@name") == ["speakers-6-name"]
        assert db.session.scalar(select(func.count(Edition.id))) == 0
        organiser.submit(form, **{"title-en": "Now", "speakers-11-name": "𠮷野 健"})
        assert [role.person.printed_name for role in only_session().roles][-1] == "𠮷野 健"

    def test_rows_end_at_a_hundred_and_twenty(self, organiser: ReadingClient) -> None:
        form = opened(organiser)
        page = organiser.post(ADDRESS, form.values | {"speakers-119-name": "Z", "speakers-500-name": "Y"} | _rows(119))
        assert page.status == 422
        assert "speakers-500-name" not in page.form(BUTTON).names
        assert "More rows" not in page.form(BUTTON).buttons

    def test_pasted_rows_come_after_those_typed(self, organiser: ReadingClient) -> None:
        sent(organiser, pasted="Name\tRole\tPhone\nKatrín Þórsdóttir\tdiscussant\t123")
        roles = only_session().roles
        assert (roles[-1].person.printed_name, roles[-1].part) == ("Katrín Þórsdóttir", Part.DISCUSSANT)

    def test_columns_left_out_are_named(self, organiser: ReadingClient) -> None:
        page = sent(organiser, pasted="Name\tPhone\nKatrín Þórsdóttir\t123")
        assert "There is no place for these columns, so they were left out: “Phone”" in page.text

    def test_a_character_that_cannot_be_printed_is_warned_of_and_kept(self, organiser: ReadingClient) -> None:
        page = sent(organiser, **{"speakers-1-name": "𐓷 Osage"})
        assert page.status == 200
        assert "In the PDF these characters appear as □: 𐓷" in page.text
        assert "𐓷 Osage" in [role.person.printed_name for role in only_session().roles]

    def test_somebody_in_the_directory_already_stays_as_she_is(self, organiser: ReadingClient) -> None:
        sent(organiser)
        sent(organiser, **{"speakers-0-name": "Somebody Else"})
        session = programme.sessions_of(_edition("f3d2027b"))[0]
        assert session.roles[0].person.printed_name == "Ūla Žemaitė-Šimkienė"


def test_the_page_reads_well_in_every_language(organiser: ReadingClient, app: Flask) -> None:
    for language in ("en", "zh-Hant", "lt"):
        organiser.post("/preferences", {"language": language})
        assert organiser.get(ADDRESS).status == 200


def _rows(count: int) -> dict[str, str]:
    return {f"speakers-{number}-name": "" for number in range(count)}


def _edition(slug: str) -> Edition:
    found = forums.by_slug(slug)
    assert found is not None
    return found


def _line_ends(value: Any) -> Any:
    return value.replace("\r\n", "\n").lstrip("\n") if isinstance(value, str) else value
