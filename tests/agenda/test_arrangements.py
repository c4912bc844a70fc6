"""The same sessions by day, by room, by topic, as a list; and looking for words in them."""

import pytest

from forumapp.words import LANGUAGES
from tests.factories import agenda
from tests.support.browser_like import Page, ReadingClient

HERE = "/en/f3d2026/agenda"


def headings(page: Page) -> list[str]:
    return [head.text_content().strip() for head in page.document.xpath("(//table)[1]//th[@scope='col']")]


def cell(page: Page, words: str) -> tuple[int, int, str]:
    """Rows and columns that the cell with these words spans, and everything in it."""
    (found,) = page.document.xpath(f"//td[contains(., '{words}')]")
    text = " ".join(found.text_content().split())
    return int(found.get("rowspan", 1)), int(found.get("colspan", 1)), text


def test_each_arrangement_is_one_link_away_and_keeps_the_choice(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}?day=2026-10-26")
    links = page.links()
    assert [words for words in links if words.startswith(("By ", "As "))] == [
        "By day",
        "By room",
        "By topic",
        "As a list",
    ]
    assert links["By room"] == f"{HERE}?view=rooms&day=2026-10-26"
    (current,) = client.get(links["By room"]).document.xpath("//nav[@class='arrangements no-print']//a[@aria-current]")
    assert current.text_content() == "By room" and current.get("href") == links["By room"]


def test_the_list_is_a_table_of_every_session_with_its_people(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}?view=list")
    assert headings(page) == ["Time", "Session", "Room", "With"]
    assert len(page.document.xpath("//table/tbody/tr")) == 10
    assert "LIN Yu-ching" in page.text


def test_rooms_stand_across_and_time_runs_down(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}?view=rooms&day=2026-10-24")
    assert headings(page)[0] == "Time" and "Aula" in headings(page)
    times = [time.text_content().split()[0] for time in page.document.xpath("//tbody/tr/th")]
    assert times == sorted(times) and times[0] == "08:15"
    assert cell(page, "AI procurement") == (
        2,
        1,
        "13:30–15:00 · Roundtable AI procurement and rights: industry perspectives",
    )
    assert "Cancelled" in cell(page, "Satellites")[2]


def test_a_session_longer_than_its_neighbours_spans_their_rows(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}?view=rooms&day=2026-10-24")
    # 13:30–15:00 beside 13:30–14:30: the row of 14:30 begins inside it.
    rows = {row.xpath("string(th)").split()[0]: row for row in page.document.xpath("//tbody/tr")}
    assert "14:30" in rows and "AI procurement" not in rows["14:30"].text_content()


@pytest.mark.parametrize("view", ["rooms", "topics", "list"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_arrangement_says_more_than_the_agenda(client: ReadingClient, view: str, language: str) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"/{language}/f3d2026/agenda?view={view}")
    assert page.status == 200
    for words in (*agenda.UNNAMED, *agenda.SECRET_WORDS):
        assert words not in page.text


def test_a_session_with_two_topics_stands_under_both(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}?view=topics")
    under = [table.xpath("string(caption)") for table in page.document.xpath("//table[contains(., 'Opening plenary')]")]
    assert len(under) == 2 and under == sorted(under)
    (rest,) = page.document.xpath("//table[caption='Without a topic']")
    assert "Lunch" not in rest.text_content() and "Civic participation platforms" in rest.text_content()


def test_an_arrangement_that_does_not_exist_is_dropped_from_the_address(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    for query in ("view=nonsense", "view=days", "q=%20%2C"):
        answer = client.get(f"{HERE}?{query}", follow=False)
        assert answer.status == 302 and answer.response.headers["Location"] == HERE, query


def test_the_smallest_forum_has_one_arrangement(client: ReadingClient) -> None:
    agenda.released(agenda.one_panel())
    page = client.get("/en/f3dpanel/agenda")
    assert not page.document.xpath("//nav[contains(@class, 'arrangements')]")
    assert client.get("/en/f3dpanel/agenda?view=list", follow=False).status == 302


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("satellites", {"W4"}),
        ("SHUTDOWNS keeping", {"W1"}),
        ("斷網", {"W1"}),
        ("林雨晴", None),
        ("lin yu ching", None),
        ("w2", {"W2"}),
        ("zzz", set()),
        ("strategy", set()),  # of a closed session
        ("retreat", set()),  # of a hidden one
        ("gintarė", set()),  # declined
    ],
)
def test_words_are_found_as_one_types_them(client: ReadingClient, words: str, codes: set[str] | None) -> None:
    agenda.released(agenda.edition())
    page = client.get(HERE, query_string={"q": words})
    found = {article.get("id") for article in page.document.xpath("//article")}
    assert found == codes if codes is not None else found
    if codes == set():
        assert "No session fits this choice." in page.text
    (field,) = page.document.xpath("//input[@name='q']")
    assert field.get("value") == words
