"""Every letter of a forum: its state in words, found again, read, sent again, read out."""

import csv
import io
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forumapp import clock
from forumapp.audit import queries as audit
from forumapp.extensions import db, transaction
from forumapp.forums import queries as forums
from forumapp.forums import team as forum_team
from forumapp.forums.models import Edition
from forumapp.notifications import delivery
from forumapp.notifications.models import Message, State
from forumapp.rights import Role
from tests.factories.forums import edition
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Mode, Sink
from tests.support.signed_in import Team
from tests.support.statements import statements

MESSAGES = "/manage/f3d2026/messages"


@pytest.fixture
def forum(app: Flask) -> Edition:
    return edition(slug="f3d2026")


@pytest.fixture
def organiser(team: Team, forum: Edition) -> ReadingClient:
    return team.signed_in_as("organiser", forum)


class Letter(NamedTuple):
    id: int
    message_id: str

    @property
    def address(self) -> str:
        """Of its page."""
        return f"{MESSAGES}/{self.message_id.strip('<>').partition('@')[0]}"


def letter(to: str = "lin@example.org", name: str = "LIN Yu-ching", slug: str = "f3d2026") -> Letter:
    """A letter of the forum, waiting to be sent."""
    with transaction():
        found = forums.by_slug(slug)
        assert found is not None
        forum_team.invite(found, email=to, name=name, language="en", role=Role.VIEWER, by=None)
        written = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
        assert written is not None
        return Letter(written.id, written.message_id)


def all_letters() -> list[Message]:
    db.session.remove()
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def test_letters_are_listed_with_a_word_each(organiser: ReadingClient, sink: Sink) -> None:
    sink.modes_by_recipient["jolanta@example.org"] = Mode.REFUSE
    letter("lin@example.org", "LIN Yu-ching")
    letter("jolanta@example.org", "Jolanta")
    delivery.run_due()
    letter("ula@example.org", "Ūla")
    rows = [" ".join(row.text_content().split()) for row in organiser.get(MESSAGES).document.xpath("//tbody/tr")]
    assert len(rows) == 3
    assert "Ūla" in rows[0] and "Waiting" in rows[0]
    assert "Jolanta" in rows[1] and "No" in rows[1] and "refused this address" in rows[1]
    assert "LIN Yu-ching" in rows[2] and "Yes" in rows[2]


def test_letters_are_filtered_by_state_kind_and_recipient(organiser: ReadingClient, sink: Sink) -> None:
    letter("lin@example.org", "LIN Yu-ching")
    delivery.run_due()
    letter("ula@example.org", "Ūla Žemaitė")

    def shown(**query: str) -> list[str]:
        page = organiser.get(MESSAGES, query_string=query)
        return [name for name in ("LIN Yu-ching", "Ūla Žemaitė") if name in page.text]

    assert shown() == ["LIN Yu-ching", "Ūla Žemaitė"]
    assert shown(state="yes") == ["LIN Yu-ching"]
    assert shown(state="waiting") == ["Ūla Žemaitė"]
    assert shown(state="no") == []
    assert shown(state="queued") == ["Ūla Žemaitė"]
    assert shown(state="failed") == []
    assert shown(state="nonsense") == ["LIN Yu-ching", "Ūla Žemaitė"]
    assert shown(kind="team_invitation", q="LIN@EXAMPLE") == ["LIN Yu-ching"]
    assert shown(q="Žemaitė") == ["Ūla Žemaitė"]
    assert shown(q="%") == []
    assert "No letter fits." in organiser.get(f"{MESSAGES}?kind=unknown").text
    assert "1 waiting to be sent · 1 sent" in organiser.get(MESSAGES).text


def test_long_lists_come_in_pages(organiser: ReadingClient) -> None:
    for number in range(51):
        letter(f"member{number}@example.org", f"Member {number}")
    assert len(organiser.get(MESSAGES).document.xpath("//tbody/tr")) == 50
    second = organiser.get(f"{MESSAGES}?page=2&q=member")
    assert len(second.document.xpath("//tbody/tr")) == 1
    assert "q=member" in second.links()["Previous"]


def test_a_letter_is_read_as_its_recipient_reads_it_but_for_the_secret(organiser: ReadingClient, sink: Sink) -> None:
    waiting = letter()
    before = organiser.get(waiting.address)
    assert "‹personal link›" in before.text and "http://localhost/en/t/" not in before.text
    delivery.run_due()
    link = sink.letters[0].link()
    after = organiser.get(waiting.address)
    assert "‹personal link›" in after.text
    assert link.rpartition("/")[2] not in after.response.get_data(as_text=True)
    assert after.heading == "[F3D 2026] F3D Secretariat asks you to work on this forum"
    assert "Answers go to desk@example.org" in after.text
    assert waiting.message_id in after.text


def test_a_failed_letter_is_sent_again_unchanged(organiser: ReadingClient, sink: Sink, forum: Edition) -> None:
    sink.mode = Mode.REFUSE
    failed = letter()
    delivery.run_due()
    page = organiser.get(failed.address)
    assert "The mail server refused this address. (550)" in page.text
    assert "The same letter is tried once more, unchanged." in page.text
    sink.mode = Mode.ACCEPT
    page = organiser.submit(page.form("Send again"))
    assert "The letter is on its way." in page.text
    delivery.run_due()
    assert [m.state for m in all_letters()] == [State.SENT]
    assert sink.letters[0].message["Message-ID"] == failed.message_id
    entry = audit.of_edition(forum)[-1]
    assert (entry.action, entry.object, entry.detail) == ("letter sent again", f"letter {failed.id}", "team_invitation")


def test_a_sent_letter_is_written_anew_once_even_if_the_button_is_pressed_twice(
    organiser: ReadingClient, client: ReadingClient, sink: Sink
) -> None:
    first = letter()
    delivery.run_due()
    page = organiser.get(first.address)
    assert "the link in the first one keeps working" in page.text
    organiser.submit(page.form("Send again"))
    twice = organiser.submit(page.form("Send again"))
    assert "still on its way" in twice.text
    delivery.run_due()
    assert [m.state for m in all_letters()] == [State.SENT, State.SENT]
    links = [received.link() for received in sink.letters]
    assert len(set(links)) == 2
    for link in links:
        assert client.get(link.removeprefix("http://localhost")).status == 200


def test_a_cancelled_letter_is_not_sent_again(organiser: ReadingClient) -> None:
    cancelled = letter()
    with transaction():
        db.session.get_one(Message, cancelled.id).cancel()
    assert "Send again" not in organiser.get(cancelled.address).text
    answer = organiser.post(f"{cancelled.address}/send-again", follow=True, data=_token(organiser))
    assert "cancelled because nobody needs it any more" in answer.text
    assert [m.state for m in all_letters()] == [State.CANCELLED]


def _token(client: ReadingClient) -> dict[str, Any]:
    found = client.get("/manage/-/account").document.xpath("//input[@name='csrf_token']/@value")
    return {"csrf_token": str(found[0])} if found else {}


def test_opening_pages_sends_nothing(organiser: ReadingClient, sink: Sink) -> None:
    sent = letter()
    delivery.run_due()
    organiser.get(sent.address)
    assert organiser.get(f"{sent.address}/send-again", follow=False).status == 405
    assert len(all_letters()) == 1


def test_the_read_out_has_the_promised_columns(organiser: ReadingClient, sink: Sink) -> None:
    sink.modes_by_recipient["jolanta@example.org"] = Mode.REFUSE
    first, second = letter("lin@example.org"), letter("jolanta@example.org")
    delivery.run_due()
    answer = organiser.get("/manage/f3d2026/outbox.csv").response
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert ",".join(rows[0]).startswith("message_id,kind,recipient,state,attempts,queued_at,sent_at,error")
    by_id = {row["message_id"]: row for row in rows}
    assert by_id[first.message_id]["state"] == "sent" and by_id[first.message_id]["sent_at"].endswith("Z")
    assert by_id[second.message_id]["state"] == "failed" and "refused" in by_id[second.message_id]["error"]
    assert by_id[second.message_id]["attempts"] == "1"


def test_letters_of_other_forums_and_of_none_are_not_here(
    organiser: ReadingClient, client: ReadingClient, team: Team
) -> None:
    edition(slug="foc2026", series="FOC")
    foreign = letter("secret@example.org", slug="foc2026")
    client.submit(client.get("/sign-in/by-letter").form("email"), email="organiser@team.example.org")
    assert len(all_letters()) == 2
    assert "No letter has been written yet." in organiser.get(MESSAGES).text
    assert organiser.get(foreign.address).status == 404
    assert organiser.post(f"{foreign.address}/send-again", data=_token(organiser)).status == 404
    assert len(organiser.get("/manage/f3d2026/outbox.csv").response.get_data(as_text=True).splitlines()) == 1


@pytest.mark.parametrize("role", ["cohost", "desk", "viewer"])
def test_others_of_the_team_see_no_letters(team: Team, forum: Edition, role: str) -> None:
    message = letter()
    client = team.signed_in_as(role, forum)
    for path in (MESSAGES, message.address, "/manage/f3d2026/outbox.csv"):
        assert client.get(path).status == 404


def test_the_page_says_when_nobody_sends_or_letters_are_late(organiser: ReadingClient, sink: Sink) -> None:
    assert "No letter leaves at present" in organiser.get(MESSAGES).text
    delivery.beat("a worker")
    assert "No letter leaves at present" not in organiser.get(MESSAGES).text
    letter()
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert "No letter leaves at present" in organiser.get(MESSAGES).text
        delivery.beat("a worker")
        assert "Letters are late" in organiser.get(MESSAGES).text
        delivery.run_due()
        assert "Letters are late" not in organiser.get(MESSAGES).text


def test_thirty_letters_cost_as_many_statements_as_one(app: Flask, organiser: ReadingClient) -> None:
    counts = []
    for more in (range(1), range(1, 30)):
        for number in more:
            letter(f"member{number}@example.org")
        db.session.remove()
        with statements(app) as found:
            organiser.get(MESSAGES)
            listed = len(found)
            organiser.get("/manage/f3d2026/outbox.csv")
        counts.append((listed, len(found)))
    assert counts[0] == counts[1]
