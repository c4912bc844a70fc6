"""Papers for the day: the team's own, and what may hang at a door; the same words as page and as PDF."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from pypdf import PdfReader

from forumapp.extensions import transaction
from forumapp.forums.models import Edition, Room
from forumapp.programme import actions, courses
from forumapp.programme.models import ForumSession
from forumapp.words import LANGUAGES, Text
from tests.factories import agenda, forums, programme, registrations, seats
from tests.factories.programme import fresh
from tests.support.browser_like import ReadingClient
from tests.support.signed_in import Team
from tests.support.statements import statements

MANAGE = "/manage/f3d2026"
PAPERS = f"{MANAGE}/papers"
DAY = f"{PAPERS}/2026-10-24"


@pytest.fixture(autouse=True)
def the_day_before() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-10-23T15:10:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition(app) -> Edition:
    return forums.edition(slug="f3d2026", desk_email="desk@example.org")


@pytest.fixture
def viewer(team: Team, edition: Edition) -> ReadingClient:
    return team.signed_in_as("viewer", edition)


@pytest.fixture
def aula(edition: Edition) -> Room:
    made = forums.room(edition)
    with transaction():
        fresh(made).contact = "Rasa, +370 5 000 0001"
    return made


@pytest.fixture
def opening(edition: Edition, aula: Room) -> ForumSession:
    """Everything that a paper can say of a session."""
    made = programme.forum_session(
        edition,
        code="P1",
        title="Opening",
        minutes=60,
        room=aula,
        setup_minutes=30,
        teardown_minutes=15,
        doors_minutes=20,
        level="high_level",
        mode="hybrid",
        languages=["en"],
        interpretation=["zh-Hant", "lt"],
        captions="human",
        sign_languages=["ils"],
        is_streamed=True,
        recording="internal",
        photography="pool",
        catering="Coffee for 80",
        lead_organiser="Jonas, +370 5 000 0002",
    )
    who = programme.person(edition, "LIN Yu-ching", native_name="林雨晴", native_lang="zh-Hant")
    role = programme.role(made, who, "moderator", state="confirmed", mode="in_person")
    programme.role(made, programme.person(edition, "Suryadi"), state="confirmed", mode="online")
    programme.role(made, programme.person(edition, "Müjde IŞIK"), mode="in_person")
    with transaction():
        courses.add_item(fresh(made), Text.of("Welcome"), 5, "welcome")
        courses.add_item(
            fresh(made),
            Text.of("Keynote"),
            20,
            "keynote",
            fresh(role),
            responsible="Stage manager",
            cue="Slide 1",
            backup="Read aloud",
        )
    return made


def pdf(client: ReadingClient, path: str) -> str:
    response = client.inner.get(path)
    assert (response.status_code, response.mimetype) == (200, "application/pdf"), path
    assert response.headers["Cache-Control"] == "private, no-store"
    pages = PdfReader(io.BytesIO(response.get_data())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def test_the_run_of_show_goes_minute_by_minute_with_every_column(viewer: ReadingClient, opening: ForumSession) -> None:
    page = viewer.get(DAY)
    headings = [heading.text_content() for heading in page.document.xpath("//table//th")]
    assert headings == [
        "Time", "Minutes", "Item", "On stage", "Responsible", "Cue", "Interpretation, captions", "If it does not work",
    ]  # fmt: skip
    rows = [
        [cell.text_content().strip() for cell in row.xpath("td")] for row in page.document.xpath("//table/tbody/tr")
    ]
    assert rows[1] == ["09:05", "20", "Keynote", "LIN Yu-ching (林雨晴)", "Stage manager", "Slide 1", "", "Read aloud"]
    assert [row[0] for row in rows] == ["09:00", "09:05", "09:25"]
    assert "→" in rows[0][6] and "live captions" in rows[0][6]
    for words in ("Call times: P1 08:30", "room taken 08:30–10:15", "Whom to call: Aula: Rasa, +370 5 000 0001"):
        assert words in page.text, words
    assert "Internal · as at" in page.text


def test_crew_stands_in_the_papers_beside_those_on_stage(
    viewer: ReadingClient, edition: Edition, aula: Room, opening: ForumSession
) -> None:
    for name, part in (("Ona Verta", "interpreter"), ("Paulius Titras", "captioner"), ("Rasa Salė", "room_monitor")):
        programme.role(opening, programme.person(edition, name), part, state="confirmed", mode="hybrid")
    words = "Ona Verta, interpreter; Paulius Titras, captioner; Rasa Salė, room monitor"
    page = viewer.get(DAY)
    assert words in page.text
    [on_stage] = page.document.xpath("//dt[normalize-space()='On stage']/following-sibling::dd[1]")
    assert "LIN Yu-ching" in on_stage.text_content() and "Ona Verta" not in on_stage.text_content()
    assert "Ona Verta, interpreter" in pdf(viewer, f"{DAY}/day-sheet.pdf")
    assert words in pdf(viewer, f"{DAY}/rooms/{aula.id}/room-sheet.pdf")
    plates = viewer.get(f"{DAY}/rooms/{aula.id}").document.xpath("//table[.//th='Plate']//td[2]")
    assert [one.text_content().split(",")[0].strip() for one in plates] == ["LIN Yu-ching (林雨晴)", "Müjde IŞIK"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"{DAY}/run-of-show.pdf", "run-of-show_2026-10-24"),
        (f"{DAY}/day-sheet.pdf", "day-sheet_2026-10-24"),
        (f"{MANAGE}/sessions/P1/run-of-show.pdf", "run-of-show_P1_2026-10-24"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_a_pdf_in_three_languages_with_internal_and_the_moment_on_every_page(
    viewer: ReadingClient, opening: ForumSession, path: str, name: str, language: str
) -> None:
    response = viewer.inner.get(f"{path}?language={language}")
    file_name = f"F3D-2026_{name}_as-at-20261023-1810_{language}.pdf"
    assert file_name in response.headers["Content-Disposition"]
    reader = PdfReader(io.BytesIO(response.get_data()))
    internal = {"en": "Internal", "zh-Hant": "內部", "lt": "Vidinis"}[language]
    for sheet in reader.pages:
        text = sheet.extract_text()
        assert internal in text and "18:10 EEST" in text
    assert reader.trailer["/Root"]["/Lang"].lower().startswith(language[:2])


def test_the_run_of_show_of_one_session_is_about_it_alone(
    viewer: ReadingClient, edition: Edition, opening: ForumSession, aula: Room
) -> None:
    programme.forum_session(edition, code="P2", title="Afterwards", start=datetime(2026, 10, 24, 11), room=aula)
    for told in (
        viewer.get(f"{MANAGE}/sessions/P1/run-of-show").text,
        pdf(viewer, f"{MANAGE}/sessions/P1/run-of-show.pdf"),
    ):
        assert "Keynote" in told and "Afterwards" not in told
    programme.forum_session(edition, code="N1", title="No time yet", start=None)
    assert viewer.get(f"{MANAGE}/sessions/N1/run-of-show").status == 404
    assert viewer.get(f"{MANAGE}/sessions/XX/run-of-show").status == 404


def test_the_day_sheet_has_all_rooms_in_the_order_of_time(
    viewer: ReadingClient, edition: Edition, opening: ForumSession
) -> None:
    senate = forums.room(edition, "Senate")
    programme.forum_session(
        edition, code="C1", title="Members", start=datetime(2026, 10, 24, 9, 30), room=senate, access="members_only"
    )
    page = viewer.get(f"{DAY}/sheet")
    rows = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
        for row in page.document.xpath("//table/tbody/tr")
    ]
    assert [(row[0], row[2][:17].strip()) for row in rows] == [
        ("08:30", "Load-in: P1"),
        ("08:30", "People arrive: P1"),
        ("08:40", "Doors: P1"),
        ("09:00–10:00", "P1 Opening Public"),
        ("09:30–10:45", "C1 Members Member"),
        ("10:00", "Clear until 10:15"),
    ]
    arriving, running = rows[1][3], rows[3]
    assert arriving.startswith("high level") and "Müjde IŞIK, panellist, no yes yet" in arriving
    assert "Suryadi, panellist, online" in arriving
    assert "Lead organiser: Jonas" in running[3] and "Catering: Coffee for 80" in running[4]
    assert "streamed · recorded for the hosts · one photographer for all" in running[4]
    assert "International Sign" in running[4]
    told = pdf(viewer, f"{DAY}/day-sheet.pdf")
    for words in ("People arrive: P1", "Rasa, +370 5 000 0001", "Coffee for 80", "林雨晴", "desk@example.org"):
        assert words in told, words


def test_the_day_sheet_says_what_changed_since_yesterday(team: Team, the_day_before: time_machine.Traveller) -> None:
    made = agenda.edition()
    the_day_before.move_to("2026-10-22T15:20:00Z")
    agenda.released(made)
    the_day_before.move_to("2026-10-23T15:10:00Z")
    client = team.signed_in_as("viewer", made)
    with transaction():
        session = agenda.session(made, "W1")
        actions.reschedule(session, datetime(2026, 10, 24, 11), 60, None, session.room)
        actions.cancel(agenda.session(made, "W2"))
    assert "No release is older than a day" in client.get(f"{DAY}/sheet").text
    the_day_before.move_to("2026-10-23T15:20:00Z")
    page = client.get(f"{DAY}/sheet")
    news = page.document.xpath("//section[@aria-labelledby='news']//li/strong")
    assert [words.text_content()[:14] for words in news] == ["W1 Moved: Keep", "W2 Cancelled: "]
    (row,) = [row for row in page.document.xpath("//tbody/tr") if "W1 Keeping" in row.text_content()]
    assert "Changed" in row.text_content() and len(row.xpath(".//td/strong")) >= 4


def test_the_sheet_inside_a_room_says_what_its_monitor_needs(
    viewer: ReadingClient, edition: Edition, opening: ForumSession, aula: Room
) -> None:
    programme.forum_session(edition, code="P2", title="Afterwards", start=datetime(2026, 10, 24, 11), room=aula)
    told = {
        "page": viewer.get(f"{DAY}/rooms/{aula.id}").text,
        "pdf": pdf(viewer, f"{DAY}/rooms/{aula.id}/room-sheet.pdf"),
    }
    for kind, text in told.items():
        for words in (
            "Rasa, +370 5 000 0001",
            "no seats are booked",
            "0 floor (English) · 1 Chinese",
            "streamed · recorded for the hosts",
            "RemoteSuryadi",
            "1 LIN Yu-ching (林雨晴), moderator",
            "2 Müjde IŞIK, panellist, no yes yet",
            "09:05 20 Keynote",
            "Next here 11:00–12:15 Afterwards",
            "Internal · as at",
        ):
            assert "".join(words.split()) in "".join(text.split()), (kind, words)


def test_seats_that_are_held_and_rows_that_are_kept_are_counted_without_a_name(team: Team) -> None:
    came = registrations.registration(registrations.open_edition(slug="f3d2026"), name="Hidden Guest")
    session = seats.by_request(came.edition, seats=9, kept_for_experts=4)
    seats.request(came, session)
    client = team.signed_in_as("viewer", came.edition)
    room = forums.room(came.edition)
    with transaction():
        fresh(session).room_id = room.id
    day = fresh(session).starts_at.date()
    text = client.get(f"{PAPERS}/{day}/rooms/{room.id}").text
    assert "1 of 9" in text and "confirmed" in text and "4 for experts" in text
    assert "Hidden Guest" not in text


def test_the_seat_list_names_who_has_a_seat_and_who_waits_for_those_alone_who_register(team: Team) -> None:
    here = registrations.open_edition(slug="f3d2026", mode="hybrid")
    session = seats.by_request(here, seats=2)
    waits = registrations.registration(here, name="Zoë Later")
    for name in ("Ūla Žemaitė", "Ana López"):
        seats.request(registrations.registration(here, name=name, email=f"{name[:3]}@example.org"), session)
    seats.request(waits, session)
    seats.request(registrations.registration(here, name="Remote Guest", mode="online"), session)
    programme.role(session, programme.person(here, "LIN Yu-ching"), "moderator", state="confirmed", mode="in_person")
    organiser, path = team.signed_in_as("organiser", here), f"{MANAGE}/sessions/W2/seat-list"
    for text in (organiser.get(path).text, pdf(organiser, f"{path}.pdf?language=en")):
        places = [text.index(name) for name in ("LIN Yu-ching", "Ana López", "Ūla Žemaitė", "Zoë Later")]
        assert places == sorted(places) and f"{waits.reference}" in text
        assert "2 seats given" in text and "Remote Guest" not in text and "@example.org" not in text
    assert path in organiser.get(PAPERS).document.xpath("//main//a/@href")
    for role in ("desk", "viewer"):
        other = team.signed_in_as(role, here)
        assert other.get(path).status == 404 == other.get(f"{path}.pdf").status
        assert path not in other.get(PAPERS).document.xpath("//main//a/@href")


def test_what_does_not_take_place_is_said_and_a_draft_is_left_out(viewer: ReadingClient, edition: Edition) -> None:
    programme.forum_session(edition, code="P1", title="Fallen", cancelled=True)
    later = programme.forum_session(edition, code="P4", title="Later")
    draft = programme.forum_session(edition, code="P2", title="Half a thought")
    with transaction():
        fresh(draft).back_to_draft()
    with transaction():
        actions.postpone(fresh(later))
    programme.forum_session(edition, code="P3", title="The day after", start=datetime(2026, 10, 26, 9))
    for path in (DAY, f"{DAY}/sheet"):
        text = viewer.get(path).text
        assert "Fallen Cancelled" in text and "Later Postponed" in text
        assert "Half a thought" not in text and "The day after" not in text


def test_at_the_door_hangs_only_what_a_release_would_say(viewer: ReadingClient, edition: Edition) -> None:
    aula, other = forums.room(edition), forums.room(edition, "Senate")
    programme.forum_session(edition, code="P1", title="Open to all", room=aula, lead_organiser="Jonas, +370 5 1")
    hours = {"C1": (11, "Secret talks", {"access": "members_only"}), "H1": (13, "Hidden", {"listing": "hidden"})}
    for code, (hour, title, policy) in hours.items():
        programme.forum_session(
            edition, code=code, title=title, start=datetime(2026, 10, 24, hour), room=aula, **policy
        )
    programme.forum_session(edition, code="P2", title="Elsewhere", room=other)
    for text in (viewer.get(f"{DAY}/rooms/{aula.id}/door").text, pdf(viewer, f"{DAY}/rooms/{aula.id}/door.pdf")):
        assert "Open to all" in text and "Closed session" in text
        for words in ("Secret talks", "Hidden", "13:00", "Elsewhere", "Jonas", "Internal"):
            assert words not in text
    assert "Secret talks" in viewer.get(f"{DAY}/rooms/{aula.id}").text


@pytest.mark.parametrize(
    ("at", "now", "coming"),
    [
        (datetime(2026, 10, 24, 5, 30, tzinfo=UTC), "", "P1"),
        (datetime(2026, 10, 24, 6, 30, tzinfo=UTC), "P1", "P3"),
        (datetime(2026, 10, 24, 10, 30, tzinfo=UTC), "P3", ""),
        (datetime(2026, 10, 25, 6, 30, tzinfo=UTC), "", ""),
    ],
)
def test_a_screen_at_the_door_tells_what_is_on_and_what_comes_next_and_paper_does_not(
    team: Team,
    edition: Edition,
    the_day_before: time_machine.Traveller,
    at: datetime,
    now: str,
    coming: str,
) -> None:
    aula = forums.room(edition)
    programme.forum_session(edition, code="P1", title="Early", room=aula)
    programme.forum_session(edition, code="P2", start=datetime(2026, 10, 24, 12), room=aula, cancelled=True)
    programme.forum_session(edition, code="P3", title="Late", start=datetime(2026, 10, 24, 13), room=aula)
    the_day_before.move_to(at, tick=False)
    page = team.signed_in_as("viewer", edition).get(f"{DAY}/rooms/{aula.id}/door").document
    for words, code in (("Now", now), ("Next here", coming)):
        marked = page.xpath(f"//h2[*[contains(@class, 'no-print')][normalize-space()='{words}']]/@id")
        assert marked == [code] * bool(code), words


def test_the_list_of_papers_leads_to_all_of_them(viewer: ReadingClient, opening: ForumSession, aula: Room) -> None:
    links = viewer.get(PAPERS).document.xpath("//main//a/@href")
    room = f"{DAY}/rooms/{aula.id}"
    for link in (DAY, f"{DAY}/sheet", f"{MANAGE}/sessions/P1/run-of-show", room, f"{room}/door"):
        assert link in links
        assert [href for href in viewer.get(link).links().values() if ".pdf?language=lt" in href], link
    for path in ("nonsense", "2026-10-24/rooms/999", "2026-10-24/rooms/999/door", "nonsense/day-sheet.pdf"):
        assert viewer.get(f"{PAPERS}/{path}").status == 404


def test_nobody_outside_the_team_gets_them(client: ReadingClient, team: Team, opening: ForumSession) -> None:
    stranger = team.signed_in_as("organiser", forums.edition(slug="foc2027"))
    for path in ("", "/2026-10-24/sheet", "/2026-10-24/day-sheet.pdf", "/2026-10-24/run-of-show.pdf"):
        assert stranger.get(f"{PAPERS}{path}").status == 404
        assert "/sign-in" in client.get(f"{PAPERS}{path}").url


def test_needs_and_addresses_of_people_stand_on_no_paper(
    viewer: ReadingClient, edition: Edition, aula: Room, opening: ForumSession
) -> None:
    who = programme.person(edition, "Ona Needs", email="ona@example.org")
    programme.role(opening, who, state="confirmed")
    for path in (DAY, f"{DAY}/sheet", f"{DAY}/rooms/{aula.id}", f"{MANAGE}/sessions/P1/run-of-show"):
        text = viewer.get(path).text
        assert "Ona Needs" in text and "ona@example.org" not in text


def test_a_day_asks_as_often_for_thirty_sessions_as_for_one(app, viewer: ReadingClient, edition: Edition) -> None:
    def cost(path: str) -> int:
        with statements(app) as said:
            viewer.get(path)
        return len(said)

    programme.forum_session(edition)
    one = [cost(path) for path in (DAY, f"{DAY}/sheet")]
    for _ in range(29):
        programme.forum_session(edition)
    assert [cost(path) for path in (DAY, f"{DAY}/sheet")] == one
