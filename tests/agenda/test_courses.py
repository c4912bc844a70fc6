"""What happens inside a session agrees to the minute on the page, on paper and in the calendar (scenario S1)."""

import io

import icalendar
import pytest
from docx import Document
from pypdf import PdfReader

from forumapp.agenda import snapshots
from forumapp.extensions import transaction
from forumapp.forums.models import Edition
from forumapp.programme import courses
from forumapp.words import Text
from tests.factories import agenda
from tests.support.browser_like import ReadingClient

COURSE = ["09:00 Welcome", "09:05 Keynote", "09:20 Panel", "10:05 Close"]


@pytest.fixture
def forum(app: object) -> Edition:
    """Released; P1 of 75 minutes with 5, 15, 45 and 10, the keynote by somebody who may be named."""
    made = agenda.edition(announced=True)
    with transaction():
        session = agenda.session(agenda.fresh(made), "P1")
        named = next(role for role in session.roles if role.may_be_named)
        for title, minutes, role in (
            ("Welcome", 5, None),
            ("Keynote", 15, named),
            ("Panel", 45, None),
            ("Close", 10, None),
        ):
            courses.add_item(session, Text.of(title), minutes, "other", role)
    agenda.released(made)
    return agenda.fresh(made)


def leader(forum: Edition) -> str:
    item = agenda.session(forum, "P1").items[1]
    assert item.role
    return item.role.printed_name


def test_page_pdf_word_and_calendar_agree_to_the_minute(client: ReadingClient, forum: Edition) -> None:
    name = leader(forum)
    page = client.get("/en/f3d2026/agenda/P1").text
    pdf = " ".join(
        part.extract_text() for part in PdfReader(io.BytesIO(client.inner.get("/en/f3d2026/agenda.pdf").data)).pages
    )
    word = [line.text for line in Document(io.BytesIO(client.inner.get("/en/f3d2026/agenda.docx").data)).paragraphs]
    events = icalendar.Calendar.from_ical(client.inner.get("/en/f3d2026/agenda.ics").data).walk("VEVENT")
    told = next(str(event["DESCRIPTION"]) for event in events if "09:20 Panel" in str(event.get("DESCRIPTION", "")))
    for line in COURSE:
        assert line in page
        assert line in " ".join(pdf.split())
        assert line.replace(" ", "  ", 1) in "\n".join(word)
        assert line in told
    assert f"09:05 Keynote {name}" in page
    assert f"09:05  Keynote – {name}" in word
    assert name not in told, "names would stay in calendars after they were taken back (INV-25)"


def test_who_leads_an_item_and_may_not_be_named_is_not_in_the_snapshot(forum: Edition) -> None:
    session = agenda.session(forum, "P1")
    hidden = next(role for role in session.roles if not role.may_be_named)
    with transaction():
        item = agenda.session(forum, "P1").items[2]
        courses.change_item(item, item.title, item.minutes, item.kind, hidden)
    items = next(it for it in snapshots.build(agenda.fresh(forum))["sessions"] if it["code"] == "P1")["items"]
    assert items[2]["person"] is None


def test_a_session_without_items_says_what_it_said_before_there_were_any(forum: Edition) -> None:
    built = snapshots.build(forum)
    assert [it["code"] for it in built["sessions"] if "items" in it] == ["P1"]
    assert not any("streamed" in it or "sign_languages" in it for it in built["sessions"])


def test_nothing_happens_inside_what_is_cancelled_or_closed(forum: Edition) -> None:
    with transaction():
        session = agenda.session(agenda.fresh(forum), "P1")
        session.listing = "without_details"
    built = snapshots.build(agenda.fresh(forum))
    assert not any("items" in it for it in built["sessions"])


def test_sign_language_and_stream_are_told_where_they_are(client: ReadingClient, forum: Edition) -> None:
    with transaction():
        session = agenda.session(agenda.fresh(forum), "P1")
        session.sign_languages, session.is_streamed = ["ils"], True
    agenda.released(forum)
    told = "International Sign · streamed for everybody"
    assert told in client.get("/en/f3d2026/agenda/P1").text.replace("\xa0", " ")
    assert client.get("/en/f3d2026/agenda").text.replace("\xa0", " ").count(told) == 1
