"""A visitor's own agenda, kept in her browser alone."""

import pytest

from forumapp.agenda import mine
from tests.factories import agenda
from tests.support.browser_like import ReadingClient

HERE = "/en/f3d2026"


def marked(client: ReadingClient, *codes: str) -> None:
    form = client.get(f"{HERE}/mine/choose").form("Keep as my agenda")
    client.submit(form, session=list(codes))


def test_sessions_are_marked_on_one_page_and_read_on_another(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}/mine")
    assert "You have not marked a session yet." in page.text
    marked(client, "P1", "W3")
    page = client.get(f"{HERE}/mine")
    assert "Opening plenary" in page.text and "Civic participation" in page.text and "AI procurement" not in page.text
    assert page.response.headers["Cache-Control"] == "private, no-store"


def test_a_session_is_marked_from_its_own_page_and_removed_again(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.submit(client.get(f"{HERE}/agenda/W1").form("Mark for my agenda"))
    assert page.url.endswith("/mine") and "Keeping people connected" in page.text
    page = client.submit(page.form("Remove"))
    assert "You have not marked a session yet." in page.text


def test_two_at_the_same_time_are_told_of_and_a_cancelled_one_is_none(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    marked(client, "P1", "W4", "W2")
    page = client.get(f"{HERE}/mine")
    assert "Satellites for everyone" in page.text and "Cancelled" in page.text
    assert "At the same time" not in page.text
    snapshot = {
        "sessions": [
            {"code": code, "closed": False, "state": "confirmed", "starts_at": start, "ends_at": end}
            for code, start, end in (
                ("A", "2026-10-24T06:00:00+00:00", "2026-10-24T07:00:00+00:00"),
                ("B", "2026-10-24T06:30:00+00:00", "2026-10-24T07:30:00+00:00"),
                ("C", "2026-10-24T07:30:00+00:00", "2026-10-24T08:00:00+00:00"),
            )
        ]
    }
    beside = {it.session["code"]: [other["code"] for other in it.beside] for it in mine.chosen(snapshot, "ABC")}
    assert beside == {"A": ["B"], "B": ["A"], "C": []}


def test_the_choice_is_a_calendar_to_download_and_a_link_to_share(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    marked(client, "P1", "W3")
    links = client.get(f"{HERE}/mine").links()
    calendar = client.get(links["Download as calendar"].removeprefix("http://localhost")).response.get_data(
        as_text=True
    )
    assert calendar.count("BEGIN:VEVENT") == 2 and "Lunch" not in calendar
    shared = client.get(links["A link to this choice, to share"])
    assert {article.get("id") for article in shared.document.xpath("//article")} == {"P1", "W3"}


def test_a_calendar_of_a_topic_holds_its_sessions_alone(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}/agenda?topic=internet-disruptions")
    calendar = client.get(page.links()["This choice as calendar"]).response
    assert "Keeping people connected" in calendar.get_data(as_text=True)
    assert calendar.get_data(as_text=True).count("BEGIN:VEVENT") == 1
    assert "_selection_" in calendar.headers["Content-Disposition"]


@pytest.mark.parametrize("query", ["topic=nonsense", "sessions=C1", "sessions=W3,P1", "view=list", "x=1"])
def test_a_calendar_has_one_address_for_each_choice(client: ReadingClient, query: str) -> None:
    agenda.released(agenda.edition())
    answer = client.get(f"{HERE}/agenda.ics?{query}", follow=False)
    assert answer.status == 302 and query not in answer.response.headers["Location"]


def test_what_is_not_listed_cannot_be_marked(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}/mine/choose")
    for words in (*agenda.UNNAMED, *agenda.SECRET_WORDS):
        assert words not in page.text
    client.post(f"{HERE}/mine", {"add": "C1"})
    client.post(f"{HERE}/mine", {"add": "H1"})
    client.post(f"{HERE}/mine", {"add": "nonsense"})
    assert "You have not marked a session yet." in client.get(f"{HERE}/mine").text


def test_a_strangers_page_cannot_mark_anything(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    assert client.post(f"{HERE}/mine", {"add": "P1"}, headers={"Sec-Fetch-Site": "cross-site"}).status == 403


def test_a_cookie_that_we_did_not_write_is_no_choice() -> None:
    written = mine.written("a secret", {}, "f3d2026", ["P1"])
    assert mine.read("a secret", written) == {"f3d2026": ["P1"]}
    for cookie in (None, "", "nonsense", written[:-1], written + "x"):
        assert mine.read("a secret", cookie) == {}, cookie
    assert mine.read("another secret", written) == {}


def test_the_cookie_stays_small_and_goes_when_nothing_is_left() -> None:
    cookie = ""
    for year in range(2020, 2030):
        known = mine.read("a secret", cookie)
        cookie = mine.written("a secret", known, f"f3d{year}", [f"S{number:03}" for number in range(300)])
    assert len(cookie) < 4000
    assert list(mine.read("a secret", cookie))[-1] == "f3d2029"
    assert mine.written("a secret", {"f3d2026": ["P1"]}, "f3d2026", []) == ""
