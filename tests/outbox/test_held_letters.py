"""Letters held since a restore leave when an organiser says so, forum by forum."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from forumapp.audit.models import AuditEntry
from forumapp.extensions import db, transaction
from forumapp.forums import queries as forums
from forumapp.forums import team as forum_team
from forumapp.notifications import delivery
from forumapp.notifications.models import Message, State
from forumapp.rights import Role
from tests.factories.forums import edition
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

MESSAGES = "/manage/f3d2026/messages"


@pytest.fixture
def two_forums(app: Flask) -> None:
    """With two letters and one, all held."""
    for slug, addresses in (("f3d2026", ("a@example.org", "b@example.org")), ("f3dother", ("c@example.org",))):
        edition(slug=slug)
        with transaction():
            found = forums.by_slug(slug)
            assert found is not None
            for address in addresses:
                forum_team.invite(found, email=address, name="", language="en", role=Role.VIEWER, by=None)
    with transaction():
        db.session.execute(update(Message).values(state=State.HELD))


def test_an_organiser_releases_those_of_her_forum_only(two_forums: None, team: Team, sink: Sink) -> None:
    organiser = team.signed_in_as("organiser", forums.by_slug("f3d2026"))
    page = organiser.get(MESSAGES)
    assert "2 letters are held back" in page.text
    delivery.run_due()
    assert sink.letters == []
    answer = organiser.submit(page.form("Release held letters"))
    assert "2 letters are on their way" in answer.text and "letters are held back" not in answer.text
    delivery.run_due()
    assert {letter.recipients[0] for letter in sink.letters} == {"a@example.org", "b@example.org"}
    assert db.session.scalar(select(AuditEntry.detail).where(AuditEntry.action == "held letters released"))


def test_pressing_twice_sends_once(two_forums: None, team: Team, sink: Sink) -> None:
    organiser = team.signed_in_as("organiser", forums.by_slug("f3d2026"))
    form = organiser.get(MESSAGES).form("Release held letters")
    for _ in range(2):
        organiser.submit(form)
        delivery.run_due()
    assert len(sink.letters) == 2


def test_the_command_releases_all_or_one_forum(app: Flask, two_forums: None, sink: Sink) -> None:
    runner = app.test_cli_runner()
    assert "There is no forum" in runner.invoke(args=["outbox", "release", "--edition", "nowhere"]).output
    assert "1 letters" in runner.invoke(args=["outbox", "release", "--edition", "f3dother"]).output
    assert "2 letters" in runner.invoke(args=["outbox", "release"]).output
    delivery.run_due()
    assert len(sink.letters) == 3


def test_whoever_may_only_look_finds_no_button(two_forums: None, team: Team) -> None:
    viewer = team.signed_in_as("viewer", forums.by_slug("f3d2026"))
    assert viewer.get(MESSAGES).status == 404
    assert viewer.post(f"{MESSAGES}/release-held").status in (400, 404)
