"""What everybody reads."""

from datetime import date, datetime

import pytest
import time_machine
from lxml import html

from forumapp.agenda import wording
from forumapp.extensions import transaction
from forumapp.forums.models import EditionState
from forumapp.programme import actions as programme
from forumapp.words import LANGUAGES, Text
from tests.factories import agenda
from tests.factories import forums as forum_factory
from tests.support.browser_like import Page, ReadingClient

HERE = "/en/f3d2026"


def section(page: Page, code: str) -> str:
    (article,) = page.document.xpath(f"//article[@id='{code}']")
    return " ".join(article.text_content().split())


def slot(page: Page, code: str) -> str:
    (time,) = page.document.xpath(f"//article[@id='{code}']/ancestor::li/p[@class='slot-time']")
    return " ".join(time.text_content().split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_first_release_the_addresses_say_when_where_and_from_when_on(
    client: ReadingClient, language: str
) -> None:
    agenda.edition(announced=True, agenda_expected_on=date(2026, 9, 1))
    for path in ("", "agenda", "speakers", "releases/"):
        page = client.get(f"/{language}/f3d2026/{path}")
        assert page.status == 200, path
        assert "2026" in page.text and page.document.xpath("//time[@datetime='2026-09-01']"), path
        assert "Opening plenary" not in page.text and "LIN" not in page.text
    for path in ("agenda/P1", "agenda.pdf", "agenda.ics", "releases/1/agenda", "agenda/P1.ics"):
        assert client.get(f"/{language}/f3d2026/{path}").status == 404, path


def test_before_the_first_release_without_a_day_it_says_so_in_words(client: ReadingClient) -> None:
    agenda.edition(announced=True)
    assert "not released yet" in client.get(f"{HERE}/agenda").text


def test_a_draft_is_known_to_nobody(client: ReadingClient) -> None:
    agenda.edition()
    for path in ("", "agenda", "speakers", "releases/", "agenda.pdf"):
        assert client.get(f"{HERE}/{path}").status == 404, path


@pytest.mark.parametrize(
    ("mode", "others", "words"),
    [
        ("online", ["online", None], ""),
        ("online", ["hybrid"], "online"),
        ("hybrid", [None, "online", "in_person"], "in person and online"),
        ("in_person", ["online"], ""),
        (None, ["online"], ""),
    ],
)
def test_how_a_session_takes_place_is_said_where_not_all_are_alike(
    mode: str | None, others: list[str | None], words: str
) -> None:
    session, *rest = [{"mode": it} for it in (mode, *others)]
    assert wording.mode_words({"sessions": [*rest, session]}, session) == words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_released_agenda_is_read_in_three_languages(client: ReadingClient, language: str) -> None:
    agenda.released(agenda.edition())
    titles = {"en": "Opening plenary: Free the Future", "zh-Hant": "開幕大會：自由未來"}
    for path in ("", "agenda", "agenda/P1", "speakers", "releases/", "releases/1/agenda"):
        page = client.get(f"/{language}/f3d2026/{path}")
        assert page.status == 200, path
        if path in ("agenda", "agenda/P1"):
            assert titles.get(language, titles["en"]) in page.text


def test_words_of_another_language_say_which(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get("/zh-Hant/f3d2026/agenda")
    (title,) = page.document.xpath("//article[@id='W4']//*[contains(text(), 'Satellites')]")
    assert title.get("lang") == "en"
    (title,) = page.document.xpath("//article[@id='P1']//*[contains(text(), '開幕大會')]")
    assert title.get("lang") is None
    assert page.document.xpath("//*[@lang='zh-Hant-TW' and text()='林雨晴']")
    assert page.document.xpath("//bdi[@lang='ar']")


def test_the_day_of_the_clock_change_shows_other_hours_in_the_second_zone(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}/agenda")
    assert slot(page, "P1") == "09:00–10:15 14:00 Taipei"
    assert slot(page, "W3") == "09:00–10:30 15:00 Taipei"
    heads = [" ".join(head.text_content().split()) for head in page.document.xpath("//header[@class='day-head']")]
    assert heads == [
        "Saturday 24 October Vilnius UTC+3 · Taipei UTC+8",
        "Monday 26 October Vilnius UTC+2 · Taipei UTC+8",
    ]


def test_in_spring_the_second_zone_goes_the_other_way(client: ReadingClient) -> None:
    made = agenda.one_panel(starts_on=date(2027, 3, 27), ends_on=date(2027, 3, 29))
    with transaction():
        session = agenda.session(made, "P1")
        programme.reschedule(session, datetime(2027, 3, 27, 9), 75, room=session.room)
        monday = datetime(2027, 3, 29, 9)
        programme.add_session(session.edition, code="P2", title=Text.of("After"), wall_start=monday, minutes=60)
    agenda.released(made)
    page = client.get("/en/f3dpanel/agenda")
    assert slot(page, "P1") == "09:00–10:15 15:00 Taipei"
    assert slot(page, "P2") == "09:00–10:00 14:00 Taipei"


def test_a_session_is_printed_as_the_programme_has_it(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}/agenda")
    assert section(page, "P1") == (
        "Plenary · Aula · in person and online · open to everybody Opening plenary: Free the Future "
        "Ūla Žemaitė-Šimkienė moderator, Head of Unit, Vilnius University "
        "LIN Yu-ching 林雨晴 Chief Security Officer, Formosa Secure "
        "Ąžuolas Ygaudas Vice-Minister, Ministry of the Economy "
        "English and Lithuanian, interpreted into Chinese · live captions · on the record"
    )
    assert section(page, "C1") == "Coordination meeting · Senate Hall Closed session for members"
    assert section(page, "R0") == "Registration and coffee Foyer"
    assert "Chatham House Rule · not recorded" in section(page, "W2")


def test_a_cancelled_session_stays_struck_through_and_said(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}/agenda")
    assert "Cancelled on" in section(page, "W4")
    assert page.document.xpath("//article[@id='W4']//s[contains(., 'Satellites for everyone')]")
    # What does not take place does not decide when the others end.
    assert slot(page, "W2").startswith("13:30–15:00")


def test_sessions_that_end_at_different_times_say_their_own(client: ReadingClient) -> None:
    made = agenda.edition()
    with transaction():
        programme.restore(agenda.session(made, "W4"))
    agenda.released(made)
    page = client.get(f"{HERE}/agenda")
    assert slot(page, "W2") == "13:30 18:30 Taipei"
    assert "13:30–15:00" in section(page, "W2") and "13:30–14:30" in section(page, "W4")


def test_a_closed_session_has_no_page_of_its_own(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    for code in ("C1", "H1", "N1", "XX"):
        assert client.get(f"{HERE}/agenda/{code}").status == 404
        assert client.get(f"{HERE}/agenda/{code}.ics").status == 404
    assert not client.get(f"{HERE}/agenda").document.xpath("//article[@id='C1']//a")


def test_filters_are_plain_forms_and_show_what_fits(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}/agenda")
    found = client.submit(page.form("format"), format="workshop")
    assert found.url.endswith("/agenda?format=workshop")
    assert [article.get("id") for article in found.document.xpath("//article")] == ["W1"]
    assert found.document.xpath("//select[@name='format']/option[@selected]/@value") == ["workshop"]
    assert client.get(f"{HERE}/agenda?language=zh-Hant").document.xpath("//article/@id") == ["P1"]
    assert client.get(f"{HERE}/agenda?day=2026-10-26").document.xpath("//article/@id") == ["W3", "P2"]
    assert "No session fits" in client.get(f"{HERE}/agenda?day=2026-10-26&format=workshop").text


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("?utm_source=mail", ""),
        ("?format=nonsense", ""),
        ("?format=", ""),
        ("?x=1&format=panel", "?format=panel"),
        ("?format=panel&day=2026-10-24", "?day=2026-10-24&format=panel"),
        ("?format=panel&format=plenary", "?format=panel"),
        ("?topic=%3Cscript%3E", ""),
    ],
)
def test_what_an_address_asks_for_beyond_what_exists_is_dropped_by_a_redirect(
    client: ReadingClient, asked: str, understood: str
) -> None:
    agenda.released(agenda.edition())
    answer = client.get(f"{HERE}/agenda{asked}", follow=False)
    assert answer.status == 302 and answer.response.location == f"{HERE}/agenda{understood}"
    assert client.get(f"{HERE}/agenda{understood}", follow=False).status == 200


@pytest.mark.parametrize("path", ["", "speakers", "releases/", "agenda/P1"])
def test_other_pages_drop_every_query(client: ReadingClient, path: str) -> None:
    agenda.released(agenda.edition())
    answer = client.get(f"{HERE}/{path}?next=//evil.example", follow=False)
    assert answer.status == 302 and answer.response.location == f"{HERE}/{path}"


def test_a_forum_of_one_session_shows_no_filters_and_the_whole_abstract(client: ReadingClient) -> None:
    agenda.released(agenda.one_panel())
    page = client.get("/en/f3dpanel/agenda")
    assert not page.document.xpath("//select") and not page.document.xpath("//table")
    assert "The audience writes the last third." in section(page, "P1")


def test_the_page_of_a_session_says_everything_and_both_zones(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}/agenda/P1")
    assert page.heading == "Opening plenary: Free the Future"
    for words in (
        "Saturday 24 October 2026, 09:00–10:15 Vilnius",
        "14:00–15:15 Taipei",
        "What democracies owe their digital citizens.",
        "Aula, Vilnius University, Vilnius",
        "English and Lithuanian, interpreted into Chinese",
    ):
        assert words in page.text, words
    assert f"{HERE}/agenda/P1.ics" in page.links().values()


@time_machine.travel("2026-10-20T06:00:00Z")
def test_the_edition_page_leads_to_agenda_registration_and_download_in_that_order(client: ReadingClient) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"{HERE}/")
    acts = [a.get("href") for a in page.document.xpath("//main//div[@class='actions']//a")]
    assert acts == [f"{HERE}/agenda", f"{HERE}/register", f"{HERE}/agenda.pdf"]
    text = page.text
    assert (
        text.index("Ministry of Digital Affairs") < text.index("Institute of International") < text.index("Go Forward")
    )
    assert page.document.xpath("//article/@id")[-1] == "S1"  # the first day, not the second


@pytest.mark.parametrize("language", LANGUAGES)
def test_speakers_stand_in_the_order_of_the_language(client: ReadingClient, language: str) -> None:
    agenda.released(agenda.edition())
    page = client.get(f"/{language}/f3d2026/speakers")
    names = [bdi.text for bdi in page.document.xpath("//main//bdi[contains(@class, 'person')]")]
    first = "LIN Yu-ching" if language == "zh-Hant" else "Ąžuolas Ygaudas"  # 林雨晴: Han names by strokes, then others
    assert names[0] == first and len(names) == 9
    assert names.index("LIN Yu-ching") < names.index("Nguyễn Thị Ánh") < names.index("Suryadi")


def test_an_old_release_says_by_which_it_was_replaced(client: ReadingClient) -> None:
    made = agenda.edition()
    agenda.released(made)
    with transaction():
        agenda.session(made, "P1").title = Text.of("A better title")
    agenda.released(made)
    old, new = client.get(f"{HERE}/releases/1/agenda"), client.get(f"{HERE}/agenda")
    assert "Release 1 was replaced by release 2" in old.text and "Opening plenary" in section(old, "P1")
    assert "replaced" not in new.text and "A better title" in section(new, "P1")
    assert client.get(f"{HERE}/releases/1/agenda/P1").heading.startswith("Opening plenary")
    assert client.get(f"{HERE}/releases/3/agenda").status == 404
    listed = client.get(f"{HERE}/releases/")
    assert "replaced by release 2" in listed.text
    assert f"{HERE}/releases/1/agenda.pdf" in [a.get("href") for a in listed.document.xpath("//a")]


def test_a_session_inside_somebody_elses_event_says_whose_badge_is_needed(client: ReadingClient) -> None:
    made = agenda.one_panel(
        slug="foc2025",
        series="FOC",
        host_event_name="RightsCon Taipei 2025",
        host_event_url="https://rightscon.example",
        host_event_badge=Text.of("You need a RightsCon badge."),
        registration="with_host",
        registration_url="https://rightscon.example/register",
        place=Text.of("Room 402A, TICC, Taipei"),
    )
    agenda.released(made)
    for path in ("", "agenda", "agenda/P1"):
        page = client.get(f"/en/foc2025/{path}")
        assert "You need a RightsCon badge." in page.text
        assert page.links()["RightsCon Taipei 2025"] == "https://rightscon.example"
        assert page.links()["Register with the host event"] == "https://rightscon.example/register"
        assert "Register" not in page.links() and not [
            url for url in page.links().values() if url.endswith("/register") and "rightscon" not in url
        ]
        text = page.text
        if path:
            assert text.index("MFA Denmark") < text.index("MFA Netherlands") < text.index("Wikimedia Foundation")


def test_a_forum_without_registration_says_so(client: ReadingClient) -> None:
    agenda.released(agenda.one_panel(registration="none"))
    assert "No registration is needed" in client.get("/en/f3dpanel/").text


@pytest.mark.parametrize(("state", "words"), [("cancelled", "cancelled"), ("postponed", "postponed")])
def test_a_forum_that_does_not_take_place_says_so_on_every_page(client: ReadingClient, state: str, words: str) -> None:
    made = agenda.one_panel()
    agenda.released(made)
    with transaction():
        agenda.fresh(made).state = EditionState(state)
    agenda.forget_what_is_rendered()
    for path in ("", "agenda", "agenda/P1", "speakers", "releases/"):
        assert f"This forum is {words}" in client.get(f"/en/f3dpanel/{path}").text, path


def test_content_is_text_and_never_markup(client: ReadingClient) -> None:
    made = agenda.one_panel(title=Text.of("<b>Bold</b> & free"))
    with transaction():
        session = agenda.session(made, "P1")
        session.title = Text.of("<script>alert(1)</script>")
        session.abstract = Text.of("<img src=x onerror=alert(1)>")
        session.note = Text.of('"><a href="javascript:1">x</a>')
    agenda.released(made)
    for path in ("", "agenda", "agenda/P1"):
        document = html.document_fromstring(client.get(f"/en/f3dpanel/{path}").response.get_data())
        assert not document.xpath(
            "//script[not(@src or @type='application/ld+json')] | //img | //b | //a[starts-with(@href, 'javascript')]"
        )


def test_the_pages_of_registration_have_the_same_masthead(client: ReadingClient) -> None:
    agenda.released(agenda.edition(starts_on=date(2099, 10, 24)))
    page = client.get(f"{HERE}/register")
    assert {"Overview", "Agenda", "Register"} <= set(page.links())


def test_an_unknown_forum_is_not_found(client: ReadingClient) -> None:
    forum_factory.edition()
    assert client.get("/en/nowhere2026/agenda").status == 404
