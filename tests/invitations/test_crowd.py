"""Letters of a mass invitation share their rendering, and each says what its own reader is asked."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.invitations import actions, emails
from forumapp.invitations.models import Invitation
from forumapp.notifications import rendering
from forumapp.notifications.models import Message
from forumapp.people import post
from forumapp.programme.models import ForumSession
from forumapp.words import Text
from tests.factories import invitations
from tests.factories.invitations import RESPOND_BY

EVERYBODY = (
    {"printed_name": "Agnė Balčiūnaitė", "language": "lt", "time_zone": "Europe/Vilnius"},
    {"printed_name": "Jonas <b> & Co", "language": "lt", "time_zone": "Europe/Vilnius"},
    {"printed_name": "LIN Yu-ching", "language": "zh-Hant", "time_zone": "Asia/Taipei", "salutation": "林教授，您好："},
    {"printed_name": "Amara Okafor", "language": "en", "time_zone": "Africa/Lagos"},
    {"printed_name": "Brook Ember", "language": "en", "time_zone": "Europe/London"},
    {"printed_name": "Kim Reed", "language": "en", "time_zone": "Europe/London"},
)


@pytest.fixture
def session(app: Flask) -> ForumSession:
    """One who said yes is named in the letters to the others."""
    made = invitations.panel()
    invitations.invitation(made, printed_name="Sure Already", email="sure@example.org", state="accepted")
    return made


@pytest.fixture
def kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a real installation, where renderings are kept."""
    rendering._kept.clear()
    monkeypatch.setattr(app, "testing", False)
    yield
    rendering._kept.clear()
    queue = app.extensions["jobs"].queue  # woken for each letter; on PostgreSQL the next test would find it so
    queue.flush()
    queue.storage.close()


def drafts(session: ForumSession, **more: str) -> list[int]:
    return [
        invitations.invitation(session, email=f"e{number}@example.org", state="draft", **one | more).id
        for number, one in enumerate(EVERYBODY)
    ]


def sent(ids: list[int]) -> dict[str, tuple[str, str, str]]:
    """Name → subject and bodies as they stand in the outbox, and beside them as they were shown before sending."""
    with transaction():
        chosen = [db.session.get_one(Invitation, number) for number in ids]
        actions.send(chosen, RESPOND_BY)
    rows = db.session.query(Message).where(Message.kind == "invitation_to_speak")
    return {row.recipient_name: (row.subject, row.body_text, row.body_html) for row in rows}


def seen(ids: list[int]) -> dict[str, tuple[str, str]]:
    shown = {}
    for number in ids:
        one = db.session.get_one(Invitation, number)
        letter = emails.preview(one, post.readers_for(one.person)[0], RESPOND_BY, Text(), Text())
        shown[one.person.printed_name] = (letter.text, letter.html)
    return shown


def linkless(words: str) -> str:
    """Without the address of the link, or what stands for it."""
    return re.sub(r"http\S*personal-link-\w+|‹[^›]*›", "…", words)


def test_each_reads_what_was_shown_before_and_nothing_of_another(session: ForumSession, kept: None) -> None:
    ids = drafts(session)
    before, after = seen(ids), sent(ids)
    for name, (text, html) in before.items():
        _, own_text, own_html = after[name]
        assert linkless(own_text) == linkless(text), name
        assert linkless(own_html) == linkless(html), name
    assert len(rendering._kept) == 4, "Lithuanian, Chinese, and English in two zones"


def _another_title(session: ForumSession) -> None:
    session.title = Text.of("Another title")


def _another_desk(session: ForumSession) -> None:
    session.edition.desk_email = "another@desk.example.org"


def _another_room(session: ForumSession) -> None:
    assert session.room
    session.room.name = Text.of("Another room")


def _another_costs(session: ForumSession) -> None:
    session.edition.costs = Text.of("Another line on costs")


def _another_name(session: ForumSession) -> None:
    [sure] = [role for role in session.roles if role.is_confirmed]
    sure.printed_name = "Another name"


@pytest.mark.parametrize("change", [_another_title, _another_desk, _another_room, _another_costs, _another_name])
def test_what_changes_between_two_batches_stands_in_the_second(
    session: ForumSession, kept: None, change: Callable[[ForumSession], None]
) -> None:
    ids = drafts(session)
    first = sent(ids[:5])
    with transaction():
        change(db.session.get_one(ForumSession, session.id))
    second = sent(ids[5:])
    assert "nother" not in first["Brook Ember"][1] and "nother" in second["Kim Reed"][1]


def test_another_host_and_another_series_stand_in_the_second_batch(session: ForumSession, kept: None) -> None:
    ids = drafts(session)
    sent(ids[:5])
    with transaction():
        edition = db.session.get_one(Edition, session.edition_id)
        for host in edition.hosts:
            host.name = Text.of("Another host")
        edition.series.name = Text.of("Another host")
    assert "Another host" in sent(ids[5:])["Kim Reed"][1]
