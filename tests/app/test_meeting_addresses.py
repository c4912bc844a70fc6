"""The address of an online meeting is planted, and then looked for everywhere (INV-20, INV-21)."""

import json
import logging
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask

from forumapp.database import Base
from forumapp.demo import filling
from forumapp.extensions import db, transaction
from forumapp.forums.models import Edition
from forumapp.notifications import delivery
from forumapp.programme import online
from forumapp.programme import queries as programme
from tests.app.test_every_page import walk
from tests.support.browser_like import ReadingClient
from tests.support.mail_sink import Sink
from tests.support.signed_in import Team

HOST = "planted-meeting.example.org"
ADDRESS = f"https://{HOST}/j/1?pwd=2"


@pytest.fixture
def slug(app: Flask) -> str:
    with transaction():
        edition: Edition = filling.fill(filling.Size())
        for session in programme.sessions_of(edition):
            session.mode = "hybrid"
        online.keep(edition, None, join_address=ADDRESS, test_address=ADDRESS)
        return edition.slug


def test_the_address_stands_nowhere_but_in_its_own_table(
    app: Flask, slug: str, team: Team, client: ReadingClient, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    edition = app.extensions["edition_finder"](slug)
    morning = datetime.combine(edition.starts_on, datetime.min.time(), ZoneInfo(edition.time_zone)).replace(hour=9)
    with caplog.at_level(logging.INFO), time_machine.travel(morning, tick=False):
        delivery.run_due()
        pages = walk(client, "/en/") | walk(team.signed_in_as("viewer", edition), f"/manage/{slug}/")
        organiser = team.signed_in_as("organiser", app.extensions["edition_finder"](slug))
        theirs = walk(organiser, f"/manage/{slug}/")
    ways_in = [address for address in theirs if address.endswith("/join")]
    assert ways_in, "the team opens the meetings from its page"
    pages |= {address: page for address, page in theirs.items() if address not in ways_in}
    found = [
        address
        for address, page in pages.items()
        if HOST.encode() in page.response.get_data() and not address.endswith("/online")
    ]
    assert found == [] and len(pages) > 100
    assert not any(ADDRESS.encode() in page.response.get_data() for page in theirs.values()), "nor to the team"
    assert not any(HOST in (page.response.location or "") for page in pages.values())
    assert [letter.raw for letter in sink.letters if HOST.encode() in letter.raw] == []
    assert HOST not in caplog.text
    for table in Base.metadata.sorted_tables:
        if table.name != "online_addresses":
            rows = json.dumps([list(row) for row in db.session.execute(table.select())], default=repr)
            assert HOST not in rows, table.name
